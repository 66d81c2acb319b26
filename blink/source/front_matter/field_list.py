"""Read the field list above reStructuredText as a header (Docutils, "Bibliographic Fields")."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from blink.problems import Problem
from blink.source.front_matter.fields import (
    DECISIVE,
    MAPPING_LEVELS,
    PAIRS,
    Header,
    Items,
    Nested,
    Scalar,
    known_key,
)
from blink.source.markdown import body_blocks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from blink.source.front_matter.fields import Value

_FIELD = re.compile(r":(?![:\s])((?:[^:\\]|\\.|:(?!\s|$))+):(?:[ \t]+(.*))?$")
_BULLET = re.compile(r"[-*+](?:[ \t]|$)")
_POST = re.compile(r"\.\.[ \t]+post[ \t]*::(?:[ \t]+(.*?))?[ \t]*$", re.IGNORECASE)
_ADORNMENT = re.compile(r"([!-/:-@[-`{-~])\1*\s*$")


def read_fieldlist(text: str) -> Header:
    """Return the first field list of reStructuredText as a header."""
    fields: dict[str, Value] = {}
    problems: list[Problem] = []
    if re.match(r"\s*---[ \t]*\n[\w-]+[ \t]*:", text):
        message = (
            "front matter between `---` lines is only for Markdown; in reStructuredText, write a"
            " field list such as `:date: 2026-01-31`"
        )
        return Header(problems=(Problem(1, "yaml", message),), readable=False)
    end, clear = 0, True
    lines = text.split("\n")
    for first, last in _fields(lines):
        end = last
        key, value = _field(lines[first:last], first + 1)
        if key.text in fields:
            reason = f"`{key.text}` is given twice, first in line {fields[key.text].line}"
            problems.append(Problem(key.line, "twice", f"{reason}; keep one of them"))
            clear &= key.text not in DECISIVE
        fields[key.text] = value  # of two, Docutils has the last
    return Header(fields, tuple(problems), not problems, end, usable=clear)


def _fields(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first line, from 0, and the line after the last, of each field of the first list.

    The list is at the top or below the title, after comments and targets
    (Docutils, "Bibliographic Fields").
    """
    i = 0
    while i < len(lines):
        line = lines[i]
        if not line.strip() or _ADORNMENT.match(line):
            i += 1
        elif line.startswith("..") and not re.match(r"\.\.\s+post\s*::", line, re.IGNORECASE):
            i = _end_of_block(lines, i)
        elif i + 1 < len(lines) and _ADORNMENT.match(lines[i + 1]) and not _FIELD.match(line):
            i += 2
        else:
            break
    while i < len(lines) and _FIELD.match(lines[i]):
        start, i = i, _end_of_block(lines, i)
        blank = next(n for n in range(i, start, -1) if lines[n - 1].strip())
        yield start, blank


def _end_of_block(lines: Sequence[str], start: int) -> int:
    """Return the number of the next line after *start* that has text and is not indented."""
    after = range(start + 1, len(lines))
    return next((n for n in after if lines[n].strip() and not lines[n][0].isspace()), len(lines))


def _field(lines: Sequence[str], number: int, levels: int = MAPPING_LEVELS) -> tuple[Scalar, Value]:
    """Return the name and the value of the field in *lines*, of which *number* is the first."""
    match = _FIELD.match(lines[0])
    assert match
    key = Scalar(known_key(match[1].strip()), number)
    return key, _value([match[2] or "", *lines[1:]], number, levels)


def _value(lines: Sequence[str], number: int, levels: int) -> Value:
    """Return the body of a field or of an item: the text of its first line, and the lines below.

    A bullet list is a list, a field list is a mapping, and the lines of a line block stay apart.
    *levels* of mappings and lists are read.
    """
    numbered = [(n, line) for n, line in enumerate(lines, number) if line.strip()]
    if not numbered:
        return Scalar("", number, null=True)
    below = textwrap.dedent("\n".join(lines[1:])).split("\n")
    body = [lines[0], *below] if lines[0].strip() else ["", *below]
    first = numbered[0][0]
    text = [line for line in body if line.strip()]
    starts = [n for n, line in enumerate(body) if line.strip() and not line[0].isspace()]
    if levels and all(_BULLET.match(body[n]) for n in starts):
        items = [_item(body[n:end], number + n, levels) for n, end in _spans(starts, len(body))]
        return Items(tuple(items), first)
    if levels and all(_FIELD.match(body[n]) for n in starts):
        spans = _spans(starts, len(body))
        pairs = [_field(body[n:end], number + n, levels - 1) for n, end in spans]
        return Nested(PAIRS, first, tuple(pairs))
    if all(re.match(r"\|(?: |$)", line) for line in text):
        return Scalar("\n".join(line[2:] for line in text), first)
    return Scalar(" ".join(line.strip() for line in text), first)


def _spans(starts: list[int], end: int) -> Iterator[tuple[int, int]]:
    """Yield each of *starts* with the next one, and the last one with *end*."""
    return pairwise([*starts, end])


def _item(lines: Sequence[str], number: int, levels: int) -> Scalar | Nested:
    """Return an item of a bullet list; one that is a list itself is a `Nested` without values."""
    value = _value([lines[0][2:], *lines[1:]], number, levels - 1)
    return Nested("a list", value.line) if isinstance(value, Items) else value


def post_directives(text: str) -> Iterator[Scalar]:
    """Yield the argument of each ``post`` directive in reStructuredText, with its line."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if match := _POST.match(line):
            words = [match[1] or ""]
            for more in lines[index + 1 :]:  # its argument may go on, up to the options
                if not more[:1].isspace() or not more.strip() or _FIELD.match(more.strip()):
                    break
                words.append(more.strip())
            argument = " ".join(filter(None, words))
            yield Scalar(argument, index + 1, null=not argument)


def markdown_post_directives(text: str) -> Iterator[Scalar]:
    """Yield the argument of each ``post`` directive in Markdown, also in an ``eval-rst`` block."""
    if "{post}" not in text.lower() and "{eval-rst}" not in text:
        return
    for token in body_blocks(text):
        info = token.info.strip()
        if not token.map or "fence" not in token.type:
            continue
        if info == "{eval-rst}":
            first = token.map[0] + 1
            yield from (replace(d, line=d.line + first) for d in post_directives(token.content))
        elif info.lower().startswith("{post}"):
            argument = info[len("{post}") :].strip()
            yield Scalar(argument, token.map[0] + 1, null=not argument)


def broken_directives(text: str) -> Iterator[Problem]:
    """Yield a problem for each comment with a date that was meant as a ``post`` directive."""
    pattern = r"^\.\.(?:[ \t]*post[ \t]*:|post[ \t]*::|[ \t]+post[ \t]*::(?=\w))[ \t]*\w.*\d.*$"
    for match in re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE):
        reason = f"`{match[0].strip()[:40]}` is a comment, not a `post` directive"
        line = text.count("\n", 0, match.start()) + 1
        yield Problem(line, "directive", f"{reason}; write it like `.. post:: 2026-01-31`")


def blank_fields(text: str, drop: Collection[str]) -> str:
    """Return reStructuredText with blank lines in place of the fields *drop*."""
    lines = text.split("\n")
    for first, last in _fields(list(lines)):
        if _field(lines[first:last], first + 1)[0].text in drop:
            lines[first:last] = [""] * (last - first)
    return "\n".join(lines)
