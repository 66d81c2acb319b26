"""Find entries of a logbook whose values do not fit the scale of a metric."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.analysis import scales_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.measurements import Measurement


#: A run's value that is higher after it was multiplied was in per cent before
_MOST_PER_CENT = 1000


class ScaleConflict(NamedTuple):
    """A value of an entry that does not fit the scale of its metric."""

    entry: LogEntry
    #: the key in front matter that has it
    key: str
    message: str


def scale_conflicts(entries: Sequence[LogEntry]) -> list[ScaleConflict]:
    """Return the conflicts of *entries*, which are measured and in order."""
    return [*_typed_conflicts(entries), *_fractions(entries)]


def _typed_conflicts(entries: Iterable[LogEntry]) -> Iterator[ScaleConflict]:
    """Yield each entry that gives a metric another unit or direction than its logbook does."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for entry in entries:
        for metric in entry.fields.metrics:
            scale = entry.measured[metric.name].scale
            for key, value, declared in (
                ("unit", metric.unit, scale.unit),
                ("better", metric.better, scale.better),
            ):
                if not value:
                    continue
                title = f"the entry {entry.title!r}"
                first, place = known.setdefault((metric.name, key), (value, title))
                if scale.declared:
                    first, place = declared, "the header of the logbook"
                if first != value:
                    there = f"`{first}` in {place}" if first else f"{place} has none"
                    message = (
                        f"metrics: `{key}` of the metric `{metric.name}` is `{value}` here, but"
                        f" {there}; write the same in both, or rename one of the metrics"
                    )
                    yield ScaleConflict(entry, "metrics", message)


def _fractions(entries: Sequence[LogEntry]) -> Iterator[ScaleConflict]:
    """Yield each entry that has a fraction where others have per cent, as 0.95 beside 95 %."""
    for name, scale in scales_of(entries).items():
        found = [(entry, one) for entry in entries if (one := entry.metric(name))]
        sizes = [abs(one.sample.mean) for _, one in found]
        usual = median([size for size in sizes if size > 1] or [0])
        for (entry, one), size in zip(found, sizes, strict=True) if scale.unit == "%" else ():
            if not _is_percentage(entry, one) and 0 < size <= 1 and size * 10 < usual:
                yield _fraction(entry, one, usual)
            elif one.by_run and scale.times != 1 and size > _MOST_PER_CENT:
                yield _twice(entry, one)


def _is_percentage(entry: LogEntry, one: Measurement) -> bool:
    """Return whether the author says that a value is in per cent."""
    if one.by_run:
        return one.scale.times != 1
    return any(m.name == one.name and m.unit == "%" for m in entry.fields.metrics)


def _fraction(entry: LogEntry, one: Measurement, usual: float) -> ScaleConflict:
    value = one.typed or f"{one.sample.mean:.4g}"
    percent = f"{100 * one.sample.mean:.4g} %"
    start = f"the metric `{one.name}` is the fraction {value} here, but per cent in other entries"
    start += f" (such as {usual:.4g} %)"
    if one.by_run:
        advice = f"declare `times: 100` for `{one.name}` in the header of the logbook"
        return ScaleConflict(entry, "runs", f"runs: {start}; {advice}")
    return ScaleConflict(entry, "metrics", f"metrics: {start}; write `{percent}`")


def _twice(entry: LogEntry, one: Measurement) -> ScaleConflict:
    value = one.sample.mean / one.scale.times
    message = (
        f"runs: the runs report `{one.name}` as {value:.4g}, which is per cent already, and the"
        f" header of the logbook says `times: {one.scale.times:g}`; let these runs report"
        " fractions, or give the metric another name in them"
    )
    return ScaleConflict(entry, "runs", message)
