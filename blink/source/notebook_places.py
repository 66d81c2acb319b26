"""Say where in a notebook a mistake is: in which cell, and in which line of the cell.

MyST-NB numbers lines by cell; the numbers in messages mean nothing to an author and to an editor.
Here a message names the cell and the line in it, and its location is the line of the file.
"""

from __future__ import annotations

import json
import logging
import re
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from sphinx.util.logging import get_node_location

from blink.source.patches import add_first_handler
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: MyST-NB counts the lines of the first cell from this number, those of the second from twice it
_LINES_PER_CELL = 10_000


def number_of(cell: int, line: int) -> int:
    """Return MyST-NB's number for *line* of *cell*, both from 1."""
    return _LINES_PER_CELL * cell + line + 1  # it adds 1 twice


class CellLine(NamedTuple):
    """A line of a cell of a notebook."""

    #: from 1
    cell: int
    #: from 1
    line: int

    def __str__(self) -> str:
        return f"cell {self.cell}, line {self.line}"


def cell_line(number: int) -> CellLine | None:
    """Return the line that MyST-NB gave a *number*; ``None`` if it is a line of the file.

    >>> str(cell_line(number_of(2, 7))), cell_line(7)
    ('cell 2, line 7', None)
    """
    cell, line = divmod(number, _LINES_PER_CELL)
    return CellLine(cell, max(line - 1, 1)) if cell else None


class FileLines(NamedTuple):
    """The lines of a file in which the parts of a notebook are."""

    #: of each line of the source of each cell
    cells: Sequence[Sequence[int]]
    #: of each key of the metadata
    metadata: dict[str, int]
    #: at which each cell begins, and after them that at which the list of cells ends
    starts: Sequence[int] = ()

    def of(self, place: CellLine) -> int:
        """Return the line of the file in which *place* is; 1 if it is not known."""
        lines = self.cells[place.cell - 1] if place.cell <= len(self.cells) else ()
        return lines[min(place.line, len(lines)) - 1] if lines else 1

    def name_of(self, line: int) -> str:
        """Return the name of the part of a cell that is in *line* of the file, or ``""``."""
        number = bisect_right(self.starts, line)
        if not 0 < number < len(self.starts) or self.starts.count(self.starts[number - 1]) > 1:
            return ""  # outside the cells, or several cells are in this line
        lines = self.cells[number - 1]
        is_known = lines.count(line) == 1  # not if the source is one string of several lines
        return str(CellLine(number, lines.index(line) + 1)) if is_known else f"cell {number}"


_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:\n]')


def file_lines(text: str) -> FileLines:
    """Return where the parts of a notebook are in its *text*, which is JSON."""
    cells: list[list[int]] = []
    metadata: dict[str, int] = {}
    starts: list[int] = []
    path: list[str] = []  # the keys of the open objects, and "" for each open list
    line, string = 1, '""'
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == "\n":
            line += 1
        elif mark in "{[":
            path.append("")
            if path == ["cells", "", ""]:
                cells.append([])
                starts.append(line)
        elif mark in "}]":
            if path == ["cells", ""] and mark == "]":
                starts.append(line)
            path = path[:-1]
        elif mark == ",":
            path[-1:] = [""]
        elif mark == ":":
            path[-1:] = [json.loads(string, strict=False)]
            if len(path) == 2 and path[0] == "metadata":
                metadata[path[1]] = line
        else:
            string = mark
            if path[:4] in (["cells", "", "source"], ["cells", "", "source", ""]):
                # Jupyter writes a list of lines; in one string, all lines are in this one
                lines = json.loads(string, strict=False).splitlines()
                cells[-1] += [line] * max(len(lines), 1)
    return FileLines(cells, metadata, starts)


# -- Sphinx ------------------------------------------------------------------


def _file_lines(env: BuildEnvironment, path: str) -> FileLines:
    """Return where the parts of the notebook at *path* are; no parts if it cannot be read."""
    known = source_domain(env).notebook_lines
    try:
        version = Path(path).stat().st_mtime_ns
        if path in known and known[path][0] == version:
            return cast("FileLines", known[path][1])
        lines = file_lines(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, IndexError):
        return FileLines((), {})
    known[path] = version, lines
    return lines


def line_in_file(env: BuildEnvironment, path: str, number: int) -> int:
    """Return the line of the file at *path* for the *number* of a line in its doctree."""
    place = cell_line(number) if path.endswith(".ipynb") else None
    return _file_lines(env, path).of(place) if place else number


def _location(record: logging.LogRecord, env: BuildEnvironment) -> str:
    """Return the location of *record* as ``path:line``, or ``""`` if it has no line."""
    location = getattr(record, "location", None)
    if isinstance(location, nodes.Node):
        return get_node_location(location) or ""
    if isinstance(location, tuple):
        docname, line = location
        return f"{env.doc2path(docname)}:{line}" if docname and line else ""
    return location or ""


_PLACE = re.compile(r"([^\s'\"`]+\.ipynb):(\d{5,})")


def name_cell(record: logging.LogRecord, env: BuildEnvironment) -> None:
    """Name the cell of a notebook in *record*, and give the record the line of the file."""
    message = logging.LogRecord.getMessage(record)
    named = _PLACE.sub(lambda match: f"{match[1]}, {cell_line(int(match[2]))}", message)
    path, _, number = _location(record, env).rpartition(":")
    place = cell_line(int(number)) if path.endswith(".ipynb") and number.isdigit() else None
    if path.endswith(".ipynb") and number.isdigit() and not place:
        part = _file_lines(env, path).name_of(int(number))
        named = f"in {part}: {named}" if part and not named.startswith("in cell ") else named
    if place:
        named = f"in {place}: {named}"
        record.location = f"{path}:{line_in_file(env, path, int(number))}"
    if named != message:
        record.msg, record.args = named, ()


class CellNamer(logging.Handler):
    """Names the cells of notebooks in warnings, before other handlers receive them."""

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(logging.WARNING)
        self._env = env

    def emit(self, record: logging.LogRecord) -> None:
        name_cell(record, self._env)


def name_cells(app: Sphinx) -> None:
    """Have the cells of notebooks named in the warnings of this build."""
    add_first_handler(CellNamer(app.env))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.store")
    app.connect("builder-inited", name_cells, priority=Stage.BUILDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
