"""Describe an option of the theme, and give its values the type of its default.

The value of an option may be text, since those of ``theme.conf`` and of the command line are.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from blink.settings.conf_lines import EntryKey

    OptionCheck = Callable[[str, Any, Mapping[str, Any]], Iterator["OptionMistake"]]

#: What Sphinx's filter ``tobool`` of templates takes for true, and its opposite
TRUE, FALSE = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off", ""})


class OptionMistake(NamedTuple):
    """What is wrong with an option, and what to write instead."""

    message: str
    #: the entry of the value that is wrong
    keys: tuple[EntryKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeOption:
    """An option of the theme, or another entry of the manual of the PyData theme."""

    name: str
    #: its meaning, in Markdown, for the table in the guide
    help: str
    #: the default of the theme `blink`; values get its type
    default: Any = ""
    #: yields each mistake in a value; it is given the name, the value, and all settings
    check: OptionCheck | None = None
    #: in which way it differs from the option of the PyData theme, in Markdown
    differs: str = ""
    #: why it does not work, and what to do instead, in Markdown
    fails: str = ""
    #: whether its value is a list of components
    is_region: bool = False
    #: names that the PyData theme no longer uses
    former: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """Whether it works, for the table in the guide."""
        if self.fails:
            return f"does not work: {self.fails}"
        return f"differs: {self.differs}" if self.differs else "works"

    def typed(self, value: Any) -> Any:
        """Return a valid *value* in the type of the default; components get the suffix .html."""
        if self.is_region:
            return _components(value)
        if isinstance(self.default, bool):
            return value.lower() in TRUE if isinstance(value, str) else bool(value)
        if isinstance(self.default, int):
            return int(value)
        if isinstance(self.default, list) and isinstance(value, str):
            return names_of(value)
        if isinstance(self.default, list | dict):
            return value or type(self.default)()
        return str(value)


class OptionGroup(NamedTuple):
    """Options that stand together in the guide."""

    name: str
    #: the setting of conf.py that has the options, or ``""``
    setting: str
    options: tuple[ThemeOption, ...]


class Component(NamedTuple):
    """A template that a region of the page can have."""

    name: str
    #: what it shows, in Markdown, for the table in the guide
    help: str
    #: why it does not work
    fails: str = ""


def names_of(value: Any) -> list[str]:
    """Return the names in a list of components, which may be text with commas.

    >>> names_of("copyright, sphinx-version"), names_of(["copyright"])
    (['copyright', 'sphinx-version'], ['copyright'])
    """
    if isinstance(value, str):
        return [name for name in map(str.strip, value.split(",")) if name]
    return list(value)


def file_of(component: str) -> str:
    """Return the file of a *component*, whose extension may be missing.

    >>> file_of("page-toc"), file_of("ablog/tagcloud.html")
    ('page-toc.html', 'ablog/tagcloud.html')
    """
    return component if os.path.splitext(component)[1] else f"{component}.html"


def _components(value: Any) -> Any:
    if isinstance(value, dict):  # patterns of pages → their components
        return {pattern: _components(names) for pattern, names in value.items()}
    return [file_of(name) for name in names_of(value)]
