"""Intervals of differences by the bootstrap, for many runs, or one value per example.

The method is BCa (B. Efron, "Better bootstrap confidence intervals", Journal of the American
Statistical Association 82, 1987), with the acceleration from the jackknife.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_RESAMPLES, _SEED = 10_000, 20_261_128
#: How many numbers are drawn at once, so that memory is limited
_AT_ONCE = 4_000_000


def bootstrap_interval(
    new: Sequence[float], old: Sequence[float], *, paired: bool
) -> tuple[float, float]:
    """Return the 95 % interval of how much the mean of *new* is above that of *old*.

    :param paired: whether the values at the same place belong together; the lengths are the same
    """
    first, second = np.asarray(new, float), np.asarray(old, float)
    if paired:
        first, second = first - second, np.zeros(1)
    value = first.mean() - second.mean()
    random = np.random.default_rng(_SEED)
    drawn = np.sort(_means(first, random) - _means(second, random))
    if drawn[0] == drawn[-1]:
        return float(value), float(value)
    below = (np.sum(drawn < value) + np.sum(drawn <= value)) / 2 / _RESAMPLES
    bias = NormalDist().inv_cdf(min(max(below, 1 / _RESAMPLES), 1 - 1 / _RESAMPLES))
    acceleration = _acceleration(first, second)
    ends = []
    for share in (0.025, 0.975):
        normal = bias + NormalDist().inv_cdf(share)
        corrected = NormalDist().cdf(bias + normal / (1 - acceleration * normal))
        ends.append(float(np.quantile(drawn, corrected)))
    return ends[0], ends[1]


def _means(values: Array, random: np.random.Generator) -> Array:
    """Return the means of resamples of an array of *values*."""
    if len(values) == 1:
        return np.full(_RESAMPLES, values[0])
    rows = max(1, _AT_ONCE // len(values))
    parts = []
    for start in range(0, _RESAMPLES, rows):
        count = min(rows, _RESAMPLES - start)
        parts.append(values[random.integers(0, len(values), (count, len(values)))].mean(axis=1))
    return np.concatenate(parts)


def _acceleration(first: Array, second: Array) -> float:
    """Return the acceleration of BCa, from the means without one value each."""
    influences = []
    for sign, values in ((1, first), (-1, second)):
        if len(values) > 1:
            without = (values.sum() - values) / (len(values) - 1)
            influence = sign * (len(values) - 1) * (without.mean() - without)
            influences.append(influence / len(values))
    every = np.concatenate(influences)
    squares = (every**2).sum()
    return float((every**3).sum() / (6 * squares**1.5)) if squares else 0.0
