"""Turn warnings and exceptions into problems: file, line and message.

Sphinx logs a warning only when it reads or writes a document. So each problem has a stage and a
document, and is kept until that document passes the stage again.
"""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.errors import ConfigError, SphinxError
from sphinx.util.build_phase import BuildPhase
from sphinx.util.logging import is_suppressed_warning

from blink.builder.failures import SYSTEM_ADVICE, Failure
from blink.messages.listing import level_of, place_of, shorten
from blink.source.notebook_places import name_cell
from blink.source.patches import add_first_handler
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sphinx.application import Sphinx


#: What the author can do after a crash
SAVE_AGAIN = "save a file to build again"


class PreviewProblem(NamedTuple):
    """A warning or an error."""

    #: path from the folder of the sources, or ``""``
    file: str
    #: from 1; 0 is unknown
    line: int
    message: str
    #: ``warning`` or ``error``
    level: str
    #: when it was reported: ``start``, ``read``, ``site`` or ``write``
    stage: str = "start"
    #: docname of the document that was read or written, or ``""``
    owner: str = ""


def still_true(
    problems: Iterable[PreviewProblem], read: Collection[str], written: Collection[str]
) -> list[PreviewProblem]:
    """Return those of a site's *problems* that a build of these documents did not check again.

    >>> still_true([PreviewProblem("a.md", 1, "wrong", "warning", "read", "a")], ["a"], [])
    []
    """
    passed = {"read": read, "write": written}
    return [
        problem
        for problem in problems
        if problem.stage == "start"
        or (problem.stage != "site" and problem.owner not in passed[problem.stage])
    ]


def owners(problems: Iterable[PreviewProblem]) -> set[str]:
    """Return the documents to read again, so that their problems are reported again."""
    return {problem.owner for problem in problems if problem.owner}


def of_exception(error: BaseException, source: Path) -> PreviewProblem:
    """Return the problem for an exception, at the deepest line below *source* in its traceback."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, ConfigError) and len(chain) == 1:
        match = re.fullmatch(r"(?:conf\.py:(\d+)?:? )?(.*)", str(error), re.DOTALL)
        line, words = match.groups() if match else (None, str(error))
        return PreviewProblem("conf.py", int(line or 0), words, "error")
    for cause in reversed(chain):
        words = _last_line(cause)
        if isinstance(cause, SyntaxError) and cause.filename:
            file = shorten(cause.filename, source)
            return PreviewProblem(file, cause.lineno or 0, words, "error")
        for frame in reversed(traceback.extract_tb(cause.__traceback__)):
            path = Path(frame.filename)
            if path.is_relative_to(source) and ".venv" not in path.parts:
                place = shorten(frame.filename, source)
                return PreviewProblem(place, frame.lineno or 0, words, "error")
    for cause in reversed(chain):
        if isinstance(cause, OSError) and cause.errno and cause.filename:
            advice = SYSTEM_ADVICE.get(cause.errno, "solve this problem")
            file = shorten(str(cause.filename), source)
            return PreviewProblem(file, 0, f"{cause.strerror}; {advice}", "error")
    if isinstance(error, SphinxError):
        prefix = f"{Failure.__module__}.{Failure.__name__}: "  # if another process raised it
        return PreviewProblem("", 0, str(error).removeprefix(prefix), "error")
    words = _last_line(chain[-1])
    frames = traceback.extract_tb(chain[-1].__traceback__)
    last = frames[-1] if frames else None
    return PreviewProblem(
        last.filename if last else "", (last and last.lineno) or 0, words, "error"
    )


def _last_line(error: BaseException) -> str:
    """Return the last line of the traceback of *error*, with its type and text."""
    return "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]


class ProblemCollector(logging.Handler):
    """Collects the warnings of a build as problems."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        self.problems: list[PreviewProblem] = []
        self.reading = False

    def emit(self, record: logging.LogRecord) -> None:
        kind, subkind = getattr(record, "type", ""), getattr(record, "subtype", "")
        if is_suppressed_warning(kind, subkind, self.app.config.suppress_warnings):
            return
        name_cell(record, self.app.env)
        file, line = place_of(self.app, getattr(record, "location", None))
        message = logging.LogRecord.getMessage(record)  # Sphinx's own text also has the location
        stage, owner = self._stage(file)
        problem = PreviewProblem(
            shorten(file, self.app.srcdir), line, message, level_of(record), stage, owner
        )
        if problem not in self.problems:
            self.problems.append(problem)

    def _stage(self, file: str) -> tuple[str, str]:
        """Return the current stage of the build, and the document in it."""
        name = (self.app.env.path2doc(file) if file else None) or ""
        if self.reading:
            return "read", self.app.env.current_document.docname or name
        if self.app.builder.phase in (BuildPhase.RESOLVING, BuildPhase.WRITING):
            return "write", name
        return "site", ""

    def begin_reading(self, *args: Any) -> None:
        """Assign warnings to the document that is being read."""
        self.reading = True

    def end_reading(self, *args: Any) -> None:
        """Assign warnings to the whole site."""
        self.reading = False


def collect(app: Sphinx) -> list[PreviewProblem]:
    """Return a list to which the warnings of *app* are added from now on."""
    collector = ProblemCollector(app)
    app.connect("env-before-read-docs", collector.begin_reading, priority=Stage.PREVIEW_READING)
    app.connect("env-updated", collector.end_reading, priority=Stage.PREVIEW_READ)
    add_first_handler(collector)
    return collector.problems
