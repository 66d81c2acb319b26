"""Convert emphasis that Python-Markdown recognises but CommonMark does not."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from blink.material.markdown import spans

if TYPE_CHECKING:
    from blink.material.myst.inline.scanner import Scanner

_STARS = re.compile(r"\*+")


def asterisk(scanner: Scanner) -> bool:
    """Convert the emphasis at the current position to HTML, if CommonMark would not see it."""
    text, at = scanner.text, scanner.at
    size = len(_STARS.match(text, at)[0])  # type: ignore[index]
    if size > 2 or scanner.before() == "*":
        return scanner.put("*" * size, at + size)
    close = _closing_stars(scanner.text, at + size, size)
    if close is None or close == at + size:
        return scanner.put("*" * size, at + size)
    inner = text[at + size : close]
    spaced = inner[0].isspace() or inner[-1].isspace()
    if spaced and (size == 1 or scanner.post.dialect.enables("pymdownx.betterem")):
        return scanner.put("*" * size, at + size)
    after = text[close + size : close + size + 1]
    opens = not spaced and (not _is_sign(inner[0]) or _is_edge(scanner.before()))
    closes = not spaced and (not _is_sign(inner[-1]) or _is_edge(after))
    if opens and closes:
        return scanner.put("*" * size, at + size)
    name = "strong" if size == 2 else "em"
    return scanner.put(f"<{name}>{scanner.inner(inner)}</{name}>", close + size)


def _closing_stars(text: str, at: int, size: int) -> int | None:
    """Return the index of the next run of *size* asterisks outside of code, if there is one."""
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 2
        elif char == "`":
            at = spans.code_end(text, at) or at + 1
        elif char == "*":
            run = len(_STARS.match(text, at)[0])  # type: ignore[index]
            if run == size:
                return at
            if size == 1 or run > 2:
                return None
            at += run
        else:
            at += 1
    return None


def _is_sign(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _is_edge(char: str) -> bool:
    """Return whether *char* is not part of a word (CommonMark 0.31, 6.2)."""
    return not char or char.isspace() or _is_sign(char)
