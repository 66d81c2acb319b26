"""Compare what two entries measured for a metric: the difference, its interval, and the verdict."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.metrics.numbers import rounded, signed
from blink.logbooks.statistics.comparison import MeanDifference, difference, verdict
from blink.logbooks.statistics.rounding import fixed, places_of, significant, with_sign
from blink.words import gettext_noop

if TYPE_CHECKING:
    from blink.logbooks.metrics.measurements import Measurement
    from blink.logbooks.metrics.scales import Scale

#: What the unit of a difference of percentages is
POINTS = gettext_noop("points")


class Change(NamedTuple):
    """The difference of a value from that of the baseline, as pages show it."""

    #: the difference with its sign, without a unit
    text: str
    #: its 95 % interval, as ``[+0.48, +1.59]``, or ``""``
    interval: str
    #: the unit of both: `POINTS` for percentages
    unit: str
    #: the difference in per cent, for quantities with a true zero; or ``""``
    percent: str
    #: one of the words of `blink.logbooks.statistics.comparison`, or ``""``
    verdict: str
    difference: MeanDifference


def change_from(new: Measurement, old: Measurement, scale: Scale) -> Change:
    """Return how *new* differs from *old*, a measurement of the same metric."""
    found = difference(new.sample, old.sample)
    if new.typed and old.typed:
        exact = Decimal(new.typed) - Decimal(old.typed)
        text, places = signed(rounded(exact)), _places(exact)
    else:
        places = _places_of_difference(found, scale, new, old)
        text = with_sign(found.value, places)
    interval = ""
    if found.interval:
        if new.typed and old.typed:
            places = max(places, _places_of_difference(found, scale, new, old))
            text = with_sign(found.value, places)
        interval = f"[{', '.join(_end(end, places) for end in found.interval)}]"
    word = verdict(found, scale.better, scale.margin) if scale.has_verdict else ""
    unit = POINTS if scale.unit == "%" else scale.unit
    return Change(text, interval, unit, _percent(found.value, old, scale), word, found)


def _end(number: float, places: int) -> str:
    """Return an end of an interval; a small one is not shown as ±0."""
    text = with_sign(number, places)
    return (
        f"{'−' if number < 0 else '+'}{fixed(0, places)}"
        if text.startswith("±") and number
        else text
    )


def _places(exact: Decimal) -> int:
    exponent = exact.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _places_of_difference(
    found: MeanDifference, scale: Scale, new: Measurement, old: Measurement
) -> int:
    """Return the decimal places of a difference: declared, or by two digits of its interval."""
    half = (found.interval[1] - found.interval[0]) / 2 if found.interval else 0
    if scale.digits is not None and (not half or half >= 10.0**-scale.digits / 2):
        return scale.digits
    if half:
        return places_of(half)
    return max(significant(new.sample.mean), significant(old.sample.mean))


def _percent(value: float, old: Measurement, scale: Scale) -> str:
    mean = old.sample.mean
    if not scale.is_ratio or not mean or abs(value) >= 10_000 * abs(mean):
        return ""
    return f"{signed(round(Decimal(100 * value / abs(mean)), 1))} %"


def unpaired(measurement: Measurement) -> Measurement:
    """Return *measurement* without the seeds of its runs."""
    return replace(measurement, sample=replace(measurement.sample, values={}))
