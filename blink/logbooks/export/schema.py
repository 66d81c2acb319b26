"""Describe the JSON file of a logbook by a JSON Schema (2020-12), which is published beside it."""

from __future__ import annotations

import json
from typing import Any

from blink.logbooks.export.data import VERSION
from blink.logbooks.fields import BETTER, OUTCOME, STATUS
from blink.logbooks.metrics.scales import ROLES
from blink.logbooks.statistics.comparison import BETTER as IS_BETTER
from blink.logbooks.statistics.comparison import SAME, TOO_FEW, UNKNOWN, WORSE
from blink.logbooks.statistics.samples import SPREADS

#: Name of the schema, in the folder of all logbooks
SCHEMA = "logbook.schema.json"

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_NUMBER: Schema = {"type": "number"}
_FLAG: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 1}
_SIZE: Schema = {"type": "number", "minimum": 0}
_DAY: Schema = {"type": "string", "format": "date"}
_TIME: Schema = {"type": "string", "format": "date-time"}


def _object(required: str, **properties: Schema) -> Schema:
    """Return the schema of an object with these *properties*, of which some are *required*."""
    return {
        "type": "object",
        "required": required.split(),
        "additionalProperties": False,
        "properties": properties,
    }


def _described(schema: Schema, text: str) -> Schema:
    return {**schema, "description": text}


def _map(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _scale() -> Schema:
    return _object(
        "name",
        name=_TEXT,
        unit=_TEXT,
        better={"enum": list(BETTER)},
        times=_described(_NUMBER, "factor from the value of a run to that of the logbook"),
        digits={"type": "integer", "minimum": 0},
        primary=_FLAG,
        margin=_described(_SIZE, "the smallest difference that matters"),
        role={"enum": list(ROLES)},
        declared=_described(_FLAG, "whether the logbook declares it"),
    )


def _metric() -> Schema:
    return _object(
        "value",
        value=_described(_NUMBER, "the mean of all runs that did not fail"),
        unit=_TEXT,
        spread=_described(_SIZE, "as the page shows it"),
        n=_described(_COUNT, "the number of runs that did not fail"),
        better={"enum": list(BETTER)},
        sd=_described(_SIZE, "the sample standard deviation, with n - 1"),
        values=_described(_map(_NUMBER), "the value of each run, by its seed"),
        failed=_described(_COUNT, "the number of runs that failed"),
    )


def _delta() -> Schema:
    interval = {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}
    return _object(
        "baseline value",
        baseline=_TEXT,
        value=_described(_NUMBER, "the mean of the entry less that of its baseline"),
        interval=_described(interval, "the 95 % interval of the difference"),
        p={"type": "number", "minimum": 0, "maximum": 1},
        method={"enum": ["paired", "welch"]},
        pairs=_COUNT,
        verdict={"enum": [IS_BETTER, WORSE, SAME, UNKNOWN, TOO_FEW]},
    )


def _run() -> Schema:
    texts = ("path", "name", "tool", "seed", "failed", "cwd", "commit", "remote", "patch", "lock")
    return _object(
        "path",
        **dict.fromkeys((*texts, "host", "started"), _TEXT),
        params=_map(_TEXT),
        metrics=_described(_map(_NUMBER), "as the run reported them"),
        command=_TEXTS,
        dirty=_FLAG,
        seconds=_SIZE,
        digest=_described({"type": "string", "pattern": "^[0-9a-f]{16}$"}, "of all that was read"),
    )


def _entry() -> Schema:
    texts = ("id", "url", "title", "question", "hypothesis", "method", "baseline", "command")
    lists = ("tags", "follows", "supersedes", "replicates", "commit", "seed", "data", "hardware")
    return _object(
        "id url title date tags",
        **dict.fromkeys(texts, _TEXT),
        **dict.fromkeys((*lists, "cost", "next", "fix", "curves"), _TEXTS),
        date=_TIME,
        status={"enum": list(STATUS)},
        outcome={"enum": list(OUTCOME)},
        spread_is={"enum": list(SPREADS)},
        params=_described(_map(_TEXT), "those that all runs have in common"),
        metrics=_map(_metric()),
        deltas=_described(_map(_delta()), "by metric, against the baseline"),
        runs=_list(_run()),
        artifacts=_map(_TEXT),
        amendments=_list(_object("date text", date=_DAY, text=_TEXT)),
    )


def schema_json(url: str) -> bytes:
    """Return the schema of `blink.logbooks.export.data.logbook_json`, published at *url*."""
    scale = _scale()
    scale["properties"]["from"] = _described(_TEXTS, "names under which runs report it")
    comparison = _object("baseline total remaining", baseline=_TEXT, total=_COUNT,
                         remaining={"type": "integer", "minimum": 0})  # fmt: skip
    report = _object("id url title date covers", **dict.fromkeys(("id", "url", "title"), _TEXT),
                     date=_TIME, covers=_TEXTS, frozen=_FLAG)  # fmt: skip
    logbook = _object(
        "$schema version name url metrics comparisons reports notes entries",
        version={"const": VERSION},
        name=_TEXT,
        url=_TEXT,
        metrics=_list(scale),
        comparisons=_described(_list(comparison), "what Holm's correction leaves"),
        reports=_list(report),
        notes=_list(_object("date entry text", date=_TIME, entry=_TEXT, text=_TEXT)),
        entries=_list(_entry()),
    )
    logbook["properties"]["$schema"] = _TEXT
    title = "A logbook: dated entries, their runs, and what they measured"
    draft = "https://json-schema.org/draft/2020-12/schema"
    schema = {"$schema": draft, "$id": url, "title": title, **logbook}
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()
