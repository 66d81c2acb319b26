"""Dates of posts → how many there were in each month, or year, for a small picture."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

#: More months than these are shown as years
MONTHS = 48


class Bar(NamedTuple):
    """A month or year."""

    #: ``2026-11``, or ``2026``
    name: str
    total: int
    #: of the highest, in per cent
    height: int


def bars(dates: Sequence[datetime]) -> list[Bar]:
    """Return a bar for each month from the first of *dates* to the last, those without included."""
    if not dates:
        return []
    first, last = min(dates), max(dates)
    if (last.year - first.year) * 12 + last.month - first.month < MONTHS:
        count = Counter(f"{date:%Y-%m}" for date in dates)
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        names = [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    else:
        count = Counter(f"{date.year:04}" for date in dates)
        names = [f"{year:04}" for year in range(first.year, last.year + 1)]
    most = max(count.values())
    return [Bar(name, count[name], round(100 * count[name] / most)) for name in names]
