"""Export the entries of a logbook as JSON: what they say, what they measured, and their runs.

Numbers are not rounded. Version 1 had no key ``version``; its keys have kept their meaning.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import scales_of
from blink.logbooks.metrics.changes import change_from
from blink.logbooks.metrics.scales import Scale
from blink.logbooks.metrics.standing import comparisons

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.measurements import Measurement
    from blink.model import EntryRun

Data = dict[str, Any]

VERSION = 2
#: Names of the files of a logbook, in its folder
JSON, CSV = "logbook.json", "logbook.csv"

#: Fields of an entry that are not exported, or in another form
_INTERNAL = ("logbook", "words", "numbers", "runs", "params", "metrics", "artifacts", "amendments")


def data_files(docname: str) -> tuple[str, str]:
    """Return the paths of the two files of the logbook whose page is *docname*."""
    return f"{docname}/{JSON}", f"{docname}/{CSV}"


def number(value: float | str) -> float | int:
    """Return the number that *value* is, as an integer if it is one that somebody typed.

    >>> number("45"), number("2.50"), number(45.0)
    (45, 2.5, 45.0)
    """
    if isinstance(value, str):
        return int(value) if value.lstrip("+-").isdigit() else float(value)
    return value


def kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return *data* without values that are empty, or numbers that JSON does not have."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in data.items()
        if value is not None and value is not False and value not in ("", (), [], {})
        if all(isfinite(part) for part in _numbers(value))
    }


def _numbers(value: object) -> list[float]:
    parts = value if isinstance(value, tuple) else (value,)
    return [part for part in parts if isinstance(part, float)]


def scale_data(scale: Scale) -> dict[str, Any]:
    """Return how a metric is measured, as the header of a logbook declares it."""
    default = Scale(scale.name, "", "")._asdict()
    data = {key: value for key, value in scale._asdict().items() if value != default[key]}
    data.pop("place", None)
    sources = data.pop("sources", ())
    return {"name": scale.name, **kept({**data, "from": sources}), **_digits(scale)}


def _digits(scale: Scale) -> dict[str, int]:
    return {} if scale.digits is None else {"digits": scale.digits}


def metric_data(metric: Measurement) -> dict[str, Any]:
    """Return what an entry measured for a metric, in the unit of the logbook."""
    sample = metric.sample
    data = {
        "value": number(metric.typed) if metric.typed else sample.mean,
        "unit": metric.unit,
        "spread": number(metric.bar) if metric.bar else None,
        "n": metric.count or None,
        "better": metric.scale.better,
        "sd": sample.deviation,
        "values": {seed: value for seed, value in sample.values.items() if isfinite(value)},
        "failed": metric.failed or None,
    }
    return kept(data)


def run_data(run: EntryRun) -> dict[str, Any]:
    """Return a run: what it was given, what it reported, and how to repeat it."""
    return kept(
        {
            "path": run.path,
            "name": run.name,
            "tool": run.tool,
            "seed": run.seed,
            "params": dict(run.params),
            "metrics": {name: value for name, value in run.metrics if isfinite(value)},
            "failed": run.failed,
            "command": run.command,
            "cwd": run.cwd,
            "commit": run.commit,
            "remote": run.remote,
            "dirty": run.dirty or None,
            "patch": run.patch,
            "lock": run.lock,
            "host": run.host,
            "started": run.started,
            "seconds": run.seconds if run.seconds >= 0 else None,
            "digest": run.digest,
        }
    )


def delta_data(entry: LogEntry, baseline: LogEntry) -> dict[str, Any]:
    """Return the difference of each metric that *entry* and its *baseline* have."""
    deltas = {}
    for name, new in entry.measured.items():
        if old := baseline.metric(name):
            change = change_from(new, old, new.scale)
            found = change.difference
            deltas[name] = kept(
                {
                    "baseline": baseline.label,
                    "value": found.value,
                    "interval": found.interval or (),
                    "p": found.p,
                    "method": found.method,
                    "pairs": found.pairs or None,
                    "verdict": change.verdict,
                }
            )
    return deltas


def entry_data(
    entry: LogEntry, all_entries: Mapping[str, LogEntry], url_of: Callable[[str], str]
) -> dict[str, Any]:
    """Return *entry* as the schema describes it, without empty fields."""
    fields = asdict(replace(entry.fields, runs=()))
    for key in _INTERNAL:
        fields.pop(key)
    baseline = all_entries.get(entry.fields.baseline)
    runs = entry.fields.runs
    seeds = entry.fields.seed or tuple(dict.fromkeys(run.seed for run in runs if run.seed))
    fields |= {
        "seed": seeds,
        "params": entry.params,
        "metrics": {name: metric_data(metric) for name, metric in entry.measured.items()},
        "deltas": delta_data(entry, baseline) if baseline else {},
        "runs": [run_data(run) for run in runs],
        "artifacts": dict(entry.fields.artifacts),
        "amendments": [{"date": one.day, "text": one.text} for one in entry.fields.amendments],
    }
    about = {"id": entry.label, "url": url_of(entry.docname), "title": entry.title}
    return {**about, "date": entry.date, "tags": list(entry.tags), **kept(fields)}


def logbook_json(
    about: Mapping[str, Any],
    entries: Sequence[LogEntry],
    all_entries: Mapping[str, LogEntry],
    url_of: Callable[[str], str],
) -> bytes:
    """Return the JSON file of a logbook.

    :param about: its ``$schema``, its ``name``, its ``url``, its ``reports`` and its ``notes``
    :param url_of: returns the URL of a docname
    """
    data = {
        "$schema": about["$schema"],
        "version": VERSION,
        "name": about["name"],
        "url": about["url"],
        "metrics": [scale_data(scale) for scale in scales_of(entries).values()],
        "comparisons": [one._asdict() for one in comparisons(entries, all_entries)],
        "reports": list(about.get("reports", ())),
        "notes": list(about.get("notes", ())),
        "entries": [entry_data(entry, all_entries, url_of) for entry in entries],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
