"""Note when the hypothesis of an entry was written, and say whether that was before its first run.

``blink run`` notes it in the ledger before it starts the first run, as a line with the time and a
digest of the words.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo


class HypothesisNote(NamedTuple):
    """A line of the ledger."""

    #: in UTC, ISO 8601 to the second
    time: str
    #: of the words of the hypothesis
    digest: str


class HypothesisTimes(NamedTuple):
    """When a hypothesis was recorded, and when the first run started."""

    #: ``before`` the first run, ``after`` it, ``changed`` after it was recorded before the first
    #: run, or ``same day``, if only the day of the record is known
    state: str
    #: ``21:25``, or if the days differ, ``2026-11-27 21:25``; or the day only; or ``""``
    recorded: str
    first_run: str


def hypothesis_digest(text: str) -> str:
    """Return a digest of the words and numbers of a hypothesis.

    >>> hypothesis_digest("It is *faster*.") == hypothesis_digest("it is faster")
    True
    """
    words = re.findall(r"[+-]?\d+(?:[.,]\d+)*|[<>=≤≥]+|[^\W\d_]+", text.casefold())
    return sha256(" ".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def add_note(notes: dict[str, set[HypothesisNote]], data: Mapping[str, Any]) -> bool:
    """Add the note in a line of the ledger to *notes*, which are by label; return ``True``.

    :raises (ValueError, KeyError, TypeError): if it is not one.
    """
    datetime.fromisoformat(data["noted"])
    note = HypothesisNote(data["noted"], str(data["digest"]))
    notes.setdefault(str(data["hypothesis"]), set()).add(note)
    return True


def note_to_data(label: str, note: HypothesisNote) -> dict[str, str]:
    """Return a line of the ledger for the hypothesis of the entry *label*."""
    return {"hypothesis": label, "noted": note.time, "digest": note.digest}


def hypothesis_times(
    hypothesis: str,
    notes: Iterable[HypothesisNote],
    recorded: Iterable[tuple[str, str]],
    starts: Iterable[str],
    zone: tzinfo,
) -> HypothesisTimes | None:
    """Return when *hypothesis* was recorded and when the first run started, for a page.

    ``None`` without a hypothesis, or if no run says when it started.

    :param notes: of the entry, in the ledger
    :param recorded: the day of each recorded version of the entry, and its hypothesis
    :param starts: the times at which its runs started, in ISO 8601; empty ones are ignored
    :param zone: the time zone of the blog
    """
    runs = sorted(filter(None, map(_time, starts)))
    if not hypothesis or not runs:
        return None
    first, own, notes = runs[0], hypothesis_digest(hypothesis), [*notes]
    times = sorted(filter(None, (_time(note.time) for note in notes if note.digest == own)))
    days = sorted(day for day, text in recorded if hypothesis_digest(text) == own)
    day_of_run = f"{first.astimezone(zone):%Y-%m-%d}"
    if times and times[0] <= first:
        return HypothesisTimes("before", *_clock(times[0], first, zone))
    if days and days[0] < day_of_run:
        return HypothesisTimes("before", days[0], _minute(first, zone))
    if any((time := _time(note.time)) and time <= first for note in notes):
        state = "changed"
    else:
        state = "same day" if days and days[0] == day_of_run and not times else "after"
    if times:
        return HypothesisTimes(state, *_clock(times[0], first, zone))
    return HypothesisTimes(state, days[0] if days else "", _minute(first, zone))


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _minute(time: datetime, zone: tzinfo) -> str:
    return f"{time.astimezone(zone):%Y-%m-%d %H:%M}"


def _clock(recorded: datetime, first: datetime, zone: tzinfo) -> tuple[str, str]:
    """Return both times, without their days if these are the same."""
    texts = _minute(recorded, zone), _minute(first, zone)
    if texts[0][:10] == texts[1][:10]:
        return texts[0][11:], texts[1][11:]
    return texts
