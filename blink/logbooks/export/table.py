"""Export the entries and metrics of a logbook as CSV; numbers are not rounded."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from blink.logbooks.analysis import scales_of
from blink.logbooks.metrics.changes import change_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.measurements import Measurement

#: The columns of an entry, and those of each of its metrics after the value
_ENTRY = ("id", "date", "title", "url", "status", "outcome", "baseline", "follows", "supersedes",
          "replicates", "commit", "seed")  # fmt: skip
_METRIC = ("spread", "n", "sd", "delta", "interval low", "interval high", "verdict")


def logbook_csv(
    entries: Sequence[LogEntry],
    all_entries: Mapping[str, LogEntry],
    url_of: Callable[[str], str],
) -> bytes:
    """Return the CSV file of a logbook.

    It has a row for each entry, a column for each parameter, and eight columns for each metric: the
    value, its spread, the number of runs, the standard deviation, the difference from the baseline,
    the ends of its interval, and the verdict.

    :param url_of: returns the URL of a docname
    """
    scales = scales_of(entries)
    params = list(dict.fromkeys(name for entry in entries for name in entry.params))
    head = [*_ENTRY, *(f"param {name}" for name in params)]
    for scale in scales.values():
        unit = f" ({scale.unit})" if scale.unit else ""
        head += [f"{scale.name}{unit}", *(f"{scale.name} {column}" for column in _METRIC)]
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")  # RFC 4180
    rows.writerow(map(_cell, head))
    for entry in entries:
        baseline = all_entries.get(entry.fields.baseline)
        row = [*_entry_cells(entry, url_of), *(_cell(entry.params.get(n, "")) for n in params)]
        for name in scales:
            row += _metric_cells(entry.metric(name), baseline.metric(name) if baseline else None)
        rows.writerow(row)
    return file.getvalue().encode()


def _entry_cells(entry: LogEntry, url_of: Callable[[str], str]) -> list[str]:
    fields = entry.fields
    seeds = fields.seed or tuple(dict.fromkeys(run.seed for run in fields.runs if run.seed))
    commits = fields.commit or tuple(dict.fromkeys(r.commit for r in fields.runs if r.commit))
    lists = (fields.follows, fields.supersedes, fields.replicates, commits, seeds)
    cells = [entry.label, entry.date, entry.title, url_of(entry.docname), fields.status]
    cells += [fields.outcome, fields.baseline, *map(" ".join, lists)]
    return [_cell(text) for text in cells]


def _metric_cells(metric: Measurement | None, old: Measurement | None) -> list[str]:
    if not metric:
        return [""] * (len(_METRIC) + 1)
    spread, deviation = metric.bar, metric.sample.deviation
    cells = [
        metric.typed or repr(metric.sample.mean),
        repr(spread) if spread else "",
        str(metric.count or ""),
        "" if deviation is None else repr(deviation),
    ]
    if not old:
        return [*cells, "", "", "", ""]
    change = change_from(metric, old, metric.scale)
    low, high = map(repr, change.difference.interval) if change.difference.interval else ("", "")
    return [*cells, repr(change.difference.value), low, high, change.verdict]


def _cell(text: str) -> str:
    """Return *text* so that spreadsheets do not read it as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
