"""Make slugs for URLs from names, and keys that are equal for two spellings of a name."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Signs that become words; ABlog removes them, so that C, C++ and C# would share a URL
_SIGNS = ((re.compile(r"(?<=\w)\+\+"), " plus plus "), (re.compile(r"(?<=\w)#"), " sharp "))

#: An anchor that Docutils numbers, for a node without a name
NUMBERED_ANCHOR = re.compile(r"id\d+")


def slug(name: str) -> str:
    """Return *name* as lower-case words joined by ``-``, safe as a file name; it may be empty.

    Latin letters lose their accents, as in ABlog's slugs, so that URLs do not change. Other scripts
    keep their letters and marks.
    """
    for sign, words in _SIGNS:
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


def ablog_slug(name: str) -> str:
    """Return *name* as ABlog has it in addresses; it may be empty.

    >>> ablog_slug("C++ & Réseau")
    'c-reseau'
    """
    kept = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKD", name)).strip().lower()
    return re.sub(r"[-\s]+", "-", kept)


def fold(name: str) -> str:
    """Return a key that is equal for names that differ only in case, width or spaces."""
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")


def has_words(name: str) -> bool:
    """Return whether *name* has a letter or a digit in it."""
    return any(char.isalnum() for char in name)


def one_line(text: str) -> str:
    """Return *text* with a single space for each sequence of white space."""
    return " ".join(text.split())


def line_of(text: str, words: Iterable[str]) -> int:
    """Return the line of *text*, from 1, that contains the first of *words* in it, or 0.

    A line with a link to the word takes precedence.
    """
    words = [re.escape(word) for word in words if word]
    for before in (r"(?:\]\(<?|=\s*[\"']?|<|\]:\s+)", r"(?<![\w./-])"):
        for word in words:
            if match := re.search(rf"{before}{word}(?![\w/-])", text):
                return text.count("\n", 0, match.start()) + 1
    return 0
