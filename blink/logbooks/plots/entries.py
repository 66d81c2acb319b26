"""Draw the values of a metric over the entries of a logbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.plots.figure import BEST, EXCLUDED, VALUE

if TYPE_CHECKING:
    from collections.abc import Sequence

_DAY = timedelta(days=1)
#: The dates at the axis, by its smallest unit from years to seconds: as in ISO 8601, because months
#: would be in English. An "offset" is what the labels leave out; it is after the last label.
_DATE_FORMS: Any = {
    "formats": ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S.%f"],
    "zero_formats": ["", "%Y-%m", "%m-%d", "%m-%d", "%H:%M", "%H:%M"],
    "offset_formats": ["", "", "%Y", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
}


class Point(NamedTuple):
    """A value and its date."""

    #: in ISO 8601, with or without a time
    date: str
    value: float
    #: half the height of its error bar; 0 for no bar
    spread: float = 0.0
    #: whether its entry was abandoned or superseded
    excluded: bool = False
    #: whether it was the best so far when it was added
    best: bool = False


@dataclass(frozen=True)
class Plot:
    """A plot of a metric."""

    #: the label of the vertical axis
    label: str
    description: str
    points: tuple[Point, ...]
    caption: str = ""
    size: tuple[float, float] = (5.6, 2.6)

    def draw_on(self, axes: Any) -> None:
        """Draw the plot on the *axes* of Matplotlib."""
        from matplotlib.dates import (  # noqa: PLC0415  # half a second
            AutoDateLocator,
            ConciseDateFormatter,
            date2num,
        )

        axes.set_ylabel(self.label)
        _draw_points(axes, self.points)
        locator = AutoDateLocator(minticks=2, maxticks=5)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, **_DATE_FORMS))
        axes.margins(x=0.04, y=0.12)
        first, last = (limit(map(_day, self.points)) for limit in (min, max))
        if last - first < _DAY:  # else Matplotlib labels the axis with years
            axes.set_xlim(date2num(first - _DAY), date2num(last + _DAY))


def _day(point: Point) -> datetime:
    return datetime.fromisoformat(point.date).replace(tzinfo=None)


def _draw_points(axes: Any, points: Sequence[Point]) -> None:
    best = [point for point in points if point.best]
    if best:
        days = [*map(_day, best), max(map(_day, points))]
        values = [*(point.value for point in best), best[-1].value]
        axes.plot(days, values, color=BEST, linewidth=1.4, drawstyle="steps-post")
    for excluded, colour, marker in ((False, VALUE, "o"), (True, EXCLUDED, "x")):
        drawn = [point for point in points if point.excluded == excluded]
        spread = [point for point in drawn if point.spread]
        if spread:
            axes.errorbar(
                [_day(p) for p in spread], [p.value for p in spread], [p.spread for p in spread],
                fmt="none", ecolor=colour, elinewidth=1.1, capsize=2.5,
            )  # fmt: skip
        if drawn:
            axes.plot(
                [_day(p) for p in drawn], [p.value for p in drawn], marker,
                color=colour, markersize=5.5 if marker == "o" else 6,
            )  # fmt: skip
