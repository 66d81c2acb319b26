"""Parse lines into blocks, as Python-Markdown does with the extensions that bloggers use.

The rules are those of the block processors of Python-Markdown (BSD) and PyMdown Extensions (MIT): a
block ends at a blank line, the content of a block is indented by four columns, and some blocks may
begin in the middle of a paragraph.
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

#: The deepest nesting of blocks; what is nested more deeply is kept as text
DEPTH = 40

_SLASHES = re.compile(r"(/{3,})[ ]*([\w-]+)[ ]*(?:\|[ ]*(.*?)[ ]*)?$")
_ATX = re.compile(r"#{1,6}")
_UNDERLINE = re.compile(r"(=+|-+)[ ]*$")


class Parser:
    """Parses lines of one dialect; what they define is added to *notes*."""

    def __init__(self, dialect: Dialect, notes: Notes) -> None:
        self.dialect, self.notes = dialect, notes
        self.depth = 0
        self.nested = False
        self.uncommented = (0, 0)

    def parse(self, lines: list[Line], *, nested: bool = False) -> list[Block]:
        """Return the blocks in *lines*, which may be *nested* in a list, a quote or the like."""
        if self.depth >= DEPTH:
            lines = trim(lines)
            if not lines:
                return []
            message = "the text is nested too deeply; it was written as a code block"
            self.notes.remark(lines[0].number, "deep", message)
            return [Code(lines[0].number, [line.text for line in lines], "text")]
        self.depth += 1
        before, self.nested = self.nested, self.nested or nested
        blocks: list[Block] = []
        known: fences.UnclosedFences = {}
        index = 0
        while index < len(lines):
            if lines[index].blank:
                index += 1
                continue
            index = self._block(lines, index, blocks, known)
        self.depth -= 1
        self.nested = before
        return blocks

    def _block(
        self, lines: list[Line], index: int, blocks: list[Block], known: fences.UnclosedFences
    ) -> int:
        """Read the block that begins at *index* into *blocks*, and return the index after it."""
        after = self._special(lines, index, blocks, known)
        if after is not None:
            return after
        line = lines[index]
        if line.indent >= 4:
            inside, after = indented_lines(lines, index)
            blocks.append(Code(line.number, [line.text for line in trim(inside)]))
            return after
        if self.dialect.has("tables") and (table := tables.read(lines, index)):
            blocks.append(table[0])
            return table[1]
        if lists.is_item(line):
            items, after = lists.read(self, lines, index, known)
            blocks.append(items)
            return after
        if self.dialect.has("def_list") and (read := lists.definitions(self, lines, index)):
            definition, after = read
            lists.add_definitions(blocks, definition)
            return after
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        if (under := _UNDERLINE.match(below)) and not line.blank:
            text, attrs = attributes.at_end(line.body)
            blocks.append(HeadingBlock(line.number, 1 if under[1][0] == "=" else 2, text, attrs))
            return index + 2
        return self._paragraph(lines, index, blocks, known)

    # -- what may begin in the middle of a paragraph -----------------------------------

    def _special(
        self, lines: list[Line], index: int, blocks: list[Block], known: fences.UnclosedFences
    ) -> int | None:
        """Read a block that needs no blank line above it, if one is at *index*."""
        line = lines[index]
        body = line.body
        first = body[:1]
        if first in "`~" and line.indent < 4 and (read := fences.read(lines, index, known)):
            blocks.append(read[0])
            return read[1]
        if first in "!?" and (box := containers.admonition(self, lines, index)):
            blocks.append(box[0])
            return box[1]
        if (
            first == "="
            and self.dialect.has("pymdownx.tabbed")
            and (tab := containers.TAB.match(body))
        ):
            if line.indent < 4:
                return containers.tab(self, lines, index, blocks, tab)
            return None
        if line.indent >= 4:
            return None
        if first == "/" and self.dialect.has("blocks") and (opened := _SLASHES.match(body)):
            after = containers.slashes(self, lines, index, blocks, opened)
            if after is not None:
                return after
        if first == "<" and (after := html.read(self, lines, index, blocks)) is not None:
            return after
        if line.text.startswith("#") and (atx := self._atx(line)):
            blocks.append(atx)
            return index + 1
        if first in "-_*" and lists.is_rule(line):
            blocks.append(ThematicBreak(line.number))
            return index + 1
        if first == ">":
            return containers.quote(self, lines, index, blocks)
        if first in "[*":
            return definitions.read(self, lines, index)
        return formulas.read(self, lines, index, blocks)

    def _atx(self, line: Line) -> HeadingBlock | None:
        match = _ATX.match(line.text)
        written = line.text[match.end() :] if match else ""
        if not match or (self.dialect.enables("pymdownx.saneheaders") and written[:1] != " "):
            return None
        text, attrs = attributes.at_end(" " + written.strip())
        text = text.strip().rstrip("#").rstrip()
        return HeadingBlock(line.number, len(match[0]), text, attrs) if text or attrs else None

    # -- what begins after a blank line -------------------------------------------------

    def _paragraph(
        self, lines: list[Line], index: int, blocks: list[Block], known: fences.UnclosedFences
    ) -> int:
        end = index + 1
        below: list[Block] = []
        own_lines: list[Line] = [lines[index]]
        while end < len(lines) and not lines[end].blank:
            after = self._special(lines, end, below, known)
            if after is not None:
                self._add_paragraph(own_lines, blocks)
                if below and isinstance(below[0], Figure) and not below[0].body and blocks:
                    below[0].body = [blocks.pop()]  # it is the caption of the block above it
                blocks += below
                return after
            own_lines.append(lines[end])
            end += 1
        self._add_paragraph(own_lines, blocks)
        return end

    def _add_paragraph(self, lines: list[Line], blocks: list[Block]) -> None:
        text = paragraph_text(lines)
        if self.dialect.has("attr_list"):
            text, attrs = attributes.of_block(text)
        else:
            attrs = {}
        if text.strip() == "[TOC]":
            message = "`[TOC]` was left out because the table of contents is beside the text"
            self.notes.remark(lines[0].number, "toc", message)
            return
        if any(lists.is_item(line) for line in lines[1:]):
            number = next(line.number for line in lines[1:] if lists.is_item(line))
            message = (
                "the line is part of a paragraph, as in Material, because no blank line is above it"
            )
            self.notes.remark(number, "list", f"{message}; add one to make it a list")
        if not text.strip():
            if attrs and blocks and isinstance(blocks[-1], Paragraph):
                blocks[-1].attributes |= attrs
            return
        blocks.append(Paragraph(lines[0].number, text, attrs))
