"""Read the files of runs within limits: text, JSON, YAML, tables."""

from __future__ import annotations

import csv
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.run import BrokenRunError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The most bytes of a text, and of a record of events
MOST_TEXT, MOST_EVENTS = 20_000_000, 200_000_000
_MOST_ROWS = 2_000_000


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Set the file of an error that something in the block raises."""
    try:
        yield
    except BrokenRunError as error:
        error.path = error.path or path
        raise


def read_bytes(path: Path, most: int = MOST_TEXT) -> bytes:
    """Return the content of *path*.

    :raises BrokenRunError: if it is too large, no regular file, or cannot be read.
    """
    with reading(path):
        try:
            if not path.is_file():
                raise BrokenRunError("it is not a regular file")
            if path.stat().st_size > most:
                raise BrokenRunError(f"it has more than {most // 1_000_000} MB")
            return path.read_bytes()
        except OSError as error:
            raise BrokenRunError(error.strerror or str(error)) from error


def read_text(path: Path) -> str:
    """Return the text in *path*.

    :raises BrokenRunError: as `read_bytes` does, and if it is not UTF-8.
    """
    with reading(path):
        try:
            return read_bytes(path).decode("utf-8-sig")
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
        raise BrokenRunError(f"{rule}; `make attach` reads it too") from error
    with reading(path):
        return parse_yaml(read_text(path))


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
    with reading(path):
        return _rows(path)


def _rows(path: Path) -> tuple[list[str], list[list[str]]]:
    lines = read_text(path).splitlines()
    comma = "\t" if path.suffix.lower() == ".tsv" or "\t" in (lines or [""])[0] else ","
    try:
        rows = [row for row in csv.reader(lines[: _MOST_ROWS + 1], delimiter=comma) if row]
    except csv.Error as error:
        raise BrokenRunError(f"it is not valid CSV ({error})") from error
    if len(lines) > _MOST_ROWS:
        raise BrokenRunError(f"it has more than {_MOST_ROWS:,} lines")
    if not rows:
        raise BrokenRunError("it is empty")
    head = [name.strip() for name in rows[0]]
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(head):
            raise BrokenRunError(f"row {number} has {len(row)} values, and the header {len(head)}")
    return head, rows[1:]
