"""The difference of two samples with its 95 % interval, and the word for it.

The interval is of the paired difference where runs have the same seeds, and Welch's elsewhere
(B. L. Welch, "The generalization of 'Student's' problem when several different population variances
are involved", Biometrika 34, 1947).
"""

from __future__ import annotations

from math import hypot, inf
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.statistics.samples import deviation_of, rounding_error
from blink.logbooks.statistics.student import standard_error, t_cdf, t_quantile
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from blink.logbooks.statistics.samples import Sample

#: The fewest runs of which an interval is given
FEWEST = 3
#: The fewest values on both sides of which it is by the bootstrap
_FEWEST_OF_BOOTSTRAP = 20
_SHARE = 0.95

BETTER, WORSE = gettext_noop("better"), gettext_noop("worse")
SAME = gettext_noop("no difference that matters")
UNKNOWN = gettext_noop("cannot be told apart")
TOO_FEW = gettext_noop("too few runs to tell")


class MeanDifference(NamedTuple):
    """How much the mean of a sample is above that of another."""

    value: float
    #: the ends of the 95 % interval; ``None`` if there is none
    interval: tuple[float, float] | None = None
    #: the probability of such a difference if there were none
    p: float | None = None
    #: ``paired``, ``welch`` or ``""``, and the number of pairs
    method: str = ""
    pairs: int = 0
    #: whether an interval would need more runs
    too_few: bool = False


def difference(new: Sample, old: Sample) -> MeanDifference:
    """Return how much *new* is above *old*.

    The interval is by Student's t; if there are at least 20 values on both sides, by the
    bootstrap.
    """
    found = _by_students_t(new, old)
    known = [len(one.values) for one in (new, old) if len(one.values) == one.count]
    if found.interval is None or len(known) < 2 or min(known) < _FEWEST_OF_BOOTSTRAP:
        return found
    return found._replace(interval=_by_bootstrap(new, old, found))


def _by_bootstrap(new: Sample, old: Sample, found: MeanDifference) -> tuple[float, float]:
    """Return the interval of a difference of many runs, or of one value per example."""
    from blink.logbooks.statistics import bootstrap  # noqa: PLC0415  # NumPy: 0.1 s

    if not found.pairs:
        first, second = list(new.values.values()), list(old.values.values())
    else:
        shared = sorted(new.values.keys() & old.values.keys())
        first, second = ([one.values[seed] for seed in shared] for one in (new, old))
    return bootstrap.bootstrap_interval(first, second, paired=bool(found.pairs))


def _by_students_t(new: Sample, old: Sample) -> MeanDifference:
    value = new.mean - old.mean
    shared = sorted(new.values.keys() & old.values.keys())
    if len(shared) >= FEWEST and len(shared) == min(len(new.values), len(old.values)):
        return _paired([(new.values[seed], old.values[seed]) for seed in shared])
    if min(new.count, old.count) < FEWEST:
        return MeanDifference(value, too_few=min(new.count, old.count) > 0)
    if new.deviation is None or old.deviation is None:
        return MeanDifference(value)
    errors = [standard_error(one.deviation or 0, one.count) for one in (new, old)]
    error = hypot(*errors)
    if not error:
        return _without_spread(value, (new.mean, old.mean), "welch", 0)
    shares = [(part / error) ** 2 for part in errors]  # squares of the errors may be no floats
    freedom = 1 / sum(
        share**2 / (one.count - 1) for share, one in zip(shares, (new, old), strict=True)
    )
    return _with_interval(value, error, freedom, "welch", 0)


def _paired(values: Sequence[tuple[float, float]]) -> MeanDifference:
    count = len(values)
    differences = [new - old for new, old in values]
    value = sum(differences) / count
    every = [number for pair in values for number in pair]
    deviation = deviation_of(differences) or 0
    if deviation <= rounding_error(every):
        return _without_spread(value, every, "paired", count)
    return _with_interval(value, standard_error(deviation, count), count - 1, "paired", count)


def _without_spread(
    value: float, numbers: Iterable[float], method: str, pairs: int
) -> MeanDifference:
    """Return the difference *value* of *numbers* that have no spread."""
    if abs(value) <= rounding_error(numbers):
        value = 0.0
    return MeanDifference(value, (value, value), float(not value), method, pairs)


def _with_interval(
    value: float, error: float, freedom: float, method: str, pairs: int
) -> MeanDifference:
    half = t_quantile((1 + _SHARE) / 2, freedom) * error
    p = 2 * t_cdf(-abs(value / error), freedom)
    return MeanDifference(value, (value - half, value + half), p, method, pairs)


def verdict(found: MeanDifference, better: str, margin: float = 0) -> str:
    """Return the word for a difference; ``""`` if nothing can be said.

    :param better: ``lower``, ``higher``, or ``""`` for a metric of which neither is better
    :param margin: the smallest difference that matters, at least 0
    """
    if found.interval is None:
        return TOO_FEW if found.too_few else ""
    low, high = found.interval
    if (low > 0 or high < 0) and max(abs(low), abs(high)) > margin:
        if not better:
            return ""
        return BETTER if (low > 0) == (better == "higher") else WORSE
    if -margin <= low and high <= margin:
        return SAME
    return UNKNOWN


def holm(probabilities: Sequence[float], level: float = 1 - _SHARE) -> list[bool]:
    """Return which of several comparisons remain after Holm's correction, in their order.

    S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6, 1979.
    """
    remain = [False] * len(probabilities)
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    for place, index in enumerate(order):
        if probabilities[index] > level / (len(order) - place):
            break
        remain[index] = True
    return remain


def is_apart(found: MeanDifference, margin: float = 0) -> bool:
    """Return whether the interval excludes 0 and reaches beyond the *margin*."""
    low, high = found.interval or (-inf, inf)
    return (low > 0 or high < 0) and max(abs(low), abs(high)) > margin
