"""What Sphinx prints of an error that nobody expected → one message, and what to do.

It prints versions, settings and a traceback, which are in a file as well; authors get the error.
Run as ``python -m blink.crash SPHINXOPTS …``, it is ``sphinx-build`` in all else.
"""

from __future__ import annotations

import io
import re
import sys
from contextlib import redirect_stderr
from typing import TYPE_CHECKING, cast

from sphinx.cmd.build import build_main

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

_PAINT = re.compile(r"\x1b\[[0-9;]*m")
_ERROR = re.compile(r"^\s+(?:[\w.]+\.)?(\w*(?:Error|Exception|Interrupt|Exit|Warning)\b.*)$")
_SYSTEM = re.compile(r"^\w+: \[Errno \d+\] ([^:]+)(?:: '(.*?)')?")
#: Of what the system says: what to do
_MENDS = {
    "No space left on device": "make room there",
    "File too large": "make room there",
    "Disk quota exceeded": "make room there",
    "Read-only file system": "make it writable, or build elsewhere",
    "Permission denied": "make it yours, or build elsewhere",
    "Too many levels of symbolic links": "delete the link, which leads to itself",
}


def message(error: str, file: str) -> str:
    """Return what an author is told of *error*, the last line of a traceback that is in *file*.

    >>> message("OSError: [Errno 28] No space left on device: '/a'", "/t")
    '/a: No space left on device; make room there, and build again'
    """
    if found := _SYSTEM.match(error):
        place = f"{found[2]}: " if found[2] else ""
        return f"{place}{found[1]}; {_MENDS.get(found[1], 'mend it')}, and build again"
    if error.startswith("ConfigError: "):
        return error.partition(": ")[2]
    where = f" What led to it is in {file}; please report it with that." if file else ""
    return f"the build broke: {error}.{where}"


class Crashes(io.TextIOBase):
    """A stream that hands on to another one all but Sphinx's account of a crash."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line = ""
        self._account: list[str] | None = None

    def write(self, text: str) -> int:
        """Take *text*; what is no part of an account is handed on, a line at a time."""
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            if self._account is None and _PAINT.sub("", line).strip() == "Versions":
                self._account = []
            if self._account is None:
                self._stream.write(f"{line}\n")
            else:
                self._account.append(_PAINT.sub("", line))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()

    def end(self) -> None:
        """Hand on what is left, and a message in place of an account."""
        if self._account is None:
            self._stream.write(self._line)
            return
        errors = [found[1] for line in self._account if (found := _ERROR.match(line))]
        saved = (line for line in self._account if line.startswith("/") and line.endswith(".log"))
        error = errors[-1] if errors else "something unexpected happened"
        self._stream.write(f"{message(error, next(saved, ''))}\n")


def run_sphinx(arguments: Sequence[str]) -> int:
    """Run Sphinx and return its exit code; of a crash, one message is told."""
    told = Crashes(sys.stderr)
    try:
        with redirect_stderr(cast("TextIO", told)):
            return build_main(arguments)
    finally:
        told.end()


def guarded(command: Callable[[], int], then: str) -> int:
    """Return what *command* does; of what ends it early, one message is told, and *then*.

    130 stands for an interrupt, as shells have it.
    """
    try:
        return command()
    except KeyboardInterrupt:
        print(f"\ninterrupted; {then}", file=sys.stderr)
        return 130
    except OSError as error:
        print(message(f"{type(error).__name__}: {error}", ""), file=sys.stderr)
        print(then, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(
        guarded(lambda: run_sphinx(sys.argv[1:]), "run it again: it goes on where it was ended")
    )
