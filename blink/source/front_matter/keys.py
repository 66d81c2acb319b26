"""Describe front-matter keys, each of which is declared once, in the package that uses it.

A package declares its keys in a `KeyGroup`, which its handler of ``front-matter-keys`` returns.
`keys_of` collects the groups of an application; commands without an application list the groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from sphinx.events import EventManager

    from blink.problems import Problem
    from blink.source.front_matter.fields import Value
    from blink.source.front_matter.values import Rules

    Check = Callable[[Mapping[str, Any], Mapping[str, Value]], Iterable[Problem]]

#: Keys of Sphinx, MyST and the theme, which Blink does not read
FOREIGN = frozenset({
    "orphan", "tocdepth", "no-search", "myst", "mystnb", "file_format", "kernelspec", "jupytext",
    "language_info",
    "html_theme.sidebar_secondary.remove", "html_theme.show_nav_level",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """A key of front matter."""

    name: str
    #: returns the meaning of a value, or raises `Mistake`
    read: Callable[[Value, Rules], Any]
    #: its meaning, in Markdown, for the table in the guide
    help: str
    #: the value for posts that do not have the key
    default: Any = None
    #: other spellings
    aliases: tuple[str, ...] = ()
    #: whether the key without a value means ``true``
    flag: bool = False
    #: names that it had in earlier versions; front matter may use them for one minor version
    former: tuple[str, ...] = ()


class KeyGroup(NamedTuple):
    """The keys of one package."""

    name: str
    #: in the order of the table
    keys: tuple[Key, ...]
    #: called with the values and fields of a header; yields contradictions between keys
    check: Check
    #: what a post with the first key of the group is, such as ``an entry of a logbook``, or ``""``
    what: str = ""

    def marks_post(self, fields: Container[str]) -> bool:
        """Return whether a header with *fields* is of this group's kind."""
        return bool(self.what) and self.keys[0].name in fields


class Keys:
    """All keys that a header may have."""

    def __init__(self, *groups: KeyGroup) -> None:
        """:raises ValueError: if two keys have the same name."""
        self.groups = groups
        self._by_name: dict[str, Key] = {}
        for key in (key for group in groups for key in group.keys):
            for name in (key.name, *key.aliases, *key.former):
                if name in self._by_name:
                    raise ValueError(f"the front-matter key {name!r} is declared twice")
                self._by_name[name] = key

    @property
    def names(self) -> frozenset[str]:
        """The names of all keys, and their other spellings."""
        return frozenset(self._by_name)

    def get(self, name: str) -> Key | None:
        """Return the key with the spelling *name*."""
        return self._by_name.get(name)

    def renamed(self) -> dict[str, str]:
        """Return the present name of each key that was renamed, by its former name."""
        keys = {key for group in self.groups for key in group.keys}
        return {name: key.name for key in keys for name in key.former}

    def nearest(self, name: str) -> str | None:
        """Return the known key with the most similar spelling to *name*, if there is one."""
        known = sorted(self.names | FOREIGN)
        near = get_close_matches(name.strip().lower().replace(" ", "_"), known, 1, cutoff=0.7)
        return near[0] if near else None

    def complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return *values* with the defaults of all other keys."""
        return {key.name: key.default for key in self._by_name.values()} | dict(values)


# -- Sphinx ------------------------------------------------------------------


def keys_of(events: EventManager) -> Keys:
    """Return the keys that the packages of an application declare."""
    return Keys(*events.emit("front-matter-keys"))
