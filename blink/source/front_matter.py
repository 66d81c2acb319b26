"""Read what a header declares about a post, and report every mistake in it.

Warnings: ``frontmatter.key``, ``.type``, ``.date``, ``.ambiguous_date``, ``.author``, ``.term``,
``.redirect``, ``.address``, ``.feed_id``, ``.image``, ``.twice``, ``.logbook``, ``.metrics``, and
those of a header that cannot be read.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from blink.dates import AMBIGUOUS, Reading
from blink.logbooks import fields as logfields
from blink.problems import Mistake, Problem
from blink.source import values as readers
from blink.source.fields import Scalar
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from blink.source.fields import Value
    from blink.source.values import Rules

#: Keys of Sphinx, MyST and the theme, which are passed on unread
FOREIGN = frozenset(
    [
        "orphan",
        "tocdepth",
        "no-search",
        "myst",
        "mystnb",
        "file_format",
        "kernelspec",
        "jupytext",
        "html_theme.sidebar_secondary.remove",
    ]
)

#: Other spellings of a key
ALIASES = {"categories": "category", "authors": "author"}

#: Keys of Material for MkDocs and others, with what to write instead
_ELSEWHERE = {
    "slug": "the URL comes from the name of the file, so rename the file",
    "summary": "write `description:`",
    "links": "write the links in the text",
    "pin": "link the post from index.md",
    "hide": "delete it",
    "readtime": "delete it",
    "published": "write `date: 2026-01-31`, or `draft: true` to keep the post back",
    **dict.fromkeys(("created", "pubDate", "publishDate"), "write `date: 2026-01-31`"),
    **dict.fromkeys(("modified", "lastmod"), "write `updated: 2026-01-31`"),
    "template": "delete it",
    "social": "write `image:` and `description:`",
    "html_meta": "write it below `myst:`",
    "substitutions": "write it below `myst:`",
    "<<": "YAML merge keys are not supported, so write the keys here",
    "search": "write `nosearch: true` to keep the post out of search",
}

_READERS: dict[str, Callable[[Value, Rules], Any]] = {
    "blogpost": readers.read_flag,
    "date": readers.read_date,
    "updated": readers.read_date,
    "draft": readers.read_flag,
    "title": readers.read_text,
    "description": readers.read_text,
    "author": readers.read_known("author"),
    "category": readers.read_terms,
    "tags": readers.read_terms,
    "location": readers.read_known("location"),
    "language": readers.read_known("language"),
    "excerpt": readers.read_count,
    "image": readers.read_image,
    "redirect": readers.read_redirect,
    "canonical_link": readers.read_address,
    "external_link": readers.read_address,
    "feed_id": readers.read_feed_id,
    "nocomments": readers.read_flag,
    "comments": readers.read_flag,
    "nosearch": readers.read_flag,
    **logfields.READERS,
    "loads": readers.read_hosts,
    "imported": readers.read_anything,
}

#: Keys that count as ``true`` if they have no value
_FLAGS = frozenset({"blogpost", "draft", "nocomments", "nosearch"})

#: Every key of a post that Blink or ABlog reads
KEYS = frozenset(_READERS) | frozenset(ALIASES)


def read_fields(
    fields: Mapping[str, Value], rules: Rules
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the values of *fields* by key, and the mistakes in them in the order of lines.

    A key without a value, or with a wrong value, is left out.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in fields.items():
        if key in FOREIGN:
            continue
        name = ALIASES.get(key, key)
        if name not in _READERS:
            problems.append(Problem(value.line, "key", _unknown(key)))
        elif name != key and name in fields:
            both = f"`{key}` and `{name}` mean the same; keep one of them"
            problems.append(Problem(value.line, "twice", both))
        elif isinstance(value, Scalar) and value.null and key not in _FLAGS:
            continue
        else:
            try:
                readers.check_characters(value)
                result = _READERS[name](value, rules)
            except* Mistake as group:
                for mistake in _flat(group):
                    message = f"{key}: {mistake.message}"
                    problems.append(Problem(mistake.line or value.line, mistake.kind, message))
            else:
                if isinstance(result, Reading):
                    if result.doubt:
                        problems.append(Problem(value.line, AMBIGUOUS, f"{key}: {result.doubt}"))
                    result = result.date
                values[name] = result
    problems += _contradictions(values, fields)
    problems += logfields.contradictions(fields)
    return values, tuple(sorted(problems))


def _flat(group: BaseExceptionGroup[Mistake]) -> Iterator[Mistake]:
    for error in group.exceptions:
        yield from _flat(error) if isinstance(error, BaseExceptionGroup) else (error,)


def _contradictions(values: Mapping[str, Any], fields: Mapping[str, Value]) -> list[Problem]:
    problems = []
    if "comments" in values and values["comments"] == values.get("nocomments"):
        both = "`comments` and `nocomments` contradict each other; keep `comments`"
        problems.append(Problem(fields["nocomments"].line, "twice", both))
    date, updated = values.get("date"), values.get("updated")
    if date and updated and updated < date:
        early = "updated: must not be before the date of the post; write a later date"
        problems.append(Problem(fields["updated"].line, "date", early))
    return problems


def nearest_key(key: str) -> str | None:
    """Return the known key that is spelt most like *key*, if there is one."""
    known = sorted(KEYS | FOREIGN)
    near = get_close_matches(key.strip().lower().replace(" ", "_"), known, 1, cutoff=0.7)
    return near[0] if near else None


def _unknown(key: str) -> str:
    if key in _ELSEWHERE:
        return f"unknown key `{key}`; {_ELSEWHERE[key]}"
    near = nearest_key(key)
    hint = f"did you mean `{near}`?" if near else "the guide “How to write” lists all keys"
    return f"unknown key `{one_line(key)[:60]}`; {hint}"
