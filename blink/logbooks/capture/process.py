"""Run a command to its end, or end it with its run."""

from __future__ import annotations

import signal
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from blink.logbooks.capture.facts import CaptureError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The seconds that a run has to end after an interrupt
_PATIENCE = 20


@contextmanager
def interrupts() -> Iterator[None]:
    """Have SIGTERM and SIGHUP end a run as Ctrl-C does."""

    def interrupt(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    old = {}
    for name in ("SIGTERM", "SIGHUP"):
        with suppress(AttributeError, ValueError):  # another system, or not the main thread
            old[getattr(signal, name)] = signal.signal(getattr(signal, name), interrupt)
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def execute(command: list[str], folder: Path) -> int:
    """Run *command* to its end, and return its exit code.

    :raises CaptureError: if it cannot be started.
    """
    try:
        process = subprocess.Popen(command, cwd=folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CaptureError(f"`{command[0]}` cannot be started: {reason}") from error
    try:
        return process.wait()
    except KeyboardInterrupt:
        try:
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)  # after Ctrl-C, it was interrupted too
            process.terminate()
            process.wait(_PATIENCE)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()
        raise
