"""Student's t distribution: its distribution function and its quantiles."""

from __future__ import annotations

from functools import lru_cache
from math import exp, inf, lgamma, log, log1p, sqrt

#: When the continued fraction has converged, and the most terms of it
_PRECISION, _TERMS = 1e-15, 10_000
_TINY = 1e-300


def t_cdf(t: float, freedom: float) -> float:
    """Return the probability that Student's t with so many degrees of *freedom* is at most *t*.

    :param freedom: above 0; Welch's need not be an integer
    """
    tail = _beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return 1 - tail if t > 0 else tail


@lru_cache(maxsize=1000)  # most entries have as many runs as others
def t_quantile(share: float, freedom: float) -> float:
    """Return the value that Student's t is at most with the probability *share*.

    :param share: above 0 and below 1
    """
    if share < 0.5:
        return -t_quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < share:
        low, high = high, high * 2
        if high > 1e150:
            return inf
    while low < (middle := (low + high) / 2) < high:
        if t_cdf(middle, freedom) < share:
            low = middle
        else:
            high = middle
    return high


def _beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on the other side
        return 1 - _beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for factor in (even, odd):
            d = 1 / _nonzero(1 + factor * d)
            c = _nonzero(1 + factor / c)
            fraction *= d * c
        if abs(d * c - 1) < _PRECISION:
            break
    return front * fraction


def _nonzero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def standard_error(deviation: float, count: int) -> float:
    """Return the standard error of a mean of *count* values."""
    return deviation / sqrt(count)
