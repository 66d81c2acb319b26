"""Parse ``{ .class #id key="value" }`` in all forms that Python-Markdown accepts.

The patterns are those of ``markdown.extensions.attr_list`` of Python-Markdown (BSD).
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
    attributes: Attributes = {}
    for match in _WORD.finditer(inner):
        word = match[7]
        key = match[1] or match[3] or match[5]
        if key:
            value = next(v for v in (match[2], match[4], match[6]) if v is not None)
            key = key.strip(",")
            if key in ("class", ".class"):
                _add_class(attributes, value)
            elif key:
                attributes[key.lower()] = value.strip().rstrip(",") if match[6] else value
        elif word and word.startswith("."):
            _add_class(attributes, word[1:].strip(",").replace(".", " "))
        elif word and word.startswith("#"):
            attributes["id"] = word[1:].strip(",")
        elif word and (word := word.strip(",:")):
            attributes[word.lower()] = ""
    return attributes


def _add_class(attributes: Attributes, words: str) -> None:
    if words:
        attributes["class"] = f"{attributes.get('class', '')} {words}".strip()


def inline(text: str, start: int) -> tuple[Attributes, int] | None:
    """Return the attributes at *start* of *text* and the index after them, if there are any."""
    match = _INLINE.match(text, start) if text.find("}", start) > 0 else None
    return (read(match[1]), match.end()) if match else None


def at_end(text: str) -> tuple[str, Attributes]:
    """Return a heading's *text* without the attributes at its end, and the attributes."""
    last = text.rstrip(" ")
    start = max(last.rfind("}", 0, len(last) - 1), last.rfind("\n")) + 1
    match = _AT_END.search(text, start) if last.endswith("}") else None
    if not match or not _plausible(match[1]):
        return text, {}
    return text[: match.start()].rstrip().rstrip("#").rstrip(), read(match[1])


def of_block(text: str) -> tuple[str, Attributes]:
    """Return a paragraph's *text* without the attributes in its last line, and the attributes."""
    match = _BLOCK.search(text)
    if not match or not _plausible(match[1]):
        return text, {}
    return text[: match.start()], read(match[1])


def _plausible(inner: str) -> bool:
    """Return whether *inner* is meant as attributes, and not as words in braces."""
    braces = inner.startswith(("{", "%", "#}")) or inner.endswith(("%", "}"))
    return not braces and not inner.startswith((">>", "++", "--", "==", "~~"))  # as of critic
