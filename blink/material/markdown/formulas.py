"""Parse formulas that are blocks, as ``pymdownx.arithmatex`` reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown.tree import Block, MathBlock

if TYPE_CHECKING:
    from blink.material.markdown.lines import Line
    from blink.material.markdown.protocol import BlockParser


def read(parser: BlockParser, lines: list[Line], index: int, blocks: list[Block]) -> int | None:
    if not parser.dialect.enables("pymdownx.arithmatex"):
        return None
    body = lines[index].body
    if body.startswith("$$"):
        ends: tuple[str, str] = ("$$", "$$")
    elif body.startswith("\\["):
        ends = ("\\[", "\\]")
    elif match := re.match(r"\\begin\{([a-z]+\*?)\}", body):
        ends = ("", f"\\end{{{match[1]}}}")
    else:
        return None
    text, end = body[len(ends[0]) :], index
    while ends[1] not in text:
        end += 1
        if end >= len(lines) or lines[end].blank:
            return None
        text += "\n" + lines[end].text
    tex, _, rest = text.partition(ends[1])
    if rest.strip():
        return None
    if not ends[0]:
        tex = f"{tex}{ends[1]}"
    blocks.append(MathBlock(lines[index].number, tex.strip("\n")))
    return end + 1
