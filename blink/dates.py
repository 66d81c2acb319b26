"""Text → a date: ISO 8601, which can be read in one way only, and one format of the author's."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from blink.model import Mistake
from blink.text import one_line

if TYPE_CHECKING:
    from datetime import tzinfo

_DATE = re.compile(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s*(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?"
)


def parse_date(text: str, timezone: tzinfo, form: str) -> datetime:
    """Return the instant that *text* names, in *timezone*.

    A time without a zone, and the midnight of a mere day, are of that zone.

    :raises Mistake: if it is no date of ISO 8601, nor of the ``strptime`` format *form*.
    """
    text = one_line(text)
    date: datetime | None = None
    if _DATE.fullmatch(text):
        time = text[11:].upper().replace(" ", "")
        time = re.sub(r"([+-]\d\d)$", r"\1:00", time)
        try:
            date = datetime.fromisoformat(f"{text[:10]}T{time}" if time else text)
        except ValueError as error:
            wrong = f"`{text}` is no date of the calendar ({error})"
            raise Mistake("date", f"{wrong}; write one like 2026-01-31 09:30") from error
    else:
        try:
            date = datetime.strptime(text, form)  # noqa: DTZ007  # given one below
        except ValueError as error:
            wrong = f"`{text}` is not a date that can be read in one way only"
            mend = "write year, month and day as in 2026-01-31, perhaps with a time, 09:30"
            raise Mistake("date", f"{wrong}; {mend}") from error
    try:
        if date.tzinfo is None:
            date = date.replace(tzinfo=timezone)
        return date.astimezone(timezone)
    except OverflowError as error:
        raise Mistake("date", f"`{text}` is too far from today") from error
