"""Read the files of runs within limits: text, JSON, YAML, tables."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.run import DEEPEST, BrokenRunError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The most bytes of a text, and of a record of events
MOST_TEXT, MOST_EVENTS = 20_000_000, 200_000_000
#: The most lines and cells of a table, and its most columns
_MOST_ROWS, _MOST_CELLS, _MOST_COLUMNS = 500_000, 5_000_000, 10_000
#: The most files below a folder
_MOST_FILES = 20_000


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Set the file of an error that something in the block raises.

    :raises BrokenRunError: instead of an `OSError`, such as of a folder that nobody may read.
    """
    try:
        yield
    except BrokenRunError as error:
        error.path = error.path or path
        raise
    except OSError as error:
        broken = BrokenRunError(error.strerror or str(error))
        named = Path(error.filename) if isinstance(error.filename, str) else path
        broken.path = named if path in named.parents else path
        raise broken from error


def read_bytes(path: Path, most: int = MOST_TEXT) -> bytes:
    """Return the content of *path*.

    :raises BrokenRunError: if it is too large, no regular file, or cannot be read.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BrokenRunError("it is not a regular file")
        data = b""
        if found.st_size <= most:
            with path.open("rb") as file:
                data = file.read(most + 1)  # files of the system have more than they say
    except (OSError, ValueError) as error:
        raise BrokenRunError(getattr(error, "strerror", "") or str(error)) from error
    if max(len(data), found.st_size) > most:
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} kB"
        raise BrokenRunError(f"it has more than {size}")
    return data


def read_text(path: Path, most: int = MOST_TEXT) -> str:
    """Return the text in *path*.

    :raises BrokenRunError: as `read_bytes` does, and if it is not UTF-8.
    """
    try:
        return read_bytes(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenRunError("it is not encoded as UTF-8") from error


def parse_json(text: str | bytes) -> Any:
    """Return the value of *text* in JSON, with Python's NaN and Infinity.

    :raises BrokenRunError: if it is not JSON.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise BrokenRunError("it is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise BrokenRunError(f"line {error.lineno} is not valid JSON ({error.msg})") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise BrokenRunError(f"it is not valid JSON ({error})") from error


def read_yaml(path: Path) -> Any:
    """Return the value in a file of YAML, as `parse_yaml` does.

    :raises BrokenRunError: as that function does, and where PyYAML is not installed.
    """
    try:
        from blink.logbooks.runs.yaml_files import parse_yaml  # noqa: PLC0415
    except ImportError as error:  # in blink_run.py
        rule = "it is a file of YAML, for which PyYAML must be installed here"
        raise BrokenRunError(f"{rule}; `blink attach` reads it too") from error
    with reading(path):
        return parse_yaml(read_text(path))


def files_below(folder: Path) -> list[Path]:
    """Return the files in *folder* and in the folders below it; links to folders are left out.

    :raises BrokenRunError: if there are too many.
    """
    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        found += [path for name in names if (path := Path(place, name)).is_file()]
        if len(found) > _MOST_FILES or len(Path(place).parts) > len(folder.parts) + DEEPEST:
            raise BrokenRunError(f"it has more than {_MOST_FILES:,} files, or {DEEPEST} levels")
    return sorted(found)


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


def read_mapping(path: Path) -> dict[Any, Any]:
    """Return the mapping in a file of JSON or YAML.

    :raises BrokenRunError: if it has something else.
    """
    is_json = path.suffix.lower() == ".json"
    with reading(path):
        data = parse_json(read_text(path)) if is_json else read_yaml(path)
        if data is None and not is_json:
            return {}
        if not isinstance(data, dict):
            raise BrokenRunError("it must have names and values")
    return data


def read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the header row and the other rows of a file of CSV or TSV.

    :raises BrokenRunError: if it is not such a file, or a row has another length.
    """
    text = read_text(path)
    first = text[: text.find("\n")]
    comma = "\t" if path.suffix.lower() == ".tsv" or "\t" in first else ","
    if first.count(comma) >= _MOST_COLUMNS:
        raise BrokenRunError(f"it has more than {_MOST_COLUMNS:,} columns")
    if text.count(comma) > _MOST_CELLS:
        raise BrokenRunError(f"it has more than {_MOST_CELLS:,} cells")
    if text.count("\n") > _MOST_ROWS:
        raise BrokenRunError(f"it has more than {_MOST_ROWS:,} lines")
    head: list[str] = []
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    try:
        for row in filter(None, reader):
            if head and len(row) != len(head):
                many = f"{len(row)} values, and the header {len(head)}"
                raise BrokenRunError(f"line {reader.line_num} has {many}")
            if head:
                rows.append(row)
            else:
                head = [name.strip() for name in row]
    except csv.Error as error:
        message = f"line {reader.line_num} is not valid CSV ({error})"
        raise BrokenRunError(message) from error
    if not head:
        raise BrokenRunError("it is empty")
    return head, rows
