"""Sort the entries of logbooks for pages, tables, plots, feeds and files.

Entries are sorted by day. On the same day, entries with a time are sorted by time, and an entry
without a time, whose date is midnight, comes after the entries that it follows, supersedes or
replicates. Any other entries of the same day are sorted by the day on which the ledger first
recorded them, then by title. The names of files do not matter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Sorts after every day of the ledger
_NEVER = "9999-99-99"


class OrderFields(NamedTuple):
    """The fields of an entry that determine its order."""

    label: str
    #: aware, in ISO 8601; ``""`` if it has none
    date: str
    title: str
    #: labels of the entries that it follows, supersedes or replicates; each may end in ``#2``
    after: tuple[str, ...] = ()
    #: a text that distinguishes entries of the same title
    text: str = ""

    @property
    def day(self) -> str:
        return self.date[:10]

    @property
    def timed(self) -> bool:
        return has_time(self.date)


def has_time(date: str) -> bool:
    """Return whether a date in ISO 8601 has a time other than midnight.

    >>> has_time("2026-01-31T00:00:00+01:00"), has_time("2026-01-31T09:30:00+01:00")
    (False, True)
    """
    return bool(date) and datetime.fromisoformat(date).time() != time()


def natural_key(text: str) -> tuple[str | int, ...]:
    """Return a sort key for titles that compares numbers by their value.

    >>> sorted(["Run 10", "run 9"], key=natural_key)
    ['run 9', 'Run 10']
    """
    parts = re.split(r"([0-9]+)", text.casefold())
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts))


def order_of(entries: Sequence[OrderFields], first_days: Mapping[str, str]) -> list[int]:
    """Return the indexes of *entries* in order, oldest first.

    *first_days* are the days on which the ledger first recorded entries, by label.
    """
    days: dict[str, list[int]] = defaultdict(list)
    for index, entry in enumerate(entries):
        days[entry.day].append(index)
    return [index for day in sorted(days) for index in _of_day(days[day], entries, first_days)]


def _of_day(
    indexes: Sequence[int], entries: Sequence[OrderFields], first_days: Mapping[str, str]
) -> Iterable[int]:
    def sort_key(index: int) -> tuple[object, ...]:
        entry = entries[index]
        time_ = datetime.fromisoformat(entry.date).timestamp() if entry.timed else 0.0
        first_day = first_days.get(entry.label, _NEVER)
        return time_, first_day, natural_key(entry.title), entry.text, entry.label

    left = sorted(indexes, key=sort_key)
    earlier, followed = _predecessors(left, entries)
    waiting = set(left)
    while left:
        due = [index for index in left if earlier[index].isdisjoint(waiting)]
        free = (index for index in due if not (followed[index] & waiting) - {index})
        index = next(free, due[0])  # none is free where entries follow each other in a circle
        left.remove(index)
        waiting.remove(index)
        yield index


def _predecessors(
    indexes: Sequence[int], entries: Sequence[OrderFields]
) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return, for each entry of a day, those with an earlier time, and those that it follows."""
    known = {entries[index].label: index for index in indexes}
    times = {i: datetime.fromisoformat(entries[i].date) for i in indexes if entries[i].timed}
    earlier = {
        index: {other for other, time_ in times.items() if time_ < times[index]}
        if index in times
        else set()
        for index in indexes
    }
    labels = {i: {name.partition("#")[0] for name in entries[i].after} for i in indexes}
    followed = {index: {known[name] for name in labels[index] & known.keys()} for index in indexes}
    return earlier, followed
