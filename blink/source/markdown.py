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
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.field_list import fieldlist_plugin
from mdit_py_plugins.footnote import footnote_plugin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token


def _parser() -> MarkdownIt:
    """Return a parser that knows each container of MyST.

    What is indented below a definition, a field or a footnote is a block in it.
    """
    return (
        MarkdownIt("commonmark")
        .use(colon_fence_plugin)
        .use(deflist_plugin)
        .use(fieldlist_plugin)
        .use(footnote_plugin, inline=False, move_to_end=False)
    )


#: A parser that finds blocks but does not parse their text
_blocks = _parser().disable("inline")

#: The same, with formulas between ``$$``
_blocks_and_formulas = _parser().use(dollarmath_plugin, double_inline=True).disable("inline")


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


class Unclosed(NamedTuple):
    """A block, a comment or a formula without an end."""

    #: its first line, from 0 and plus an offset
    line: int
    #: what opened it, such as ``:::``
    mark: str
    #: what is wrong, and what to write
    message: str


#: HTML whose end is not a blank line, as in CommonMark: how it starts, and how it ends
_LONG_HTML = re.compile(r"\s*(<!--|<\?|<!\[CDATA\[|<(pre|script|style|textarea)\b)", re.IGNORECASE)
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
#: Directives with lists whose items are Markdown
_CELLS = frozenset({"list-table"})
_ESCAPED = re.compile(r"\\.", re.DOTALL)
#: The longest paragraph that is searched, in characters: the time grows faster than its length
_PARAGRAPH = 10_000
#: A formula that is not closed, not a price
_FORMULA = re.compile(r"\$(?=\\[A-Za-z])")


def unclosed(text: str, offset: int = 0, *, dollars: bool = False) -> Iterator[Unclosed]:
    """Yield each block, comment and formula of *text* without an end, with its line plus *offset*.

    :param dollars: whether ``$`` marks formulas
    """
    lines = text.rstrip().split("\n")
    with_blanks: list[int] = []
    for token in (_blocks_and_formulas if dollars else _blocks).parse(text):
        if token.map is None:
            continue
        start = token.map[0]
        if token.type in ("fence", "colon_fence"):
            yield from _unclosed_fence(token, lines, offset, dollars=dollars)
        elif token.type == "html_block":
            yield from _unclosed_html(token.content, offset + start)
        elif token.type.startswith("math_block"):
            with_blanks += [start] if "\n\n" in token.content.strip() else []
        elif token.type == "inline":
            for number, mark, message in _unclosed_in(token.content, dollars=dollars):
                line = offset + start + number
                if mark == "$$" and with_blanks:
                    other = f"{message}, or the one in line {line}"
                    yield Unclosed(offset + with_blanks[0], mark, other)
                else:
                    yield Unclosed(line, mark, message)


def _unclosed_fence(
    token: Token, lines: list[str], offset: int, *, dollars: bool
) -> Iterator[Unclosed]:
    """Yield the fence *token* of *lines* if it is not closed, and what is not closed in it."""
    assert token.map
    start, end = token.map
    mark = rf"[ \t>]*{re.escape(token.markup[:1])}{{{len(token.markup)},}}[ \t]*"
    is_closed = end - 1 > start and end <= len(lines) and re.fullmatch(mark, lines[end - 1])
    if not is_closed:
        message = (
            f"this block is not closed; write {token.markup} on a line of its own where it ends"
        )
        yield Unclosed(offset + start, token.markup, message)
    name = re.match(r"\s*\{([\w:-]+)\}", token.info)
    if not name or (name[1] in _VERBATIM - _CELLS):
        return
    for inner in unclosed(token.content, offset + start + 1, dollars=dollars):
        if is_closed and inner.mark == token.markup and inner.mark[0] in ":`~":
            outer = token.markup + token.markup[0]
            message = (
                f"this block is inside another, opened by the same {inner.mark} in line"
                f" {offset + start}, whose end is the first {inner.mark} after it; write {outer} at"
                " the start and end of the outer one"
            )
            yield Unclosed(inner.line, inner.mark, message)
        else:
            yield inner


def _unclosed_html(content: str, line: int) -> Iterator[Unclosed]:
    """Yield the HTML of a block that starts in *line* if it has no end."""
    if not (match := _LONG_HTML.match(content)):
        return
    end = _ENDS.get(match[1], f"</{(match[2] or '').lower()}>")
    if end not in content.lower():
        what = "comment" if end == "-->" else f"`{match[1]}`" if not match[2] else f"`{match[1]}>`"
        yield Unclosed(line, match[1], f"this {what} is not closed; write `{end}` where it ends")


def _unclosed_in(content: str, *, dollars: bool) -> Iterator[tuple[int, str, str]]:
    """Yield line from 0, mark and message of what has no end in the *content* of a paragraph."""
    may_have = "<!--" in content or (dollars and "$" in content)
    if not may_have or len(content) > _PARAGRAPH:
        return
    hidden = _ESCAPED.sub("\0\0", content) if not dollars else content
    masked = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)|<!--.*?-->", _blank, hidden, flags=re.DOTALL)
    if (at := masked.find("<!--")) >= 0 and masked[at - 1 : at] != "\\":
        message = "this comment is not closed; write `-->` where it ends"
        yield masked.count("\n", 0, at), "<!--", message
    if not dollars:
        return
    masked = re.sub(r"\\\$", "\0\0", masked)
    masked = re.sub(r"\$\$.+?\$\$", _blank, masked, flags=re.DOTALL)
    if (at := masked.find("$$")) >= 0:
        message = "this formula is not closed; write `$$` where it ends"
        yield masked.count("\n", 0, at), "$$", message
        return
    masked = re.sub(r"\$(?=\S)[^$]*?(?<=\S)\$", _blank, masked)
    if match := _FORMULA.search(masked):
        message = "this formula is not closed; write `$` where it ends, without a space before it"
        yield masked.count("\n", 0, match.start()), "$", message


def _blank(match: re.Match[str]) -> str:
    """Return as many NULs as the match has characters, and its line ends."""
    return re.sub(r"[^\n]", "\0", match[0])
