"""The interface by which parsers of single kinds of blocks call the parser of all blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from blink.material.markdown.lines import Line
    from blink.material.markdown.tree import Block, Notes
    from blink.material.site.dialect import Dialect


class BlockParser(Protocol):
    """Parses the lines inside a block; `blink.material.markdown.blocks.Parser` is the one."""

    dialect: Dialect
    #: where definitions and remarks are collected
    notes: Notes

    #: whether the lines are indented or quoted, where Python-Markdown sees tags but no HTML blocks
    nested: bool

    #: the first and the last of lines that have no end of a comment
    uncommented: tuple[int, int]

    def parse(self, lines: list[Line], *, nested: bool = False) -> list[Block]:
        """Return the blocks in *lines*, which may be *nested* in a list, a quote or the like."""
        raise NotImplementedError
