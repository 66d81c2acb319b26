"""Parse tables as Python-Markdown's ``tables`` does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown import fences
from blink.material.markdown.tree import Table

if TYPE_CHECKING:
    from blink.material.markdown.lines import Line

_ALIGN = re.compile(r":?-+:?")


def cells(row: str) -> list[str]:
    """Return the cells of *row*; bars in code spans or after a backslash are text."""
    found, start, at = [], 0, 0
    row = row.strip()
    row = row.removeprefix("|")
    while at < len(row):
        char = row[at]
        if char == "\\":
            at += 2
        elif char == "`":
            run = re.compile(r"`+").match(row, at)
            assert run
            end = re.compile(rf"(?<!`){run[0]}(?!`)").search(row, run.end())
            at = end.end() if end else run.end()
        elif char == "|":
            found.append(row[start:at].strip())
            start = at = at + 1
        else:
            at += 1
    rest = row[start:].strip()
    if rest or not found:
        found.append(rest)
    return [cell.replace("\\|", "|") for cell in found]


def read(lines: list[Line], index: int) -> tuple[Table, int] | None:
    """Return the table at *index* and the index after it, if there is one."""
    if index + 1 >= len(lines) or lines[index].indent >= 4 or lines[index + 1].blank:
        return None
    second = lines[index + 1].text.strip()
    if "|" not in second or "|" not in lines[index].text or not set(second) <= set("|:- "):
        return None
    marks = [cell.replace(" ", "") for cell in cells(second)]
    head = cells(lines[index].text)
    if len(marks) != len(head) or not all(_ALIGN.fullmatch(mark) for mark in marks):
        return None
    rows, end = [], index + 2
    while end < len(lines) and not lines[end].blank and not fences.read(lines, end, {}):
        row = cells(lines[end].text)[: len(head)]
        rows.append(row + [""] * (len(head) - len(row)))
        end += 1
    ends = ((":" if m[0] == ":" else "-", ":" if m[-1] == ":" else "-") for m in marks)
    aligns = [f"{first}-{last}" for first, last in ends]
    return Table(lines[index].number, head, aligns, rows), end
