"""Draw entries by two of their metrics, with the line of those that no other entry beats."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

from blink.logbooks.plots.figure import BEST, EXCLUDED, VALUE
from blink.logbooks.plots.limits import bounded, clipped, make_logarithmic, padded, robust_limits

#: With more marks, only those on the line have their names beside them
_MOST_NAMES = 12


class ScatterMark(NamedTuple):
    """The values of an entry."""

    name: str
    x: float
    y: float
    #: half the height of its error bar; 0 for no bar
    spread: float = 0.0
    #: whether its entry was abandoned or superseded
    excluded: bool = False
    #: whether it is on the Pareto line: no other entry is at least as good in both metrics
    front: bool = False


@dataclass(frozen=True)
class ScatterPlot:
    """Entries by two metrics; on a logarithmic axis, values up to 0 are left out."""

    x_label: str
    y_label: str
    marks: tuple[ScatterMark, ...]
    description: str
    caption: str = ""
    log_x: bool = False
    #: whether higher values are better on the horizontal axis
    high_x: bool = False
    size: tuple[float, float] = (5.6, 3.4)

    def draw_on(self, axes: Any) -> None:
        """Draw the marks on the *axes* of Matplotlib."""
        axes.set_xlabel(self.x_label)
        axes.set_ylabel(self.y_label)
        marks = [
            mark._replace(x=bounded(mark.x), y=bounded(mark.y), spread=bounded(mark.spread))
            for mark in self.marks
            if isfinite(mark.x) and isfinite(mark.y) and (mark.x > 0 or not self.log_x)
        ]
        if not marks:
            return
        limits = padded(
            *robust_limits(value for m in marks for value in (m.y, m.y + m.spread, m.y - m.spread))
        )
        front = sorted((mark.x, clipped(mark.y, limits)) for mark in marks if mark.front)
        if front:
            steps = "steps-pre" if self.high_x else "steps-post"
            axes.plot(*zip(*front, strict=True), color=BEST, linewidth=1.4, drawstyle=steps)
        for mark in marks:
            _draw_mark(axes, mark, limits)
        axes.set_ylim(limits)
        axes.grid(visible=True, axis="x")
        if self.log_x:
            make_logarithmic(axes.xaxis)
        for mark in marks:
            if mark.front or len(marks) <= _MOST_NAMES:
                axes.annotate(
                    mark.name, (mark.x, clipped(mark.y, limits)), xytext=(5, 4),
                    textcoords="offset points", fontsize=8,
                )  # fmt: skip


def _draw_mark(axes: Any, mark: ScatterMark, limits: tuple[float, float]) -> None:
    colour = EXCLUDED if mark.excluded else VALUE
    y, marker = clipped(mark.y, limits), "x" if mark.excluded else "o"
    if y != mark.y:
        marker = "^" if mark.y > y else "v"
    elif mark.spread:
        ends = [abs(y - clipped(y + sign * mark.spread, limits)) for sign in (-1, 1)]
        axes.errorbar(
            [mark.x], [y], [[ends[0]], [ends[1]]], fmt="none", ecolor=colour, elinewidth=1.1,
            capsize=2.5,
        )  # fmt: skip
    axes.plot([mark.x], [y], marker, color=colour, markersize=5.5)
