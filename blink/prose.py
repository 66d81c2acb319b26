"""Find the parts of Markdown that are no prose: code, formulas, URLs, comments, HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What a span that is no prose begins with: an escape, code, a formula, a URL, a comment, HTML
_OPENING = re.compile(
    r"\\[!-/:-@\[-`{-~]|https?://[^\s<>)]+|\$(?!\$)(?=\S)[^$\n]*(?<=\S)\$"
    r"|(`+)|(\$\$)|(<!--)|<(code|pre|script|style)\b"
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_BACKTICKS = re.compile(r"`+")


def spans_without_prose(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each span of *text* that is no prose, in order.

    This takes one pass, whatever is not closed.
    """
    unclosed: dict[str, int] = {}  # what has no end before an index
    at = 0
    while opening := _OPENING.search(text, at):
        start, at = opening.span()
        ticks, dollars, comment, element = opening.groups()
        if ticks:
            at = _code_end(text, at, ticks, unclosed)
        elif closing := (dollars and "$$") or (comment and "-->") or (element and f"</{element}>"):
            if at >= unclosed.get(closing, 0):
                end = text.find(closing, at)
                if end < 0:
                    unclosed[closing] = len(text)
                at = end + len(closing) if end >= 0 else at
            if at == opening.end() and not dollars:
                continue
        if at > opening.end() or not ticks:
            yield start, at


def _code_end(text: str, at: int, ticks: str, unclosed: dict[str, int]) -> int:
    """Return the end of the code whose *ticks* end at *at*, or *at* if it is not closed."""
    if at < unclosed.get(ticks, 0):
        return at
    blank = _BLANK_LINE.search(text, at)
    limit = blank.start() if blank else len(text)
    for other in _BACKTICKS.finditer(text, at, limit):
        if other[0] == ticks:
            return other.end()
    unclosed[ticks] = limit
    return at
