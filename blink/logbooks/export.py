"""Export the entries and metrics of a logbook as JSON and CSV, with a JSON Schema."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import scales_of
from blink.logbooks.fields import BETTER, OUTCOME, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.measurements import Measurement

#: Names of the files of a logbook, in its folder
JSON, CSV = "logbook.json", "logbook.csv"
#: Name of the schema, in the folder of all logbooks
SCHEMA = "logbook.schema.json"

#: Fields of an entry that are not exported
_INTERNAL = ("logbook", "words", "numbers", "runs", "params", "curves", "spread_is")


def data_files(docname: str) -> tuple[str, str]:
    """Return the paths of the two files of the logbook whose page is *docname*."""
    return f"{docname}/{JSON}", f"{docname}/{CSV}"


def _number(text: str) -> float | int:
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def _metric_data(metric: Measurement) -> dict[str, Any]:
    value = _number(metric.typed) if metric.typed else metric.sample.mean
    data: dict[str, Any] = {"value": value}
    if metric.unit:
        data["unit"] = metric.unit
    if metric.bar:
        data["spread"] = metric.bar
    if metric.count:
        data["n"] = metric.count
    if metric.scale.better:
        data["better"] = metric.scale.better
    return data


def _entry_data(entry: LogEntry, url_of: Callable[[str], str]) -> dict[str, Any]:
    """Return *entry* as the schema describes it, without empty fields."""
    fields = {key: value for key, value in asdict(entry.fields).items() if key not in _INTERNAL}
    fields["metrics"] = {name: _metric_data(metric) for name, metric in entry.measured.items()}
    fields["artifacts"] = dict(entry.fields.artifacts)
    fields["amendments"] = [
        {"date": amendment.day, "text": amendment.text} for amendment in entry.fields.amendments
    ]
    kept = {key: list(v) if isinstance(v, tuple) else v for key, v in fields.items() if v}
    about = {"id": entry.label, "url": url_of(entry.docname), "title": entry.title}
    return {**about, "date": entry.date, "tags": list(entry.tags), **kept}


def logbook_json(
    name: str, url: str, schema: str, entries: Sequence[LogEntry], url_of: Callable[[str], str]
) -> bytes:
    """Return the JSON file of a logbook.

    *schema* is the URL of the schema, and *url_of* returns the URL of a docname.
    """
    data = {
        "$schema": schema,
        "name": name,
        "url": url,
        "entries": [_entry_data(entry, url_of) for entry in entries],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def logbook_csv(entries: Sequence[LogEntry], url_of: Callable[[str], str]) -> bytes:
    """Return the CSV file of a logbook.

    It has a row for each entry, and three columns for each metric: value, spread, number of runs.
    *url_of* returns the URL of a docname.
    """
    known = scales_of(entries)
    head = ["id", "date", "title", "url", "status", "outcome", "baseline", "follows", "supersedes"]
    head += ["replicates", "commit", "seed"]
    for scale in known.values():
        unit = f" ({scale.unit})" if scale.unit else ""
        head += [f"{scale.name}{unit}", f"{scale.name} spread", f"{scale.name} n"]
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")  # RFC 4180
    rows.writerow(map(_cell, head))
    for entry in entries:
        fields = entry.fields
        row = [entry.label, entry.date, entry.title, url_of(entry.docname), fields.status]
        row += [
            fields.outcome,
            fields.baseline,
            *map(" ".join, (fields.follows, fields.supersedes)),
        ]
        row += [" ".join(fields.replicates), " ".join(fields.commit), " ".join(fields.seed)]
        row = [_cell(text) for text in row]
        for name in known:
            metric = entry.metric(name)
            row += _metric_cells(metric) if metric else ["", "", ""]
        rows.writerow(row)
    return file.getvalue().encode()


def _metric_cells(metric: Measurement) -> list[str]:
    value = metric.typed or repr(metric.sample.mean)
    return [value, repr(metric.bar) if metric.bar else "", str(metric.count or "")]


def _cell(text: str) -> str:
    """Return *text* so that spreadsheets do not read it as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def schema_json(url: str) -> bytes:
    """Return the JSON Schema (2020-12) of `logbook_json`, which is published at *url*."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    metric = {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": {"type": "number"},
            "unit": text,
            "spread": {"type": "number", "minimum": 0},
            "n": {"type": "integer", "minimum": 1},
            "better": {"enum": list(BETTER)},
        },
    }
    amendment = {
        "type": "object",
        "required": ["date", "text"],
        "properties": {"date": {"type": "string", "format": "date"}, "text": text},
    }
    entry: dict[str, Any] = {
        "id": text,
        "url": text,
        "title": text,
        "date": {"type": "string", "format": "date-time"},
        "tags": texts,
        "status": {"enum": list(STATUS)},
        "outcome": {"enum": list(OUTCOME)},
        "metrics": {"type": "object", "additionalProperties": metric},
        "artifacts": {"type": "object", "additionalProperties": text},
        "amendments": {"type": "array", "items": amendment},
    }
    entry |= dict.fromkeys(("question", "hypothesis", "method", "baseline", "command"), text)
    entry |= dict.fromkeys(("follows", "supersedes", "replicates", "commit", "seed"), texts)
    entry |= dict.fromkeys(("data", "hardware", "cost", "next", "fix"), texts)
    entry_schema = {
        "type": "object",
        "required": ["id", "url", "title", "date", "tags"],
        "additionalProperties": False,
        "properties": entry,
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": url,
        "title": "A logbook: dated entries and what they measured",
        "type": "object",
        "required": ["$schema", "name", "url", "entries"],
        "additionalProperties": False,
        "properties": {
            "$schema": text,
            "name": text,
            "url": text,
            "entries": {"type": "array", "items": entry_schema},
        },
    }
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
