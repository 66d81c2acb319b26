"""Entries of a logbook → what pages show of them, as plain data in its final order and form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import (
    backlinks,
    bests,
    change,
    counts,
    dead_ends,
    open_steps,
    scales,
    superseded,
    tally,
)
from blink.logbooks.display.charts import Plot, Point
from blink.logbooks.order import has_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from blink.logbooks.analysis import Record, Scale
    from blink.model import Metric

Data = dict[str, Any]

#: What an entry says of others, in words; and what others say of it
FORWARD = {"follows": "Follows", "supersedes": "Supersedes", "replicates": "Replicates"}
BACK = {"follows": "Followed by", "supersedes": "Superseded by", "replicates": "Replicated by"}
#: Letters of a title in a diagram
LENGTH = 44


def link(record: Record) -> Data:
    return {"title": record.title, "docname": record.docname, "day": record.day}


def plural(count: int, word: str) -> str:
    """Return *count* and *word*.

    >>> plural(1, "entry"), plural(2, "entry"), plural(2, "run")
    ('1 entry', '2 entries', '2 runs')
    """
    if count != 1:
        word = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{count} {word}"


def label(scale: Scale) -> str:
    return f"{scale.name} ({scale.unit})" if scale.unit else scale.name


def number(text: str) -> str:
    """Return a number as it is read: with the sign that is as wide as a plus."""
    return text.replace("-", "−")


def value(metric: Metric, scale: Scale, *, unit: bool = True) -> str:
    """Return a value as readers see it.

    >>> from blink.logbooks.analysis import Scale; from blink.model import Metric
    >>> value(Metric("WER", "-1.5", "%", "0.2", 5), Scale("WER", "%", ""))
    '−1.5 ± 0.2 %'
    """
    spread = f" ± {metric.spread}" if metric.spread else ""
    name = metric.unit or scale.unit
    return number(metric.text) + spread + (f" {name}" if unit and name else "")


def _changes(record: Record, base: Record | None, known: Mapping[str, Scale]) -> list[Data]:
    rows = []
    for metric in record.said.metrics:
        scale = known[metric.name]
        old = base.metric(metric.name) if base else None
        by = change(metric, old, scale) if old else None
        rows.append(
            {
                "name": metric.name,
                "better": scale.better,
                "value": value(metric, scale),
                "n": metric.n,
                "base": value(old, scale) if old else "",
                "by": by.text if by else "",
                "share": by.share if by else "",
                "word": by.word if by else "",
            }
        )
    return rows


def card(record: Record, everyone: Mapping[str, Record], known: Mapping[str, Scale]) -> Data:
    """Return what an entry says of itself; *everyone* by label, for the names of others."""
    said = record.said
    base = everyone.get(said.baseline)
    provenance = [
        ("Commit", said.commit),
        ("Seed", said.seed),
        ("Data", said.data),
        ("Hardware", said.hardware),
        ("Cost", said.cost),
    ]
    return {
        "status": said.status,
        "outcome": said.outcome,
        "texts": [
            [name, text]
            for name, text in (
                ("Question", said.question),
                ("Hypothesis", said.hypothesis),
                ("Method", said.method),
            )
            if text
        ],
        "metrics": _changes(record, base, known),
        "baseline": link(base) if base else None,
        "relations": [
            [FORWARD[kind], _links(getattr(said, kind), everyone)]
            for kind in FORWARD
            if getattr(said, kind)
        ],
        "command": said.command,
        "provenance": [[name, list(texts)] for name, texts in provenance if texts],
        "artifacts": [list(pair) for pair in said.artifacts],
        "next": list(said.next),
    }


def _links(names: Iterable[str], everyone: Mapping[str, Record]) -> list[Data]:
    labels = dict.fromkeys(name.partition("#")[0] for name in names)
    return [link(everyone[name]) for name in labels if name in everyone]


def places(book: Sequence[Record], everyone: Mapping[str, Record]) -> dict[str, Data]:
    """Return for each label of *book* where its entry stands, and what others say of it."""
    back = backlinks(everyone.values())
    padded = [None, *book, None]
    found: dict[str, Data] = {}
    for place, record in enumerate(book):
        before, after = padded[place], padded[place + 2]
        theirs = back.get(record.label, {})
        found[record.label] = {
            "number": place + 1,
            "total": len(book),
            "previous": link(before) if before else None,
            "next": link(after) if after else None,
            "back": [
                [BACK[kind], [link(one) for one in theirs[kind]]] for kind in BACK if kind in theirs
            ],
            "amendments": [list(one) for one in record.said.amendments],
        }
    return found


# -- what a logbook adds up to ---------------------------------------------------


def summary(records: Sequence[Record], gone: frozenset[str] | None = None) -> Data:
    """Return the state of *records* at a glance.

    Here and below, *gone* are the labels of superseded entries, if others than these tell.
    """
    known, gone = scales(records), superseded(records) if gone is None else gone
    tops = []
    for scale in known.values():
        if top := bests(records, scale, gone):
            metric = top[-1].metric(scale.name)
            assert metric
            said = {"name": scale.name, "better": scale.better, "value": value(metric, scale)}
            tops.append({**said, "entry": link(top[-1])})
    return {
        "total": plural(len(records), "entry"),
        "period": [records[0].day, records[-1].day] if records else [],
        "status": [list(pair) for pair in tally(records, "status")],
        "outcome": [list(pair) for pair in tally(records, "outcome")],
        "questions": list(dict.fromkeys(r.said.question for r in records if r.said.question)),
        "best": tops,
        "latest": link(records[-1]) if records else None,
    }


def table(
    records: Sequence[Record],
    everyone: Mapping[str, Record],
    gone: frozenset[str] | None = None,
) -> Data:
    """Return *records* × metrics."""
    known, gone = scales(records), superseded(records) if gone is None else gone
    best = {name: bests(records, scale, gone)[-1:] for name, scale in known.items()}
    rows = []
    for record in records:
        said = record.said
        base = everyone.get(said.baseline)
        cells: list[Data | None] = []
        for name, scale in known.items():
            metric = record.metric(name)
            old = base.metric(name) if base else None
            by = change(metric, old, scale) if metric and old else None
            cells.append(
                {
                    "value": value(metric, scale, unit=metric.unit not in ("", scale.unit)),
                    "sort": metric.text,
                    "n": metric.n,
                    "best": record in best[name],
                    "change": f"{by.share or by.text}{f', {by.word}' if by.word else ''}"
                    if by
                    else "",
                }
                if metric
                else None
            )
        rows.append(
            {
                **link(record),
                "status": said.status,
                "outcome": said.outcome,
                "superseded": record.label in gone,
                "baseline": link(base) if base else None,
                "cells": cells,
            }
        )
    columns = [{"label": label(one), "better": one.better} for one in known.values()]
    return {
        "columns": columns,
        "rows": rows,
        "outcomes": any(row["outcome"] for row in rows),
        "baselines": any(row["baseline"] for row in rows),
    }


def plot(
    records: Sequence[Record], name: str, title: str = "", gone: frozenset[str] | None = None
) -> Plot | None:
    """Return the values of the metric *name* over time; ``None`` if fewer than two have it."""
    scale, gone = scales(records).get(name), superseded(records) if gone is None else gone
    if not scale:
        return None
    tops = bests(records, scale, gone)
    points: list[Point] = []
    for record in records:
        if metric := record.metric(name):
            spread, apart = float(metric.spread or 0), not counts(record, gone)
            # An entry without a time may come after one of the same day that has one.
            latest = points[-1].date if points else ""
            late = latest[:10] == record.day and has_time(latest) and not has_time(record.date)
            date = latest if late else record.date
            points.append(Point(date, float(metric.text), spread, apart, record in tops))
    if len(points) < 2:  # one is no development
        return None
    said = f"{label(scale)} over time, {plural(len(points), 'value')} from {records[0].day} on"
    if scale.better:
        first, last = (one.metric(name) for one in (tops[0], tops[-1])) if tops else (None, None)
        if first and last:
            said += f"; the best, {scale.better} is better, went from {value(first, scale)}"
            said += f" to {value(last, scale)}"
    where = f" in {title}" if title else ""
    return Plot(label(scale), f"{said}{where}. The table has every value.", tuple(points))


def timeline(records: Sequence[Record], everyone: Mapping[str, Record]) -> list[Data]:
    return [
        {
            **link(record),
            "status": record.said.status,
            "outcome": record.said.outcome,
            "hypothesis": record.said.hypothesis,
            "relations": [
                [FORWARD[kind].lower(), _links(getattr(record.said, kind), everyone)]
                for kind in FORWARD
                if getattr(record.said, kind)
            ],
            "amendments": [list(one) for one in record.said.amendments],
        }
        for record in records
    ]


def graph(records: Sequence[Record]) -> tuple[str, int] | None:
    """Return a Mermaid diagram of what follows from what, and the number of entries in it."""
    here = {record.label: f"e{place}" for place, record in enumerate(records, 1)}
    arrows, shown = [], set()
    for record in records:
        for kind, arrow in (
            ("follows", "-->"),
            ("supersedes", "-->|superseded by|"),
            ("replicates", "-.->|replicated by|"),
        ):
            for name in dict.fromkeys(n.partition("#")[0] for n in getattr(record.said, kind)):
                if name in here and name != record.label:
                    arrows.append(f"  {here[name]} {arrow} {here[record.label]}")
                    shown |= {name, record.label}
    if not arrows:
        return None
    boxes = [
        f'  {here[record.label]}["{_plain(f"{record.day} {record.title}")}"]'
        for record in records
        if record.label in shown
    ]
    return "\n".join(["flowchart TD", *boxes, *arrows]) + "\n", len(boxes)


def _plain(text: str) -> str:
    """Return *text* without what Mermaid takes for more than a letter."""
    kept = "".join(" " if char in '"<>`#;\\{}[]|&' else char for char in text)
    kept = " ".join(kept.split())
    return kept if len(kept) <= LENGTH else f"{kept[: LENGTH - 1].rsplit(' ', 1)[0]}…"


def steps(records: Sequence[Record], among: Sequence[Record] | None = None) -> list[Data]:
    """Return the open next steps of *records*, or of those *among* them."""
    found = [step for step in open_steps(records) if among is None or step.record in among]
    return [{"text": step.text, "entry": link(step.record)} for step in found]


def ends(records: Sequence[Record]) -> list[Data]:
    return [
        {**link(one), "hypothesis": one.said.hypothesis or one.said.question,
         "why": "abandoned" if one.said.status == "abandoned" else one.said.outcome}
        for one in dead_ends(records)
    ]  # fmt: skip
