"""What Sphinx prints of an error that nobody expected → one message, and what to do.

It prints versions, settings and a traceback, which are in a file as well; authors get the error.
Only what may be a fault of Blink asks for a report. Run as ``python -m blink.builder.crash
SPHINXOPTS …``, it is ``sphinx-build`` in all else.
"""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import sys
from contextlib import redirect_stderr
from typing import TYPE_CHECKING, cast

from sphinx.cmd.build import build_main

from blink.builder.failures import SYSTEM_ADVICE, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

_PAINT = re.compile(r"\x1b\[[0-9;]*m")
_ERROR = re.compile(r"^\s+(?:[\w.]+\.)?(\w*(?:Error|Exception|Interrupt|Exit|Warning)\b.*)$")
_SYSTEM = re.compile(r"\[Errno (\d+)\] ([^:)]+)(?:: '(.*?)')?")
#: The same, as Python writes an error for programmers
_SYSTEM_REPR = re.compile(r"\bOSError\((\d+), ['\"]([^'\"]+)['\"]()\)")
#: Of an error in a process of the build, or in what an extension does, the error itself
_WRAPPED = (
    re.compile(r"^\w*ParallelError: (?:[\w.]+\.)?(.*)"),
    re.compile(r"^ExtensionError: .*threw an exception \(exception: (.*)\)$"),
)
#: Of these, Sphinx makes a warning for each file that it cannot write
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EIO})
#: What ends a build for want of memory: `EOFError`, where the system ended one of its processes
_MEMORY = re.compile(r"MemoryError\b|EOFError\b")
#: Bytes without which no build comes to an end
_ROOM = 1_000_000


def message(error: str, file: str, folder: str = "") -> str:
    """Return what an author is told of *error*, the last line of a traceback that is in *file*.

    :param folder: where was written

    >>> message("OSError: [Errno 28] No space left on device: '/a'", "/t")
    '/a: No space left on device; make room there, and build again'
    """
    for form in _WRAPPED:
        if found := form.match(error):
            error = found[1]
    if found := _SYSTEM.search(error) or _SYSTEM_REPR.search(error):
        number = int(found[1])
        name = found[3] or (folder if number in _UNWRITABLE else "")
        mend = SYSTEM_ADVICE.get(number, "mend it")
        return f"{name}{': ' * bool(name)}{found[2]}; {mend}, and build again"
    kind, _, words = error.partition(": ")
    if kind in ("ConfigError", "Failure", "NestingError"):
        return words
    if kind == "RecursionError" or "maximum recursion depth exceeded" in error:
        wrong = "a source is nested too deeply for Python"
        return f"{wrong}; look for one with many levels of quotes, lists or directives"
    if _MEMORY.match(error):
        mend = "close other programs, or build with SPHINXOPTS='--jobs 1'"
        return f"there is not enough memory, or the system ended a process of the build; {mend}"
    if folder and _is_full(folder):
        return f"{folder}: {os.strerror(errno.ENOSPC)}; make room there, and build again"
    where = f" What led to it is in {file}; please report it with that." if file else ""
    return f"the build broke: {error}.{where}"


def of_system(error: OSError) -> str:
    """Return what an author is told of an *error* of the system, or one that has its own words."""
    said = message(f"OSError: {error}", "") if error.errno else str(error)
    return said.removesuffix(", and build again")


def _is_full(folder: str) -> bool:
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


class Crashes(io.TextIOBase):
    """A stream that hands on to another one all but Sphinx's account of a crash.

    :param folder: where Sphinx writes
    """

    def __init__(self, stream: TextIO, folder: str = "") -> None:
        self._stream = stream
        self._folder = folder
        self._line = ""
        self._account: list[str] | None = None
        #: the error that the account is of
        self._error: BaseException | None = None
        #: blank lines and headings, which an account may follow
        self._held: list[str] = []
        #: the first of the warnings that a file cannot be written
        self.unwritten = ""

    def write(self, text: str) -> int:
        """Take *text*; what is no part of an account is handed on, a line at a time."""
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            self._take(line)
        return len(text)

    def _take(self, line: str) -> None:
        plain = _PAINT.sub("", line).strip()
        if self._account is not None:
            self._account.append(_PAINT.sub("", line))
        elif plain == "Versions":
            self._account = []
            self._error = sys.exc_info()[1]  # Sphinx writes the account while it handles the error
            self._held.clear()
        elif not plain or plain.endswith("!"):
            self._held.append(line)
        else:
            self._hand_on()
            found = _SYSTEM.search(plain) or _SYSTEM_REPR.search(plain)
            found = found if "WARNING: " in plain else None
            if found and int(found[1]) in _UNWRITABLE:
                self.unwritten = self.unwritten or plain
            else:
                self._stream.write(f"{line}\n")

    def _hand_on(self) -> None:
        for line in self._held:
            self._stream.write(f"{line}\n")
        self._held.clear()

    def flush(self) -> None:
        if self._account is None and not self._line:
            self._hand_on()
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def end(self) -> None:
        """Hand on what is left, and a message in place of an account."""
        if self.unwritten:
            self._stream.write(f"{message(self.unwritten, '', self._folder)}\n")
        if self._account is None:
            self._hand_on()
            self._stream.write(self._line)
        elif not self.unwritten:
            errors = [found[1] for line in self._account if (found := _ERROR.match(line))]
            logs = (one for one in self._account if one.startswith("/") and one.endswith(".log"))
            error = errors[-1] if errors else "something unexpected happened"
            reason = explain(self._error) if self._error else ""
            reason = reason or message(error, next(logs, ""), self._folder)
            self._stream.write(f"{reason}\n")


def run_sphinx(arguments: Sequence[str], folder: str = "") -> int:
    """Run Sphinx and return its exit code; of a crash, one message is told.

    Where it could not write all files it is not 0, although Sphinx takes that for a warning.

    :param folder: where it writes
    """
    told = Crashes(sys.stderr, folder)
    try:
        with redirect_stderr(cast("TextIO", told)):
            code = build_main(arguments)
    except OSError as error:  # Sphinx could not even write down what went wrong
        if error.errno not in _UNWRITABLE:
            raise
        code, told.unwritten = 1, told.unwritten or f"OSError: {error}"
    finally:
        told.end()
    return code or int(bool(told.unwritten))


def guarded(command: Callable[[], int], then: str) -> int:
    """Return what *command* does; of what ends it early, one message is told, and *then*.

    130 stands for an interrupt, as shells have it.
    """
    try:
        return command()
    except KeyboardInterrupt:
        print(f"\ninterrupted; {then}", file=sys.stderr)
        return 130
    except (OSError, MemoryError) as error:
        print(message(f"{type(error).__name__}: {error}", ""), file=sys.stderr)
        print(then, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(
        guarded(
            lambda: run_sphinx(sys.argv[1:], sys.argv[-1]),
            "run it again: it goes on where it was ended",
        )
    )
