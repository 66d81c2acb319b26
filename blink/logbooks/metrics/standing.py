"""Decide which entries of a logbook are best, which are as good, and which were not replicated.

An entry and its replications are judged together, by all their runs.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.analysis import competes, dead_ends, scales_of, superseded_labels
from blink.logbooks.metrics.changes import change_from
from blink.logbooks.statistics.comparison import MeanDifference, difference, holm, is_apart
from blink.logbooks.statistics.samples import Sample, pooled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.scales import Scale

#: A metric that chose between more entries than this makes the best one look better than it is
_MOST_CHOICES = 5


class Standing(NamedTuple):
    """The best entries of a logbook by a metric."""

    #: the label of the entry with the best mean, ``★``; or ``""``
    best: str
    #: labels of those that cannot be told apart from it, ``☆``
    tied: frozenset[str]
    #: all runs of each entry that was judged and of its replications, by its label
    samples: Mapping[str, Sample]


class Comparisons(NamedTuple):
    """How many entries were compared with a baseline, and what Holm's correction leaves."""

    baseline: str
    total: int
    #: how many differences remain
    remaining: int


def is_better(a: float, b: float, better: str) -> bool:
    return a < b if better == "lower" else a > b


def best_so_far(
    entries: Sequence[LogEntry], scale: Scale, superseded: frozenset[str]
) -> list[LogEntry]:
    """Return the entries whose value was the best so far when they were added."""
    best: list[LogEntry] = []
    best_value: float | None = None
    for entry in entries if scale.has_verdict else ():
        measured = entry.metric(scale.name)
        if (
            measured
            and competes(entry, superseded)
            and (best_value is None or is_better(measured.sample.mean, best_value, scale.better))
        ):
            best_value = measured.sample.mean
            best.append(entry)
    return best


def starred_scales(scales: Mapping[str, Scale]) -> dict[str, Scale]:
    """Return the scales whose best entries have a star: primary ones, if any is declared so.

    The costs beside the aim have none.
    """
    primary = {name: scale for name, scale in scales.items() if scale.primary}
    return primary or {
        name: scale for name, scale in scales.items() if scale.has_verdict and not scale.role
    }


def _originals(entries: Iterable[LogEntry]) -> dict[str, set[str]]:
    """Return, by the label of each replication, those of the entries that it replicates.

    A replication of a replication is one of the first entry, too.
    """
    direct = {
        entry.label: {name.partition("#")[0] for name in entry.fields.replicates}
        for entry in entries
    }
    originals = {}
    for label, names in direct.items():
        known, todo = set(names), list(names)
        for name in todo:  # grows while it is read
            new = direct.get(name, set()) - known
            known |= new
            todo += new
        originals[label] = (known & direct.keys()) - {label}
    return originals


def replications(entries: Sequence[LogEntry]) -> dict[str, list[LogEntry]]:
    """Return, by label, the entries that replicate an entry and that count.

    Those that are planned, abandoned or superseded do not.
    """
    superseded, originals = superseded_labels(entries), _originals(entries)
    by_label: dict[str, list[LogEntry]] = {}
    for entry in entries:
        if competes(entry, superseded):
            for name in sorted(originals[entry.label]):
                by_label.setdefault(name, []).append(entry)
    return by_label


def standing(
    entries: Sequence[LogEntry], scale: Scale, superseded: frozenset[str] | None = None
) -> Standing:
    """Return which of *entries* are best by the metric of *scale*."""
    superseded = superseded_labels(entries) if superseded is None else superseded
    by_original = replications(entries)
    rivals = [
        entry for entry in entries if entry.metric(scale.name) and competes(entry, superseded)
    ]
    copies = {copy.label for entry in rivals for copy in by_original.get(entry.label, ())}
    failed = not_replicated(entries)
    samples: dict[str, Sample] = {}
    for entry in rivals if scale.has_verdict and not scale.role else ():
        measured = entry.metric(scale.name)
        if not measured or entry.label in copies or entry.label in failed:
            continue
        others = [other.metric(scale.name) for other in by_original.get(entry.label, ())]
        samples[entry.label] = pooled([measured.sample, *(m.sample for m in others if m)])
    best = ""
    for label, sample in samples.items():
        if not best or is_better(sample.mean, samples[best].mean, scale.better):
            best = label
    tied = (
        label
        for label, sample in samples.items()
        if label != best and _is_tied(sample, samples[best], scale)
    )
    return Standing(best, frozenset(tied), samples)


def _is_tied(sample: Sample, best: Sample, scale: Scale) -> bool:
    """Return whether the runs do not tell *sample* and *best* apart."""
    found = _pooled_difference(sample, best)
    return found.too_few or (found.interval is not None and not is_apart(found, scale.margin))


def _pooled_difference(new: Sample, old: Sample) -> MeanDifference:
    """Return the difference of samples of which one may have runs of several entries.

    Pairs are used only if they are all the runs of both; else those without a partner were lost.
    """
    if new.values.keys() != old.values.keys():
        new, old = (Sample(s.mean, s.deviation, s.count) for s in (new, old))
    return difference(new, old)


def not_replicated(entries: Sequence[LogEntry]) -> dict[str, list[LogEntry]]:
    """Return, by the label of an entry, the replications that contradict it.

    The outcome of such a replication is ``refuted``, or a primary metric differs by more than the
    margin.
    """
    by_label = {entry.label: entry for entry in entries}
    scales = starred_scales(scales_of(entries))
    found: dict[str, list[LogEntry]] = {}
    for label, copies in replications(entries).items():
        original = by_label[label]
        for replication in copies:
            if replication.fields.outcome == "refuted" or any(
                _differs(replication, original, scale) for scale in scales.values()
            ):
                found.setdefault(label, []).append(replication)
    return found


def _differs(replication: LogEntry, original: LogEntry, scale: Scale) -> bool:
    new, old = replication.metric(scale.name), original.metric(scale.name)
    if not new or not old:
        return False
    return is_apart(difference(new.sample, old.sample), scale.margin)


def ends(entries: Sequence[LogEntry]) -> list[tuple[LogEntry, str]]:
    """Return the dead ends among *entries*, each with the reason.

    It is ``abandoned``, ``refuted``, or ``not replicated`` for an entry that a replication
    contradicts, and that no other entry follows or supersedes.
    """
    dead = {entry.label for entry in dead_ends(entries)}
    contradicted, superseded = not_replicated(entries), superseded_labels(entries)
    followed = {name.partition("#")[0] for entry in entries for name in entry.fields.follows}
    found = []
    for entry in entries:
        if entry.label in dead:
            status = entry.fields.status
            found.append((entry, status if status == "abandoned" else entry.fields.outcome))
        elif entry.label in contradicted and entry.label not in followed | superseded:
            found.append((entry, "not replicated"))
    return found


def comparisons(
    entries: Sequence[LogEntry], all_entries: Mapping[str, LogEntry]
) -> list[Comparisons]:
    """Return how many comparisons with each baseline *entries* make, where there are several.

    Only the metrics whose best entries have a star count.
    """
    scales = starred_scales(scales_of(entries))
    compared = [entry for entry in entries if entry.fields.baseline in all_entries]
    compared.sort(key=lambda entry: entry.fields.baseline)  # stable
    found = []
    for label, group in groupby(compared, key=lambda entry: entry.fields.baseline):
        probabilities = list(_probabilities(group, all_entries[label], scales.values()))
        if len(probabilities) > 1:
            remaining = sum(holm(probabilities))
            found.append(Comparisons(label, len(probabilities), remaining))
    return found


def _probabilities(
    entries: Iterable[LogEntry], baseline: LogEntry, scales: Iterable[Scale]
) -> Iterator[float]:
    scales = list(scales)
    for entry in entries:
        for scale in scales:
            new, old = entry.metric(scale.name), baseline.metric(scale.name)
            change = change_from(new, old, scale) if new and old else None
            if change and change.difference.p is not None:
                yield change.difference.p


def chosen_by_test(entries: Sequence[LogEntry]) -> list[tuple[Scale, int]]:
    """Return each metric of a test set that chose between too many entries, and between how many.

    Its best value is better than that of new data would be.
    """
    superseded = superseded_labels(entries)
    found = []
    for scale in starred_scales(scales_of(entries)).values():
        rivals = [e for e in entries if e.metric(scale.name) and competes(e, superseded)]
        if scale.name.casefold().startswith("test") and len(rivals) > _MOST_CHOICES:
            found.append((scale, len(rivals)))
    return found
