"""Give the warnings of ``sphinx.ext.autodoc`` their place, without the traceback of an import.

Sphinx warns of an object that cannot be imported without the document that names it, and shows a
traceback, most of which is about Sphinx.
"""

from __future__ import annotations

import logging as python_logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.logging import NAMESPACE

from blink.stages import Stage
from blink.text import line_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

AUTODOC = "sphinx.ext.autodoc"
_TRACEBACK = "Traceback (most recent call last):\n"
_FRAME = re.compile(r'^  File "(.+?)", line (\d+)', re.MULTILINE)
_OBJECT = re.compile(r"'([\w.]+)'(?: from module '([\w.]+)')?")
#: Where packages are, whose code the author does not write
_PACKAGES = re.compile(r"[/\\](?:site|dist)-packages[/\\]|^<")


def without_traceback(text: str) -> str:
    """Return *text* with the last line only of a traceback in it, and the author's line of code."""
    head, found, _ = text.partition(_TRACEBACK)
    if not found:
        return text
    trace = text.rpartition(_TRACEBACK)[2]
    error = [line for line in trace.splitlines() if line and not line.startswith(" ")]
    frames = [frame for frame in _FRAME.findall(trace) if not _PACKAGES.search(frame[0])]
    place = f" ({frames[-1][0]}:{frames[-1][1]})" if frames else ""
    return f"{head.strip()} {error[-1] if error else ''}{place}"


def line_of_object(text: str, source: str) -> int:
    """Return the line of *source* that names the object of a warning's *text*, at least 1."""
    name, module = match.groups() if (match := _OBJECT.search(text)) else ("", "")
    full = f"{module}.{name}" if module else name
    return (name and (line_of(source, [full]) or line_of(source, [name]))) or 1


# -- Sphinx ------------------------------------------------------------------


class AutodocWarnings:
    """The warnings of autodoc while an application reads documents."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._source = python_logging.getLogger(f"{NAMESPACE}.{AUTODOC}")

    def listen(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Correct the warnings from here on."""
        if AUTODOC in app.extensions:
            self._source.addFilter(self.correct)

    def correct(self, record: python_logging.LogRecord) -> bool:
        """Give a warning its place, and shorten its text."""
        if record.levelno >= python_logging.WARNING:
            record.msg, record.args = without_traceback(record.getMessage()), ()
            env = self._app.env
            docname = env.current_document.docname
            if docname and not getattr(record, "location", None):
                path = Path(env.doc2path(docname))
                source = path.read_text(encoding="utf-8", errors="replace")
                record.location = f"{path}:{line_of_object(record.msg, source)}"
        return True

    def end(self, app: Sphinx, exception: Exception | None) -> None:
        """Correct no more warnings."""
        self._source.removeFilter(self.correct)


def setup(app: Sphinx) -> ExtensionMetadata:
    warnings = AutodocWarnings(app)
    app.connect("env-before-read-docs", warnings.listen, priority=Stage.AUTODOC)
    app.connect("build-finished", warnings.end, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
