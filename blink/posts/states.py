"""Decide from dates and marks whether posts are published, and find what leaves that open.

A post whose state is open is not published, and it is an error: its author may have meant it to
be. Plain functions on plain values.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from blink import dates
from blink.dates import AMBIGUOUS, Reading
from blink.model import Mistake, Problem
from blink.source.fields import Scalar
from blink.source.front_matter import nearest_key
from blink.source.values import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from blink.source.fields import Header
    from blink.source.values import Rules

#: A header, its values by key, and what is wrong in it
Declared = tuple["Header", dict[str, Any], tuple[Problem, ...]]
#: Line and key of a post's date, and what it means; ``None`` if there is none
Dated = tuple[int, str, Reading | Mistake | None]
#: Keys that say whether a source is a post, and whether it is published
DECISIVE = ("blogpost", "draft", "date")


def state_of(
    dates: Iterable[datetime | None], *, draft: bool, now: datetime
) -> tuple[str, datetime | None]:
    """Return the state of posts of these *dates*, and when the last of them is due.

    >>> from datetime import UTC, datetime, timedelta
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> state_of([now + timedelta(days=1)], draft=False, now=now)[0]
    'scheduled'
    """
    dates = list(dates)
    if draft or None in dates:
        return "draft", None
    due = max((date for date in dates if date and date > now), default=None)
    return ("scheduled", due) if due else ("published", None)


def declared_dates(declared: Declared, rules: Rules, *, post: bool) -> list[Dated]:
    """Return the date of each post of a source: of its header, or of its ``post`` directives.

    A directive without a date has that of the header, if the source is a *post* by that.
    """
    header, values, problems = declared
    own, line = None, 1
    if post and "date" in values:
        line = header.fields["date"].line
        doubtful = any(one.kind == AMBIGUOUS and one.line == line for one in problems)
        own = read_date(header.fields["date"], rules) if doubtful else Reading(values["date"])
    if not header.directives:
        return [(line, "date", own)]
    found: list[Dated] = []
    for directive in header.directives:
        reading: Reading | Mistake | None = own
        if directive.text:
            try:
                reading = dates.read(directive.text, rules.timezone, rules.date_format)
            except Mistake as mistake:
                reading = mistake
        found.append((directive.line, "post", reading))
    return found


def open_questions(
    declared: Declared, dated: Iterable[Dated], now: datetime, *, post: bool
) -> Iterator[Problem]:
    """Yield what leaves open whether the posts of a source are published."""
    header = declared[0]
    if post or "draft" in header.fields:
        yield from _unclear(declared)
    states = set()
    for line, key, reading in dated:
        if isinstance(reading, Mistake):
            yield Problem(line, reading.kind, f"{key}: {reading.message}")
            continue
        if reading and (problem := _undecided(reading, line, key, now)):
            yield problem
        states.add(state_of([reading and reading.date], draft=False, now=now)[0])
    if len(states) > 1:
        wrong = "published and unpublished posts share this page, so it is left out whole"
        mend = "give each post a file of its own"
        yield Problem(header.directives[0].line, "mixed", f"{wrong}; {mend}")


def inner_directives(text: bytes) -> Iterator[Problem]:
    """Yield the ``post`` directives with a date that stand inside others, in an undated *text*."""
    pattern = rb"(?mi)^[ \t>]*(?:\.\.[ \t]+post[ \t]*::|[`~:]{3,}[ \t]*\{post\})[ \t]*\w.*\d"
    for found in re.finditer(pattern, text):
        wrong = "a `post` directive inside another one does not date the post"
        mend = "write `date:` in the header, or `draft: true`, or put the directive outside"
        yield Problem(text.count(b"\n", 0, found.start()) + 1, "directive", f"{wrong}; {mend}")


def _unclear(declared: Declared) -> Iterator[Problem]:
    """Yield which problems of a header leave open whether its post is published."""
    header, values, problems = declared
    if not header.readable:
        yield from header.problems
    keys = _wrong(header, values, DECISIVE)
    keys |= {key for key in header.fields if key not in values and nearest_key(key) == "draft"}
    if "date" not in header.fields and not header.directives:
        keys |= {key for key in header.fields if nearest_key(key) == "date"}
    lines = {header.fields[key].line for key in keys}
    yield from (one for one in problems if one.line in lines and one.kind != AMBIGUOUS)


def unclear_page(
    header: Header, values: Mapping[str, Any], problems: Iterable[Problem], text: bytes
) -> Iterator[Problem]:
    """Yield what leaves open whether a page is a post after all, or a draft.

    *text* is the source, in which these keys may stand where its header cannot be read.
    """
    if not header.readable and re.search(rb"(?mi)^\W{0,3}(?:blogpost|draft|post)\s*:", text):
        yield from header.problems
    lines = {header.fields[key].line for key in _wrong(header, values, ("blogpost", "draft"))}
    yield from (problem for problem in problems if problem.line in lines)
    for key, value in header.fields.items():
        if key != "blogpost" and get_close_matches(key.lower(), ["blogpost"], 1, 0.85):
            yield Problem(value.line, "key", f"unknown key `{key}`; did you mean `blogpost`?")


def _wrong(header: Header, values: Mapping[str, Any], keys: Iterable[str]) -> set[str]:
    """Return those of *keys* that have a value and mean nothing."""
    said = {key: header.fields[key] for key in keys if key in header.fields and key not in values}
    return {key for key, value in said.items() if not (isinstance(value, Scalar) and value.null)}


def _undecided(reading: Reading, line: int, key: str, now: datetime) -> Problem | None:
    """Return the problem of a date that may mean a day before *now* as well as one to come."""
    days = (reading.date, *reading.others)
    if len({state_of([day], draft=False, now=now)[0] for day in days}) == 1:
        return None
    wrong = "the post is not published, since one of these days is still to come"
    return Problem(line, "date", f"{key}: {reading.doubt}; {wrong}")
