"""A logbook → JSON and CSV of its entries and metrics, and the JSON Schema of the former."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import scales
from blink.logbooks.fields import BETTER, OUTCOME, STATUS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from blink.logbooks.analysis import Record, Scale
    from blink.model import Metric

#: Names of a logbook's files, below its own folder
JSON, CSV = "logbook.json", "logbook.csv"
#: Name of the schema, below the folder of all logbooks
SCHEMA = "logbook.schema.json"

#: Parts of what an entry says that are of use only here
_INTERNAL = ("logbook", "words", "numbers")


def data_files(docname: str) -> tuple[str, str]:
    """Return the paths of the two files of the logbook whose page is *docname*."""
    return f"{docname}/{JSON}", f"{docname}/{CSV}"


def as_number(text: str) -> float | int:
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def metric_data(metric: Metric, scale: Scale) -> dict[str, Any]:
    found: dict[str, Any] = {"value": as_number(metric.text)}
    if unit := metric.unit or scale.unit:
        found["unit"] = unit
    if metric.spread:
        found["spread"] = as_number(metric.spread)
    if metric.n:
        found["n"] = metric.n
    if scale.better:
        found["better"] = scale.better
    return found


def entry_data(
    record: Record, known: Mapping[str, Scale], address: Callable[[str], str]
) -> dict[str, Any]:
    """Return *record* as the schema has it, its metrics on the *known* scales.

    What it does not say is left out.
    """
    said = {key: value for key, value in asdict(record.said).items() if key not in _INTERNAL}
    said["metrics"] = {m.name: metric_data(m, known[m.name]) for m in record.said.metrics}
    said["artifacts"] = dict(record.said.artifacts)
    said["amendments"] = [{"date": one.day, "text": one.text} for one in record.said.amendments]
    kept = {key: list(v) if isinstance(v, tuple) else v for key, v in said.items() if v}
    about = {"id": record.label, "url": address(record.docname), "title": record.title}
    return {**about, "date": record.date, "tags": list(record.tags), **kept}


def write_json(
    name: str, url: str, schema: str, records: Sequence[Record], address: Callable[[str], str]
) -> bytes:
    """Return the logbook as JSON; *address* makes one of a docname."""
    known = scales(records)
    whole = {
        "$schema": schema,
        "name": name,
        "url": url,
        "entries": [entry_data(record, known, address) for record in records],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def write_csv(records: Sequence[Record], address: Callable[[str], str]) -> bytes:
    """Return an entry a row, with three columns a metric: value, spread, number of runs."""
    known = scales(records)
    head = ["id", "date", "title", "url", "status", "outcome", "baseline", "follows", "supersedes"]
    head += ["replicates", "commit", "seed"]
    for one in known.values():
        unit = f" ({one.unit})" if one.unit else ""
        head += [f"{one.name}{unit}", f"{one.name} spread", f"{one.name} n"]
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")  # RFC 4180
    rows.writerow(map(_cell, head))
    for record in records:
        said = record.said
        row = [record.label, record.date, record.title, address(record.docname), said.status]
        row += [said.outcome, said.baseline, *map(" ".join, (said.follows, said.supersedes))]
        row += [" ".join(said.replicates), " ".join(said.commit), " ".join(said.seed)]
        row = [_cell(text) for text in row]
        for name in known:
            metric = record.metric(name)
            row += [metric.text, metric.spread, str(metric.n or "")] if metric else ["", "", ""]
        rows.writerow(row)
    return file.getvalue().encode()


def _cell(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def write_schema(address: str) -> bytes:
    """Return the JSON Schema (2020-12) that is published at *address*."""
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
    one = {
        "type": "object",
        "required": ["id", "url", "title", "date", "tags"],
        "additionalProperties": False,
        "properties": entry,
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "A logbook: dated entries and what they measured",
        "type": "object",
        "required": ["$schema", "name", "url", "entries"],
        "additionalProperties": False,
        "properties": {
            "$schema": text,
            "name": text,
            "url": text,
            "entries": {"type": "array", "items": one},
        },
    }
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
