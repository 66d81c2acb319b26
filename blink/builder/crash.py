"""Run ``sphinx-build``, and replace its report of a crash by one message that says what to do.

Sphinx prints versions, settings and a traceback, which it also saves in a file. The message asks
the author to report an error only if it may be a fault of Blink. ``python -m blink.builder.crash
SPHINXOPTS …`` accepts the same options as ``sphinx-build``.
"""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import sys
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.cmd.build import build_main

from blink.builder.failures import SYSTEM_ADVICE, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ERROR = re.compile(r"^\s+(?:[\w.]+\.)?(\w*(?:Error|Exception|Interrupt|Exit|Warning)\b.*)$")
_SYSTEM = re.compile(r"\[Errno (\d+)\] ([^:)]+)(?:: '(.*?)')?")
#: The same, as ``repr`` writes it
_SYSTEM_REPR = re.compile(r"\bOSError\((\d+), ['\"]([^'\"]+)['\"]()\)")
#: Errors of Sphinx that wrap one of another process or of a handler, which is the group
_WRAPPED = (
    re.compile(r"^\w*ParallelError: (?:[\w.]+\.)?(.*)"),
    re.compile(r"^ExtensionError: .*threw an exception \(exception: (.*)\)$"),
)
#: Errors for which Sphinx logs a warning for each file that it cannot write
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EIO})
#: Errors because of too little memory: `EOFError` if the system has killed a process of the build
_MEMORY = re.compile(r"MemoryError\b|EOFError\b")
#: Free bytes without which no build can finish
_FREE_SPACE = 1_000_000


def crash_message(error: str, log: str = "", folder: str = "") -> str:
    """Return the message for *error*, the last line of the traceback that is in the file *log*.

    :param folder: the folder to which the build writes

    >>> crash_message("OSError: [Errno 28] No space left on device: '/a'")
    '/a: No space left on device; free some space there, and build again'
    """
    for wrapper in _WRAPPED:
        if match := wrapper.match(error):
            error = match[1]
    if match := _SYSTEM.search(error) or _SYSTEM_REPR.search(error):
        number = int(match[1])
        name = match[3] or (folder if number in _UNWRITABLE else "")
        advice = SYSTEM_ADVICE.get(number, "solve this problem")
        return f"{name}{': ' * bool(name)}{match[2]}; {advice}, and build again"
    kind, _, words = error.partition(": ")
    if kind in ("ConfigError", "Failure", "NestingError"):
        return words
    if kind == "RecursionError" or "maximum recursion depth exceeded" in error:
        reason = "a source file is nested too deeply"
        advice = "find the one with many levels of quotes, lists or directives, and remove some"
        return f"{reason}; {advice}"
    if _MEMORY.match(error):
        advice = SYSTEM_ADVICE[errno.ENOMEM]
        return f"there is not enough memory, or the system ended a process of the build; {advice}"
    if folder and _is_full(folder):
        return crash_message(str(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))), "", folder)
    report = f"; please report this, with the traceback in {log}" if log else ""
    return f"the build failed: {error}{report}"


def system_message(error: OSError) -> str:
    """Return the message for an *error* of the system, or the text of one without a number."""
    name = Path(error.filename) if isinstance(error.filename, str) else Path()
    is_new = error.errno in (errno.EACCES, errno.EROFS) and not os.path.exists(name)
    if is_new and os.path.isdir(name.parent):  # which nothing can be written into
        error.filename = str(name.parent)
    message = crash_message(f"OSError: {error}") if error.errno else str(error)
    return message.removesuffix(", and build again").removesuffix(", or build in another folder")


def _is_full(folder: str) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FREE_SPACE
    except OSError:
        return False


class CrashFilter(io.TextIOBase):
    """Passes text on to another stream, with one message in place of Sphinx's report of a crash.

    :param folder: the folder to which Sphinx writes
    """

    def __init__(self, stream: TextIO, folder: str = "") -> None:
        self._stream = stream
        self._folder = folder
        self._line = ""
        #: the lines of the report, once it has begun
        self._report: list[str] | None = None
        #: the error that was reported
        self._error: BaseException | None = None
        #: blank lines and headings, which may belong to a report that follows
        self._held: list[str] = []
        #: the first warning that a file cannot be written
        self.unwritten = ""

    def write(self, text: str) -> int:
        """Pass on each complete line of *text* that does not belong to a report."""
        *complete, self._line = (self._line + text).split("\n")
        for line in complete:
            self._write_line(line)
        return len(text)

    def _write_line(self, line: str) -> None:
        plain = _COLOUR.sub("", line).strip()
        if self._report is not None:
            self._report.append(_COLOUR.sub("", line))
        elif plain == "Versions":
            self._report = []
            self._error = sys.exc_info()[1]  # Sphinx writes the report while it handles the error
            self._held.clear()
        elif not plain or plain.endswith("!"):
            self._held.append(line)
        else:
            self._write_held()
            error = _SYSTEM.search(plain) or _SYSTEM_REPR.search(plain)
            if error and "WARNING: " in plain and int(error[1]) in _UNWRITABLE:
                self.unwritten = self.unwritten or plain
            else:
                self._stream.write(f"{line}\n")

    def _write_held(self) -> None:
        for line in self._held:
            self._stream.write(f"{line}\n")
        self._held.clear()

    def flush(self) -> None:
        if self._report is None and not self._line:
            self._write_held()
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def end(self) -> None:
        """Write what is left, or the message in place of the report."""
        if self.unwritten:
            self._stream.write(f"{crash_message(self.unwritten, '', self._folder)}\n")
        if self._report is None:
            self._write_held()
            self._stream.write(self._line)
        elif not self.unwritten:
            errors = [match[1] for line in self._report if (match := _ERROR.match(line))]
            logs = (line for line in self._report if line.startswith("/") and line.endswith(".log"))
            error = errors[-1] if errors else "unknown error"
            message = explain(self._error) if self._error else ""
            message = message or crash_message(error, next(logs, ""), self._folder)
            self._stream.write(f"{message}\n")


def run_sphinx(arguments: Sequence[str], folder: str = "") -> int:
    """Run ``sphinx-build`` and return its exit code; a crash is reported in one message.

    If a file could not be written, which is only a warning for Sphinx, the exit code is not 0.

    :param folder: the folder to which it writes
    """
    stream = CrashFilter(sys.stderr, folder)
    try:
        with redirect_stderr(cast("TextIO", stream)):
            code = build_main(arguments)
    except OSError as error:  # Sphinx could not even save its traceback
        if error.errno not in _UNWRITABLE:
            raise
        code, stream.unwritten = 1, stream.unwritten or f"OSError: {error}"
    finally:
        stream.end()
    return code or int(bool(stream.unwritten))


def run_guarded(command: Callable[[], int], advice: str) -> int:
    """Run *command* and return its exit code; print why it ended early, if it did, and *advice*.

    The exit code of an interrupt is 130, as in shells.
    """
    try:
        return command()
    except KeyboardInterrupt:
        print(f"\ninterrupted; {advice}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        raise  # `blink.cli` ends the command
    except (OSError, MemoryError) as error:
        print(crash_message(f"{type(error).__name__}: {error}"), file=sys.stderr)
        print(advice, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(
        run_guarded(
            lambda: run_sphinx(sys.argv[1:], sys.argv[-1]), "run the command again to continue"
        )
    )
