"""What an entry measured for each metric, in the unit of its logbook: typed, or by its runs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.metrics.numbers import rounded
from blink.logbooks.metrics.scales import Scale, spelling
from blink.logbooks.statistics.rounding import measured
from blink.logbooks.statistics.samples import Sample, sample_of, typed_sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from blink.model import EntryFields, EntryRun, Metric


#: The largest value of a run; the square of a larger one is no float
_LARGEST = 1e150


@dataclass(frozen=True, slots=True)
class Measurement:
    """What an entry measured for a metric."""

    scale: Scale
    #: in the unit of the scale
    sample: Sample
    #: the unit with which it was typed, or that of the scale
    unit: str
    #: the value and its spread as pages show them; the latter may be ``""``
    text: str
    spread: str
    #: half the height of its bar in a plot: the spread, or 0
    bar: float = 0
    #: the number of runs that failed, without those that were run again
    failed: int = 0
    #: the runs that did not fail and have no value of it
    silent: tuple[EntryRun, ...] = ()
    #: the number as somebody typed it; ``""`` if runs measured it
    typed: str = ""
    #: the names and values of its runs, by their seeds; of runs only
    by_run: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        return self.scale.name

    @property
    def count(self) -> int:
        """The number of runs; 0 if it is not known."""
        return self.sample.count


class RunMetrics(NamedTuple):
    """What a run measured, to look up by name: it may have thousands of metrics."""

    run: EntryRun
    values: dict[str, float]
    #: the name that the run has for each name in the form of all tools
    spellings: dict[str, str]

    @classmethod
    def of(cls, run: EntryRun) -> RunMetrics:
        spellings = {spelling(name): name for name, _ in reversed(run.metrics)}
        return cls(run, dict(run.metrics), spellings)


def counted_runs(runs: Sequence[EntryRun]) -> list[EntryRun]:
    """Return *runs* without those that failed and were run again: their seed has a good run."""
    good = {run.seed for run in runs if run.seed and not run.failed}
    return [run for run in runs if not run.failed or run.seed not in good]


def measurements(
    label: str, fields: EntryFields, scales: Mapping[str, Scale]
) -> dict[str, Measurement]:
    """Return what the entry *label* measured, by metric, in the order of *scales*."""
    typed = {metric.name: metric for metric in fields.metrics}
    runs = [RunMetrics.of(run) for run in counted_runs(fields.runs)]
    found = {}
    for name, scale in scales.items():
        if name in typed:
            found[name] = _typed(typed[name], scale, fields.spread_is)
        elif runs and (measurement := _by_runs(label, runs, scale)):
            found[name] = measurement
    return found


def _typed(metric: Metric, scale: Scale, spread_is: str) -> Measurement:
    spread = float(metric.spread) if metric.spread else None
    sample = typed_sample(float(metric.text), spread, metric.n, spread_is)
    shown = [str(rounded(Decimal(text))).replace("-", "−") if text else ""
             for text in (metric.text, metric.spread)]  # fmt: skip
    unit = metric.unit or scale.unit
    return Measurement(scale, sample, unit, shown[0], shown[1], spread or 0, typed=metric.text)


def _by_runs(label: str, runs: Sequence[RunMetrics], scale: Scale) -> Measurement | None:
    good = [run for run in runs if not run.run.failed and not _is_too_large(run, scale)]
    values = list(_values(label, good, scale))
    failed = len(runs) - len(good)
    if not values:
        return None
    summary = next(
        (
            (deviation, count)
            for run in good
            for name, deviation, count in run.run.summaries
            if name == source_name(run, scale)
        ),
        None,
    )
    if summary and len(values) == 1:
        deviation = summary[0] * abs(scale.times)
        sample = typed_sample(values[0][1], deviation, summary[1], "sd")
        spread: float | None = deviation
    else:
        sample = sample_of(dict(values))
        spread = sample.deviation
    text, _, shown = measured(sample.mean, spread, scale.digits).partition(" ± ")
    silent = tuple(run.run for run in good if not source_name(run, scale))
    shown_with = scale.unit, text, shown, spread or 0.0
    return Measurement(scale, sample, *shown_with, failed, by_run=tuple(values), silent=silent)


def _is_too_large(run: RunMetrics, scale: Scale) -> bool:
    """Return whether the value of *run* is too large for a mean and a standard deviation."""
    return abs(run.values.get(source_name(run, scale), 0) * scale.times) > _LARGEST


def _values(label: str, runs: Sequence[RunMetrics], scale: Scale) -> Iterator[tuple[str, float]]:
    """Yield the seed of each run that has the metric, and its value.

    A run without a seed of its own has a name that no other entry has.
    """
    seeds: set[str] = set()
    for number, run in enumerate(runs, 1):
        name = source_name(run, scale)
        if name:
            seed = run.run.seed
            seed = seed if seed and seed not in seeds else f"{label}/{number}"
            seeds.add(seed)
            yield seed, run.values[name] * scale.times


def source_name(run: RunMetrics, scale: Scale) -> str:
    """Return the name under which *run* reports a metric, or ``""``."""
    names = (scale.name, *scale.sources)
    if name := next((name for name in names if name in run.values), ""):
        return name
    wanted = map(spelling, names) if scale.declared else ()
    return next((run.spellings[name] for name in wanted if name in run.spellings), "")
