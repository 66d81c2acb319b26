"""A value of front matter as it is written → what it means, or a `Mistake`.

A reader takes the value and what conf.py says; ``read_date`` of a text is a `Reading`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blink import dates
from blink.model import Mistake
from blink.source.fields import Items, Nested, Scalar
from blink.source.header import UNPRINTABLE, unprintable
from blink.text import has_words, one_line, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import tzinfo

    from blink.dates import Reading
    from blink.source.fields import Value

#: Characters a term may have at most, and bytes its slug: a file's name has room for 255
TERM_LENGTH, SLUG_LENGTH = 100, 200


@dataclass(frozen=True, slots=True)
class Rules:
    """What conf.py says on the values of front matter."""

    timezone: tzinfo
    #: ``strptime`` format that is taken besides ISO 8601: ABlog's ``post_date_format``
    date_format: str = "%Y-%m-%d"
    #: kind (``author``, ``location``, ``language``) → names that may be used; none: any
    known: Mapping[str, frozenset[str]] | None = None


def one_text(value: Value, wanted: str) -> str:
    """Return *value* as text in one line.

    :raises Mistake: if it is no text; *wanted* says what to write.
    """
    if isinstance(value, Scalar):
        return one_line(value.text)
    what = "a list" if isinstance(value, Items) else value.what
    raise Mistake("type", f"is {what}; write {wanted}")


def check_characters(value: Value) -> None:
    """:raises Mistake: if a character in *value* is one that no feed can carry."""
    if isinstance(value, Scalar):
        if found := UNPRINTABLE.search(value.text):
            raise Mistake("control", unprintable(found[0]), value.line)
    elif isinstance(value, Items):
        for item in value.items:
            check_characters(item)
    else:
        for key, inner in value.pairs:
            check_characters(key)
            check_characters(inner)


def read_text(value: Value, rules: Rules) -> str:
    return one_text(value, "a text")


def read_date(value: Value, rules: Rules) -> Reading:
    if isinstance(value, Nested) and value.what == "a mapping":
        wanted = "a day, as in `date: 2026-01-31`, and `updated: 2026-02-28` below it"
        raise Mistake("type", f"is a mapping; write {wanted}")
    text = one_text(value, "a day, as in 2026-01-31")
    return dates.read(text, rules.timezone, rules.date_format)


def read_flag(value: Value, rules: Rules) -> bool:
    word = one_text(value, "`true` or `false`").lower()
    if isinstance(value, Scalar) and (value.null or word in ("true", "yes", "on")):
        return True
    if word in ("false", "no", "off"):
        return False
    raise Mistake("type", f"is `{word}`; write `true` or `false`")


def read_count(value: Value, rules: Rules) -> int:
    word = one_text(value, "a number, 0 or more")
    if not re.fullmatch(r"[0-9]{1,6}", word):
        raise Mistake("type", f"is `{word}`; write a number, 0 or more")
    return int(word)


def words_of(value: Value, rules: Rules) -> list[Scalar]:
    """Return the words of a list, or of a text with commas between them.

    :raises Mistake: if it is neither.
    """
    if isinstance(value, Scalar):
        # reStructuredText has no lists in fields, so brackets around the words are meant as one
        text = re.sub(r"^\s*\[(.*)\]\s*$", r"\1", value.text, flags=re.DOTALL)
        return [Scalar(one_line(part), value.line) for part in text.split(",")]
    if isinstance(value, Items):
        for item in value.items:
            if isinstance(item, Nested):
                wanted = "a list of words, as in `[one, two]`"
                raise Mistake("type", f"holds {item.what}; write {wanted}", item.line)
        return [
            Scalar(one_line(i.text), i.line, i.null) for i in value.items if isinstance(i, Scalar)
        ]
    raise Mistake("type", f"is {value.what}; write a list of words, as in `[one, two]`")


def each(words: Iterable[Scalar], check: Callable[[Scalar], str]) -> tuple[str, ...]:
    """Return what *check* makes of each of *words*, once.

    :raises ExceptionGroup: of every `Mistake` that it finds.
    """
    good: list[str] = []
    bad: list[Mistake] = []
    for word in words:
        try:
            good.append(check(word))
        except Mistake as mistake:
            bad.append(mistake)
    if bad:
        raise ExceptionGroup("mistakes", bad)
    return tuple(dict.fromkeys(good))


def term(word: Scalar) -> str:
    """Return *word*, which is to name a collection.

    :raises Mistake: if it cannot be an address.
    """
    if word.null or not word.text:
        raise Mistake("term", "holds an empty name; delete it, or a comma too many", word.line)
    if not has_words(word.text):
        wanted = "give it a letter or a digit, so that it can have an address"
        raise Mistake("term", f"`{word.text}` has no word in it; {wanted}", word.line)
    size = len(slug(word.text).encode())
    if len(word.text) > TERM_LENGTH or size > SLUG_LENGTH:
        wrong = f"`{word.text[:20]}…` has {len(word.text)} characters, {size} bytes as address"
        most = f"write at most {TERM_LENGTH} and {SLUG_LENGTH}"
        raise Mistake("term", f"{wrong}; {most}", word.line)
    return word.text


def read_terms(value: Value, rules: Rules) -> tuple[str, ...]:
    return each(words_of(value, rules), term)


def read_known(kind: str) -> Callable[[Value, Rules], tuple[str, ...]]:
    def read(value: Value, rules: Rules) -> tuple[str, ...]:
        known = (rules.known or {}).get(kind)

        def check(word: Scalar) -> str:
            name = term(word)
            if known and name not in known:
                near = get_close_matches(name, known, 1)
                every = "known: " + ", ".join(sorted(known))
                hint = f"did you mean `{near[0]}`?" if near else every
                wrong = f"`{name}` is not in `blog_{kind}s` of conf.py"
                subtype = "author" if kind == "author" else "term"
                raise Mistake(subtype, f"{wrong}; {hint}", word.line)
            return name

        return each(words_of(value, rules), check)

    return read


def read_hosts(value: Value, rules: Rules) -> tuple[str, ...]:
    """Return the sites that a post's page may ask for something."""

    def host(word: Scalar) -> str:
        if not re.fullmatch(r"(?:[a-z0-9_-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?", word.text.lower()):
            wanted = "write the name of a site, as in `www.example.org`"
            raise Mistake("address", f"`{word.text[:80]}` is no site; {wanted}", word.line)
        return word.text.lower()

    return each(words_of(value, rules), host)


def read_anything(value: Value, rules: Rules) -> bool:
    """Return that it is there: what an import found no place for is kept, and means nothing."""
    return True


def read_address(value: Value, rules: Rules) -> str:
    text = one_text(value, "an address, as in https://example.org/page")
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or re.search(r"[\s<>\"\\^`{|}]", text)
    ):
        raise Mistake("address", f"`{text}` is no address; write it as in https://example.org/page")
    return text


def read_feed_id(value: Value, rules: Rules) -> str:
    """Return an id as RFC 4287 wants it (4.2.6): an IRI with its scheme, in one spelling only."""
    text = one_text(value, "an id, as in tag:example.org,2019:old-post")
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"\\^`{|}]+", text):
        mend = "write one with its scheme, as in tag:example.org,2019:old-post"
        raise Mistake("feed_id", f"`{text[:80]}` is no id of a feed's entry; {mend}")
    return text


def read_redirect(value: Value, rules: Rules) -> tuple[str, ...]:
    return each(words_of(value, rules), lambda word: _former(word.text, word.line))


def _former(text: str, line: int) -> str:
    """Return the page name that a former address means."""
    path = re.sub(r"\.html$", "", re.sub(r"/$", "/index", text))
    if re.search(r"\.(?:html?|php\d?|aspx?|jsp|cgi)$", path, re.IGNORECASE):
        only = "only addresses that end in `.html` can lead on from here"
        raise Mistake("redirect", f"`{text[:80]}` cannot be served; {only}", line)
    wanted = "write a path inside the site, as in `2019/old-name`"
    parts = path.split("/")
    if not text or "" in parts[1:] or any(len(part.encode()) > 200 for part in parts):
        raise Mistake("redirect", f"`{text[:80]}` is no path of a page; {wanted}", line)
    if path.startswith("/") or re.match(r"[A-Za-z][\w+.-]*:", path):
        raise Mistake("redirect", f"`{text}` is absolute; {wanted}", line)
    if {".", ".."} & set(parts):
        raise Mistake("redirect", f"`{text}` climbs out of the site or through it; {wanted}", line)
    file = any(re.search(r"^\.|\.(?:html|xml|js|inv|json|txt)$", part) for part in parts[:-1])
    if re.search(r"[\\<>\"'?#%*|\x00-\x1f]", path) or parts[0].startswith(("_", ".")) or file:
        raise Mistake("redirect", f"`{text}` cannot be the path of a page; {wanted}", line)
    return path


def read_image(value: Value, rules: Rules) -> int | str:
    text = one_text(value, "the path of a picture, or its number in the text")
    if re.fullmatch(r"[0-9]{1,6}", text):
        return int(text)
    if re.match(r"[A-Za-z][\w+.-]*:|//", text):
        mend = "put the picture beside the post and write its name"
        raise Mistake("image", f"`{text}` is on another site; {mend}")
    if any(len(part.encode()) > SLUG_LENGTH for part in text.split("/")):
        raise Mistake("image", f"`{text[:20]}…` is no path; write the path of a picture")
    if re.match(r"-\d", text):
        raise Mistake("image", f"`{text}` is below 0; write the picture's number, from 1, or path")
    return text
