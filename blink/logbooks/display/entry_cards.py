"""Prepare the card of an entry, and its position in its logbook, for templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.analysis import backlinks
from blink.logbooks.display.formatting import RELATIONS, entry_link, entry_links, format_value
from blink.logbooks.metrics.changes import change_from
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data


def _metric_rows(entry: LogEntry, baseline: LogEntry | None) -> list[Data]:
    rows = []
    for name, metric in entry.measured.items():
        old = baseline.metric(name) if baseline else None
        change = change_from(metric, old, metric.scale) if old else None
        rows.append(
            {
                "name": name,
                "better": metric.scale.better,
                "value": format_value(metric),
                "n": metric.count,
                "failed": metric.failed,
                "base": format_value(old) if old else "",
                "by": change.text if change else "",
                "interval": change.interval if change else "",
                "unit": change.unit if change else "",
                "share": change.percent if change else "",
                "word": change.verdict if change else "",
            }
        )
    return rows


def entry_card(entry: LogEntry, all_entries: Mapping[str, LogEntry]) -> Data:
    """Return what the card of *entry* shows; *all_entries* are those of the site by label."""
    fields = entry.fields
    baseline = all_entries.get(fields.baseline)
    provenance = [
        (gettext_noop("Commit"), fields.commit),
        (gettext_noop("Seed"), fields.seed),
        (gettext_noop("Data"), fields.data),
        (gettext_noop("Hardware"), fields.hardware),
        (gettext_noop("Cost"), fields.cost),
    ]
    return {
        "status": fields.status,
        "outcome": fields.outcome,
        "texts": [
            [name, text]
            for name, text in (
                (gettext_noop("Question"), fields.question),
                (gettext_noop("Hypothesis"), fields.hypothesis),
                (gettext_noop("Method"), fields.method),
            )
            if text
        ],
        "metrics": _metric_rows(entry, baseline),
        "baseline": entry_link(baseline) if baseline else None,
        "relations": [
            [RELATIONS[kind], entry_links(getattr(fields, kind), all_entries)]
            for kind in RELATIONS
            if getattr(fields, kind)
        ],
        "command": fields.command,
        "provenance": [[name, list(texts)] for name, texts in provenance if texts],
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
