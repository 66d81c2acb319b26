"""Parse ``{ .class #id key="value" }`` in all forms that Python-Markdown accepts.

After ``markdown.extensions.attr_list`` of Python-Markdown (BSD), its scanner and where it looks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blink.material.markdown.tree import Attributes

_BASE = r"\{:?[ ]*([^}\n ][^}\n]*)\}"
_INLINE = re.compile(_BASE)
_BLOCK = re.compile(r"(?:^|\n)[ ]*" + _BASE + r"[ ]*$")
_AT_END = re.compile(r"[ ]+" + _BASE + r"[ ]*$")
_WORD = re.compile(r"""([^ =}]+)="(.*?)"|([^ =}]+)='(.*?)'|([^ =}]+)=([^ =}]+)|([^ =}]+)|[ ]+|.""")


def read(inner: str) -> Attributes:
    """Return the attributes in *inner*, the text between braces; commas are ignored."""
    found: Attributes = {}
    for match in _WORD.finditer(inner):
        word = match[7]
        key = match[1] or match[3] or match[5]
        if key:
            value = next(v for v in (match[2], match[4], match[6]) if v is not None)
            key = key.strip(",")
            if key in ("class", ".class"):
                _add_class(found, value)
            elif key:
                found[key.lower()] = value.strip().rstrip(",") if match[6] else value
        elif word and word.startswith("."):
            _add_class(found, word[1:].strip(",").replace(".", " "))
        elif word and word.startswith("#"):
            found["id"] = word[1:].strip(",")
        elif word and (word := word.strip(",:")):
            found[word.lower()] = ""
    return found


def _add_class(found: Attributes, words: str) -> None:
    if words:
        found["class"] = f"{found.get('class', '')} {words}".strip()


def inline(text: str, start: int) -> tuple[Attributes, int] | None:
    """Return the attributes at *start* of *text* and where they end, if there are any."""
    found = _INLINE.match(text, start)
    return (read(found[1]), found.end()) if found else None


def at_end(text: str) -> tuple[str, Attributes]:
    """Return a heading's *text* without the attributes at its end, and these."""
    found = _AT_END.search(text)
    if not found or not _plausible(found[1]):
        return text, {}
    return text[: found.start()].rstrip().rstrip("#").rstrip(), read(found[1])


def of_block(text: str) -> tuple[str, Attributes]:
    """Return a paragraph's *text* without the attributes in its last line, and these."""
    found = _BLOCK.search(text)
    if not found or not _plausible(found[1]):
        return text, {}
    return text[: found.start()], read(found[1])


def _plausible(inner: str) -> bool:
    """Return whether *inner* is meant as attributes, and not as words in braces."""
    return not inner.startswith(("{", "%", "#}")) and not inner.endswith(("%", "}"))
