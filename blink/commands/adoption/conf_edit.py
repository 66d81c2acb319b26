"""Edit the text of a conf.py, and keep the rest of it byte for byte."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The file with the places of all warnings, beside conf.py
REPORT = "ablog-report.md"
_START = "# -- Written by `blink init --from-ablog`; run it again after each correction ---"
_END = "# -- End of what `blink init --from-ablog` wrote ---"
_BLOCK = re.compile(
    rf"(?:^\r?\n)?^{re.escape(_START)}.*?^{re.escape(_END)}[^\r\n]*(?:\r?\n|\Z)",
    re.MULTILINE | re.DOTALL,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")


def with_extension(text: str, name: str = "blink") -> str:
    """Return *text* with *name* at the end of the list ``extensions``.

    :raises ValueError: if *text* does not write out that list.
    """
    assigned = [
        node.value
        for node in ast.parse(text).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == "extensions"
    ]
    if not assigned or not isinstance(found := assigned[-1], ast.List):
        raise ValueError("extensions is not a list that conf.py writes out")
    lines = _LINE.findall(text)
    start = _offset(lines, found.lineno, found.col_offset)
    if not found.elts:
        return f'{text[: start + 1]}"{name}"{text[start + 1 :]}'
    last = found.elts[-1]
    begin = _offset(lines, last.lineno, last.col_offset)
    end = _offset(lines, last.end_lineno or 1, last.end_col_offset or 0)
    quote = text[begin] if text[begin] in "'\"" else '"'
    word = f"{quote}{name}{quote}"
    indent = lines[last.lineno - 1][: len(lines[last.lineno - 1].lstrip()) * -1]
    is_alone = begin == _offset(lines, last.lineno, 0) + len(indent)
    if not is_alone or last.lineno == found.lineno:
        return f"{text[:end]}, {word}{text[end:]}"
    comma = re.match(r"\s*,", text[end:])
    rest = re.compile(r"[^\r\n]*").match(text, end + (comma.end() if comma else 0))
    assert rest
    newline = "\r\n" if "\r\n" in text else "\n"
    if "]" in rest[0].partition("#")[0]:  # the bracket is on the same line
        return f"{text[:end]},{newline}{indent}{word}{text[end:]}"
    before = text[end : rest.end()] if comma else f",{text[end : rest.end()]}"
    added = f"{newline}{indent}{word}{',' * bool(comma)}"
    return f"{text[:end]}{before}{added}{text[rest.end() :]}"


def _offset(lines: list[str], line: int, column: int) -> int:
    """Return the index of a place of `ast`, whose columns are bytes of UTF-8."""
    before = lines[line - 1].encode()[:column].decode()
    return sum(map(len, lines[: line - 1])) + len(before)


def without_block(text: str) -> str:
    """Return *text* without what `with_block` added; what stands around it is kept."""
    return _BLOCK.sub("", text)


def with_blank_block(text: str) -> str:
    """Return *text* with blank lines in place of what `with_block` added.

    All other lines keep their numbers, for the messages about them.
    """
    return _BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text)


def with_block(text: str, counts: Mapping[str, int], given: Iterable[str]) -> str:
    """Return *text*, which has no block, with one that turns the kinds of *counts* off.

    :param given: the names that *text* sets, whose values are kept
    """
    given, newline = {*given}, "\r\n" if "\r\n" in text else "\n"
    kept = ["    *suppress_warnings,"] if "suppress_warnings" in given else []
    excluded = "*exclude_patterns, " if "exclude_patterns" in given else ""
    lines = [
        _START,
        f"# What this blog does not meet yet, with the number of places; {REPORT} lists them.",
        "suppress_warnings = [",
        *kept,
        *(f'    "{kind}",  # {count}' for kind, count in sorted(counts.items())),
        "]",
        f'exclude_patterns = [{excluded}"{REPORT}"]',
        _END,
    ]
    end = newline if text and not text.endswith(("\n", "\r")) else ""
    return f"{text}{end}{newline}{newline.join(lines)}{newline}"
