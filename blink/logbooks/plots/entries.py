"""Draw the values of a metric over the entries of a logbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.plots.figure import BEST, EXCLUDED, VALUE
from blink.logbooks.plots.limits import bounded, clipped, padded, plain_number, robust_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: The axes of entries: their numbers, or their dates
ENTRY, TIME = "entry", "time"

#: With more runs, only the means are drawn
_MOST_RUNS = 300
_DAY = timedelta(days=1)
#: The dates at the axis, by its smallest unit from years to seconds: as in ISO 8601, because months
#: would be in English. An "offset" is what the labels leave out; it is after the last label.
_DATE_FORMS: Any = {
    "formats": ["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S.%f"],
    "zero_formats": ["", "%Y-%m", "%m-%d", "%m-%d", "%H:%M", "%H:%M"],
    "offset_formats": ["", "", "%Y", "%Y-%m-%d", "%Y-%m-%d", "%Y-%m-%d %H:%M"],
}


class Point(NamedTuple):
    """The value of an entry."""

    #: in ISO 8601, with or without a time
    date: str
    value: float
    #: half the height of its error bar; 0 for no bar
    spread: float = 0.0
    #: whether its entry was abandoned or superseded
    excluded: bool = False
    #: whether it was the best so far when it was added
    best: bool = False
    #: the number of the entry in its logbook
    number: int = 0
    #: the values of its runs, if there are several
    runs: tuple[float, ...] = ()
    #: the value as pages show it
    text: str = ""


@dataclass(frozen=True)
class Plot:
    """A plot of a metric."""

    #: the label of the vertical axis
    label: str
    description: str
    points: tuple[Point, ...]
    caption: str = ""
    #: `ENTRY` or `TIME`
    axis: str = ENTRY
    #: the label of the horizontal axis
    x_label: str = ""
    size: tuple[float, float] = (5.6, 2.6)

    def draw_on(self, axes: Any) -> None:
        """Draw the plot on the *axes* of Matplotlib."""
        axes.set_ylabel(self.label)
        axes.set_xlabel(self.x_label)
        points = [_bounded(point) for point in self.points]
        values = [value for point in points for value in (point.value, *point.runs)]
        low, high = shown_range(points)
        margins = [0.24 if outside else 0.08 for outside in (min(values) < low, max(values) > high)]
        limits = padded(low, high, *margins)
        axes.set_ylim(limits)
        place: Callable[[Point], Any]
        if self.axis == TIME:
            place = _day
            _use_dates(axes, points)
        else:
            place = _number
            _use_numbers(axes, points)
        _draw_best(axes, points, place, limits)
        if draws_runs(points):
            _draw_runs(axes, points, place, limits)
        _draw_means(axes, points, place, limits)
        _draw_arrows(axes, points, place, (low, high), limits)


def _bounded(point: Point) -> Point:
    runs = tuple(map(bounded, point.runs))
    return point._replace(value=bounded(point.value), spread=bounded(point.spread), runs=runs)


def shown_range(points: Sequence[Point]) -> tuple[float, float]:
    """Return the least and the greatest value that is drawn in its place.

    A few values, runs or error bars that would flatten all others are outside of it.
    """
    low, high = robust_limits(value for point in points for value in (point.value, *point.runs))
    inside = [point for point in points if low <= point.value <= high]
    bars = sorted(point.spread for point in inside)
    most = max((high - low) / 2, 1.5 * bars[len(bars) // 2]) if bars else 0.0
    lowest = min([low, *(point.value - point.spread for point in inside)])
    highest = max([high, *(point.value + point.spread for point in inside)])
    return max(lowest, low - most), min(highest, high + most)


def has_outliers(points: Sequence[Point]) -> bool:
    """Return whether an arrow stands for the value of one of *points*."""
    points = [_bounded(point) for point in points]
    low, high = shown_range(points)
    return any(not low <= value <= high for p in points for value in (p.value, *p.runs))


def draws_best(points: Sequence[Point]) -> bool:
    """Return whether a plot of *points* has a line of the best value so far."""
    return any(point.best for point in points[:-1])


def draws_runs(points: Sequence[Point]) -> bool:
    """Return whether a plot of *points* has a dot for each run."""
    return 0 < sum(len(point.runs) for point in points) <= _MOST_RUNS


def _number(point: Point) -> int:
    return point.number


def _day(point: Point) -> datetime:
    return datetime.fromisoformat(point.date).replace(tzinfo=None)


def _use_numbers(axes: Any, points: Sequence[Point]) -> None:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415  # half a second

    numbers = [point.number for point in points]
    axes.set_xlim(min(numbers) - 0.6, max(numbers) + 0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True, min_n_ticks=1))


def _use_dates(axes: Any, points: Sequence[Point]) -> None:
    from matplotlib.dates import (  # noqa: PLC0415  # half a second
        AutoDateLocator,
        ConciseDateFormatter,
        date2num,
    )

    locator = AutoDateLocator(minticks=2, maxticks=5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, **_DATE_FORMS))
    first, last = (limit(map(_day, points)) for limit in (min, max))
    # Matplotlib labels the axis of less than a day with years.
    margin = _DAY if last - first < _DAY else 0.04 * (last - first)
    axes.set_xlim(date2num(first - margin), date2num(last + margin))


def _draw_best(
    axes: Any, points: Sequence[Point], place: Callable[[Point], Any], limits: tuple[float, float]
) -> None:
    """Draw a line of the best value so far."""
    if draws_best(points):
        best = [point for point in points if point.best]
        places = [*map(place, best), max(map(place, points))]
        values = [clipped(point.value, limits) for point in (*best, best[-1])]
        axes.plot(places, values, color=BEST, linewidth=1.4, drawstyle="steps-post")


def _draw_runs(
    axes: Any, points: Sequence[Point], place: Callable[[Point], Any], limits: tuple[float, float]
) -> None:
    """Draw a dot for each run, beside its mean."""
    from matplotlib.transforms import ScaledTranslation  # noqa: PLC0415  # half a second

    shift = min(6.0, 120 / len(points)) / 72
    beside = axes.transData + ScaledTranslation(shift, 0, axes.figure.dpi_scale_trans)
    for excluded, colour in ((False, VALUE), (True, EXCLUDED)):
        dots = [
            (place(point), value)
            for point in points
            if point.excluded == excluded
            for value in point.runs
            if limits[0] <= value <= limits[1]
        ]
        if dots:
            axes.plot(
                *zip(*dots, strict=True), "o", color=colour, markersize=3, alpha=0.7,
                markeredgewidth=0, transform=beside,
            )  # fmt: skip


def _draw_means(
    axes: Any, points: Sequence[Point], place: Callable[[Point], Any], limits: tuple[float, float]
) -> None:
    """Draw the values within the *limits*, and their error bars up to there."""
    size = min(5.5, max(2.0, 500 / len(points)))
    caps = size / 2.2 if len(points) <= 100 else 0  # they are half of the file
    for excluded, colour, marker in ((False, VALUE, "o"), (True, EXCLUDED, "x")):
        drawn = [
            point
            for point in points
            if point.excluded == excluded and limits[0] <= point.value <= limits[1]
        ]
        spread = [point for point in drawn if point.spread]
        if spread:
            ends = [
                [abs(p.value - clipped(p.value + sign * p.spread, limits)) for p in spread]
                for sign in (-1, 1)
            ]
            axes.errorbar(
                [place(p) for p in spread], [p.value for p in spread], ends,
                fmt="none", ecolor=colour, elinewidth=size / 5, capsize=caps,
            )  # fmt: skip
        if drawn:
            axes.plot(
                [place(p) for p in drawn], [p.value for p in drawn], marker,
                color=colour, markersize=size if marker == "o" else size + 0.5,
            )  # fmt: skip


def _draw_arrows(
    axes: Any,
    points: Sequence[Point],
    place: Callable[[Point], Any],
    shown: tuple[float, float],
    limits: tuple[float, float],
) -> None:
    """Draw an arrow for each value that is not in the range *shown*, with the value beside it."""
    edges, count = padded(*limits, -0.05, -0.05), 0
    for index, point in enumerate(points):
        outside = [v for v in (point.value, *point.runs) if not shown[0] <= v <= shown[1]]
        if not outside:
            continue
        is_mean, above = outside[0] == point.value, outside[0] > shown[1]
        axes.plot(
            [place(point)], [edges[above]], "^" if above else "v",
            color=EXCLUDED if point.excluded else VALUE, markersize=6 if is_mean else 4,
        )  # fmt: skip
        left = index > len(points) // 2
        lift = 10 * (count % 2) * (-1 if above else 1)  # else neighbours are over each other
        axes.annotate(
            (is_mean and point.text) or plain_number(outside[0]), (place(point), edges[above]),
            xytext=(-6 if left else 6, lift), textcoords="offset points", fontsize=9,
            horizontalalignment="right" if left else "left", verticalalignment="center",
        )  # fmt: skip
        count += 1
