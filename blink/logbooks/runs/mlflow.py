"""Read the runs of MLflow: its folders of files, and its database, the default since MLflow 3."""

from __future__ import annotations

from datetime import datetime, timezone
from math import inf, nan
from typing import TYPE_CHECKING

from blink.logbooks.runs.databases import rows
from blink.logbooks.runs.files import files_below, read_mapping, read_text
from blink.logbooks.runs.run import BrokenRunError, Run, number_of

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_COMMIT, _DELETED = "mlflow.source.git.commit", "deleted"
#: How far a run is (``RunStatus`` of MLflow), in a file and in the database
_STATUS = {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED"}
_LARGEST = 1.7e308  #: stands for infinity in the database


def is_mlflow(folder: Path) -> bool:
    return (folder / "meta.yaml").is_file() and (folder / "metrics").is_dir()


def read_mlflow(folder: Path) -> list[Run]:
    """Return the run in a folder of MLflow's file store; none if it was deleted there.

    :raises BrokenRunError: if a file is damaged.
    """
    meta = read_mapping(folder / "meta.yaml")
    if meta.get("lifecycle_stage") == _DELETED:
        return []
    run = Run("mlflow", str(meta.get("run_name") or "")[:300])
    for path in files_below(folder / "params"):
        run.add_param(path.relative_to(folder / "params").as_posix(), read_text(path).strip())
    for path in files_below(folder / "metrics"):
        name = path.relative_to(folder / "metrics").as_posix()
        for number, line in enumerate(read_text(path).splitlines(), 1):
            if line.strip():
                run.add_point(name, *_point(path.name, number, line))
    run.end_curves()
    tag = folder / "tags" / _COMMIT
    run.commit = read_text(tag).strip()[:300] if tag.is_file() else ""
    _add_facts(run, meta.get("status"), meta.get("start_time"), meta.get("end_time"))
    return [run]


def _point(name: str, number: int, line: str) -> tuple[float, float]:
    """Return the step and the value of a line ``time value step``."""
    parts = line.split()
    try:
        return float(parts[2]) if len(parts) > 2 else float(number), float(parts[1])
    except (IndexError, ValueError) as error:
        raise BrokenRunError(f"line {number} of metrics/{name} is not `time value step`") from error


def _add_facts(run: Run, status: object, start: object, end: object) -> None:
    """Add when *run* was, in milliseconds, and that it did not come to its end."""
    word = _STATUS.get(status) if isinstance(status, int) else str(status)
    if word in _STATUS.values() and word != "FINISHED":
        run.failed = run.failed or f"MLflow has the status {word}"
    first, last = number_of(start), number_of(end)
    if first and 0 < first < 1e14:
        day = datetime.fromtimestamp(first / 1000, timezone.utc)
        run.started = day.strftime("%Y-%m-%dT%H:%M:%SZ")
        run.seconds = (last - first) / 1000 if last else None


def is_mlflow_database(columns: dict[str, set[str]]) -> bool:
    metrics = {"key", "value", "timestamp", "run_uuid", "step", "is_nan"}
    runs = {"run_uuid", "name", "status", "start_time", "end_time", "lifecycle_stage"}
    return metrics <= columns.get("metrics", set()) and runs <= columns.get("runs", set())


def read_mlflow_database(database: sqlite3.Connection) -> list[Run]:
    """Return the runs in *database* that are not deleted, in the order in which they began.

    :raises BrokenRunError: if it is damaged.
    """
    runs: dict[str, Run] = {}
    facts = []
    query = "SELECT run_uuid, name, status, start_time, end_time, lifecycle_stage FROM runs"
    for key, name, status, start, end, stage in rows(database, f"{query} ORDER BY start_time"):
        if stage != _DELETED:
            runs[key] = Run("mlflow", str(name or "")[:300])
            facts.append((runs[key], status, start, end))
    for key, name, value in rows(database, "SELECT run_uuid, key, value FROM params ORDER BY key"):
        if key in runs:
            runs[key].add_param(str(name), value)
    query = "SELECT run_uuid, key, value, step, is_nan FROM metrics ORDER BY step, timestamp, rowid"
    for key, name, value, step, is_nan in rows(database, query):
        if key in runs and (number := number_of(value)) is not None:
            if abs(number) > _LARGEST:
                number = inf if number > 0 else -inf
            runs[key].add_point(str(name), number_of(step) or 0.0, nan if is_nan else number)
    for key, name, value in rows(database, "SELECT run_uuid, key, value FROM tags"):
        if key in runs and name == _COMMIT:
            runs[key].commit = str(value)[:300]
    for run, status, start, end in facts:
        run.end_curves()
        _add_facts(run, status, start, end)
    return list(runs.values())
