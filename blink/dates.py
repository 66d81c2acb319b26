"""Read a date from text, in the same way on every day and every machine.

The setting ``post_date_format`` is tried first, then ISO 8601, and then the forms that dateutil
reads, as in ABlog. By default, dateutil takes missing parts from today's date and uses the names of
the machine's time zones; here it does neither.
"""

from __future__ import annotations

import locale
import re
from calendar import monthrange
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple

from dateutil.parser import parser, parserinfo

from blink.problems import Mistake
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

#: Subtype of the warning that a text could mean another date as well
AMBIGUOUS = "ambiguous_date"
#: The longest text, in characters, that is read as a date
MAX_LENGTH = 100

_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s*(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_EXAMPLE = "2026-01-31 or 2026-01-31 09:30"
#: Missing parts come from each of these dates, in leap years; a part that then differs is missing
_DEFAULTS = (datetime(1904, 1, 1), datetime(1908, 2, 28))  # noqa: DTZ001
#: Possible orders of day, month and year; the first is ABlog's
_ORDERS: tuple[dict[str, bool], ...] = ({}, {"dayfirst": True}, {"yearfirst": True})


class Reading(NamedTuple):
    """The meaning of a text as a date."""

    #: aware, in the blog's zone
    date: datetime
    #: other dates that it could mean
    others: tuple[datetime, ...] = ()
    #: why it could mean another date, and what to write instead; or ``""``
    doubt: str = ""


class _English(parserinfo):  # type: ignore[misc]  # dateutil has no types
    """dateutil's words, with a century for two-digit years that does not depend on today's date."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:  # noqa: FBT001, FBT002
        if year < 100 and not century_specified:
            return year + (1900 if year >= 69 else 2000)  # POSIX, as `%y` of strptime
        return year


_PARSER = parser(_English())


def read(text: str, zone: tzinfo, form: str) -> Reading:
    """Return the date that *text* means.

    :param zone: the time zone of a time without one
    :param form: the author's own format, as in ``strptime``
    :raises Mistake: if *text* is not a date, or has no year or month.
    """
    text = one_line(text)
    if len(text) > MAX_LENGTH:
        raise Mistake("date", f"`{text[:MAX_LENGTH]}…` is not a date; write it like {_EXAMPLE}")
    try:
        if date := _parse_form(text, form):
            return Reading(_in_zone(date, zone))
        if _ISO.fullmatch(text):
            return Reading(_in_zone(_parse_iso(text), zone))
        return _parse_words(text, zone)
    except OverflowError as error:
        reason = f"`{text}` is not between the years 1 and 9999"
        raise Mistake("date", f"{reason}; write a date like {_EXAMPLE}") from error


def _in_zone(date: datetime, zone: tzinfo) -> datetime:
    """Return *date* in *zone*.

    :raises OverflowError: if its year there is not between 1 and 9999.
    """
    return date.replace(tzinfo=zone) if date.tzinfo is None else date.astimezone(zone)


@contextmanager
def _english_names() -> Iterator[None]:
    """Make ``strptime`` accept only English names: ``sphinx-build`` sets the machine's locale."""
    known = locale.setlocale(locale.LC_TIME)
    if known in ("C", "POSIX"):
        yield
        return
    locale.setlocale(locale.LC_TIME, "C")
    try:
        yield
    finally:
        locale.setlocale(locale.LC_TIME, known)


def _parse_form(text: str, form: str) -> datetime | None:
    """Return the date of a *text* in the author's own format; ``None`` if it has another format.

    A format without a year is not used: ``strptime`` would take the year 1900.
    """
    if not re.search(r"%[YyGcxDF]", form):
        return None
    try:
        with _english_names():
            return datetime.strptime(text, form)  # noqa: DTZ007  # gets one later
    except (ValueError, re.error):
        return None


def _parse_iso(text: str) -> datetime:
    time = re.sub(r"([+-]\d\d)$", r"\1:00", text[11:].upper().replace(" ", ""))
    try:
        return datetime.fromisoformat(f"{text[:10]}T{time}" if time else text)
    except ValueError as error:
        reason = f"`{text}` is not a valid date ({error})"
        raise Mistake("date", f"{reason}; write a date like {_EXAMPLE}") from error


# -- what dateutil reads -----------------------------------------------------


class _Zones:
    """Gives dateutil the time zone of an offset, and stores a name, which may be ambiguous."""

    def __init__(self) -> None:
        self.name = ""

    def __call__(self, name: str | None, offset: int | None) -> tzinfo | None:
        if offset is None:
            self.name = name or ""
            return None
        return timezone(timedelta(seconds=offset))


def _parsed(text: str, default: datetime, zones: _Zones, order: dict[str, bool]) -> datetime | None:
    try:
        date = _PARSER.parse(text, default=default, tzinfos=zones, **order)
    except OverflowError:
        raise
    except (ValueError, ArithmeticError, TypeError, LookupError, AttributeError, AssertionError):
        return None  # dateutil raises more than its manual lists
    return date if isinstance(date, datetime) else None


def _parse_words(text: str, zone: tzinfo) -> Reading:
    """Return the date that dateutil reads, and the others that *text* could mean."""
    zones = _Zones()
    first, second = (_parsed(text, default, zones, _ORDERS[0]) for default in _DEFAULTS)
    if first is None:
        reason = f"`{text}` is not a date"
        raise Mistake("date", f"{reason}; write year, month and day, as in {_EXAMPLE}")
    if second and first.year != second.year:
        raise Mistake("date", f"`{text}` has no year; add it, as in {_EXAMPLE}")
    if second is None or (first.month != second.month and first.day == second.day):
        raise Mistake("date", f"`{text}` has no month; add it, as in {_EXAMPLE}")
    date = _in_zone(first, zone)
    if first.day != second.day:
        no_month = first.month != second.month
        month = 12 if no_month else first.month
        last = first.replace(month=month, day=monthrange(first.year, month)[1])
        part = "month and day" if no_month else "day"
        doubt = f"`{text}` has no {part} and is read as {_shown(date)}"
        doubt += f"; write it as year-month-day, for example {_shown(date)}"
        return Reading(date, (_in_zone(last, zone),), doubt)
    if zones.name:
        several = f"`{zones.name}` can mean several time zones"
        doubt = f"`{text}` is read as a time in blink_timezone because {several}"
        advice = f"write the difference from UTC instead, as in {_shown(date)} +01:00"
        around = (date - timedelta(hours=14), date + timedelta(hours=14))
        return Reading(date, around, f"{doubt}; {advice}")
    if re.match(r"\d{4}\D|\d{8}", text):  # the year comes first, and what follows is the month
        return Reading(date)
    orders = (_parsed(text, _DEFAULTS[0], zones, order) for order in _ORDERS[1:])
    others = {_in_zone(other, zone) for other in orders if other} - {date}
    if not others:
        return Reading(date)
    meant = " or ".join(map(_shown, sorted(others)))
    doubt = f"`{text}` is read as {_shown(date)}, but could also mean {meant}"
    advice = f"write it as year-month-day, for example {_shown(date)}"
    return Reading(date, tuple(sorted(others)), f"{doubt}; {advice}")


def _shown(date: datetime) -> str:
    return f"{date:%Y-%m-%d}" + (f"{date: %H:%M}" if date.hour or date.minute else "")
