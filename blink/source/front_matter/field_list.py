"""Read the field list above reStructuredText as a header (Docutils, "Bibliographic Fields")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.problems import Problem
from blink.source.front_matter.fields import Header, Scalar, known_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from blink.source.front_matter.fields import Value

_FIELD = re.compile(r":(?![:\s])((?:[^:\\]|\\.|:(?!\s|$))+):(?:[ \t]+(.*))?$")
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
    end = 0
    for key, value, line, last in _fields(text.split("\n")):
        end = last
        if key in fields:
            reason = f"`{key}` is given twice, first in line {fields[key].line}"
            problems.append(Problem(line, "twice", f"{reason}; keep one of them"))
        else:
            fields[key] = Scalar(value, line, null=not value)
    return Header(fields, tuple(problems), readable=not problems, length=end)


def _fields(lines: list[str]) -> Iterator[tuple[str, str, int, int]]:
    """Yield key, value, first line (from 1) and last line of each field of the first list.

    The list is at the top or below the title, after comments and targets
    (Docutils, "Bibliographic Fields").
    """
    i = 0
    while i < len(lines):
        line = lines[i]
        if not line.strip() or _ADORNMENT.match(line):
            i += 1
        elif line.startswith("..") and not re.match(r"\.\.\s+post\s*::", line, re.IGNORECASE):
            i += 1
            while i < len(lines) and (not lines[i].strip() or lines[i][0].isspace()):
                i += 1
        elif i + 1 < len(lines) and _ADORNMENT.match(lines[i + 1]) and not _FIELD.match(line):
            i += 2
        else:
            break
    while i < len(lines) and (match := _FIELD.match(lines[i])):
        start, words = i, [match[2] or ""]
        i += 1
        while i < len(lines) and lines[i][:1].isspace() and lines[i].strip():
            words.append(lines[i].strip())
            i += 1
        bullets = [word[2:] for word in words if word[:2] in ("- ", "* ")]
        value = ", ".join(bullets) if bullets else " ".join(words)
        yield known_key(match[1].strip()), value.strip(), start + 1, i
        while i < len(lines) and not lines[i].strip():
            i += 1


def post_directives(text: str) -> Iterator[Scalar]:
    """Yield the argument of each ``post`` directive in reStructuredText, with its line."""
    pattern = r"^\.\.[ \t]+post[ \t]*::(?:[ \t]+(.*?))?[ \t]*$"
    for match in re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE):
        argument = match[1] or ""
        yield Scalar(argument, text.count("\n", 0, match.start()) + 1, null=not argument)


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
    for key, _, first, last in _fields(list(lines)):
        if key in drop:
            lines[first - 1 : last] = [""] * (last - first + 1)
    return "\n".join(lines)
