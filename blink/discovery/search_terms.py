"""Change a page's copy for the search index, so that readers find what they look for.

A formula is its text, as in titles, since the excerpts of results show no formulas. Labels are
separated from what they label: Pagefind joins the words of `<dt>Question</dt><dd>Where…`. A heading
has the id of its section, so that a result links to the section that has the words.

The words that Pagefind does not find are added. Its words end at spaces, and have only letters and
digits: ``self.getUserName()`` is ``selfgetusername``, ``.NET`` is ``net``, and ``C++`` is ``c``. So
each such word is followed by those that readers may look for: ``getUserName``, ``dotNET``,
``Cplusplus``. `MARK` is before them, by which ``search.js`` leaves them out of what it shows. It
replaces the signs of a query by the same words. Added words interrupt phrases: where a query in
quotes has such a word and is not found, ``search.js`` leaves the quotes out.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from blink.formulas.plain_text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What is before an added word: INVISIBLE SEPARATOR
MARK = "\u2063"

#: The version of what this module adds to a page
VERSION = "3"

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
_SECTION = re.compile(
    r'<section\b([^>]*?) id="([^"]+)"([^>]*>\s*(?:<span id="[^"]*"></span>\s*)*<h[2-6]\b)(?! id=)'
)
#: The end of a term, with its colon if it has one, or a link to it
_TERM_END = re.compile(r"(:?(?:</\w+>|<a\b[^>]*>[^<]*</a>)*)</dt>\s*(?=<dd\b)")
_LABEL_END = re.compile(
    r"(</(?:dt|dd|th|td|tr|caption|figcaption|summary|label|legend|option|button|text|title)>"
    r"|<br\b[^>]*>)(?=\S)"
)
_BLOCK = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_TAG = re.compile(r"(<[^>]*>)")
#: What no text is without that has a word to add to
_SIGNAL = re.compile(r"[a-z0-9][A-Z]|_|\+\+|\w#|[.@$#]\w|--\w")
_SPACES, _WORD = re.compile(r"(\s+)"), re.compile(r"\S+")
#: The part of a page that is indexed begins with this
_INDEXED = "data-pagefind-body"


def added_words(text: str) -> list[str]:
    """Return the words to add for those in *text*, each once.

    >>> added_words("x = self.getUserName(per_channel=1) in C++ on .NET")
    ['getUserName', 'per_channel', 'Cplusplus', 'dotNET']
    """
    added = dict.fromkeys(name for name in _joined_names(text) if _BOUNDARY.search(name))
    for sign, after, before, end in _SIGNED.findall(text):
        added[BEFORE[sign] + after.rstrip("_-") if sign else before + AFTER[end]] = None
    return list(added)


def _joined_names(text: str) -> Iterator[str]:
    """Yield the identifiers of *text*, except those that Pagefind finds: only signs are at them."""
    for word in _WORD.findall(text):
        places = range(len(word))
        first = next((place for place in places if word[place].isalnum()), 0)
        last = next((place for place in reversed(places) if word[place].isalnum()), 0)
        for match in _IDENTIFIER.finditer(word):
            if match.start() > first or match.end() <= last:
                yield match[0]


def for_search(page: str) -> str:
    """Return the HTML of a *page* as it is indexed, with plain formulas and added words."""
    start = max(0, page.find(_INDEXED))
    parts = _BLOCK.split(_with_labels_apart(_FORMULA.sub(_plain_formula, page[start:])))
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


def _with_labels_apart(text: str) -> str:
    """Return HTML with the ids of sections at their headings, and spaces after labels.

    >>> _with_labels_apart("<dt>Runs</dt><dd>5</dd><dt>Seeds</dt><dd>0</dd>")
    '<dt>Runs:</dt> <dd>5</dd> <dt>Seeds:</dt> <dd>0</dd>'
    """
    text = _SECTION.sub(r'<section\1\3 id="\2"', text)
    text = _TERM_END.sub(lambda end: f"{end[1]}{'' if end[1][:1] == ':' else ':'}</dt> ", text)
    return _LABEL_END.sub(r"\1 ", text)


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
