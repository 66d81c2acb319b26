"""Highlight the source of Markdown as MyST reads it: directives, roles, front matter and formulas.

Pygments' own lexer knows none of them, and shows a directive with all it contains as plain text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from pygments.lexer import bygroups
from pygments.lexers import get_lexer_by_name
from pygments.lexers.markup import MarkdownLexer
from pygments.token import Comment, Keyword, Name, Punctuation, String, Text, Token
from pygments.util import ClassNotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    Found = Iterator[tuple[int, Token, str]]

#: The languages that the lexer is used for
NAMES = ("markdown", "md", "myst")
#: Directives whose content is code; its language is their argument
_OF_CODE = frozenset({"code", "code-block", "code-cell", "sourcecode"})
_OTHER_LANGUAGES = {"math": "latex", "raw": "html"}


def _parts(lexer: MarkdownLexer, text: str, start: int) -> Found:
    for index, token, value in lexer.get_tokens_unprocessed(text):
        yield start + index, token, value


def _code(language: str, text: str, start: int) -> Found:
    """Yield the tokens of *text*, which is code in *language*."""
    try:
        lexer = MystLexer() if language in NAMES else get_lexer_by_name(language)
    except ClassNotFound:
        yield start, String.Backtick, text
        return
    yield from _parts(lexer, text, start)


def _fence(lexer: MarkdownLexer, match: re.Match[str]) -> Found:
    """Yield the tokens of a fence: a directive, or code."""
    name, argument = match["name"], match["argument"]
    yield match.start("open"), Punctuation, match["open"]
    yield match.start("name"), Keyword if name.startswith("{") else Name.Tag, name
    yield match.start("argument"), String, argument
    position = match.start("body")
    for line in re.finditer(r"(:[\w-]+:)(.*\n)|\s*\n|---\n", match["body"] * name.startswith("{")):
        if line.start() != position - match.start("body") or not line[1]:
            break
        yield position, Name.Attribute, line[1]
        yield position + len(line[1]), String, line[2]
        position = match.start("body") + line.end()
    body = match["body"][position - match.start("body") :]
    directive = name.strip("{}")
    if not name.startswith("{"):
        yield from _code(name, body, position)
    elif directive in _OF_CODE:
        yield from _code(argument.strip() or "text", body, position)
    elif directive in _OTHER_LANGUAGES:
        yield from _code(_OTHER_LANGUAGES[directive], body, position)
    else:
        yield from _parts(MystLexer(), body, position)
    yield match.start("close"), Punctuation, match["close"]


def _front_matter(lexer: MarkdownLexer, match: re.Match[str]) -> Found:
    yield from _code("yaml", match[0], match.start())


class MystLexer(MarkdownLexer):  # type: ignore[misc]  # Pygments has no types
    """Markdown of MyST."""

    name = "MyST Markdown"
    aliases: ClassVar[list[str]] = ["myst"]
    tokens: ClassVar[dict[str, list[object]]] = {
        "root": [
            (r"\A---\n(?:.*\n)*?---\n", _front_matter),
            # A fence ends with one that is at least as long; one may be open, in an example
            (
                (
                    r"^(?P<open>[ \t]*(?P<mark>(?P<char>[`:~])(?P=char){2,}))"
                    r"(?P<name>\{[\w:.+-]+\}|[\w+#.-]+)(?P<argument>[^\n`]*\n)"
                    r"(?P<body>(?:.*\n)*?)(?P<close>[ \t]*(?P=mark)(?P=char)*[ \t]*(?:\n|\Z))"
                ),
                _fence,
            ),
            (r"^\{[^}\n]*\}\n", Name.Attribute),
            (r"^%.*\n|^\+\+\+.*\n", Comment),
            (r"^[ \t]*\n", Text.Whitespace),
            *MarkdownLexer.tokens["root"],
        ],
        "inline": [
            (r"(\{[\w:.+-]+\})(`[^`\n]+`)", bygroups(Keyword, String.Backtick)),
            (r"(?<!\\)\$[^$\n]+\$", String),
            (r"\\\n", Text),
            *MarkdownLexer.tokens["inline"],
        ],
    }


# -- Sphinx ------------------------------------------------------------------


def setup(app: Sphinx) -> ExtensionMetadata:
    for name in NAMES:
        app.add_lexer(name, MystLexer)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
