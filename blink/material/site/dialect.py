"""Read which Markdown extensions a site has turned on, and their settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What MkDocs turns on by itself
_BUILT_IN = ("toc", "tables", "fenced_code")
#: Names of one thing
_SAME = {
    "pymdownx.blocks.admonition": "blocks",
    "pymdownx.blocks.details": "blocks",
    "pymdownx.blocks.tab": "blocks",
    "pymdownx.blocks.html": "blocks",
    "pymdownx.blocks.caption": "blocks",
    "pymdownx.blocks.definition": "blocks",
    "fenced_code": "pymdownx.superfences",
    "footnotes": "footnotes",
    "callouts": "admonition",
    "codehilite": "pymdownx.highlight",
}
_EXTRA = ("abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "fenced_code")


@dataclass(frozen=True)
class Dialect:
    """The extensions that are on, each with its settings."""

    extensions: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    #: whether there is no mkdocs.yml; then every extension counts as on
    guessed: bool = True
    #: whether ``{{ … }}`` is run, and by what
    macros: str = ""

    def has(self, *names: str) -> bool:
        """Return whether one of the extensions *names* is on."""
        return self.guessed or any(name in self.extensions for name in names)

    def surely(self, *names: str) -> bool:
        """Return whether mkdocs.yml turns one of *names* on."""
        return any(name in self.extensions for name in names)

    def setting(self, extension: str, name: str, default: object = None) -> object:
        return self.extensions.get(extension, {}).get(name, default)


def dialect(extensions: object, macros: str = "") -> Dialect:
    """Return the dialect of ``markdown_extensions`` in mkdocs.yml."""
    found: dict[str, Mapping[str, object]] = {name: {} for name in _BUILT_IN}
    pairs: list[tuple[object, object]] = []
    if isinstance(extensions, dict):
        pairs = list(extensions.items())
    elif isinstance(extensions, list):
        for one in extensions:
            pairs += one.items() if isinstance(one, dict) else [(one, {})]
    for name, settings in pairs:
        if not isinstance(name, str):
            continue
        short = name.removeprefix("markdown.extensions.")
        given = settings if isinstance(settings, dict) else {}
        found[short] = {str(key): value for key, value in given.items()}
        if short in _SAME:
            found.setdefault(_SAME[short], {})
        if short in ("extra", "pymdownx.extra"):
            for part in _EXTRA:
                found.setdefault(part, {})
        if short == "pymdownx.extra":
            found.setdefault("pymdownx.superfences", {})
            found.setdefault("pymdownx.betterem", {})
    return Dialect(found, guessed=False, macros=macros)
