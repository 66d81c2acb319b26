"""List all warnings and errors of a build at its end, by file and line, each once.

Sphinx logs them between its progress lines, in the order in which processes find them. The list
comes after these, in the form of the preview: ``posts/a.md:7: warning: …``.
"""

from __future__ import annotations

import logging as python_logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.util import logging
from sphinx.util.logging import NAMESPACE, get_node_location, is_suppressed_warning

from blink.source.patches import add_first_handler
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class ListedWarning(NamedTuple):
    """A warning or an error of a build; those without a file come last."""

    #: path from the folder of the sources, or ``""``
    file: str
    #: from 1; 0 if it is not known
    line: int
    #: ``warning`` or ``error``
    level: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: " if self.file else ""
        return f"{place}{self.level}: {self.message}"


def ordered(warnings: Iterable[ListedWarning]) -> list[ListedWarning]:
    """Return *warnings* by file and line, each once; those without a file come last.

    >>> ordered([ListedWarning("", 0, "warning", "x"), ListedWarning("a.md", 1, "error", "y")])[0]
    ListedWarning(file='a.md', line=1, level='error', message='y')
    """
    return sorted(set(warnings), key=lambda each: (not each.file, each))


def listing(warnings: Iterable[ListedWarning]) -> list[str]:
    """Return the lines of a list of *warnings*, with their number first; none if there are none."""
    found = ordered(warnings)
    files = len({warning.file for warning in found if warning.file})
    count = "1 warning" if len(found) == 1 else f"{len(found)} warnings"
    where = f" in {files} files" if files > 1 else ""
    return [f"{count}{where}:", *map(str, found)] if found else []


_LOGGED = re.compile(r"(?:(.*?):(\d*): |(\S+): )?(WARNING|ERROR|CRITICAL): (.*)")


def logged(lines: Iterable[str], source: Path) -> list[ListedWarning]:
    """Return the warnings in the *lines* of a file that Sphinx wrote."""
    found = []
    for line in lines:
        if match := _LOGGED.fullmatch(line):
            path, number, other, level, message = match.groups()
            file = shorten(path or other or "", source)
            level = "warning" if level == "WARNING" else "error"
            found.append(ListedWarning(file, int(number or 0), level, message))
    return found


def shorten(path: str, source: Path) -> str:
    """Return *path* relative to the folder of the sources if it is inside it."""
    try:
        return Path(path).relative_to(source).as_posix()
    except ValueError:
        return path


def split_place(text: str) -> tuple[str, int]:
    """Return path and line of ``path:line``; the line may be missing, and is then 0.

    >>> split_place("/posts/a.md:3"), split_place("/posts/a.md")
    (('/posts/a.md', 3), ('/posts/a.md', 0))
    """
    path, colon, line = text.rpartition(":")
    if colon and (line.isdigit() or not line):
        return path, int(line or 0)
    return text, 0


def place_of(app: Sphinx, location: Any) -> tuple[str, int]:
    """Return path and line of the *location* of a record."""
    if isinstance(location, nodes.Node):
        while not location.line and location.parent:  # MyST gives pictures no line
            location = location.parent
        return split_place(get_node_location(location) or "")
    is_docname = isinstance(location, tuple) or ":" not in (location or ":")
    name, line = location if isinstance(location, tuple) else split_place(location or "")
    if name and not Path(name).is_absolute():
        name = str(app.env.doc2path(name) if is_docname else Path(app.srcdir, name))
    return name or "", int(line or 0)


def level_of(record: python_logging.LogRecord) -> str:
    """Return how a record is called in a list."""
    return "error" if record.levelno >= python_logging.ERROR else "warning"


# -- Sphinx ------------------------------------------------------------------


class WarningList(python_logging.Handler):
    """Collects what an application logs, and logs it again at the end of the build."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(python_logging.WARNING)
        self._app = app
        self._warnings: list[ListedWarning] = []

    def emit(self, record: python_logging.LogRecord) -> None:
        kind, subkind = getattr(record, "type", "") or "", getattr(record, "subtype", "") or ""
        if is_suppressed_warning(kind, subkind, self._app.config.suppress_warnings):
            return
        file, line = place_of(self._app, getattr(record, "location", None))
        message = python_logging.LogRecord.getMessage(record)  # Sphinx's also has the location
        tag = f" [{kind}.{subkind}]" if subkind else f" [{kind}]" if kind else ""
        message = " ".join(message.removesuffix(tag).split()) + tag
        short = shorten(file, Path(self._app.srcdir))
        self._warnings.append(ListedWarning(short, line, level_of(record), message))

    def log(self, app: Sphinx, exception: Exception | None) -> None:
        """Log the list, unless the build ended early."""
        python_logging.getLogger(NAMESPACE).removeHandler(self)
        lines, self._warnings = listing(self._warnings), []
        if not exception:
            for line in ["", *lines] if lines else ():
                logger.info("%s", line)


def setup(app: Sphinx) -> ExtensionMetadata:
    warnings = WarningList(app)
    add_first_handler(warnings)  # at once: extensions and settings may cause warnings, too
    app.connect("build-finished", warnings.log, priority=Stage.WARNING_LIST)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
