"""Read metrics from a JSON or CSV file that a run wrote.

JSON is an object of names and values, or has such an object under the key ``metrics``. A value is a
number, or an object with the keys ``value``, ``unit``, ``spread``, ``n`` and ``better``. CSV has
either the column ``name`` and a column for each of these keys, with a row for each metric; or a
column for each metric, with one row of numbers.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from blink.logbooks.fields import METRIC_KEYS, is_number, make_metric
from blink.problems import Mistake
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from blink.model import Metric

#: The most bytes of such a file
MAX_BYTES = 1_000_000


def read_results(path: Path) -> tuple[Metric, ...]:
    """Return the metrics in the file at *path*, in its order; there is at least one.

    :raises Mistake: if the file cannot be read, or has something else than metrics.
    """
    if path.exists() and not path.is_file():  # a named pipe would never end
        raise Mistake("metrics", "is not a regular file; write the path of a JSON or CSV file")
    try:
        if path.stat().st_size > MAX_BYTES:
            rule = f"must have at most {MAX_BYTES:,} bytes"
            raise Mistake("metrics", f"{rule}; write a file that holds only the metrics")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Mistake("metrics", f"cannot be read: {reason}") from error
    read = read_json if path.suffix.lower() == ".json" else read_csv
    return read(text)


def read_json(text: str) -> tuple[Metric, ...]:
    """Return the metrics in *text*.

    :raises Mistake: if *text* is not JSON, or has something else than metrics.
    """
    try:
        data = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_refuse, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise Mistake("metrics", 'is nested too deeply; write {"name": 12.3, …}') from error
    except ValueError as error:
        syntax = error if isinstance(error, json.JSONDecodeError) else None
        reason = f"line {syntax.lineno}: {syntax.msg}" if syntax else error
        raise Mistake("metrics", f"is not JSON ({reason})") from error
    if isinstance(data, dict) and isinstance(data.get("metrics"), dict):
        data = data["metrics"]
    if not isinstance(data, dict):
        raise Mistake("metrics", 'must be a JSON object such as {"name": 12.3, …}')
    return _metrics((name, _texts(name, value)) for name, value in data.items())


def _refuse(word: str) -> str:
    raise Mistake("metrics", f"has the value {word}, which is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise Mistake(
                "metrics", f"has `{name[:60]}` twice in one object; delete one of the two"
            )
        values[name] = value
    return values


def _texts(name: str, value: object) -> dict[str, str]:
    inner = value if isinstance(value, dict) else {"value": value}
    if not inner or not all(text is None or isinstance(text, str) for text in inner.values()):
        wanted = 'write 12.3 or {"value": 12.3, …}'
        raise Mistake("metrics", f"`{name[:60]}` is not a metric; {wanted}")
    return {key: str(text or "") for key, text in inner.items()}


def read_csv(text: str) -> tuple[Metric, ...]:
    """Return the metrics in *text*.

    :raises Mistake: if *text* is not CSV, or has something else than metrics.
    """
    try:
        rows = [[one_line(cell) for cell in row] for row in csv.reader(text.splitlines()) if row]
    except csv.Error as error:
        raise Mistake("metrics", f"is not CSV ({error})") from error
    head, *rows = rows or [[]]
    if not rows or any(len(row) != len(head) for row in rows):
        raise Mistake("metrics", "must be a row of names, and below it rows with as many values")
    if len(set(head)) < len(head):
        raise Mistake("metrics", f"has two columns of one name among {', '.join(head)[:60]}")
    if {"name", "value"} <= set(head):
        columns = [(key, head.index(key)) for key in METRIC_KEYS if key in head]
        name_column = head.index("name")
        return _metrics((row[name_column], {key: row[at] for key, at in columns}) for row in rows)
    if len(rows) > 1 or not all(is_number(cell) for cell in rows[0] if cell):
        rule = "must be one row of numbers below a row of names"
        other = "or a row for each metric below `name,value,unit,spread,n,better`"
        raise Mistake("metrics", f"{rule}, {other}")
    return _metrics((name, {"value": cell}) for name, cell in zip(head, rows[0], strict=True))


def _metrics(given: Iterable[tuple[str, dict[str, str]]]) -> tuple[Metric, ...]:
    metrics: dict[str, Metric] = {}
    for name, texts in given:
        metric = make_metric(name, texts)
        if metric and metric.name in metrics:
            raise Mistake("metrics", f"has the metric `{metric.name}` twice; delete one of the two")
        if metric:
            metrics[metric.name] = metric
    if not metrics:
        raise Mistake("metrics", "has no metrics")
    return tuple(metrics.values())
