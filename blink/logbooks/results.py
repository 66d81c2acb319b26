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

_WRITE_PATH = "write the path of a JSON or CSV file, relative to the folder of this post"
_WRITE_OBJECT = 'write an object such as {"loss": 12.3, "size": 45}'
#: The most bytes of such a file
MAX_BYTES = 1_000_000


def read_results(path: Path) -> tuple[Metric, ...]:
    """Return the metrics in the file at *path*, in its order; there is at least one.

    :raises Mistake: if the file cannot be read, or has something else than metrics.
    """
    if path.exists() and not path.is_file():  # a named pipe would never end
        raise Mistake("metrics", f"this is not a regular file; {_WRITE_PATH}")
    try:
        if path.stat().st_size > MAX_BYTES:
            rule = f"the file must have at most {MAX_BYTES:,} bytes"
            raise Mistake("metrics", f"{rule}; write a file that has only the metrics")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = "the file is not encoded as UTF-8; save it as UTF-8"
        raise Mistake("metrics", message) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Mistake("metrics", f"the file cannot be read: {reason}; {_WRITE_PATH}") from error
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
        raise Mistake("metrics", f"the file is nested too deeply; {_WRITE_OBJECT}") from error
    except ValueError as error:
        syntax = error if isinstance(error, json.JSONDecodeError) else None
        reason = f"line {syntax.lineno}: {syntax.msg}" if syntax else error
        message = f"the file is not valid JSON ({reason}); {_WRITE_OBJECT}"
        raise Mistake("metrics", message) from error
    if isinstance(data, dict) and isinstance(data.get("metrics"), dict):
        data = data["metrics"]
    if not isinstance(data, dict):
        raise Mistake("metrics", f"the file must be a JSON object; {_WRITE_OBJECT}")
    return _metrics((name, _texts(name, value)) for name, value in data.items())


def _refuse(word: str) -> str:
    message = f"the file has the value {word}; write a number, or leave the metric out"
    raise Mistake("metrics", message)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            message = f"an object has the key `{name[:60]}` twice; delete one of the two"
            raise Mistake("metrics", message)
        values[name] = value
    return values


def _texts(name: str, value: object) -> dict[str, str]:
    inner = value if isinstance(value, dict) else {"value": value}
    if not inner or not all(text is None or isinstance(text, str) for text in inner.values()):
        wanted = 'write a number, or an object such as {"value": 12.3, "unit": "ms"}'
        raise Mistake("metrics", f"`{name[:60]}` is not a metric; {wanted}")
    return {key: str(text or "") for key, text in inner.items()}


def read_csv(text: str) -> tuple[Metric, ...]:
    """Return the metrics in *text*.

    :raises Mistake: if *text* is not CSV, or has something else than metrics.
    """
    reader = csv.reader(text.splitlines())
    try:
        lines = [(reader.line_num, [one_line(cell) for cell in row]) for row in reader if row]
    except csv.Error as error:
        message = f"line {reader.line_num} of the file is not valid CSV ({error}); correct it"
        raise Mistake("metrics", message) from error
    head = lines[0][1] if lines else []
    rows = [row for _, row in lines[1:]]
    if not rows:
        rule = "the file must have a header row with the names of its columns"
        raise Mistake("metrics", f"{rule}, and a row of values below it")
    for number, row in lines:
        if len(row) != len(head):
            rule = f"must have as many values as the header row, {len(head)}, not {len(row)}"
            raise Mistake("metrics", f"line {number} of the file {rule}")
    if twice := [name for name in head if head.count(name) > 1]:
        message = f"the header row has two columns named `{twice[0][:60]}`; rename one of the two"
        raise Mistake("metrics", message)
    if {"name", "value"} <= set(head):
        columns = [(key, head.index(key)) for key in METRIC_KEYS if key in head]
        name_column = head.index("name")
        return _metrics((row[name_column], {key: row[at] for key, at in columns}) for row in rows)
    if len(rows) > 1 or not all(is_number(cell) for cell in rows[0] if cell):
        rule = "the file must have a column for each metric and a single row of numbers"
        other = "or a row for each metric and the header row `name,value,unit,spread,n,better`"
        raise Mistake("metrics", f"{rule}, {other}")
    return _metrics((name, {"value": cell}) for name, cell in zip(head, rows[0], strict=True))


def _metrics(given: Iterable[tuple[str, dict[str, str]]]) -> tuple[Metric, ...]:
    metrics: dict[str, Metric] = {}
    for name, texts in given:
        metric = make_metric(name, texts)
        if metric and metric.name in metrics:
            message = f"the file has the metric `{metric.name}` twice; delete one of the two"
            raise Mistake("metrics", message)
        if metric:
            metrics[metric.name] = metric
    if not metrics:
        raise Mistake("metrics", "the file has no metrics; write a name with a number into it")
    return tuple(metrics.values())
