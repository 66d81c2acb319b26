"""Read a matrix from a CSV file, such as a confusion matrix, and show it as a shaded table."""

from __future__ import annotations

import csv
from itertools import chain
from math import isfinite
from typing import TYPE_CHECKING

from blink.logbooks.requests import Matrix
from blink.logbooks.statistics.rounding import fixed, significant
from blink.problems import Mistake
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from blink.logbooks.display.formatting import Data

#: The most bytes of such a file, the most rows, and the most characters of a name
MAX_BYTES, MAX_ROWS, MAX_NAME = 100_000, 40, 60
#: The number of shades, from the lightest to the darkest
SHADES = 10
_RULE = "write a row of numbers for each class, with or without the names of the classes"


def read_matrix(path: Path, shown: str) -> Matrix:
    """Return the matrix in the CSV file at *path*.

    The names of rows and columns are in its first column and its first row. If one of them is
    missing, both have the names of the other; without names, they are counted from 0.

    :param shown: the path as the document names it
    :raises Mistake: if the file has something else, with the line of the file in the message
    """
    lines = [(number, row) for number, row in _lines(path, shown) if any(row)]
    if not lines:
        raise Mistake("matrix", f"{shown} is empty; {_RULE}")
    head = lines[0] if _is_head([row for _, row in lines]) else (1, [])
    rows = lines[1:] if head[1] else lines
    count = len(rows)
    if not count:
        raise Mistake("matrix", f"{shown}:{head[0]}: no row has numbers; {_RULE}")
    if count > MAX_ROWS:
        message = f"the matrix must have at most {MAX_ROWS} rows; leave out classes"
        raise Mistake("matrix", f"{shown}:{rows[MAX_ROWS][0]}: {message}")
    is_square = f"the matrix has {count} rows, so that"
    has_corner = len(head[1]) == len(rows[0][1]) == count + 1
    has_names = has_corner or all(_number(row[0]) is None for _, row in rows)
    for number, row in rows:
        if len(row) - has_names != count:
            message = f"{is_square} each row must have {count} numbers, not {len(row) - has_names}"
            raise Mistake("matrix", f"{shown}:{number}: {message}; {_RULE}")
    numbers = tuple(
        tuple(_checked(cell, shown, number) for cell in row[has_names:]) for number, row in rows
    )
    columns = head[1][has_corner:]
    if columns and len(columns) != count:
        message = f"{is_square} the header row must have {count} names, not {len(columns)}"
        raise Mistake("matrix", f"{shown}:{head[0]}: {message}; {_RULE}")
    names = [row[0] for _, row in rows] if has_names else columns
    if columns and columns != names:
        message = "the columns must have the names of the rows, in the same order"
        raise Mistake("matrix", f"{shown}:{head[0]}: {message}; rename or sort them")
    return Matrix(shown, tuple(names or map(str, range(count))), numbers)


def _is_head(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first of *rows* has the names of columns, which may be numbers."""
    first, others = rows[0], rows[1:]
    if _number(first[0]) is not None:
        counted = [[str(start + index) for index in range(len(others))] for start in (0, 1)]
        return first in counted or any(_number(cell) is None for cell in first)
    has_names = all(_number(row[0]) is None for row in rows)
    is_named_row = has_names and first[0] and all(_number(cell) is not None for cell in first[1:])
    return not (is_named_row and len(first) > 1)


def _lines(path: Path, shown: str) -> list[tuple[int, list[str]]]:
    """Return the lines of a file with their numbers."""
    if not path.is_file():  # a named pipe would never end
        write = "write the path of a CSV file, relative to the folder of this document"
        raise Mistake("matrix", f"{shown} does not exist, or is not a file; {write}")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Mistake("matrix", f"{shown} must have at most {MAX_BYTES:,} bytes; shorten it")
        reader = csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True)
        lines = [(reader.line_num, [one_line(cell)[:MAX_NAME] for cell in row]) for row in reader]
    except UnicodeDecodeError as error:
        raise Mistake("matrix", f"{shown} is not encoded as UTF-8; save it as UTF-8") from error
    except csv.Error as error:
        message = f"{shown}:{reader.line_num}: this is not valid CSV ({error}); correct it"
        raise Mistake("matrix", message) from error
    except OSError as error:
        raise Mistake("matrix", f"{shown} cannot be read: {error.strerror}") from error
    return lines


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _checked(text: str, shown: str, line: int) -> float:
    number = _number(text)
    if number is None or not isfinite(number):
        raise Mistake("matrix", f"{shown}:{line}: `{text}` is not a number; correct the file")
    return number


def matrix_data(matrix: Matrix) -> Data:
    """Return the cells of *matrix*, with a shade from 0 to `SHADES` - 1 for each."""
    sums = [sum(row) for row in matrix.rows]
    shown = matrix.rows
    if matrix.shares:
        shown = tuple(
            tuple(100 * number / total if total else 0.0 for number in row)
            for row, total in zip(matrix.rows, sums, strict=True)
        )
    largest = 100.0 if matrix.shares else max(map(abs, chain(*shown)))
    places = 1 if matrix.shares else max(significant(number, 3) for number in chain(*shown))
    return {
        "path": matrix.path,
        "names": list(matrix.names),
        "row_title": matrix.row_title,
        "column_title": matrix.column_title,
        "shares": matrix.shares,
        "rows": [
            {"name": name, "cells": _cells(row, index, largest, places)}
            for index, (name, row) in enumerate(zip(matrix.names, shown, strict=True))
        ],
    }


def _cells(row: Sequence[float], index: int, largest: float, places: int) -> list[Data]:
    return [
        {
            "text": fixed(number, places),
            "shade": min(SHADES - 1, int(SHADES * abs(number) / largest)) if largest else 0,
            "agrees": column == index,
        }
        for column, number in enumerate(row)
    ]
