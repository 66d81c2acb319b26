"""Change a page's copy for the search index, so that readers find what they look for.

A formula is its text, as in titles, since the excerpts of results show no formulas.

The words that Pagefind does not find are added. Its words end at spaces, and have only letters and
digits: ``self.getUserName()`` is ``selfgetusername``, ``.NET`` is ``net``, and ``C++`` is ``c``. So
each such word is followed by those that readers may look for: ``getUserName``, ``dotNET``,
``Cplusplus``. `MARK` is before them, by which ``search.js`` leaves them out of what it shows. It
replaces the signs of a query by the same words.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree as ET

from blink.formulas.plain_text import text_of

#: What is before an added word: INVISIBLE SEPARATOR
MARK = "\u2063"

#: The version of what this module adds to a page
VERSION = "2"

#: Signs before and after a name → the words for them, which ``search.js`` has too
BEFORE = {".": "dot", "@": "at", "$": "dollar", "#": "hash", "--": "dashdash", "__": "dunder"}
AFTER = {"++": "plusplus", "#": "sharp"}

_NAME = r"[^\W\d_][\w-]*"
_SIGNED = re.compile(
    rf"(?<![\w.+#@$&/-])(?:(\.|@|\$|\#|--|__)({_NAME})|([^\W\d_]\w*)(\+\+|\#)(?![\w#+]))"
)
_IDENTIFIER = re.compile(r"[^\W\d_]\w*")
#: A boundary of words in an identifier: ``per_channel``, ``userName``
_BOUNDARY = re.compile(r"[^\W_]_+[^\W_]|[a-z0-9][A-Z]")
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_BLOCK = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
#: What no text is without that has a word to add to
_SIGNAL = re.compile(r"[a-z0-9][A-Z]|_|\+\+|\w#|[.@$#]\w|--\w")
_SPACES = re.compile(r"(\s+)")
#: The part of a page that is indexed begins with this
_INDEXED = "data-pagefind-body"


def added_words(text: str) -> list[str]:
    """Return the words to add for those in *text*, each once.

    >>> added_words("x = self.getUserName(per_channel=1) in C++ on .NET")
    ['getUserName', 'per_channel', 'Cplusplus', 'dotNET']
    """
    added = dict.fromkeys(
        match[0]
        for match in _IDENTIFIER.finditer(text)
        if _BOUNDARY.search(match[0]) and not _stands_alone(text, *match.span())
    )
    for sign, after, before, end in _SIGNED.findall(text):
        added[BEFORE[sign] + after.rstrip("_-") if sign else before + AFTER[end]] = None
    return list(added)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether spaces and signs surround a part of *text*, so that Pagefind finds it."""
    before, after = text[:start].rsplit(maxsplit=1)[-1:], text[end:].split(maxsplit=1)[:1]
    joined = (before if start and not text[start - 1].isspace() else []) + (
        after if text[end : end + 1].strip() else []
    )
    return not any(character.isalnum() for part in joined for character in part)


def for_search(page: str) -> str:
    """Return the HTML of a *page* with its formulas as text and the words to add."""
    start = max(0, page.find(_INDEXED))
    parts = _BLOCK.split(_FORMULA.sub(_plain_formula, page[start:]))
    for number, part in enumerate(parts):
        if not _SIGNAL.search(part):
            continue
        if number % 2:
            parts[number] = "\n".join(map(_line_with_words, part.split("\n")))
        else:
            texts = _TAG.split(part)  # and the tags between them
            texts[::2] = map(_text_with_words, texts[::2])
            parts[number] = "".join(texts)
    return page[:start] + "".join(parts)


def _plain_formula(formula: re.Match[str]) -> str:
    try:
        return escape(text_of(formula[0]))
    except (ET.ParseError, ValueError, RecursionError):
        return formula[0]


def _text_with_words(text: str) -> str:
    if not _SIGNAL.search(text):
        return text
    return "".join(part + _marked(part) for part in _SPACES.split(text))


def _line_with_words(line: str) -> str:
    return line + _marked("".join(_TAG.split(line)[::2]))


def _marked(text: str) -> str:
    if not _SIGNAL.search(text):
        return ""
    return "".join(f" {MARK}{word}" for word in added_words(text))
