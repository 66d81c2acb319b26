"""Analyse the entries of a logbook: best values, changes, dead ends, open next steps.

The functions take and return plain values. They expect entries in the order of
`blink.logbooks.order`, oldest first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.fields import OUTCOME, STATUS
from blink.logbooks.numbers import rounded, signed
from blink.logbooks.order import OrderFields, order_of
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blink.model import EntryFields, Metric


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

    @property
    def day(self) -> str:
        return self.date[:10]

    @property
    def order_fields(self) -> OrderFields:
        """The fields that determine its order."""
        fields = self.fields
        after = (*fields.follows, *fields.supersedes, *fields.replicates)
        return OrderFields(self.label, self.date, self.title, after, fields.words)

    def metric(self, name: str) -> Metric | None:
        """Return its metric of that *name*, if it has one."""
        return next((metric for metric in self.fields.metrics if metric.name == name), None)


def sorted_entries(entries: Iterable[LogEntry], first_days: Mapping[str, str]) -> list[LogEntry]:
    """Return *entries* in order, oldest first.

    *first_days* are the days on which the ledger first recorded entries, by label.
    """
    entries = list(entries)
    return [
        entries[index] for index in order_of([entry.order_fields for entry in entries], first_days)
    ]


class Scale(NamedTuple):
    """The unit of a metric in a logbook, and whether lower or higher values are better."""

    name: str
    unit: str
    #: ``lower``, ``higher`` or ``""``
    better: str


class OpenStep(NamedTuple):
    """A next step of an entry that no later entry has taken up."""

    text: str
    entry: LogEntry


def scales(entries: Iterable[LogEntry]) -> dict[str, Scale]:
    """Return the scales of the metrics of *entries* by name, in the order of their first use.

    The first unit and the first direction of a metric hold for all entries.
    """
    by_name: dict[str, Scale] = {}
    for entry in entries:
        for metric in entry.fields.metrics:
            known = by_name.get(metric.name, Scale(metric.name, "", ""))
            by_name[metric.name] = Scale(
                metric.name, known.unit or metric.unit, known.better or metric.better
            )
    return by_name


def scale_conflicts(entries: Iterable[LogEntry]) -> list[tuple[LogEntry, str]]:
    """Return the entries that give a metric another unit or direction than an older entry does.

    Each comes with a message.
    """
    known: dict[tuple[str, str], tuple[str, str]] = {}
    conflicts = []
    for entry in entries:
        for metric in entry.fields.metrics:
            for key, value in (("unit", metric.unit), ("better", metric.better)):
                if not value:
                    continue
                first, title = known.setdefault((metric.name, key), (value, entry.title))
                if first != value:
                    message = (
                        f"`{key}` of the metric `{metric.name}` is `{value}` here, but `{first}` in"
                        f" the entry {title!r}"
                    )
                    conflicts.append((entry, message))
    return conflicts


def superseded_labels(entries: Iterable[LogEntry]) -> frozenset[str]:
    """Return the labels of the entries that other entries supersede."""
    return frozenset(label for entry in entries for label in entry.fields.supersedes)


def competes(entry: LogEntry, superseded: frozenset[str]) -> bool:
    """Return whether the values of *entry* can be the best: it is not abandoned or superseded."""
    return entry.fields.status not in ("abandoned", "planned") and entry.label not in superseded


def is_better(a: str, b: str, better: str) -> bool:
    return Decimal(a) < Decimal(b) if better == "lower" else Decimal(a) > Decimal(b)


def best_so_far(
    entries: Sequence[LogEntry], scale: Scale, superseded: frozenset[str]
) -> list[LogEntry]:
    """Return the entries whose value was the best so far when they were added."""
    best: list[LogEntry] = []
    best_value = ""
    for entry in entries if scale.better else ():
        metric = entry.metric(scale.name)
        if (
            metric
            and competes(entry, superseded)
            and (not best_value or is_better(metric.text, best_value, scale.better))
        ):
            best_value = metric.text
            best.append(entry)
    return best


class Change(NamedTuple):
    """The difference of a value from that of the baseline."""

    #: the difference with its sign
    text: str
    #: the difference in per cent; ``""`` if the baseline is 0 or the difference is huge
    percent: str
    #: ``better``, ``worse``, ``the same``, ``within the spread`` or ``""``
    verdict: str


def change_from(metric: Metric, base: Metric, scale: Scale) -> Change:
    """Return how *metric* differs from *base*, a value of the same metric."""
    new, old = Decimal(metric.text), Decimal(base.text)
    difference = new - old
    use_percent = old and abs(difference) < 10_000 * abs(old)
    percent = f"{signed(round(100 * difference / abs(old), 1))} %" if use_percent else ""
    variance = sum((Decimal(m.spread) ** 2 for m in (metric, base) if m.spread), Decimal())
    if not difference:
        verdict = gettext_noop("the same")
    elif variance and difference * difference <= variance:
        verdict = gettext_noop("within the spread")
    elif not scale.better:
        verdict = ""
    else:
        is_gain = is_better(metric.text, base.text, scale.better)
        verdict = gettext_noop("better") if is_gain else gettext_noop("worse")
    return Change(signed(rounded(difference)), percent, verdict)


def dead_ends(entries: Sequence[LogEntry]) -> list[LogEntry]:
    """Return the entries that were abandoned, or refuted without an entry that follows them."""
    followed = {name.partition("#")[0] for entry in entries for name in entry.fields.follows}
    return [
        entry
        for entry in entries
        if entry.fields.status == "abandoned"
        or (entry.fields.outcome == "refuted" and entry.label not in followed)
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
