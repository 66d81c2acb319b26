"""Keep a pause between two requests to a host, whichever thread makes them.

A redirect may lead to another host, which another thread requests at the same time. Knows nothing
of Sphinx.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blink.checks.link_targets import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator


class Pauses:
    """When each host may be requested again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._free: dict[str, float] = {}  # on the clock ``time.monotonic``, by host

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Wait until the host of *url* may be requested, and leave a pause after the request."""
        host = host_of(url)
        with self._lock:
            start = max(time.monotonic(), self._free.get(host, 0.0))
            self._free[host] = start + self._seconds
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            yield
        finally:
            with self._lock:
                end = time.monotonic() + self._seconds
                self._free[host] = max(end, self._free[host])
