"""Parse fenced code as ``pymdownx.superfences`` does.

The patterns are those of PyMdown Extensions (MIT).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from blink.material.markdown.lines import Line, dedent
from blink.material.markdown.tree import Code

_START = re.compile(r"(?P<fence>~{3,}|`{3,})[ \t]*(?P<rest>.*?)[ \t]*$")
_REST = re.compile(
    r"""(?:\.?(?P<lang>[\w\#.+-]+)(?=[\t ]|$))?
        (?:[ \t]*\{(?P<attrs>[^\n]*)\}
        |(?P<options>(?:[ \t]*[a-zA-Z][a-zA-Z0-9_]*
            (?:="[^"]*"|='[^']*')?(?=[\t ]|$))*+))[ \t]*$""",
    re.VERBOSE,
)
_OPTION = re.compile(r"""([a-zA-Z][a-zA-Z0-9_]*)(?:=(?:"([^"]*)"|'([^']*)'))?""")


_QUOTED = re.compile(r"[ \t]*>[> \t]*(?=```|~~~)")


class Opening(NamedTuple):
    """The first line of a fence."""

    fence: str
    indent: int
    language: str
    options: dict[str, str]
    classes: tuple[str, ...]
    #: the rest of the line if SuperFences cannot parse it, and so does not see a fence
    odd: str = ""


def opening(text: str, indent: int) -> Opening | None:
    """Return the fence that *text*, a line without its indentation, opens, if it opens one."""
    match = _START.match(text)
    if not match or (match["fence"][0] == "`" and "`" in match["rest"]):
        return None
    rest = _REST.match(match["rest"])
    if not rest:
        word = re.match(r"\.?([\w#+-]*)", match["rest"])
        language = word[1] if word else ""
        return Opening(match["fence"], indent, language, {}, (), odd=match["rest"])
    if rest["attrs"] is not None:
        return _with_attributes(match["fence"], indent, rest["attrs"], rest["lang"] or "")
    options = {m[1]: _value(m) for m in _OPTION.finditer(rest["options"] or "")}
    return Opening(match["fence"], indent, rest["lang"] or "", options, ())


def _value(match: re.Match[str]) -> str:
    return match[2] if match[2] is not None else match[3] if match[3] is not None else ""


def _with_attributes(fence: str, indent: int, inner: str, given: str) -> Opening:
    classes = re.findall(r"(?:^|[ \t])\.([\w#.+-]+)", inner)
    options = {m[1]: _value(m) for m in _OPTION.finditer(inner) if "=" in m[0]}
    if name := re.search(r"(?:^|[ \t])#([\w-]+)", inner):
        options["id"] = name[1]
    if given:
        return Opening(fence, indent, given, options, tuple(classes))
    language = classes[0] if classes else ""
    if not classes and (word := re.match(r"\s*([\w+#-]+)(?=[\s,}]|$)", inner)):
        language = word[1]  # as in other engines: {python}
    return Opening(fence, indent, language, options, tuple(classes[1:]))


#: fence and indentation → index before which no line closes it
UnclosedFences = dict[tuple[str, int], int]


def read(lines: list[Line], start: int, known: UnclosedFences) -> tuple[Code, int] | None:
    """Return the code that opens in ``lines[start]`` and the index after it, if it is closed.

    A line with less indentation than the fence, unless it is blank, leaves it open. Fences that are
    not closed are added to *known*, so that lines are not searched again for each of them.
    """
    first = lines[start]
    opened = opening(first.body, first.indent)
    if opened is None or start < known.get((opened.fence, opened.indent), 0):
        return None
    end = re.compile(re.escape(opened.fence) + r"[ \t]*$")
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if line.blank:
            continue
        if line.indent < opened.indent:
            known[opened.fence, opened.indent] = index
            return None
        inner = dedent(line, opened.indent).text
        if end.match(inner):
            code = [dedent(inside, opened.indent).text for inside in lines[start + 1 : index]]
            return (
                Code(
                    first.number,
                    code,
                    opened.language,
                    opened.options,
                    opened.classes,
                    opened.odd,
                ),
                index + 1,
            )
    known[opened.fence, opened.indent] = len(lines)
    return None


#: index of its first line → code between fences, and the index after it
FencedCode = dict[int, tuple[Code, int]]


def inside(lines: list[Line], start: int) -> FencedCode:
    """Return the code between fences in *lines*, which SuperFences finds before any other block."""
    found: FencedCode = {}
    known: UnclosedFences = {}
    index = start
    while index < len(lines):
        code = None
        if quoted := _QUOTED.match(lines[index].text):
            code = _read_quoted(lines, index, quoted[0])
        elif lines[index].body[:3] in ("```", "~~~"):
            code = read(lines, index, known)
        if code:
            found[index] = code
        index = code[1] if code else index + 1
    return found


def _read_quoted(lines: list[Line], start: int, prefix: str) -> tuple[Code, int] | None:
    """Return the code below *prefix*, the signs of a quote, and the index after it."""
    least = prefix.rstrip()
    end = start
    while end < len(lines) and lines[end].text.startswith(least):
        end += 1
    texts = [
        line.text.removeprefix(least).removeprefix(prefix[len(least) :])
        for line in lines[start:end]
    ]
    rows = [Line(text, line.number) for text, line in zip(texts, lines[start:end], strict=True)]
    code = read(rows, 0, {})
    return (code[0], start + code[1]) if code else None
