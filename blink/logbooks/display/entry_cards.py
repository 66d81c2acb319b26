"""Prepare the card of an entry, and its position in its logbook, for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import backlinks
from blink.logbooks.display.formatting import (
    RELATIONS,
    change_data,
    entry_link,
    entry_links,
    format_value,
)
from blink.logbooks.display.run_again import recipes, runs_to_repeat, seed_ranges
from blink.logbooks.metrics.measurements import counted_runs
from blink.logbooks.metrics.standing import starred_scales
from blink.logbooks.order import natural_key
from blink.logbooks.statistics.rounding import fixed, significant
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.metrics.measurements import Measurement
    from blink.model import EntryFields, EntryRun

#: The most changed parameters in the first sentence, and failed runs that are named
_MOST_CHANGES, _MOST_FAILURES = 6, 10
#: The most metrics that are named as missing in a run
_MOST_METRICS = 3
#: With more runs, the values of single runs are not listed
_MOST_VALUES = 10
#: What stands for a parameter that one of two entries does not have
_NONE = "–"


def _metric_rows(entry: LogEntry, baseline: LogEntry | None) -> list[Data]:
    """Return what *entry* measured, beside what *baseline* did."""
    rows = []
    for name, metric in entry.measured.items():
        old = baseline.metric(name) if baseline else None
        rows.append(
            {
                "name": name,
                "better": metric.scale.better,
                "value": format_value(metric),
                "n": metric.count,
                "failed": metric.failed,
                "base": format_value(old) if old else "",
                **change_data(metric, old),
            }
        )
    return rows


def changed_params(entry: LogEntry, baseline: LogEntry) -> list[tuple[str, str, str]]:
    """Return the name of each parameter that differs, and its values in *baseline* and *entry*.

    Entries without parameters have no differences from others.
    """
    new, old = entry.params, baseline.params
    if not new or not old:
        return []
    names = dict.fromkeys([*new, *old])
    return [
        (name, old.get(name, _NONE), new.get(name, _NONE))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _opening(entry: LogEntry, baseline: LogEntry | None, rows: Sequence[Data]) -> Data | None:
    """Return the results of *entry* in its most important metrics, and what changed."""
    scales = {name: metric.scale for name, metric in entry.measured.items()}
    primary = [name for name, scale in scales.items() if scale.primary]
    names = primary or list(starred_scales(scales))[:1] or list(scales)[:1]
    if not names:
        return None
    changes = changed_params(entry, baseline) if baseline else []
    return {
        "results": [row for row in rows if row["name"] in names],
        "baseline": entry_link(baseline) if baseline else None,
        "changes": [list(change) for change in changes[:_MOST_CHANGES]],
        "more": max(0, len(changes) - _MOST_CHANGES),
    }


def _runs(entry: LogEntry) -> Data | None:
    """Return how many runs there are, their seeds, and which of them failed or lack a metric.

    A run that failed and was run again is none of them.
    """
    runs = counted_runs(entry.fields.runs)
    if not runs:
        return None
    failed = [run for run in runs if run.failed]
    seeds = seed_ranges([run.seed for run in runs if run.seed])
    return {
        "n": len(runs) - len(failed),
        "failed": len(failed),
        "seeds": seeds,
        "failures": [
            {"seed": run.seed, "name": run.path, "reason": run.failed}
            for run in failed[:_MOST_FAILURES]
        ],
        "silent": _silent_runs(entry),
    }


def _silent_runs(entry: LogEntry) -> list[Data]:
    """Return the good runs that lack a primary metric of *entry*, with the names of the metrics.

    Without a declaration, the metrics count that most of the runs have.
    """
    names: dict[EntryRun, list[str]] = {}
    for name, metric in entry.measured.items():
        most = not metric.scale.declared and len(metric.silent) < len(metric.by_run)
        for run in metric.silent if metric.scale.primary or most else ():
            names.setdefault(run, []).append(name)
    return [
        {"seed": run.seed, "name": run.path, "metrics": metrics[:_MOST_METRICS]}
        for run, metrics in list(names.items())[:_MOST_FAILURES]
    ]


def _provenance(fields: EntryFields) -> list[list[Any]]:
    """Return the names and texts of what is known of the origin of the results."""
    runs = counted_runs(fields.runs)
    known = [
        (gettext_noop("Commit"), fields.commit or _unique(run.commit for run in runs)),
        (gettext_noop("Seed"), fields.seed),
        (gettext_noop("Data"), fields.data),
        (gettext_noop("Hardware"), fields.hardware or _unique(run.host for run in runs)),
        (gettext_noop("Cost"), fields.cost),
        (gettext_noop("Duration"), _duration(runs)),
    ]
    return [[name, list(texts)] for name, texts in known if texts]


def _expected(metric: Measurement, value: str) -> list[Any]:
    """Return the name of a metric, its value, and the values of its runs with their seeds."""
    runs = sorted(metric.by_run, key=lambda run: natural_key(run[0]))
    values = [f"{number:.6g}".replace("-", "−") for _, number in runs]
    if not 1 < len(set(values)) <= len(values) <= _MOST_VALUES:
        values = []
    has_seeds = not any("/" in seed for seed, _ in runs)
    seeds = seed_ranges([seed for seed, _ in runs]) if has_seeds else ""
    return [metric.name, value, seeds, values]


def _unique(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _duration(runs: Sequence[EntryRun]) -> list[str]:
    """Return the seconds of all runs together; empty if they are not known of all."""
    seconds = [run.seconds for run in runs]
    if not seconds or min(seconds) < 0:
        return []
    return [f"{fixed(sum(seconds), significant(sum(seconds), 2))} s"]


def entry_card(
    entry: LogEntry,
    all_entries: Mapping[str, LogEntry],
    *,
    contradicted: bool = False,
    changes: Callable[[LogEntry, EntryRun], tuple[str, str]] | None = None,
) -> Data:
    """Return what the card of *entry* shows; *all_entries* are those of the site by label.

    :param contradicted: whether a replication of it found something else
    :param changes: returns where the changes are with which a run of an entry began; see
        `blink.logbooks.display.run_changes.changes_address`
    """
    fields = entry.fields
    baseline = all_entries.get(fields.baseline)
    rows = _metric_rows(entry, baseline)
    repeated = runs_to_repeat(fields.runs)
    patches = {id(run): changes(entry, run) if changes else ("", "") for run in repeated}
    return {
        "status": fields.status,
        "outcome": fields.outcome,
        "contradicted": contradicted,
        "opening": _opening(entry, baseline, rows),
        "texts": [
            [name, text]
            for name, text in (
                (gettext_noop("Question"), fields.question),
                (gettext_noop("Hypothesis"), fields.hypothesis),
                (gettext_noop("Method"), fields.method),
            )
            if text
        ],
        "runs": _runs(entry),
        "metrics": rows,
        "baseline": entry_link(baseline) if baseline else None,
        "relations": [
            [RELATIONS[kind], entry_links(getattr(fields, kind), all_entries)]
            for kind in RELATIONS
            if getattr(fields, kind)
        ],
        "command": fields.command,
        "recipes": [list(recipe) for recipe in recipes(repeated, lambda run: patches[id(run)][1])],
        "changes": _unique(name for name, _ in patches.values()),
        "expected": [_expected(entry.measured[row["name"]], row["value"]) for row in rows]
        if fields.runs
        else [],
        "params": [list(pair) for pair in entry.params.items()],
        "provenance": _provenance(fields),
        "artifacts": [list(pair) for pair in fields.artifacts],
        "next": list(fields.next),
    }


def entry_positions(
    logbook: Sequence[LogEntry], all_entries: Mapping[str, LogEntry]
) -> dict[str, Data]:
    """Return the position of each entry of *logbook*, and the entries that name it, by label."""
    by_label = backlinks(all_entries.values())
    padded = [None, *logbook, None]
    positions: dict[str, Data] = {}
    for number, entry in enumerate(logbook, 1):
        before, after = padded[number - 1], padded[number + 1]
        naming = by_label.get(entry.label, {})
        positions[entry.label] = {
            "number": number,
            "total": len(logbook),
            "previous": entry_link(before) if before else None,
            "next": entry_link(after) if after else None,
            "back": [
                [kind, [entry_link(other) for other in naming[kind]]]
                for kind in RELATIONS
                if kind in naming
            ],
            "amendments": [list(amendment) for amendment in entry.fields.amendments],
        }
    return positions
