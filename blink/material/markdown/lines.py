"""Lines of a text that know their number and their indentation.

A tab ends at the next column that is a multiple of four, as in Python-Markdown. Lines keep their
characters, so that code keeps its tabs.
"""

from __future__ import annotations

from typing import NamedTuple

TAB = 4


class Line(NamedTuple):
    """A line of a source."""

    text: str
    #: 1-based, in the source
    number: int

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def indent(self) -> int:
        """The column of the first character that is not a space or tab."""
        return indent_of(self.text)

    @property
    def body(self) -> str:
        """The text after the indentation."""
        return self.text.lstrip(" \t")


def indent_of(text: str) -> int:
    column = 0
    for char in text:
        if char == " ":
            column += 1
        elif char == "\t":
            column += TAB - column % TAB
        else:
            break
    return column


def dedent(line: Line, columns: int) -> Line:
    """Return *line* without its first *columns* columns of blanks, or all if it has fewer."""
    column = 0
    for index, char in enumerate(line.text):
        if column >= columns or char not in " \t":
            return Line(" " * (column - columns) + line.text[index:], line.number)
        column += 1 if char == " " else TAB - column % TAB
    return Line("", line.number)


def split(text: str, first: int = 1) -> list[Line]:
    """Return the lines of *text*, the first of which has the number *first*."""
    return [Line(line, first + i) for i, line in enumerate(text.split("\n"))]


def trim(lines: list[Line]) -> list[Line]:
    """Return *lines* without blank ones at both ends."""
    start, end = 0, len(lines)
    while start < end and lines[start].blank:
        start += 1
    while end > start and lines[end - 1].blank:
        end -= 1
    return lines[start:end]


def after_blanks(lines: list[Line], index: int) -> int:
    """Return the index of the first line from *index* that is not blank, or that of the end."""
    while index < len(lines) and lines[index].blank:
        index += 1
    return index


def indented_lines(lines: list[Line], index: int) -> tuple[list[Line], int]:
    """Return the lines from *index* that are indented by four, dedented, and where they end."""
    end = index
    for at in range(index, len(lines)):
        if lines[at].blank:
            continue
        if lines[at].indent < 4:
            break
        end = at + 1
    return [dedent(line, 4) for line in lines[index:end]], end
