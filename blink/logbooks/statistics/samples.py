"""The values that the runs of an entry have for a metric."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import fsum, sqrt
from sys import float_info
from typing import TYPE_CHECKING

from blink.logbooks.statistics.student import t_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Sample:
    """The mean of a metric over runs, and how far they are apart."""

    mean: float
    #: the standard deviation of the runs, with n - 1; ``None`` if it is not known
    deviation: float | None
    #: the number of runs
    count: int
    #: the values by seed, if they are known
    values: Mapping[str, float] = field(default_factory=dict)


def sample_of(values: Mapping[str, float]) -> Sample:
    """Return the sample of *values*, by the seeds of their runs; there must be one at least."""
    numbers = list(values.values())
    mean = fsum(numbers) / len(numbers)
    return Sample(mean, deviation_of(numbers), len(numbers), values)


def deviation_of(numbers: list[float]) -> float | None:
    """Return the sample standard deviation of *numbers*; ``None`` for a single one.

    It is 0 for numbers that differ only because a computer rounded them.
    """
    if len(numbers) < 2:
        return None
    mean = fsum(numbers) / len(numbers)
    deviation = sqrt(fsum((number - mean) ** 2 for number in numbers) / (len(numbers) - 1))
    return deviation if deviation > rounding_error(numbers) else 0.0


def rounding_error(numbers: Iterable[float]) -> float:
    """Return by how much results of *numbers* may differ because a computer rounds them."""
    return 8 * float_info.epsilon * max(map(abs, numbers))


#: What a spread that somebody typed may be
SPREADS = ("sd", "sem", "ci95", "range")


def typed_sample(mean: float, spread: float | None, count: int, spread_is: str) -> Sample:
    """Return the sample of a *mean* that somebody typed.

    :param spread: the typed spread, of the kind *spread_is*, one of `SPREADS`; of a ``range``, and
        of a spread that is not said to be one of these, no standard deviation is known
    :param count: the number of runs; 0 if it is not known
    """
    deviation = None
    if spread is not None and count > 1:
        if spread_is == "sd":
            deviation = spread
        elif spread_is == "sem":
            deviation = spread * sqrt(count)
        elif spread_is == "ci95":
            deviation = spread * sqrt(count) / t_quantile(0.975, count - 1)
    return Sample(mean, deviation, count)


def pooled(samples: Iterable[Sample]) -> Sample:
    """Return one sample of all runs of *samples*.

    Other values of the same seed are those of another run, so that each keeps its own name. The
    same value of the same seed is the same run, which counts once.
    """
    parts = list(samples)
    if len(parts) == 1:
        return parts[0]
    if all(len(part.values) == part.count for part in parts):
        values = {
            f"{number}:{seed}" if number else seed: value
            for number, part in enumerate(parts)
            for seed, value in part.values.items()
            if all(earlier.values.get(seed) != value for earlier in parts[:number])
        }
        return sample_of(values)
    count = sum(part.count for part in parts)
    mean = fsum(part.mean * part.count for part in parts) / count
    if any(part.deviation is None and part.count != 1 for part in parts) or count < 2:
        return Sample(mean, None, count)
    squares = fsum(
        (part.count - 1) * (part.deviation or 0) ** 2 + part.count * (part.mean - mean) ** 2
        for part in parts
    )
    return Sample(mean, sqrt(squares / (count - 1)), count)
