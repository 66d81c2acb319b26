"""Processes forked by a build: none outlives it, and none holds its lock.

A worker that is left behind waits for ever for somebody to read what it has to say.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The lock, and both ends of a pipe that nobody writes to, of each build of this process
_builds: list[tuple[int, int, int]] = []


@contextmanager
def bound_to(lock: int) -> Iterator[None]:
    """Have what is forked meanwhile end with this process, and not hold the file *lock*."""
    read, write = os.pipe()
    _builds.append((lock, read, write))
    try:
        yield
    finally:
        _builds.remove((lock, read, write))
        os.close(read)
        os.close(write)


def _begin() -> None:
    for lock, read, write in _builds:
        os.close(lock)
        os.close(write)
        threading.Thread(target=_end_with, args=(read,), daemon=True).start()


def _end_with(read: int) -> None:
    os.read(read, 1)  # comes to an end once nobody has the other end
    os._exit(1)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin)
