"""Prepare the parts of a logbook for templates: summary, table, plots, timeline, graph, steps.

The parameter *superseded* has the labels of superseded entries; the default is those that the
given entries supersede.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from blink.logbooks.analysis import (
    competes,
    count_by,
    dead_ends,
    open_steps,
    scales_of,
    superseded_labels,
)
from blink.logbooks.display.formatting import (
    RELATIONS,
    entry_link,
    entry_links,
    format_value,
    metric_heading,
)
from blink.logbooks.metrics.changes import change_from
from blink.logbooks.metrics.standing import Standing, best_so_far, standing, starred_scales
from blink.logbooks.order import has_time
from blink.logbooks.plots.entries import Plot, Point, draws_best
from blink.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.metrics.measurements import Measurement
    from blink.logbooks.metrics.scales import Scale


def summary(entries: Sequence[LogEntry], superseded: frozenset[str] | None = None) -> Data:
    """Return the counts, the period, the questions and the best values of *entries*."""
    superseded = superseded_labels(entries) if superseded is None else superseded
    best_values = []
    by_label = {entry.label: entry for entry in entries}
    for scale in starred_scales(scales_of(entries)).values():
        if best := by_label.get(standing(entries, scale, superseded).best):
            metric = best.metric(scale.name)
            assert metric
            value, link = format_value(metric), entry_link(best)
            best_values.append(
                {"name": scale.name, "better": scale.better, "value": value, "entry": link}
            )
    return {
        "total": len(entries),
        "period": [entries[0].day, entries[-1].day] if entries else [],
        "status": [list(pair) for pair in count_by(entries, "status")],
        "outcome": [list(pair) for pair in count_by(entries, "outcome")],
        "questions": list(dict.fromkeys(e.fields.question for e in entries if e.fields.question)),
        "best": best_values,
        "latest": entry_link(entries[-1]) if entries else None,
    }


def table(
    entries: Sequence[LogEntry],
    all_entries: Mapping[str, LogEntry],
    superseded: frozenset[str] | None = None,
) -> Data:
    """Return a table with a row for each entry and a column for each metric."""
    known = scales_of(entries)
    superseded = superseded_labels(entries) if superseded is None else superseded
    stars = {
        name: standing(entries, scale, superseded) for name, scale in starred_scales(known).items()
    }
    rows = []
    for number, entry in enumerate(entries, 1):
        fields = entry.fields
        baseline = all_entries.get(fields.baseline)
        cells: list[Data | None] = []
        for name, scale in known.items():
            metric = entry.metric(name)
            old = baseline.metric(name) if baseline else None
            star = _star(entry, stars.get(name))
            cells.append(_cell(metric, old, scale, star) if metric else None)
        rows.append(
            {
                **entry_link(entry),
                "number": number,
                "status": fields.status,
                "outcome": fields.outcome,
                "superseded": entry.label in superseded,
                "baseline": entry_link(baseline) if baseline else None,
                "cells": cells,
            }
        )
    columns = [
        {
            "label": metric_heading(scale),
            "better": scale.better,
            "primary": name in stars,
        }
        for name, scale in known.items()
    ]
    days = {entry.day for entry in entries}
    return {
        "columns": columns,
        "rows": rows,
        "day": min(days) if len(days) == 1 else "",
        "stars": any(one.best for one in stars.values()),
        "statuses": any(row["status"] or row["superseded"] for row in rows),
        "outcomes": any(row["outcome"] for row in rows),
        "baselines": any(row["baseline"] for row in rows),
    }


def _star(entry: LogEntry, standing: Standing | None) -> str:
    """Return ``best`` for the best entry, ``tied`` for one that is as good, or ``""``."""
    if standing and entry.label in standing.tied:
        return "tied"
    return "best" if standing and entry.label == standing.best else ""


def _cell(metric: Measurement, old: Measurement | None, scale: Scale, star: str) -> Data:
    change = change_from(metric, old, scale) if old else None
    return {
        "value": format_value(metric, unit=metric.unit not in ("", scale.unit)),
        "sort": metric.typed or repr(metric.sample.mean),
        "n": metric.count,
        "failed": metric.failed,
        "best": star == "best",
        "tied": star == "tied",
        "change": (change.percent or change.text) if change else "",
        "interval": change.interval if change else "",
        "unit": change.unit if change else "",
        "verdict": change.verdict if change else "",
    }


def plot(
    entries: Sequence[LogEntry],
    name: str,
    title: str = "",
    superseded: frozenset[str] | None = None,
    *,
    words: NullTranslations = ENGLISH,
) -> Plot | None:
    """Return the values of the metric *name* over time; ``None`` if fewer than two have it.

    *words* are those of its text alternative.
    """
    scale = scales_of(entries).get(name)
    superseded = superseded_labels(entries) if superseded is None else superseded
    if not scale:
        return None
    best = best_so_far(entries, scale, superseded)
    points: list[Point] = []
    for entry in entries:
        if metric := entry.metric(name):
            spread, excluded = metric.bar, not competes(entry, superseded)
            # An entry without a time may come after one of the same day that has one.
            latest = points[-1].date if points else ""
            is_later = latest[:10] == entry.day and has_time(latest) and not has_time(entry.date)
            date = latest if is_later else entry.date
            points.append(Point(date, metric.sample.mean, spread, excluded, entry in best))
    if len(points) < 2:
        return None
    sentences = _description(entries, scale, best, len(points), title, words)
    label = metric_heading(scale)
    caption = joined(_caption(label, points, words), words)
    return Plot(label, joined(sentences, words), tuple(points), caption)


def _caption(label: str, points: Sequence[Point], words: NullTranslations) -> Iterator[str]:
    """Yield the sentences below the plot of a metric."""
    yield words.gettext("%(metric)s over time.") % {"metric": label}
    if draws_best(points):
        yield words.gettext("The line shows the best value so far.")
    if any(point.spread for point in points):
        yield words.gettext("Bars show the spread.")
    if any(point.excluded for point in points):
        yield words.gettext("A cross marks the value of an abandoned or superseded entry.")


def _description(
    entries: Sequence[LogEntry],
    scale: Scale,
    best: Sequence[LogEntry],
    count: int,
    title: str,
    words: NullTranslations,
) -> Iterator[str]:
    """Yield the sentences of a text alternative for the plot of a metric."""
    values = {
        "metric": metric_heading(scale), "count": count, "day": entries[0].day, "logbook": title
    }  # fmt: skip
    if title:
        yield (
            words.ngettext(
                "%(metric)s in %(logbook)s over time, %(count)s value from %(day)s on.",
                "%(metric)s in %(logbook)s over time, %(count)s values from %(day)s on.",
                count,
            )
            % values
        )
    else:
        yield (
            words.ngettext(
                "%(metric)s over time, %(count)s value from %(day)s on.",
                "%(metric)s over time, %(count)s values from %(day)s on.",
                count,
            )
            % values
        )
    if best and scale.better:
        first, last = best[0].metric(scale.name), best[-1].metric(scale.name)
        assert first
        assert last
        went = {"first": format_value(first), "last": format_value(last)}
        if scale.better == "lower":
            text = words.gettext("The best value went from %(first)s to %(last)s; lower is better.")
        else:
            text = words.gettext(
                "The best value went from %(first)s to %(last)s; higher is better."
            )
        yield text % went
    yield words.gettext("The table has every value.")


def joined(sentences: Iterable[str], words: NullTranslations) -> str:
    """Return *sentences* one after the other, with what stands between sentences in a language."""
    # Translators: two sentences; Chinese and Japanese have no space between them.
    pair = words.gettext("%(first)s %(second)s")
    return reduce(lambda first, second: pair % {"first": first, "second": second}, sentences)


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
    """Return the entries that were abandoned, or refuted and not followed."""
    return [
        {
            **entry_link(entry),
            "hypothesis": entry.fields.hypothesis or entry.fields.question,
            "why": "abandoned" if entry.fields.status == "abandoned" else entry.fields.outcome,
        }
        for entry in dead_ends(entries)
    ]
