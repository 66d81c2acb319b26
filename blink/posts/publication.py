"""Decide from dates and ``draft:`` whether posts are published, and report what is unclear.

A post whose state is unclear is not published, which is an error: its author may have meant to
publish it. Plain functions on plain values.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from blink import dates
from blink.dates import AMBIGUOUS, Reading
from blink.problems import Mistake, Problem
from blink.source.front_matter.fields import DECISIVE, Scalar
from blink.source.front_matter.values import read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from blink.source.front_matter.fields import Header
    from blink.source.front_matter.keys import Keys
    from blink.source.front_matter.values import Rules

#: A header, its values by key, and the mistakes in it
DeclaredHeader = tuple["Header", dict[str, Any], tuple[Problem, ...]]
#: Line and key of a post's date, and its meaning; ``None`` if there is no date
DeclaredDate = tuple[int, str, Reading | Mistake | None]


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


def declared_dates(declared: DeclaredHeader, rules: Rules, *, post: bool) -> list[DeclaredDate]:
    """Return the date of each post of a source, from its header or its ``post`` directives.

    A directive without a date takes that of the header, if the header makes the source a *post*.
    """
    header, values, problems = declared
    own, line = None, 1
    if post and "date" in values:
        line = header.line_of("date")
        doubtful = any(p.kind == AMBIGUOUS and p.line == line for p in problems)
        own = read_date(header.fields["date"], rules) if doubtful else Reading(values["date"])
    if not header.directives:
        return [(line, "date", own)]
    dated: list[DeclaredDate] = []
    for directive in header.directives:
        reading: Reading | Mistake | None = own
        if directive.text:
            try:
                reading = dates.read(directive.text, rules.timezone, rules.date_format)
            except Mistake as mistake:
                reading = mistake
        dated.append((directive.line, "post", reading))
    return dated


def unclear_state_problems(
    declared: DeclaredHeader,
    dated: Iterable[DeclaredDate],
    now: datetime,
    known: Keys,
    *,
    post: bool,
) -> Iterator[Problem]:
    """Yield the problems that make it unclear whether the posts of a source are published."""
    header = declared[0]
    if post or "draft" in header.fields:
        yield from _unclear_header_problems(declared, known)
    states = set()
    for line, key, reading in dated:
        if isinstance(reading, Mistake):
            yield Problem(line, reading.kind, f"{key}: {reading.message}")
            continue
        if reading and (problem := _ambiguous_date_problem(reading, line, key, now)):
            yield problem
        states.add(state_of([reading and reading.date], draft=False, now=now)[0])
    if len(states) > 1:
        message = "the page is not published, because some of its posts are drafts or scheduled"
        fix = "move these posts to files of their own"
        yield Problem(header.directives[0].line, "mixed", f"{message}; {fix}")


def nested_directive_problems(text: bytes) -> Iterator[Problem]:
    """Yield a problem for each dated ``post`` directive inside another, in an undated *text*."""
    pattern = rb"(?mi)^[ \t>]*(?:\.\.[ \t]+post[ \t]*::|[`~:]{3,}[ \t]*\{post\})[ \t]*\w.*\d"
    for match in re.finditer(pattern, text):
        message = (
            "the post is not published, because it has no date: this `post` directive is inside"
            " another directive"
        )
        fix = "move it out, or write `date: 2026-01-31` or `draft: true` in the front matter"
        yield Problem(text.count(b"\n", 0, match.start()) + 1, "directive", f"{message}; {fix}")


def _unclear_header_problems(declared: DeclaredHeader, known: Keys) -> Iterator[Problem]:
    """Yield the problems of a header that make it unclear whether its post is published."""
    header, values, problems = declared
    if not header.readable:
        yield from header.problems
    keys = _invalid_keys(header, values, DECISIVE)
    keys |= {key for key in header.fields if key not in values and known.nearest(key) == "draft"}
    if "date" not in header.fields and not header.directives:
        keys |= {key for key in header.fields if known.nearest(key) == "date"}
    lines = {header.line_of(key) for key in keys}
    yield from (
        problem for problem in problems if problem.line in lines and problem.kind != AMBIGUOUS
    )


def unclear_page_problems(
    header: Header, values: Mapping[str, Any], problems: Iterable[Problem], text: bytes
) -> Iterator[Problem]:
    """Yield the problems that make it unclear whether a page is a post or a draft.

    *text* is the source, which is searched for these keys if its header cannot be read.
    """
    if not header.readable and re.search(rb"(?mi)^\W{0,3}(?:blogpost|draft|post)\s*:", text):
        yield from header.problems
    lines = {header.line_of(key) for key in _invalid_keys(header, values, ("blogpost", "draft"))}
    yield from (problem for problem in problems if problem.line in lines)
    for key, value in header.fields.items():
        if key != "blogpost" and get_close_matches(key.lower(), ["blogpost"], 1, 0.85):
            yield Problem(value.line, "key", f"unknown key `{key}`; did you mean `blogpost`?")


def _invalid_keys(header: Header, values: Mapping[str, Any], keys: Iterable[str]) -> set[str]:
    """Return those of *keys* that have a wrong value."""
    invalid = {
        key: header.fields[key] for key in keys if key in header.fields and key not in values
    }
    return {key for key, value in invalid.items() if not (isinstance(value, Scalar) and value.null)}


def _ambiguous_date_problem(reading: Reading, line: int, key: str, now: datetime) -> Problem | None:
    """Return the problem of a date that could mean a day before *now* or one after it."""
    days = (reading.date, *reading.others)
    if len({state_of([day], draft=False, now=now)[0] for day in days}) == 1:
        return None
    message = "the post is not published, because its date may be in the future"
    return Problem(line, "date", f"{key}: {message}: {reading.doubt}")
