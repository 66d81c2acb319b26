"""Show on the terminal how far the link check is."""

from __future__ import annotations

import shutil
import sys

from blink.checks.link_targets import host_of


class Progress:
    """A progress bar on a terminal; elsewhere, a line per tenth."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._tenth = total, 0, 0
        self._bar = sys.stderr.isatty()

    def step(self, address: str) -> None:
        """Show that *address* is checked."""
        self._done += 1
        if self._bar:
            width = shutil.get_terminal_size().columns
            part = 24 * self._done // self._total
            host = host_of(address)
            line = f"[{'#' * part}{'.' * (24 - part)}] {self._done}/{self._total} {host}"
            sys.stderr.write(f"\r\x1b[K{line[: width - 1]}")
        elif (tenth := 10 * self._done // self._total) > self._tenth:
            self._tenth = tenth
            sys.stderr.write(f"{self._done} of {self._total} links checked\n")
        sys.stderr.flush()

    def end(self) -> None:
        """Clear the progress bar."""
        if self._bar:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
