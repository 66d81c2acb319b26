"""Prepare the parts of a logbook for templates: summary, table, timeline, steps.

The parameter *superseded* has the labels of superseded entries; the default is those that the
given entries supersede.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.analysis import (
    count_by,
    open_steps,
    scales_of,
    superseded_labels,
)
from blink.logbooks.display.formatting import (
    RELATIONS,
    change_data,
    entry_link,
    entry_links,
    format_value,
    metric_heading,
    numbers_of,
)
from blink.logbooks.metrics.standing import (
    chosen_by_test,
    comparisons,
    ends,
    not_replicated,
    standing,
    starred_scales,
)
from blink.logbooks.statistics.rounding import measured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.metrics.measurements import Measurement
    from blink.logbooks.metrics.scales import Scale
    from blink.logbooks.metrics.standing import Standing
    from blink.logbooks.statistics.samples import Sample

#: The metrics that narrow screens show if none is declared as primary
_MOST_SHOWN = 3


def summary(entries: Sequence[LogEntry], superseded: frozenset[str] | None = None) -> Data:
    """Return the counts, the period, the questions and the best values of *entries*."""
    superseded = superseded_labels(entries) if superseded is None else superseded
    best_values = []
    by_label = {entry.label: entry for entry in entries}
    for scale in starred_scales(scales_of(entries)).values():
        found = standing(entries, scale, superseded)
        if best := by_label.get(found.best):
            metric = best.metric(scale.name)
            assert metric
            best_values.append(
                {
                    "name": scale.name,
                    "better": scale.better,
                    "value": format_value(metric),
                    "entry": entry_link(best),
                    "pooled": _pooled(metric, found.samples[best.label]),
                }
            )
    return {
        "total": len(entries),
        "period": [entries[0].day, entries[-1].day] if entries else [],
        "status": [list(pair) for pair in count_by(entries, "status")],
        "outcome": [list(pair) for pair in count_by(entries, "outcome")],
        "questions": list(dict.fromkeys(e.fields.question for e in entries if e.fields.question)),
        "best": best_values,
        "latest": entry_link(entries[-1]) if entries else None,
        "chosen": [{"name": scale.name, "count": n} for scale, n in chosen_by_test(entries)],
    }


def _pooled(metric: Measurement, sample: Sample | None, *, unit: bool = True) -> Data | None:
    """Return what all runs of an entry and its replications gave, if it has replications."""
    if not sample or sample.count <= metric.count:
        return None
    value = measured(sample.mean, sample.deviation, metric.scale.digits)
    return {"value": f"{value} {metric.unit if unit else ''}".strip(), "n": sample.count}


def table(
    entries: Sequence[LogEntry],
    all_entries: Mapping[str, LogEntry],
    superseded: frozenset[str] | None = None,
    among: Sequence[LogEntry] | None = None,
) -> Data:
    """Return a table with a row for each entry and a column for each metric.

    The numbers of the rows are those of the entries in *among*, or else in *entries*.
    """
    known = scales_of(entries)
    superseded = superseded_labels(entries) if superseded is None else superseded
    stars = {
        name: standing(entries, scale, superseded) for name, scale in starred_scales(known).items()
    }
    contradicted = not_replicated(entries if among is None else among)
    numbers = numbers_of(entries if among is None else among)
    rows = []
    for entry in entries:
        fields = entry.fields
        baseline = all_entries.get(fields.baseline)
        cells: list[Data | None] = []
        for name in known:
            metric = entry.metric(name)
            old = baseline.metric(name) if baseline else None
            cells.append(_cell(entry, metric, old, stars.get(name)) if metric else None)
        rows.append(
            {
                **entry_link(entry),
                "number": numbers.get(entry.label, ""),
                "status": fields.status,
                "outcome": fields.outcome,
                "superseded": entry.label in superseded,
                "not_replicated": entry.label in contradicted,
                "baseline": entry_link(baseline) if baseline else None,
                "cells": cells,
            }
        )
    days = {entry.day for entry in entries}
    return {
        "columns": _columns(known),
        "rows": rows,
        "day": min(days) if len(days) == 1 else "",
        "stars": any(star.best for star in stars.values()),
        "ties": any(star.tied for star in stars.values()),
        "statuses": any(row["status"] or row["superseded"] for row in rows),
        "outcomes": any(row["outcome"] for row in rows),
        "baselines": any(row["baseline"] for row in rows),
        "comparisons": [
            {
                "baseline": entry_link(all_entries[found.baseline]),
                "total": found.total,
                "remaining": found.remaining,
            }
            for found in comparisons(entries, all_entries)
        ],
    }


def _columns(known: Mapping[str, Scale]) -> list[Data]:
    """Return the columns of metrics; narrow screens show only primary ones."""
    primary = [name for name, scale in known.items() if scale.primary] or list(known)[:_MOST_SHOWN]
    return [
        {"label": metric_heading(scale), "better": scale.better, "primary": name in primary}
        for name, scale in known.items()
    ]


def _star(entry: LogEntry, standing: Standing | None) -> str:
    """Return ``best`` for the best entry, ``tied`` for one that is as good, or ``""``."""
    if standing and entry.label in standing.tied:
        return "tied"
    return "best" if standing and entry.label == standing.best else ""


def _cell(
    entry: LogEntry, metric: Measurement, old: Measurement | None, standing: Standing | None
) -> Data:
    unit = metric.unit not in ("", metric.scale.unit)
    sample = standing.samples.get(entry.label) if standing else None
    star = _star(entry, standing)
    return {
        "value": format_value(metric, unit=unit),
        "pooled": _pooled(metric, sample, unit=unit),
        "sort": metric.typed or repr(metric.sample.mean),
        "n": metric.count,
        "failed": metric.failed,
        "best": star == "best",
        "tied": star == "tied",
        **change_data(metric, old),
    }


def timeline(entries: Sequence[LogEntry], all_entries: Mapping[str, LogEntry]) -> list[Data]:
    """Return the results, relations and amendments of each entry."""
    return [
        {
            **entry_link(entry),
            "status": entry.fields.status,
            "outcome": entry.fields.outcome,
            "hypothesis": entry.fields.hypothesis,
            "relations": [
                [kind, entry_links(getattr(entry.fields, kind), all_entries)]
                for kind in RELATIONS
                if getattr(entry.fields, kind)
            ],
            "amendments": [list(amendment) for amendment in entry.fields.amendments],
        }
        for entry in entries
    ]


def open_step_list(
    entries: Sequence[LogEntry], among: Sequence[LogEntry] | None = None
) -> list[Data]:
    """Return the open next steps of *entries*, or only those of the entries in *among*."""
    steps = [step for step in open_steps(entries) if among is None or step.entry in among]
    return [{"text": step.text, "entry": entry_link(step.entry)} for step in steps]


def dead_end_list(entries: Sequence[LogEntry]) -> list[Data]:
    """Return the dead ends among *entries*, and why each is one."""
    return [
        {
            **entry_link(entry),
            "hypothesis": entry.fields.hypothesis or entry.fields.question,
            "why": why,
        }
        for entry, why in ends(entries)
    ]
