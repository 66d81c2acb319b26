"""Estimate the heights in a text, and choose the footnotes that have room beside it.

Browsers put a footnote level with its mark, or below the one before. Nothing tells them what else
is there, so what is wider than the text must not be near it. Lengths are in rem.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The height of a line of text, and the number of its characters by its width: rather more, so that
#: what is wider than the text is rather nearer
LINE, CHARACTERS_PER_REM = 1.7, 2.05
#: The same of a footnote beside the text, at its narrowest: rather fewer
NOTE_LINE, NOTE_CHARACTERS = 1.25, 30
#: The space between two blocks, and between two footnotes
SPACE = 1.1
#: The longest footnote that stands beside the text, in characters
LONGEST = 400
#: The farthest that a footnote may be below its mark
FARTHEST = 8
#: What an estimate may be wrong by
MARGIN = 3


class NoteMark(NamedTuple):
    """The first reference to a footnote that may stand beside the text."""

    #: of the footnote
    name: str
    #: its distance from the top of the text
    top: float
    #: characters in the footnote
    length: int


class WideBlock(NamedTuple):
    """What may be wider than the text."""

    top: float
    bottom: float
    #: whether its author wants it so
    forced: bool = False


def lines(length: int, characters: float) -> int:
    """Return the number of lines of a text of *length* characters, at least 1."""
    return max(1, ceil(length / characters))


def placed(marks: Iterable[NoteMark], blocks: Sequence[WideBlock]) -> tuple[list[str], set[int]]:
    """Return the names of the footnotes beside the text, and the indexes of blocks near them.

    *marks* are in the order of the footnotes. One is left out if its mark comes before that of an
    earlier one, if it would be far below its mark, or if its place is that of a wide block.

    >>> placed([NoteMark("a", 2, 60), NoteMark("b", 40, 60)], [WideBlock(4, 9), WideBlock(20, 25)])
    (['a', 'b'], {0})
    """
    names: list[str] = []
    near: set[int] = set()
    last_top = bottom = 0.0
    for mark in marks:
        top = max(mark.top, bottom)
        end = top + NOTE_LINE * lines(mark.length, NOTE_CHARACTERS) + SPACE
        beside = {
            index
            for index, block in enumerate(blocks)
            if block.top - MARGIN < end and top < block.bottom + MARGIN
        }
        is_out = mark.length > LONGEST or mark.top < last_top or top - mark.top > FARTHEST
        if is_out or any(blocks[index].forced for index in beside):
            continue
        names.append(mark.name)
        near |= beside
        last_top, bottom = mark.top, end
    return names, near
