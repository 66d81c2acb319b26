"""Open a database of SQLite that somebody else made: to read only, within limits."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.files import MOST_EVENTS
from blink.logbooks.runs.run import BrokenRunError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The most rows, and the most seconds for all of them: a file may be made to take long
MOST_ROWS, _MOST_SECONDS = 2_000_000, 10
#: How many steps of the database pass before the time is looked at
_STEPS = 10_000
#: The most bytes of a value
_MOST_VALUE = 5_000_000


def is_database(path: Path) -> bool:
    if path.suffix.lower() not in (".db", ".sqlite", ".sqlite3") or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database; what its program has not yet moved from its log is read, too.

    :raises BrokenRunError: if it is damaged or too large, or a query takes too long.
    """
    log = path.with_name(f"{path.name}-wal")
    if sum(file.stat().st_size for file in (path, log) if file.is_file()) > MOST_EVENTS:
        raise BrokenRunError(f"it has more than {MOST_EVENTS // 1_000_000} MB")
    end = time.monotonic() + _MOST_SECONDS
    with TemporaryDirectory() as folder:
        options = "mode=ro&immutable=1"
        if log.is_file() and log.stat().st_size:  # SQLite writes beside what it reads with a log
            log = Path(shutil.copy(log, folder))
            path, options = Path(shutil.copy(path, folder)), "mode=rw"
        try:
            address = f"{path.resolve().as_uri()}?{options}"
            with closing(sqlite3.connect(address, uri=True)) as database:
                database.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
                if hasattr(database, "setlimit"):  # from Python 3.11
                    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_VALUE)
                database.execute("PRAGMA trusted_schema = off")
                yield database
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter of a message of SQLite
            if time.monotonic() > end:
                message = f"it takes more than {_MOST_SECONDS} seconds to read"
                raise BrokenRunError(message) from error
            reason = "" if isinstance(error, UnicodeDecodeError) else f" ({error})"
            raise BrokenRunError(f"it is not a sound database{reason}") from error


def tables(database: sqlite3.Connection) -> dict[str, set[str]]:
    """Return the columns of each table, by its name; those of views are left out."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    columns = "SELECT name FROM pragma_table_info(?)"
    return {
        name: {column for (column,) in database.execute(columns, (name,))}
        for (name,) in names[:1000]
        if isinstance(name, str)
    }


def rows(database: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of *query*.

    :raises BrokenRunError: if there are too many.
    """
    for number, row in enumerate(database.execute(query)):
        if number == MOST_ROWS:
            raise BrokenRunError(f"it has more than {MOST_ROWS:,} rows")
        yield row
