"""Find headings, code and open blocks in Markdown with a light parser.

MyST parses the document later; this finds what must be known before.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.field_list import fieldlist_plugin
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

#: A parser that finds blocks but does not parse their text; it knows each container of MyST, since
#: what is indented below a definition, a field or a footnote is a block in it
_blocks = (
    MarkdownIt("commonmark")
    .use(colon_fence_plugin)
    .use(deflist_plugin)
    .use(fieldlist_plugin)
    .use(footnote_plugin, inline=False, move_to_end=False)
    .disable("inline")
)


def body_blocks(text: str) -> list[Token]:
    """Return the block tokens of Markdown without its header."""
    return _blocks.parse(text)


class Heading(NamedTuple):
    """A heading of Markdown."""

    level: int
    #: as it is written
    source: str
    #: without markup
    plain: str


def first_heading(text: str) -> Heading | None:
    """Return the first heading of Markdown without its header."""
    tokens = body_blocks(text)
    for token, content in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0:
            (inline,) = MarkdownIt("commonmark").parseInline(content.content)
            words = (c.content or " " * ("break" in c.type) for c in inline.children or ())
            return Heading(int(token.tag[1]), content.content, "".join(words))
    return None


#: A line that may open or close a fence: its characters, and the rest of the line
_FENCE = re.compile(
    r"^[ \t>]*(?:(?:[-*+:]|\d+[.)]|\[\^[^\]\n]+\]:)[ \t]+)*(:{3,}|`{3,}|~{3,})[ \t]*(.*)$",
    re.MULTILINE,
)
#: A directive in a fence
_DIRECTIVE = re.compile(r"\{([\w:-]+)\}")


def too_deep_fence(text: str, limit: int) -> int:
    """Return the line, from 1, of a fence of *text* inside *limit* others, or 0.

    This takes one pass over *text*, while a parser parses the content of each fence again.
    """
    open_fences: list[str] = []
    verbatim = False
    for match in _FENCE.finditer(text):
        mark, rest = match[1], match[2].strip()
        if not rest:
            closed = (i for i, fence in enumerate(open_fences) if mark.startswith(fence))
            if (outermost := next(closed, None)) is not None:
                del open_fences[outermost:]
                verbatim = False
                continue
        if verbatim:
            continue
        if len(open_fences) == limit:
            return text.count("\n", 0, match.start()) + 1
        open_fences.append(mark)
        name = _DIRECTIVE.match(rest)
        verbatim = not name or name[1] in _VERBATIM
    return 0


#: Directives whose content is not Markdown
_VERBATIM = frozenset({
    "code", "code-block", "sourcecode", "code-cell", "literalinclude", "math", "mermaid",
    "graphviz", "raw", "parsed-literal", "eval-rst", "toctree", "csv-table", "list-table",
    "productionlist", "doctest",
})  # fmt: skip


#: What a span that is no prose begins with: an escape, code, a formula, a URL, a comment, HTML
_OPENING = re.compile(
    r"\\[!-/:-@\[-`{-~]|https?://[^\s<>)]+|\$(?!\$)(?=\S)[^$\n]*(?<=\S)\$"
    r"|(`+)|(\$\$)|(<!--)|<(code|pre|script|style)\b"
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_BACKTICKS = re.compile(r"`+")


def spans_without_prose(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each span of *text* that is no prose, in order.

    This takes one pass, whatever is not closed.
    """
    unclosed: dict[str, int] = {}  # what has no end before an index
    at = 0
    while opening := _OPENING.search(text, at):
        start, at = opening.span()
        ticks, dollars, comment, element = opening.groups()
        if ticks:
            at = _code_end(text, at, ticks, unclosed)
        elif closing := (dollars and "$$") or (comment and "-->") or (element and f"</{element}>"):
            if at >= unclosed.get(closing, 0):
                end = text.find(closing, at)
                if end < 0:
                    unclosed[closing] = len(text)
                at = end + len(closing) if end >= 0 else at
            if at == opening.end() and not dollars:
                continue
        if at > opening.end() or not ticks:
            yield start, at


def _code_end(text: str, at: int, ticks: str, unclosed: dict[str, int]) -> int:
    """Return the end of the code whose *ticks* end at *at*, or *at* if it is not closed."""
    if at < unclosed.get(ticks, 0):
        return at
    blank = _BLANK_LINE.search(text, at)
    limit = blank.start() if blank else len(text)
    for other in _BACKTICKS.finditer(text, at, limit):
        if other[0] == ticks:
            return other.end()
    unclosed[ticks] = limit
    return at


#: Types of the tokens of blocks that are not Markdown
_UNPARSED = frozenset({"fence", "colon_fence", "code_block", "html_block"})


def code_blocks(text: str, offset: int = 0) -> Iterator[range]:
    """Yield the lines, from 0 and plus *offset*, of each block of *text* that is not prose.

    These are code and comments; directives that contain prose are searched in turn.
    """
    for token, lines in _unparsed_blocks(text, offset):
        if token.type != "html_block" or token.content.lstrip().startswith("<!--"):
            yield lines


def html_blocks(text: str, offset: int = 0) -> Iterator[range]:
    """Yield the lines, from 0 and plus *offset*, of each block of HTML in *text*."""
    for token, lines in _unparsed_blocks(text, offset):
        if token.type == "html_block":
            yield lines


def _unparsed_blocks(text: str, offset: int) -> Iterator[tuple[Token, range]]:
    """Yield each block of *text* that is not Markdown, and its lines."""
    for token in body_blocks(text):
        if token.map is None or token.type not in _UNPARSED:
            continue
        start, end = token.map
        name = re.match(r"\s*\{([\w:-]+)\}", token.info)
        if name and name[1] not in _VERBATIM:
            yield from _unparsed_blocks(token.content, offset + start + 1)
        else:
            yield token, range(offset + start, offset + end)


def unclosed(text: str, offset: int = 0) -> Iterator[tuple[int, str]]:
    """Yield the first line, from 0 and plus *offset*, and the mark of each block without an end.

    The mark is what opened it and would close it, such as ``:::``.
    """
    lines = text.rstrip().split("\n")
    for token in body_blocks(text):
        if token.type not in ("fence", "colon_fence") or token.map is None:
            continue
        start, end = token.map
        mark = rf"[ \t>]*{re.escape(token.markup[:1])}{{{len(token.markup)},}}[ \t]*"
        if end >= len(lines) and (start == len(lines) - 1 or not re.fullmatch(mark, lines[-1])):
            yield offset + start, token.markup
        elif (name := re.match(r"\s*\{([\w:-]+)\}", token.info)) and name[1] not in _VERBATIM:
            yield from unclosed(token.content, offset + start + 1)
