"""Find limits of an axis that a few values far from all others cannot flatten, and its ticks."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Values are outside of the limits if without them the others span at most this share of the axis
_SHARE = 0.2
#: Larger numbers are drawn as this one, because the limits of an axis must be finite
_LARGEST = 1e250
#: The largest part of the values that can be outside; one always can
_MOST = 4


def bounded(value: float) -> float:
    """Return *value*, or the largest number that can be drawn."""
    return min(max(value, -_LARGEST), _LARGEST)


def robust_limits(values: Iterable[float]) -> tuple[float, float]:
    """Return the least and the greatest of *values*, without the few that are far from the others.

    There must be a finite value.

    >>> robust_limits([97.4, 96.3, 9.8, 97.0]), robust_limits([97.4, 9.8]), robust_limits([5])
    ((96.3, 97.4), (9.8, 97.4), (5, 5))
    """
    kept = sorted(value for value in values if isfinite(value))
    left = max(1, len(kept) // _MOST)
    while left and len(kept) > 2:
        for count in range(1, left + 1):
            spans = [
                (kept[start + len(kept) - count - 1] - kept[start], start)
                for start in range(count + 1)
                if start + len(kept) - count - 1 > start
            ]
            span, start = min(((s, place) for s, place in spans if s > 0), default=(0.0, 0))
            if 0 < span <= _SHARE * (kept[-1] - kept[0]):
                kept = kept[start : start + len(kept) - count]
                left -= count
                break
        else:
            break
    return kept[0], kept[-1]


def padded(
    low: float, high: float, below: float = 0.08, above: float = 0.08
) -> tuple[float, float]:
    """Return limits around *low* and *high*, with shares of their distance *below* and *above*."""
    span = (high - low) or abs(high) * 0.1 or 1.0
    return low - below * span, high + above * span


def clipped(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])


def within(values: Sequence[float], limits: tuple[float, float]) -> list[float]:
    """Return *values* with ``nan``, at which a line ends, in place of those outside of *limits*."""
    return [v if limits[0] <= v <= limits[1] else float("nan") for v in values]


def plain_number(number: float) -> str:
    """Return a number at an axis, without the notation of formulas.

    >>> plain_number(0.001), plain_number(1e6), plain_number(-2.5)
    ('0.001', '1e6', '−2.5')
    """
    text = f"{number:g}".replace("e+0", "e").replace("e-0", "e-").replace("e+", "e")
    return text.replace("-", "−")


def make_logarithmic(axis: Any) -> None:
    """Make an *axis* of Matplotlib logarithmic, with ticks that need no formulas."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # noqa: PLC0415

    if axis.get_data_interval()[1] <= 0:  # there is nothing to show on such an axis
        return
    axis.axes.set(**{f"{axis.axis_name}scale": "log"})
    low, high = axis.get_view_interval()
    subs = (1.0, 2.0, 5.0) if high < 200 * low else (1.0,)
    axis.set_major_locator(LogLocator(subs=subs, numticks=8))
    axis.set_major_formatter(FuncFormatter(lambda number, _: plain_number(number)))
    axis.set_minor_formatter(NullFormatter())
