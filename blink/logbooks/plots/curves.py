"""Draw curves of training: a line for each entry, with a band over its runs."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.plots.figure import BEST, FOURTH, INK, THIRD, VALUE
from blink.logbooks.plots.limits import (
    bounded,
    clipped,
    make_logarithmic,
    padded,
    robust_limits,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLOURS, _STYLES = (VALUE, BEST, THIRD, FOURTH, INK), ("-", "--", ":", "-.")
#: The most characters of a name in a legend
_LONGEST = 40


class CurveLine(NamedTuple):
    """The mean of the curves of an entry's runs, and the ends of its band at each step."""

    name: str
    steps: tuple[float, ...]
    mean: tuple[float, ...]
    #: both empty if there is no band
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True)
class CurvesPlot:
    """Curves over the same steps; on a logarithmic axis, values up to 0 are left out."""

    label: str
    x_label: str
    lines: tuple[CurveLine, ...]
    description: str
    caption: str = ""
    log_x: bool = False
    log_y: bool = False

    @property
    def size(self) -> tuple[float, float]:
        return 5.6, 3.0 + 0.19 * ((len(self.lines) + 1) // 2)

    def draw_on(self, axes: Any) -> None:
        """Draw the curves on the *axes* of Matplotlib."""
        axes.set_ylabel(self.label)
        axes.set_xlabel(self.x_label)
        lines = [line for line in map(_finite, self.lines) if line.steps]
        if not lines:
            return
        limits = shown_limits(lines)
        for number, line in enumerate(lines):
            colour = _COLOURS[number % len(_COLOURS)]
            style = _STYLES[number % len(_STYLES)]
            steps = [step if step > 0 or not self.log_x else float("nan") for step in line.steps]
            floor = (0.0, limits[1]) if self.log_y else limits

            def drawn(values: Sequence[float], floor: tuple[float, float] = floor) -> list[float]:
                kept = [value if value > 0 or not self.log_y else float("nan") for value in values]
                return within(kept, floor)

            if line.low:
                ends = [[clipped(v, limits) for v in side] for side in (line.low, line.high)]
                if self.log_y:
                    ends = [drawn(side) for side in ends]
                axes.fill_between(steps, *ends, color=colour, alpha=0.18, linewidth=0)
            name = line.name if len(line.name) <= _LONGEST else f"{line.name[: _LONGEST - 1]}…"
            axes.plot(
                steps, drawn(line.mean), style, color=colour, linewidth=1.5, label=name,
                marker="o" if len(steps) == 1 else "", markersize=3,
            )  # fmt: skip
        if self.log_y:
            make_logarithmic(axes.yaxis)
        else:
            axes.set_ylim(limits)
            axes.ticklabel_format(axis="y", useOffset=False)
        if self.log_x:
            make_logarithmic(axes.xaxis)
        if len(lines) > 1:
            axes.figure.legend(loc="outside upper left", ncols=2, fontsize=9)


def _finite(line: CurveLine) -> CurveLine:
    """Return *line* without steps at which a number is not finite, and without huge numbers."""
    columns = [column for column in line[1:] if column]
    rows = [row for row in zip(*columns, strict=True) if all(map(isfinite, row))]
    kept = [tuple(map(bounded, column)) for column in zip(*rows, strict=True)]
    return CurveLine(line.name, *kept) if kept else CurveLine(line.name, (), ())


def shown_limits(lines: Sequence[CurveLine]) -> tuple[float, float]:
    """Return the limits of the values, which one curve far from all others cannot flatten."""
    low, high = robust_limits(end(line.mean) for line in lines for end in (min, max))
    span = high - low
    bands = [value for line in lines for value in (*line.low, *line.high)]
    lowest = max(min([low, *bands]), low - 0.5 * span)
    highest = min(max([high, *bands]), high + 0.5 * span)
    return padded(lowest, highest, 0.05, 0.05)
