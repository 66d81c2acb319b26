"""Turn names into slugs for URLs, and into keys by which two spellings of a name are equal."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Signs with a meaning of their own; ABlog drops them, so C, C++ and C# would share a URL.
_SPOKEN = ((re.compile(r"(?<=\w)\+\+"), " plus plus "), (re.compile(r"(?<=\w)#"), " sharp "))

#: An anchor that Docutils numbers, since it finds no name for it
NUMBERED_ANCHOR = re.compile(r"id\d+")


def slug(name: str) -> str:
    """Return *name* as lower-case words joined by ``-``, safe as a file name; perhaps ``""``.

    Latin letters lose their accents as in ABlog's slugs, so that URLs do not
    change; every other script keeps its letters and marks.
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
    """Return a key that is equal for spellings that differ only in case, width or spaces."""
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")


def has_words(name: str) -> bool:
    """Return whether *name* has a letter or a digit in it."""
    return any(char.isalnum() for char in name)


def one_line(text: str) -> str:
    """Return *text* with each run of white space as one space."""
    return " ".join(text.split())


def line_of(text: str, words: Iterable[str]) -> int:
    """Return the line of *text*, from 1, with the first of *words* that occurs in it, else 0.

    A line with a link to the word is preferred to one that only contains it.
    """
    words = [re.escape(word) for word in words if word]
    for before in (r"(?:\]\(<?|=\s*[\"']?|<|\]:\s+)", r"(?<![\w./-])"):
        for word in words:
            if found := re.search(rf"{before}{word}(?![\w/-])", text):
                return text.count("\n", 0, found.start()) + 1
    return 0
