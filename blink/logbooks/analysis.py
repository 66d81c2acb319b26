"""Entries of a logbook → what they add up to: order, best values, changes, dead ends, next steps.

Plain functions on plain values; entries are in the order of `blink.logbooks.order`, the first one
first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from blink.logbooks.fields import OUTCOME, STATUS
from blink.logbooks.order import Dated, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blink.model import Logged, Metric


@dataclass(frozen=True, slots=True)
class Record:
    """An entry of a logbook, as pages and reports tell of it."""

    #: by which other entries, and words of posts, name it
    label: str
    docname: str
    title: str
    #: aware, ISO 8601
    date: str
    tags: tuple[str, ...]
    said: Logged

    @property
    def day(self) -> str:
        return self.date[:10]

    @property
    def dated(self) -> Dated:
        """What its place among others depends on."""
        said = self.said
        after = (*said.follows, *said.supersedes, *said.replicates)
        return Dated(self.label, self.date, self.title, after, said.words)

    def metric(self, name: str) -> Metric | None:
        """Return what it measured under that *name*."""
        return next((one for one in self.said.metrics if one.name == name), None)


def sorted_records(records: Iterable[Record], seen: Mapping[str, str]) -> list[Record]:
    """Return *records* in order; *seen* is the day on which the ledger first noted each."""
    records = list(records)
    return [records[place] for place in in_order([one.dated for one in records], seen)]


class Scale(NamedTuple):
    """A metric of a logbook: what its values have in common."""

    name: str
    unit: str
    #: ``lower``, ``higher`` or ``""``
    better: str


class Step(NamedTuple):
    """A step that an entry named as next, and that no later entry has taken up."""

    text: str
    record: Record


def scales(records: Iterable[Record]) -> dict[str, Scale]:
    """Return the metrics of *records* by name, as they come; what one says of a scale, all say."""
    found: dict[str, Scale] = {}
    for record in records:
        for metric in record.said.metrics:
            known = found.get(metric.name, Scale(metric.name, "", ""))
            found[metric.name] = Scale(
                metric.name, known.unit or metric.unit, known.better or metric.better
            )
    return found


def disagreements(records: Iterable[Record]) -> list[tuple[Record, str]]:
    """Return what records say of a metric otherwise than those before them did."""
    known: dict[tuple[str, str], tuple[str, str]] = {}
    found = []
    for record in records:
        for metric in record.said.metrics:
            for key, value in (("unit", metric.unit), ("better", metric.better)):
                if not value:
                    continue
                first, title = known.setdefault((metric.name, key), (value, record.title))
                if first != value:
                    said = (
                        f"`{metric.name}` has `{value}` as {key} here, and `{first}` in {title!r}"
                    )
                    found.append((record, said))
    return found


def superseded(records: Iterable[Record]) -> frozenset[str]:
    """Return the labels of the entries that others take the place of."""
    return frozenset(label for record in records for label in record.said.supersedes)


def counts(record: Record, gone: frozenset[str]) -> bool:
    """Return whether the values of *record* compete: it was neither given up nor replaced."""
    return record.said.status not in ("abandoned", "planned") and record.label not in gone


def is_better(a: str, b: str, better: str) -> bool:
    return Decimal(a) < Decimal(b) if better == "lower" else Decimal(a) > Decimal(b)


def bests(records: Sequence[Record], scale: Scale, gone: frozenset[str]) -> list[Record]:
    """Return the records that each had, when they came, the best value so far."""
    found: list[Record] = []
    top = ""
    for record in records if scale.better else ():
        metric = record.metric(scale.name)
        if (
            metric
            and counts(record, gone)
            and (not top or is_better(metric.text, top, scale.better))
        ):
            top = metric.text
            found.append(record)
    return found


def signed(number: Decimal) -> str:
    """Return *number* with its sign, in figures unless these were too many.

    >>> signed(Decimal("-1.50")), signed(Decimal("2")), signed(Decimal("0.0"))
    ('−1.50', '+2', '±0.0')
    """
    sign = "±" if not number else "+" if number > 0 else "−"
    size = number.copy_abs()
    few = not number or -FIGURES < size.adjusted() < FIGURES
    return sign + (f"{size:f}" if few else f"{size:.2e}".replace("-", "−"))


#: Figures before or after the point that are not too many
FIGURES = 12


class Change(NamedTuple):
    """How a value differs from that of the baseline."""

    #: with its sign, and the share in per cent; ``""`` of nothing
    text: str
    share: str
    #: ``better``, ``worse``, ``the same``, ``within the spread`` or ``""``
    word: str


def change(metric: Metric, base: Metric, scale: Scale) -> Change:
    """Return how *metric* differs from *base*, which measured the same."""
    new, old = Decimal(metric.text), Decimal(base.text)
    by = new - old
    told = old and abs(by) < 10_000 * abs(old)  # beyond, per cent say nothing
    share = f"{signed(round(100 * by / abs(old), 1))} %" if told else ""
    spread = sum((Decimal(one.spread) ** 2 for one in (metric, base) if one.spread), Decimal())
    if not by:
        word = "the same"
    elif spread and by * by <= spread:
        word = "within the spread"
    elif not scale.better:
        word = ""
    else:
        word = "better" if is_better(metric.text, base.text, scale.better) else "worse"
    return Change(signed(by), share, word)


def dead_ends(records: Sequence[Record]) -> list[Record]:
    """Return the entries that led nowhere: given up, or refuted and followed by none."""
    followed = {name.partition("#")[0] for record in records for name in record.said.follows}
    return [
        record
        for record in records
        if record.said.status == "abandoned"
        or (record.said.outcome == "refuted" and record.label not in followed)
    ]


def open_steps(records: Sequence[Record]) -> list[Step]:
    """Return the next steps that no later entry has taken up.

    An entry that follows another, or supersedes it, takes up all of its steps; one that follows
    ``label#2`` the second.
    """
    places = {record.label: place for place, record in enumerate(records)}
    taken: set[tuple[str, int]] = set()
    for place, record in enumerate(records):
        for name in (*record.said.follows, *record.said.supersedes):
            label, _, number = name.partition("#")
            if place > places.get(label, place):
                steps = len(records[places[label]].said.next)
                taken |= {(label, n) for n in ([int(number)] if number else range(1, steps + 1))}
    return [
        Step(text, record)
        for record in records
        if record.said.status != "abandoned"
        for number, text in enumerate(record.said.next, 1)
        if (record.label, number) not in taken
    ]


def tally(records: Iterable[Record], kind: str) -> list[tuple[str, int]]:
    """Return how many *records* have each ``status`` or ``outcome``, those that some have."""
    count = Counter(getattr(record.said, kind) for record in records)
    known = STATUS if kind == "status" else OUTCOME
    return [(word, count[word]) for word in known if count[word]]


def backlinks(records: Iterable[Record]) -> dict[str, dict[str, list[Record]]]:
    """Return for each label which records ``follow``, ``supersede`` and ``replicate`` it."""
    found: dict[str, dict[str, list[Record]]] = {}
    for record in records:
        for kind in ("follows", "supersedes", "replicates"):
            for label in dict.fromkeys(n.partition("#")[0] for n in getattr(record.said, kind)):
                found.setdefault(label, {}).setdefault(kind, []).append(record)
    return found


def chosen(
    records: Iterable[Record], since: str = "", until: str = "", status: str = "", tag: str = ""
) -> tuple[Record, ...]:
    """Return those of *records* from the day *since* to the day *until* with *status* and *tag*."""
    return tuple(
        record
        for record in records
        if (not since or record.day >= since)
        and (not until or record.day <= until)
        and (not status or record.said.status == status)
        and (not tag or tag in record.tags)
    )


def circles(records: Mapping[str, Record]) -> list[Record]:
    """Return the records that follow themselves, over others or at once."""
    found = []
    for record in records.values():
        seen: set[str] = set()
        todo = [name.partition("#")[0] for name in record.said.follows]
        while todo:
            label = todo.pop()
            if label not in seen and label in records:
                seen.add(label)
                todo += [name.partition("#")[0] for name in records[label].said.follows]
        if record.label in seen:
            found.append(record)
    return found
