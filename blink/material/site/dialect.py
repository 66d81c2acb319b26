"""Read which Markdown extensions a site uses, and their settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The extensions that MkDocs always uses
_BUILT_IN = ("toc", "tables", "fenced_code")
#: extension → the name under which it is looked up
_SAME = {
    "pymdownx.blocks.admonition": "blocks",
    "pymdownx.blocks.details": "blocks",
    "pymdownx.blocks.tab": "blocks",
    "pymdownx.blocks.html": "blocks",
    "pymdownx.blocks.caption": "blocks",
    "pymdownx.blocks.definition": "blocks",
    "fenced_code": "pymdownx.superfences",
    "callouts": "admonition",
    "codehilite": "pymdownx.highlight",
}
_EXTRA = ("abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "fenced_code")


@dataclass(frozen=True)
class Dialect:
    """The extensions that are on, each with its settings."""

    extensions: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    #: whether there is no mkdocs.yml, so that any extension may be on
    guessed: bool = True
    #: the plugin that runs ``{{ … }}``, or ``""``
    macros: str = ""

    def has(self, *names: str) -> bool:
        """Return whether one of the extensions *names* is on, or may be on."""
        return self.guessed or any(name in self.extensions for name in names)

    def enables(self, *names: str) -> bool:
        """Return whether mkdocs.yml enables one of the extensions *names*."""
        return any(name in self.extensions for name in names)

    def setting(self, extension: str, name: str, default: object = None) -> object:
        return self.extensions.get(extension, {}).get(name, default)


def named_settings(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield name and settings of each plugin or extension in *value*, a list or a mapping."""
    items = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    for item in items:
        for name, settings in item.items() if isinstance(item, dict) else [(item, {})]:
            if isinstance(name, str):
                yield name, settings if isinstance(settings, dict) else {}


def dialect(extensions: object, macros: str = "") -> Dialect:
    """Return the dialect of ``markdown_extensions`` in mkdocs.yml."""
    found: dict[str, Mapping[str, object]] = {name: {} for name in _BUILT_IN}
    for name, settings in named_settings(extensions):
        short = name.removeprefix("markdown.extensions.")
        found[short] = {str(key): value for key, value in settings.items()}
        if short in _SAME:
            found.setdefault(_SAME[short], {})
        if short in ("extra", "pymdownx.extra"):
            for part in _EXTRA:
                found.setdefault(part, {})
        if short == "pymdownx.extra":
            found.setdefault("pymdownx.superfences", {})
            found.setdefault("pymdownx.betterem", {})
    return Dialect(found, guessed=False, macros=macros)
