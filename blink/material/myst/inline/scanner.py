"""Read a text from left to right, and collect its conversion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown import spans

if TYPE_CHECKING:
    from blink.material.markdown.tree import Attributes
    from blink.material.myst.protocol import PostProtocol


class Scanner:
    """Reads a text and writes its conversion; `InlineConverter` has the handlers."""

    def __init__(self, post: PostProtocol, *, heading: bool = False, linked: bool = False) -> None:
        self.post, self.heading, self.linked = post, heading, linked
        self.text, self.line, self.at = "", 0, 0
        self.out: list[str] = []
        #: patterns whose end is not in the rest of the text
        self.unclosed: set[re.Pattern[str]] = set()
        #: the index before which no email address begins
        self.no_mail = 0
        #: whether the text around has several dollar signs, which could be a formula
        self.dollars = False

    def convert(self, text: str, line: int) -> str:
        """Return *text*, which begins in *line*, in MyST."""
        raise NotImplementedError

    def matched(self, opening: re.Pattern[str], pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the match of *pattern* at this place, where *opening* is its beginning.

        A pattern that has a beginning and no end here has none further on, so it is not tried
        there: a text of many beginnings would take time in proportion to the square of its length.
        """
        if pattern in self.unclosed or not opening.match(self.text, self.at):
            return None
        found = pattern.match(self.text, self.at)
        if not found:
            self.unclosed.add(pattern)
        return found

    def number(self) -> int:
        return self.line + self.text.count("\n", 0, self.at)

    def inner(self, text: str, *, linked: bool = False) -> str:
        """Return *text*, which is part of this one, in MyST."""
        inside = type(self)(self.post, heading=self.heading, linked=self.linked or linked)
        inside.dollars = self.dollars
        return inside.convert(text, self.number())

    def put(self, text: str, end: int) -> bool:
        self.out.append(text)
        self.at = end
        return True

    def remark(self, kind: str, message: str) -> None:
        self.post.notes.remark(self.number(), kind, message)

    def before(self) -> str:
        return self.text[self.at - 1] if self.at else ""

    def trailing(self, end: int) -> tuple[Attributes, int]:
        return spans.trailing(self.text, end, on=self.post.dialect.has("attr_list"))


def escape_markup(words: str) -> str:
    """Return plain *words*, escaped so that Markdown reads none of them as markup."""
    return re.sub(r"([\\`*_\[\]<$])", r"\\\1", words)
