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


@contextmanager
def bound_to(lock: int) -> Iterator[None]:
    """Have what is forked meanwhile end with this process, and not hold the file *lock*."""
    read, write = os.pipe()  # nobody writes to it
    inherited = [lock, write]

    def begin() -> None:
        if inherited:
            while inherited:
                os.close(inherited.pop())
            threading.Thread(target=_end_with, args=(read,), daemon=True).start()

    if hasattr(os, "register_at_fork"):  # for ever: there is no way to take it back
        os.register_at_fork(after_in_child=begin)
    try:
        yield
    finally:
        inherited.clear()
        os.close(read)
        os.close(write)


def _end_with(read: int) -> None:
    os.read(read, 1)  # comes to an end once nobody has the other end
    os._exit(1)
