"""Read and write ``run.json``, in which Blink keeps what a run of any tool reported.

Its curves are in ``curves.csv`` beside it.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.files import parse_json, read_table, read_text, reading
from blink.logbooks.runs.run import BrokenRunError, Curve, Run, number_of, seed_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE, CURVES, FORM = "run.json", "curves.csv", "blink-run/1"
#: The most bytes of the file, and the most points of a curve that are kept
MOST_BYTES, MOST_POINTS = 20_000, 200


def read_record(path: Path) -> Run:
    """Return the run in a ``run.json``.

    :raises BrokenRunError: if it, or the file of its curves, is damaged.
    """
    data = parse_json(read_text(path, MOST_BYTES))
    if not isinstance(data, dict):
        raise BrokenRunError("it must be an object of names and values")
    if data.get("schema") != FORM:
        raise BrokenRunError(f'"schema" is not "{FORM}"')
    run = Run(str(data.get("from") or "blink"))
    for name, value in _mapping(data, "params").items():
        run.add_param(str(name), value)
    for name, value in _mapping(data, "metrics").items():
        if (number := number_of(value)) is not None:
            run.add_metric(str(name), number)
    git = _mapping(data, "git")
    run.commit, run.remote = str(git.get("commit") or ""), str(git.get("remote") or "")
    run.started, run.seconds = str(data.get("started") or ""), number_of(data.get("seconds"))
    command = data.get("command")
    run.command = [str(word) for word in command] if isinstance(command, list) else []
    if data.get("seed") is not None:
        run.seed = seed_text(data["seed"])
    if data.get("exit"):
        run.failed = f"it ended with the exit code {data['exit']}"
    run.failed = str(data.get("failed") or run.failed)
    if curves := data.get("curves"):
        name = PurePosixPath(str(curves)).name
        if name != curves or not name.isprintable() or name == "..":
            raise BrokenRunError('"curves" must be the name of a file beside it')
        with reading(path.with_name(name)):
            run.curves = _read_curves(path.with_name(name))
    return run


def _mapping(data: Mapping[Any, Any], key: str) -> dict[Any, Any]:
    value = data.get(key) or {}
    if not isinstance(value, dict):
        raise BrokenRunError(f'"{key}" must be an object')
    return value


def _read_curves(path: Path) -> dict[str, Curve]:
    head, rows = read_table(path)
    curves = {name: Curve() for name in head[1:]}
    for row in rows:
        for name, cell in zip(head[1:], row[1:], strict=True):
            if cell:
                try:
                    curves[name].add(float(row[0]), float(cell))
                except ValueError as error:
                    both = f"`{row[0][:60]}` or `{cell[:60]}`"
                    raise BrokenRunError(f"{both} is not a number") from error
    return curves


def thinned(curve: Curve, most: int = MOST_POINTS) -> Curve:
    """Return *curve* with at most so many points: the first, the last, and evenly spaced ones."""
    count = len(curve.steps)
    if count <= most:
        return curve
    places = [round(index * (count - 1) / (most - 1)) for index in range(most)]
    return Curve([curve.steps[p] for p in places], [curve.values[p] for p in places])


def curves_csv(curves: Mapping[str, Curve]) -> str:
    """Return the table of *curves*, thinned: a row for each step, and a column for each."""
    thin = {name: thinned(curve) for name, curve in sorted(curves.items())}
    cells: dict[float, dict[str, float]] = {}
    for name, curve in thin.items():
        for step, value in zip(curve.steps, curve.values, strict=True):
            cells.setdefault(step, {})[name] = value
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["step", *thin])
    for step in sorted(cells):
        writer.writerow([f"{step:g}", *(cells[step].get(name, "") for name in thin)])
    return buffer.getvalue()


def record_text(data: Mapping[str, Any]) -> str:
    """Return the content of a ``run.json``; it is the same for the same *data*."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
