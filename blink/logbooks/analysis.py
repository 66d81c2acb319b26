"""Analyse the entries of a logbook: best values, changes, dead ends, open next steps.

The functions take and return plain values. They expect entries in the order of
`blink.logbooks.order`, oldest first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.fields import OUTCOME, STATUS
from blink.logbooks.metrics.measurements import Measurement, counted_runs, measurements
from blink.logbooks.metrics.scales import Scale, inferred_scales
from blink.logbooks.order import OrderFields, order_of
from blink.logbooks.runs.run import is_seed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blink.model import EntryFields


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of a logbook, as pages and reports show it."""

    #: the name by which other entries and citations refer to it
    label: str
    docname: str
    title: str
    #: aware, ISO 8601
    date: str
    tags: tuple[str, ...]
    fields: EntryFields
    #: what it measured, by metric, in the order of the logbook; see `measured_entries`
    measured: Mapping[str, Measurement] = field(default_factory=dict, compare=False)

    @property
    def day(self) -> str:
        return self.date[:10]

    @property
    def order_fields(self) -> OrderFields:
        """The fields that determine its order."""
        fields = self.fields
        after = (*fields.follows, *fields.supersedes, *fields.replicates)
        return OrderFields(self.label, self.date, self.title, after, fields.words)

    def metric(self, name: str) -> Measurement | None:
        """Return what it measured for the metric *name*, if it did."""
        return self.measured.get(name)

    @property
    def params(self) -> dict[str, str]:
        """Its parameters: those that all its runs have in common, and those that are typed."""
        runs = [dict(run.params) for run in counted_runs(self.fields.runs)]
        common = dict(runs[0]) if runs else {}
        for params in runs[1:]:
            common = {name: text for name, text in common.items() if params.get(name) == text}
        return {name: text for name, text in common.items() if not is_seed(name)} | dict(
            self.fields.params
        )


def sorted_entries(entries: Iterable[LogEntry], first_days: Mapping[str, str]) -> list[LogEntry]:
    """Return *entries* in order, oldest first.

    *first_days* are the days on which the ledger first recorded entries, by label.
    """
    entries = list(entries)
    return [
        entries[index] for index in order_of([entry.order_fields for entry in entries], first_days)
    ]


class OpenStep(NamedTuple):
    """A next step of an entry that no later entry has taken up."""

    text: str
    entry: LogEntry


def measured_entries(entries: Iterable[LogEntry], declared: Mapping[str, Scale]) -> list[LogEntry]:
    """Return *entries* of a logbook with what they measured, by the metrics that it declares.

    Without a declaration, the first unit and the first direction of a metric hold for all entries.
    """
    entries = list(entries)
    scales = inferred_scales([entry.fields for entry in entries], declared)
    return [
        replace(entry, measured=measurements(entry.label, entry.fields, scales))
        for entry in entries
    ]


def measured_by_logbook(
    entries: Iterable[LogEntry], declared: Mapping[str, Mapping[str, Scale]]
) -> list[tuple[str, list[LogEntry]]]:
    """Return the label of each logbook of *entries*, with those of it and what they measured."""
    by_label: dict[str, list[LogEntry]] = {}
    for entry in entries:
        by_label.setdefault(entry.fields.logbook, []).append(entry)
    return [
        (label, measured_entries(group, declared.get(label, {})))
        for label, group in by_label.items()
    ]


def scales_of(entries: Iterable[LogEntry]) -> dict[str, Scale]:
    """Return the scales of what *entries* measured, by name, in the order of the logbook."""
    scales = {
        name: measurement.scale for entry in entries for name, measurement in entry.measured.items()
    }
    return dict(sorted(scales.items(), key=lambda item: item[1].place))


def superseded_labels(entries: Iterable[LogEntry]) -> frozenset[str]:
    """Return the labels of the entries that other entries supersede."""
    return frozenset(label for entry in entries for label in entry.fields.supersedes)


def competes(entry: LogEntry, superseded: frozenset[str]) -> bool:
    """Return whether the values of *entry* can be the best: it is not abandoned or superseded."""
    return entry.fields.status not in ("abandoned", "planned") and entry.label not in superseded


def dead_ends(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """Return the entries that were abandoned, or refuted without an entry that follows them.

    The hypothesis of a replication is that of its original, so one that refutes it ends nothing
    itself: see `blink.logbooks.metrics.standing.ends`.
    """
    followed = {name.partition("#")[0] for entry in entries for name in entry.fields.follows}
    return [
        entry
        for entry in entries
        if entry.fields.status == "abandoned"
        or (
            entry.fields.outcome == "refuted"
            and entry.label not in followed
            and not entry.fields.replicates
        )
    ]


def open_steps(entries: Sequence[LogEntry]) -> list[OpenStep]:
    """Return the next steps that no later entry has taken up.

    An entry that follows or supersedes another takes up all of its steps; an entry that follows
    ``label#2`` takes up the second.
    """
    indexes = {entry.label: index for index, entry in enumerate(entries)}
    taken: set[tuple[str, int]] = set()
    for index, entry in enumerate(entries):
        for name in (*entry.fields.follows, *entry.fields.supersedes):
            label, _, number = name.partition("#")
            if index > indexes.get(label, index):
                steps = len(entries[indexes[label]].fields.next)
                taken |= {(label, n) for n in ([int(number)] if number else range(1, steps + 1))}
    return [
        OpenStep(text, entry)
        for entry in entries
        if entry.fields.status != "abandoned"
        for number, text in enumerate(entry.fields.next, 1)
        if (entry.label, number) not in taken
    ]


def count_by(entries: Iterable[LogEntry], kind: str) -> list[tuple[str, int]]:
    """Return each value of the field *kind*, ``status`` or ``outcome``, and how many have it."""
    count = Counter(getattr(entry.fields, kind) for entry in entries)
    known = STATUS if kind == "status" else OUTCOME
    return [(word, count[word]) for word in known if count[word]]


def backlinks(entries: Iterable[LogEntry]) -> dict[str, dict[str, list[LogEntry]]]:
    """Return, by label and key, the entries that name an entry.

    The keys are ``follows``, ``supersedes`` and ``replicates``.
    """
    by_label: dict[str, dict[str, list[LogEntry]]] = {}
    for entry in entries:
        for kind in ("follows", "supersedes", "replicates"):
            for label in dict.fromkeys(n.partition("#")[0] for n in getattr(entry.fields, kind)):
                by_label.setdefault(label, {}).setdefault(kind, []).append(entry)
    return by_label


def selected(
    entries: Iterable[LogEntry], since: str = "", until: str = "", status: str = "", tag: str = ""
) -> tuple[LogEntry, ...]:
    """Return those of *entries* from the day *since* to the day *until* with *status* and *tag*."""
    return tuple(
        entry
        for entry in entries
        if (not since or entry.day >= since)
        and (not until or entry.day <= until)
        and (not status or entry.fields.status == status)
        and (not tag or tag in entry.tags)
    )


def circles(entries: Mapping[str, LogEntry]) -> list[list[LogEntry]]:
    """Return, for each entry that follows itself, the shortest way from it back to it.

    An entry that names itself has the way of itself alone.
    """
    found = []
    for start in entries:
        before = {start: ""}  # label → the label on the way to it
        todo = [start]
        for last in todo:  # grows while it is read
            names = [name.partition("#")[0] for name in entries[last].fields.follows]
            if start in names:
                found.append(_way(entries, before, last))
                break
            for name in names:
                if name in entries and name not in before:
                    before[name] = last
                    todo.append(name)
    return found


def _way(entries: Mapping[str, LogEntry], before: Mapping[str, str], label: str) -> list[LogEntry]:
    """Return the entries on the way to *label*, which is known from *before*."""
    way = []
    while label:
        way.append(entries[label])
        label = before[label]
    return way[::-1]
