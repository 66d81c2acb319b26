"""Read and write ``run.json``, in which Blink keeps what a run of any tool reported.

Its curves are in ``curves.csv`` beside it.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.files import parse_json, read_table, read_text, reading
from blink.logbooks.runs.run import (
    MOST_CHARACTERS,
    BrokenRunError,
    Curve,
    Run,
    number_of,
    param_text,
    seed_text,
)

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
    run = Run(str(data.get("from") or "blink"), record=path)
    for name, value in _mapping(data, "params").items():
        run.add_param(str(name), value)
    for name, value in _mapping(data, "metrics").items():
        if (number := number_of(value)) is not None:
            run.add_metric(str(name), number)
    run.name, run.cwd = str(data.get("name") or ""), str(data.get("cwd") or "")
    for name, value in _mapping(data, "summaries").items():
        if isinstance(value, dict) and (deviation := number_of(value.get("sd"))) is not None:
            run.add_summary(str(name), deviation, number_of(value.get("n")))
    _add_facts(run, data)
    run.started, run.seconds = str(data.get("started") or ""), number_of(data.get("seconds"))
    command = data.get("command")
    run.command = [str(word) for word in command] if isinstance(command, list) else []
    if data.get("seed") is not None:
        run.seed = seed_text(data["seed"])
    if code := data.get("exit"):
        killed = isinstance(code, int) and code < 0
        run.failed = f"signal {-code} ended it" if killed else f"it ended with the exit code {code}"
    run.failed = str(data.get("failed") or run.failed)
    facts = [json.dumps(data, sort_keys=True)]
    if run.patch and (patch := path.with_name(run.patch)).is_file():
        with reading(patch):
            facts.append(read_text(patch))
    run.facts = sha256("\0".join(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    if name := _file_beside(data, "curves"):
        with reading(path.with_name(name)):
            run.curves = _read_curves(path.with_name(name))
    return run


def _add_facts(run: Run, data: Mapping[str, Any]) -> None:
    """Set what *data* says of the code, the packages, the machine and the inputs."""
    git, environment, host = (_mapping(data, key) for key in ("git", "env", "host"))
    run.commit, run.remote = str(git.get("commit") or ""), str(git.get("remote") or "")
    run.dirty, run.patch = bool(git.get("dirty")), _file_beside(git, "patch")
    run.python, run.lock = (str(environment.get(key) or "") for key in ("python", "lock"))
    cores, memory = host.get("cores"), host.get("ram_gb")
    gpus = host.get("gpus") if isinstance(host.get("gpus"), list) else []
    parts = [str(host.get("cpu") or "")]
    parts += [f"{cores} core{'s' if cores != 1 else ''}"] if cores else []
    parts += [f"{memory} GB"] if memory else []
    run.host = ", ".join(filter(None, [*parts, *map(str, gpus or ())]))[:MOST_CHARACTERS]
    inputs = data.get("inputs")
    for item in inputs if isinstance(inputs, list) else ():
        if isinstance(item, dict):
            run.inputs.append((str(item.get("path") or ""), str(item.get("sha256") or "")))


def _file_beside(data: Mapping[Any, Any], key: str) -> str:
    """Return the name of a file that is in the same folder.

    :raises BrokenRunError: if it is the path of another file.
    """
    given = data.get(key) or ""
    name = PurePosixPath(str(given)).name
    if name != given or not name.isprintable() or name == "..":
        raise BrokenRunError(f'"{key}" must be the name of a file beside it')
    return name


def _mapping(data: Mapping[Any, Any], key: str) -> dict[Any, Any]:
    value = data.get(key) or {}
    if not isinstance(value, dict):
        raise BrokenRunError(f'"{key}" must be an object')
    return value


def _read_curves(path: Path) -> dict[str, Curve]:
    head, rows = read_table(path)
    curves = {name: Curve() for name in head[1:]}
    for row in rows:
        for name, cell in zip(head[1:], row[1:]):
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
        for step, value in zip(curve.steps, curve.values):
            cells.setdefault(step, {})[name] = value
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["step", *thin])
    for step in sorted(cells):
        writer.writerow([f"{step:g}", *(cells[step].get(name, "") for name in thin)])
    return buffer.getvalue()


def record_of(run: Run, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a ``run.json`` for *run*.

    :param facts: what is known beside it: ``command``, ``cwd``, ``started``, ``seconds``, ``exit``,
        ``git``, ``env``, ``host`` and ``inputs``
    """
    git = {"remote": run.remote, "commit": run.commit}
    own: dict[str, Any] = {
        "command": run.command,
        "started": run.started,
        "git": {key: value for key, value in git.items() if value},
    }
    if run.seconds is not None:
        own["seconds"] = round(run.seconds, 2)
    data: dict[str, Any] = {"schema": FORM}
    for key in ("command", "cwd", "started", "seconds", "exit", "git", "env", "host"):
        value = facts[key] if key in facts else own.get(key)
        if value or value == 0:
            data[key] = value
    data["params"] = {name: _plain_value(text) for name, text in run.params.items()}
    if run.seed:
        data["seed"] = _plain_value(run.seed)
    data["metrics"] = dict(run.metrics)
    if run.summaries:
        pairs = run.summaries.items()
        data["summaries"] = {name: {"sd": sd, "n": count} for name, (sd, count) in pairs}
    if run.curves:
        data["curves"] = CURVES
    if facts.get("inputs"):
        data["inputs"] = facts["inputs"]
    data["from"] = run.tool
    if run.name:
        data["name"] = run.name
    if run.failed and not data.get("exit"):
        data["failed"] = run.failed
    return data


def _plain_value(text: str) -> Any:
    """Return the number or the truth value that *text* is, if it is read as the same text again."""
    with suppress(ValueError, RecursionError):
        value = json.loads(text)
        if isinstance(value, (int, float, bool)) and param_text(value) == text:
            return value
    return text


def record_text(data: Mapping[str, Any]) -> str:
    """Return the content of a ``run.json``; it is the same for the same *data*."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
