"""A file that a run wrote, JSON or CSV → metrics.

JSON is an object of names and values, perhaps below a key ``metrics``; a value is a number or an
object with ``value``, ``unit``, ``spread``, ``n``, ``better``. CSV has these as columns, with
``name`` before them and a metric a row; or a metric a column, and one row of numbers.
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

#: Bytes that such a file may have
SIZE = 1_000_000


def read_results(path: Path) -> tuple[Metric, ...]:
    """Return the metrics in the file at *path*, in its order.

    :raises Mistake: if it cannot be read, or says what is no metric.
    """
    if path.exists() and not path.is_file():  # a named pipe would never end
        raise Mistake("metrics", "is not a regular file; name a JSON or CSV file")
    try:
        if path.stat().st_size > SIZE:
            raise Mistake(
                "metrics", f"has over {SIZE:,} bytes; write what was measured, in figures"
            )
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8"
        raise Mistake("metrics", f"cannot be read: {said}") from error
    read = read_json if path.suffix.lower() == ".json" else read_csv
    return read(text)


def read_json(text: str) -> tuple[Metric, ...]:
    """:raises Mistake: if *text* is no JSON, or no metrics."""
    try:
        found = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_none, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise Mistake("metrics", 'is nested too deeply; write {"name": 12.3, …}') from error
    except ValueError as error:
        place = getattr(error, "lineno", 0)
        line = f"line {place}: {error.msg}" if isinstance(error, json.JSONDecodeError) else error
        raise Mistake("metrics", f"is no JSON ({line})") from error
    if isinstance(found, dict) and isinstance(found.get("metrics"), dict):
        found = found["metrics"]
    if not isinstance(found, dict):
        raise Mistake("metrics", 'is no object; write {"name": 12.3, …}')
    return _metrics((name, _given(name, value)) for name, value in found.items())


def _none(word: str) -> str:
    raise Mistake("metrics", f"holds {word}, which is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Mistake("metrics", f"says a name twice, one of {', '.join(found)[:60]}")
    return found


def _given(name: str, value: object) -> dict[str, str]:
    inner = value if isinstance(value, dict) else {"value": value}
    if not inner or not all(one is None or isinstance(one, str) for one in inner.values()):
        raise Mistake("metrics", f'`{name[:60]}` is no metric; write 12.3 or {{"value": 12.3, …}}')
    return {key: str(one or "") for key, one in inner.items()}


def read_csv(text: str) -> tuple[Metric, ...]:
    """:raises Mistake: if *text* is no CSV, or no metrics."""
    try:
        rows = [[one_line(cell) for cell in row] for row in csv.reader(text.splitlines()) if row]
    except csv.Error as error:
        raise Mistake("metrics", f"is no CSV ({error})") from error
    head, *rows = rows or [[]]
    if not rows or any(len(row) != len(head) for row in rows):
        raise Mistake("metrics", "needs a row of names, and rows with as many values below it")
    if len(set(head)) < len(head):
        raise Mistake("metrics", f"names a column twice, one of {', '.join(head)[:60]}")
    if {"name", "value"} <= set(head):
        columns = [(key, head.index(key)) for key in METRIC_KEYS if key in head]
        place = head.index("name")
        return _metrics((row[place], {key: row[at] for key, at in columns}) for row in rows)
    if len(rows) > 1 or not all(is_number(cell) for cell in rows[0] if cell):
        wanted = "write a metric a row below `name,value,unit,spread,n,better`"
        raise Mistake("metrics", f"is not a row of numbers below a row of names; or {wanted}")
    return _metrics((name, {"value": cell}) for name, cell in zip(head, rows[0], strict=True))


def _metrics(given: Iterable[tuple[str, dict[str, str]]]) -> tuple[Metric, ...]:
    found: dict[str, Metric] = {}
    for name, said in given:
        metric = make_metric(name, said)
        if metric and metric.name in found:
            raise Mistake("metrics", f"says `{metric.name}` twice")
        if metric:
            found[metric.name] = metric
    if not found:
        raise Mistake("metrics", "holds no metric")
    return tuple(found.values())
