"""Find links with spaces in their paths, tables whose rows do not match, and similar text.

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
    r"(!?)\[([^\[\]\n]*)\]\(((?!<)[^()\s\"'\0]+(?: [^()\s\"'\0]+)+\.[A-Za-z0-9]{2,5})\)"
)
_ROW = re.compile(r"[ \t>]*\|?.*\|.*")
_RULE = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
#: A role without its text
_ROLE = re.compile(
    r"\{(ref|numref|doc|eq|term|any|download|math|sub|sup|kbd|abbr|cite|cite:[pt])\}(?!\0)"
)
#: The name of an admonition, as Pandoc and others write it
_DIV = re.compile(r"\s*(note|tip|hint|important|warning|caution|danger|attention|seealso)\s*")
_MAY_HAVE = re.compile(r"\]\(|\||:::|\{[a-z:]+\}")
_CODE = re.compile(r"\\.|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)


def leftovers(text: str, offset: int = 0) -> Iterator[Problem]:
    """Yield the problems of *text*, with their lines plus *offset*."""
    if not _MAY_HAVE.search(text):
        return
    for token in body_blocks(text):
        if token.type == "colon_fence" and token.map and (div := _DIV.fullmatch(token.info)):
            message = f"`{token.markup} {div[1]}` is not read; write `{token.markup}{{{div[1]}}}`"
            yield Problem(offset + token.map[0], "block", message)
        if token.type != "inline" or token.map is None:
            continue
        content = _CODE.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), token.content)
        first = offset + token.map[0]
        for match in _SPACED.finditer(content):
            mark, words, path = match.groups()
            line = first + content.count("\n", 0, match.start())
            how = f"write `{mark}[{words}](<{path}>)`"
            kind = "picture" if mark else "link"
            yield Problem(line, kind, f"the path `{path}` has spaces, so it is not read; {how}")
        for match in _ROLE.finditer(content):
            line = first + content.count("\n", 0, match.start())
            how = f"write {{{match[1]}}}`words`, with backticks"
            yield Problem(line, "role", f"`{match[0]}` is shown as it is; {how}")
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
