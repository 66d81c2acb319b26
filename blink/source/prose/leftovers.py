"""Find links with spaces in their paths, and tables whose rows do not match.

CommonMark and its tables have no errors: what does not match their rules is a paragraph of text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from blink.problems import Problem
from blink.source.markdown import body_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A link or picture whose path has a space, unless a title follows
_SPACED = re.compile(
    r"(!?)\[([^\[\]\n]*)\]\(((?!<)[^()\s\"']+(?: [^()\s\"']+)+\.[A-Za-z0-9]{2,5})\)"
)
_ROW = re.compile(r"[ \t>]*\|?.*\|.*")
_RULE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_CODE = re.compile(r"\\.|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)


def leftovers(text: str, offset: int = 0) -> Iterator[Problem]:
    """Yield the problems of *text*, with their lines plus *offset*."""
    if "](" not in text and "|" not in text:
        return
    for token in body_blocks(text):
        if token.type != "inline" or token.map is None:
            continue
        content = _CODE.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), token.content)
        first = offset + token.map[0]
        for match in _SPACED.finditer(content):
            mark, words, path = match.groups()
            line = first + content.count("\n", 0, match.start())
            how = f"write `{mark}[{words}](<{path}>)`"
            kind = "picture" if mark else "link"
            yield Problem(line, kind, f"the path `{path}` has spaces, so it is not read; {how}")
        yield from _table(content.split("\n"), first)


def _table(lines: list[str], first: int) -> Iterator[Problem]:
    """Yield the problem of a table in a paragraph: its second line does not match its first."""
    for number, (head, rule) in enumerate(pairwise(lines)):
        if "|" in rule and _RULE.fullmatch(rule) and _ROW.fullmatch(head):
            cells, marks = _count(head), _count(rule)
            if cells != marks:
                message = (
                    f"this table is not read: its first row has {cells} cells, but the line below"
                    f" it has {marks}; write as many `---` as there are cells"
                )
                yield Problem(first + number, "table", message)


def _count(row: str) -> int:
    """Return the number of cells in *row*."""
    return len(re.split(r"(?<!\\)\|", row.strip(" \t>").removeprefix("|").removesuffix("|")))
