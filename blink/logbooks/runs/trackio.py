"""Read the runs in a database of Trackio (SQLite)."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from blink.logbooks.runs.files import MOST_EVENTS, parse_json
from blink.logbooks.runs.folders import rows_of_trackio
from blink.logbooks.runs.run import BrokenRunError, flattened

if TYPE_CHECKING:
    from pathlib import Path

    from blink.logbooks.runs.run import Run

#: The most rows, and the most seconds for all of them: a file may be made to take long
_MOST_ROWS, _MOST_SECONDS = 2_000_000, 20
#: How many steps of the database pass before the time is looked at
_STEPS = 10_000


def is_trackio(path: Path) -> bool:
    if path.suffix.lower() not in (".db", ".sqlite") or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def read_database(path: Path) -> list[Run]:
    """Return the runs in a database.

    :raises BrokenRunError: if it is damaged.
    """
    if path.stat().st_size > MOST_EVENTS:
        raise BrokenRunError(f"it has more than {MOST_EVENTS // 1_000_000} MB")
    end = time.monotonic() + _MOST_SECONDS
    try:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
            query = "SELECT run_name, step, metrics FROM metrics ORDER BY id LIMIT ?"
            runs = rows_of_trackio(database.execute(query, (_MOST_ROWS,)))
            for name, config in database.execute("SELECT run_name, config FROM configs"):
                values = parse_json(config)
                for key, value in flattened(values) if isinstance(values, dict) else ():
                    if name in runs:
                        runs[name].add_param(key, value)
    except sqlite3.Error as error:
        raise BrokenRunError(f"it is not a database of Trackio ({error})") from error
    return list(runs.values())
