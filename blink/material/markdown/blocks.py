"""Parse lines into blocks, as Python-Markdown does with the extensions that bloggers use.

What a block is, where it begins and what ends it follows Python-Markdown's block processors
(BSD) and those of PyMdown Extensions (MIT): a block ends at a blank line, what belongs to
something is indented by four, and some blocks begin in the middle of a paragraph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown import (
    attributes,
    containers,
    definitions,
    fences,
    formulas,
    html,
    lists,
    tables,
)
from blink.material.markdown.lines import Line, indented_lines, trim
from blink.material.markdown.tree import (
    Block,
    Code,
    Figure,
    HeadingBlock,
    Notes,
    Paragraph,
    ThematicBreak,
    paragraph_text,
)

if TYPE_CHECKING:
    from blink.material.site.dialect import Dialect

#: How deep blocks may stand in each other; what is deeper is kept as text
DEPTH = 40

_SLASHES = re.compile(r"(/{3,})[ ]*([\w-]+)[ ]*(?:\|[ ]*(.*?)[ ]*)?$")
_ATX = re.compile(r"#{1,6}")
_UNDERLINE = re.compile(r"(=+|-+)[ ]*$")


class Parser:
    """Reads lines in one dialect; what they define goes into *notes*."""

    def __init__(self, dialect: Dialect, notes: Notes) -> None:
        self.dialect, self.notes = dialect, notes
        self.depth = 0

    def parse(self, lines: list[Line]) -> list[Block]:
        """Return the blocks that *lines* are."""
        if self.depth >= DEPTH:
            lines = trim(lines)
            if not lines:
                return []
            message = "the text is nested too deeply; it was written as a code block"
            self.notes.remark(lines[0].number, "deep", message)
            return [Code(lines[0].number, [line.text for line in lines], "text")]
        self.depth += 1
        try:
            return self._parse(lines)
        finally:
            self.depth -= 1

    def _parse(self, lines: list[Line]) -> list[Block]:
        found: list[Block] = []
        known: fences.UnclosedFences = {}
        index = 0
        while index < len(lines):
            if lines[index].blank:
                index += 1
                continue
            index = self._block(lines, index, found, known)
        return found

    def _block(
        self, lines: list[Line], index: int, found: list[Block], known: fences.UnclosedFences
    ) -> int:
        """Read the block that begins at *index* into *found*, and return the index after it."""
        after = self._special(lines, index, found, known)
        if after is not None:
            return after
        line = lines[index]
        if line.indent >= 4:
            return self._indented(lines, index, found)
        if (table := self._table(lines, index)) is not None:
            block, after = table
            found.append(block)
            return after
        if lists.is_item(line):
            block, after = lists.read(self, lines, index, known)
            found.append(block)
            return after
        if self.dialect.has("def_list") and (read := lists.definitions(self, lines, index)):
            block, after = read
            lists.add_definitions(found, block)
            return after
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        if (under := _UNDERLINE.match(below)) and not line.blank:
            text, attrs = attributes.at_end(line.body)
            found.append(HeadingBlock(line.number, 1 if under[1][0] == "=" else 2, text, attrs))
            return index + 2
        return self._paragraph(lines, index, found, known)

    # -- what may begin in the middle of a paragraph -----------------------------------

    def _special(
        self, lines: list[Line], index: int, found: list[Block], known: fences.UnclosedFences
    ) -> int | None:
        """Read a block that needs no blank line above it, if one is at *index*."""
        line = lines[index]
        body = line.body
        first = body[:1]
        if first in "`~" and line.indent < 4 and (read := fences.read(lines, index, known)):
            found.append(read[0])
            return read[1]
        if first in "!?" and (box := containers.admonition(self, lines, index)):
            found.append(box[0])
            return box[1]
        if (
            first == "="
            and self.dialect.has("pymdownx.tabbed")
            and (tab := containers.TAB.match(body))
        ):
            if line.indent < 4:
                return containers.tab(self, lines, index, found, tab)
            return None
        if line.indent >= 4:
            return None
        if first == "/" and self.dialect.has("blocks") and (opened := _SLASHES.match(body)):
            after = html.slashes(self, lines, index, found, opened)
            if after is not None:
                return after
        if first == "<" and (after := html.read(self, lines, index, found)) is not None:
            return after
        if line.text.startswith("#") and (atx := self._atx(line)):
            found.append(atx)
            return index + 1
        if first in "-_*" and lists.is_rule(line):
            found.append(ThematicBreak(line.number))
            return index + 1
        if first == ">":
            return containers.quote(self, lines, index, found)
        if first in "[*":
            return definitions.read(self, lines, index)
        return formulas.read(self, lines, index, found)

    def _atx(self, line: Line) -> HeadingBlock | None:
        match = _ATX.match(line.text)
        written = line.text[match.end() :] if match else ""
        if not match or (self.dialect.enables("pymdownx.saneheaders") and written[:1] != " "):
            return None
        text, attrs = attributes.at_end(" " + written.strip())
        text = text.strip().rstrip("#").rstrip()
        return HeadingBlock(line.number, len(match[0]), text, attrs) if text or attrs else None

    # -- what begins after a blank line -------------------------------------------------

    def _indented(self, lines: list[Line], index: int, found: list[Block]) -> int:
        inside, end = indented_lines(lines, index)
        found.append(Code(lines[index].number, [line.text for line in trim(inside)]))
        return end

    def _table(self, lines: list[Line], index: int) -> tuple[Block, int] | None:
        if not self.dialect.has("tables"):
            return None
        return tables.read(lines, index)

    def _paragraph(
        self, lines: list[Line], index: int, found: list[Block], known: fences.UnclosedFences
    ) -> int:
        end = index + 1
        aside: list[Block] = []
        held: list[Line] = [lines[index]]
        while end < len(lines) and not lines[end].blank:
            after = self._special(lines, end, aside, known)
            if after is not None:
                self._note(held, found)
                if aside and isinstance(aside[0], Figure) and not aside[0].body and found:
                    aside[0].body = [found.pop()]  # the caption of the block above it
                found += aside
                return after
            held.append(lines[end])
            end += 1
        self._note(held, found)
        return end

    def _note(self, held: list[Line], found: list[Block]) -> None:
        text = paragraph_text(held)
        if self.dialect.has("attr_list"):
            text, attrs = attributes.of_block(text)
        else:
            attrs = {}
        if text.strip() == "[TOC]":
            message = "`[TOC]` was left out because the table of contents is beside the text"
            self.notes.remark(held[0].number, "toc", message)
            return
        if any(lists.is_item(line) for line in held[1:]):
            at = next(line.number for line in held[1:] if lists.is_item(line))
            message = "this is text, as in Material, because no blank line is above it"
            self.notes.remark(at, "list", f"{message}; add one to make it a list")
        if not text.strip():
            if attrs and found and isinstance(found[-1], Paragraph):
                found[-1].attributes |= attrs
            return
        found.append(Paragraph(held[0].number, text, attrs))
