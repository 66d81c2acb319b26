"""Put the entries of logbooks in order: the order of pages, tables, plots, feeds and files.

Days come first. Of one day, entries that have a time are in the order of their times; an entry
without one (dated by its day, at midnight) comes after the entries that it follows, supersedes or
replicates. What that leaves open is decided by the day on which the ledger first noted an entry,
then by the title. The names of files decide nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: After every day that the ledger noted something on
_NEVER = "9999-99-99"


class Dated(NamedTuple):
    """What the order of an entry depends on."""

    label: str
    #: aware, ISO 8601; ``""`` if it has none
    date: str
    title: str
    #: labels of the entries that it follows, supersedes or replicates, perhaps with ``#2``
    after: tuple[str, ...] = ()
    #: what tells entries of one title apart
    text: str = ""

    @property
    def day(self) -> str:
        return self.date[:10]

    @property
    def timed(self) -> bool:
        return has_time(self.date)


def has_time(date: str) -> bool:
    """Return whether a date in ISO 8601 names more than its day.

    >>> has_time("2026-01-31T00:00:00+01:00"), has_time("2026-01-31T09:30:00+01:00")
    (False, True)
    """
    return bool(date) and datetime.fromisoformat(date).time() != time()


def natural(text: str) -> tuple[str | int, ...]:
    """Return a key by which titles are sorted as people do.

    >>> sorted(["Run 10", "run 9"], key=natural)
    ['run 9', 'Run 10']
    """
    parts = re.split(r"([0-9]+)", text.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def in_order(entries: Sequence[Dated], seen: Mapping[str, str]) -> list[int]:
    """Return the places of *entries* in their order, the first one first.

    *seen* gives the day on which the ledger first noted an entry, by its label.
    """
    days: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        days[entry.day].append(place)
    return [place for day in sorted(days) for place in _of_day(days[day], entries, seen)]


def _of_day(
    places: Sequence[int], entries: Sequence[Dated], seen: Mapping[str, str]
) -> Iterable[int]:
    def key(place: int) -> tuple[object, ...]:
        one = entries[place]
        when = datetime.fromisoformat(one.date).timestamp() if one.timed else 0.0
        told = seen.get(one.label, _NEVER)
        return when, told, natural(one.title), one.text, one.label

    left = sorted(places, key=key)
    earlier, followed = _before(left, entries)
    waiting = set(left)
    while left:
        due = [place for place in left if earlier[place].isdisjoint(waiting)]
        free = (place for place in due if not (followed[place] & waiting) - {place})
        place = next(free, due[0])  # none is free where entries follow each other in a circle
        left.remove(place)
        waiting.remove(place)
        yield place


def _before(
    places: Sequence[int], entries: Sequence[Dated]
) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return for each entry of a day which are before it by their times, and which it follows."""
    known = {entries[place].label: place for place in places}
    times = {p: datetime.fromisoformat(entries[p].date) for p in places if entries[p].timed}
    earlier = {
        place: {other for other, time_ in times.items() if time_ < times[place]}
        if place in times
        else set()
        for place in places
    }
    names = {place: {one.partition("#")[0] for one in entries[place].after} for place in places}
    followed = {place: {known[name] for name in names[place] & known.keys()} for place in places}
    return earlier, followed
