"""Read the runs in a database of Trackio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.runs.databases import rows
from blink.logbooks.runs.files import parse_json
from blink.logbooks.runs.run import Run, flattened, number_of

if TYPE_CHECKING:
    import sqlite3


def is_trackio(columns: dict[str, set[str]]) -> bool:
    return {"run_name", "step", "metrics"} <= columns.get("metrics", set())


def read_trackio(database: sqlite3.Connection, columns: dict[str, set[str]]) -> list[Run]:
    """Return the runs in *database*, in the order in which they began.

    :raises BrokenRunError: if it is damaged.
    """
    runs: dict[str, Run] = {}
    # older versions know a run by its name only
    key = "run_id" if "run_id" in columns["metrics"] else "run_name"
    began = "timestamp" if "timestamp" in columns["metrics"] else "''"
    query = f"SELECT {key}, run_name, step, metrics, {began} FROM metrics ORDER BY id"  # noqa: S608
    for name, shown, step, written, moment in rows(database, query):
        if str(name) not in runs:
            started = str(moment)[:19] + "Z" if str(moment).endswith("+00:00") else ""
            runs[str(name)] = Run("trackio", str(shown)[:300], started=started)
        run = runs[str(name)]
        row = parse_json(written) if isinstance(written, (str, bytes)) else None
        for metric, value in flattened(row) if isinstance(row, dict) else ():
            if (number := number_of(value)) is not None:
                run.add_point(metric, number_of(step) or 0.0, number)
    configs = columns.get("configs", set())
    if {key, "config"} <= configs:
        for name, config in rows(database, f"SELECT {key}, config FROM configs"):  # noqa: S608
            values = parse_json(config) if isinstance(config, (str, bytes)) else None
            if str(name) in runs and isinstance(values, dict):
                for param, value in flattened(values):
                    runs[str(name)].add_param(param, value)
    for run in runs.values():
        run.end_curves()
    return list(runs.values())
