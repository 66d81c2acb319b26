"""Words → slugs and keys: how names become addresses, and when two names are one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Signs that carry a name's meaning; ABlog drops them, so C, C++ and C# would meet.
_SPOKEN = ((re.compile(r"(?<=\w)\+\+"), " plus plus "), (re.compile(r"(?<=\w)#"), " sharp "))


def slug(name: str) -> str:
    """Return *name* as lower-case words joined by ``-``, safe as a file name; perhaps ``""``.

    Latin letters lose their accents as in ABlog's slugs, so that its addresses
    stay; every other script keeps its letters and marks.
    """
    for sign, words in _SPOKEN:
        name = sign.sub(words, name)
    kept = []
    for written in unicodedata.normalize("NFKC", name).casefold():
        base = unicodedata.normalize("NFKD", written)[0]
        char = base if base.isascii() and written.isalpha() else written
        if char.isspace() or char == "-":
            kept.append("-")
        elif char == "_" or unicodedata.category(char)[0] in "LNM":
            kept.append(char)
    return re.sub(r"-+", "-", "".join(kept)).strip("-")


def fold(name: str) -> str:
    """Return the key under which two spellings of one name meet: case, width, blanks."""
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")


def has_words(name: str) -> bool:
    """Return whether *name* has a letter or a digit in it."""
    return any(char.isalnum() for char in name)


def one_line(text: str) -> str:
    """Return *text* with each run of white space as one blank."""
    return " ".join(text.split())


def line_of(text: str, words: Iterable[str]) -> int:
    """Return the first line of *text* that has the first of *words* that is in it, else 0.

    One that links there comes before one that only names it.
    """
    words = [re.escape(word) for word in words if word]
    for before in (r"(?:\]\(<?|=\s*[\"']?|<|\]:\s+)", r"(?<![\w./-])"):
        for word in words:
            if found := re.search(rf"{before}{word}(?![\w/-])", text):
                return text.count("\n", 0, found.start()) + 1
    return 0
