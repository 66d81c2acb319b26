"""Read the values of front matter: each reader returns the meaning of a value.

A reader is called with the value as it is written and the `Rules` of conf.py, and raises `Mistake`
if the value is not valid. `read_date` returns a `Reading`, which says if the date is ambiguous.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from blink import dates
from blink.problems import Mistake
from blink.source.front_matter.fields import PAIRS, Items, Nested, Scalar
from blink.source.front_matter.header import UNPRINTABLE, unprintable
from blink.text import has_words, one_line, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import tzinfo

    from blink.dates import Reading
    from blink.source.front_matter.fields import Value

#: The longest term, in characters, and slug, in bytes, since a file name has at most 255 bytes
TERM_LENGTH, SLUG_LENGTH = 100, 200

_WORD_LIST = "a list of words such as `[one, two]`"
_MARKED = "a value that starts with"  # a mark of YAML, such as ``!x``


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of conf.py that decide how front matter is read."""

    timezone: tzinfo
    #: ``strptime`` format that is accepted besides ISO 8601: ABlog's ``post_date_format``
    date_format: str = "%Y-%m-%d"
    #: kind (``author``, ``location``, ``language``) → names that may be used; no names: any
    known: Mapping[str, frozenset[str]] | None = None
    #: name of an author → the label of ``blog_authors`` that has this name
    author_labels: Mapping[str, str] | None = None


def one_text(value: Value, wanted: str) -> str:
    """Return *value* as text in one line.

    :raises Mistake: if it is not text; *wanted* says what it must be.
    """
    if isinstance(value, Scalar):
        return one_line(value.text)
    given = "a list" if isinstance(value, Items) else value.what
    fix = "; put it in quotes" if given.startswith(_MARKED) else ""
    raise Mistake("type", f"must be {wanted}, not {given}{fix}")


def check_characters(value: Value) -> None:
    """Check the characters of all texts in *value*.

    :raises Mistake: if one is not allowed in feeds.
    """
    if isinstance(value, Scalar):
        if match := UNPRINTABLE.search(value.text):
            raise Mistake("control", unprintable(match[0]), value.line)
    elif isinstance(value, Items):
        for item in value.items:
            check_characters(item)
    else:
        for key, inner in value.pairs:
            check_characters(key)
            check_characters(inner)


def read_text(value: Value, rules: Rules) -> str:
    return one_text(value, "text")


def read_date(value: Value, rules: Rules) -> Reading:
    if isinstance(value, Nested) and value.what == PAIRS:
        wanted = "write `date: 2026-01-31`, and `updated: 2026-02-28` on a line of its own"
        raise Mistake("type", f"must be one date, not {PAIRS}; {wanted}")
    text = one_text(value, "a date such as 2026-01-31")
    return dates.read(text, rules.timezone, rules.date_format)


def read_flag(value: Value, rules: Rules) -> bool:
    word = one_text(value, "`true` or `false`").lower()
    if isinstance(value, Scalar) and (value.null or word in ("true", "yes", "on")):
        return True
    if word in ("false", "no", "off"):
        return False
    raise Mistake("type", f"must be `true` or `false`, not `{word}`")


def read_count(value: Value, rules: Rules) -> int:
    wanted = "a whole number of at least 0"
    word = one_text(value, wanted)
    if not re.fullmatch(r"[0-9]{1,6}", word):
        raise Mistake("type", f"must be {wanted}, not `{word}`")
    return int(word)


def words_of(value: Value, rules: Rules) -> list[Scalar]:
    """Return the words of a list, or of a text in which commas separate them.

    :raises Mistake: if *value* is neither.
    """
    if isinstance(value, Scalar):
        # reStructuredText has no lists in fields, so brackets around the words mean a list
        text = re.sub(r"^\s*\[(.*)\]\s*$", r"\1", value.text, flags=re.DOTALL)
        return [Scalar(one_line(part), value.line) for part in text.split(",")]
    if isinstance(value, Items):
        for item in value.items:
            if isinstance(item, Nested):
                fix = (
                    "write one word here, and put it in quotes if it contains `:`, `[`, `{` or `!`"
                )
                reason = f"must be {_WORD_LIST}, but this item is {item.what}"
                raise Mistake("type", f"{reason}; {fix}", item.line)
        return [
            Scalar(one_line(i.text), i.line, i.null) for i in value.items if isinstance(i, Scalar)
        ]
    raise Mistake("type", f"must be {_WORD_LIST}, not {value.what}")


class Usable(NamedTuple):
    """The words that are used of a list, and the mistakes in it."""

    words: tuple[str, ...]
    mistakes: tuple[Mistake, ...] = ()


def usable(words: Iterable[Scalar], check: Callable[[Scalar], str]) -> Usable:
    """Return the results of *check* for *words*, without duplicates, and what it raises."""
    good: list[str] = []
    bad: list[Mistake] = []
    for word in words:
        try:
            good.append(check(word))
        except Mistake as mistake:
            bad.append(mistake)
            good += [mistake.used] * bool(mistake.used)
    return Usable(tuple(dict.fromkeys(good)), tuple(bad))


def each(words: Iterable[Scalar], check: Callable[[Scalar], str]) -> tuple[str, ...]:
    """Return the result of *check* for each of *words*, without duplicates.

    :raises ExceptionGroup: with every `Mistake` that *check* raises.
    """
    results, mistakes = usable(words, check)
    if mistakes:
        raise ExceptionGroup("mistakes", mistakes)
    return results


def term(word: Scalar) -> str:
    """Return the text of *word*, the name of a collection.

    :raises Mistake: if the page of that collection could not have an address.
    """
    if word.null or not word.text:
        raise Mistake("term", "contains an empty name; delete it, or the extra comma", word.line)
    if not has_words(word.text):
        reason = f"`{word.text}` has no letter or digit, so its page cannot have an address"
        raise Mistake("term", f"{reason}; add a letter or a digit", word.line)
    size = len(slug(word.text).encode())
    if len(word.text) > TERM_LENGTH or size > SLUG_LENGTH:
        reason = f"`{word.text[:20]}…` has {len(word.text)} characters ({size} bytes in an address)"
        limits = f"write at most {TERM_LENGTH} characters ({SLUG_LENGTH} bytes)"
        raise Mistake("term", f"{reason}; {limits}", word.line)
    return word.text


def read_terms(value: Value, rules: Rules) -> Usable:
    return usable(words_of(value, rules), term)


def read_known(kind: str) -> Callable[[Value, Rules], Usable]:
    def read(value: Value, rules: Rules) -> Usable:
        known = (rules.known or {}).get(kind)

        def check(word: Scalar) -> str:
            name = term(word)
            if known and name not in known:
                near = get_close_matches(name, known, 1)
                every = f"write one of {', '.join(sorted(known))}, or add it there"
                hint = f"did you mean `{near[0]}`? If not, add it there" if near else every
                reason = f"`{name}` is not in `blog_{kind}s` of conf.py"
                subtype = "author" if kind == "author" else "term"
                raise Mistake(subtype, f"{reason}; {hint}", word.line, used=name)
            return name

        return usable(words_of(value, rules), check)

    return read


def read_hosts(value: Value, rules: Rules) -> tuple[str, ...]:
    """Return the host names from which a post's page may load files."""

    def host(word: Scalar) -> str:
        if not re.fullmatch(r"(?:[a-z0-9_-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?", word.text.lower()):
            reason = f"`{word.text[:80]}` is not a host name"
            fix = "write only the host name of the site, such as `www.example.org`"
            raise Mistake("address", f"{reason}; {fix}", word.line)
        return word.text.lower()

    return each(words_of(value, rules), host)


def read_anything(value: Value, rules: Rules) -> bool:
    """Accept any value, for a key with values that an import could not convert."""
    return True


def read_address(value: Value, rules: Rules) -> str:
    text = one_text(value, "a URL such as https://example.org/page")
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or re.search(r"[\s<>\"\\^`{|}]", text)
    ):
        raise Mistake("address", f"`{text}` is not a URL; write it like https://example.org/page")
    return text


def read_feed_id(value: Value, rules: Rules) -> str:
    """Return an id as RFC 4287, 4.2.6 requires it: an IRI with its scheme, normalised."""
    text = one_text(value, "an id such as tag:example.org,2019:old-post")
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"\\^`{|}]+", text):
        wanted = (
            "write the whole id, such as tag:example.org,2019:old-post or the URL of the old entry"
        )
        raise Mistake("feed_id", f"`{text[:80]}` is not an id of a feed entry; {wanted}")
    return text


def read_redirect(value: Value, rules: Rules) -> Usable:
    return usable(words_of(value, rules), lambda word: _former(word.text, word.line))


def _former(text: str, line: int) -> str:
    """Return the page name of a former address.

    :raises Mistake: if no page can be written there.
    """
    path = re.sub(r"\.html$", "", re.sub(r"/$", "/index", text))
    parts, fix = path.split("/"), "write an address in the site, such as `2019/old-name`"
    file = re.compile(r"^\.|\.(?:html|xml|js|inv|json|txt)$")
    files = [part for part in parts[:-1] if file.search(part)]
    if match := re.search(r"\.(?:html?|php\d?|aspx?|jsp|cgi)$", path, re.IGNORECASE):
        reason = f"cannot be redirected, because it ends in `{match[0]}`"
        fix = "delete it: only an address that ends in `.html` or `/`, or has no ending, can be"
    elif not path:
        reason = "is empty"
    elif match := re.match(r"/|[A-Za-z][\w+.-]*:", path):
        reason = "starts with `/`" if match[0] == "/" else "is a URL"
    elif "" in parts:
        reason = "contains `//`"
    elif any(len(part.encode()) > SLUG_LENGTH for part in parts):
        reason = f"has a name of more than {SLUG_LENGTH} bytes"
    elif {".", ".."} & set(parts):
        reason = "contains `.` or `..` as a folder"
    elif match := re.search(r"[\\<>\"'?#%*|\x00-\x1f]|^[_.]", path):
        verb = "starts with" if match[0] in "_." else "contains"
        reason = f"{verb} `{match[0]}`, which the address of a page must not"
    elif files:
        reason = f"has a folder `{files[0]}`, in which there can be no page"
    else:
        return path
    raise Mistake("redirect", f"`{text[:80]}` {reason}; {fix}", line)
