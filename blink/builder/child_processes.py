"""End the processes that a build has forked when the build ends, and keep its lock from them.

A process that outlived the build would wait forever for another process to read its result.
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
    """End processes forked in this context with this process; they close the file *lock*.

    :param lock: the descriptor of a locked file
    """
    read, write = os.pipe()  # nothing is written to it
    inherited = [lock, write]

    def begin() -> None:
        if inherited:
            while inherited:
                os.close(inherited.pop())
            threading.Thread(target=_end_with, args=(read,), daemon=True).start()

    if hasattr(os, "register_at_fork"):  # it cannot be unregistered
        os.register_at_fork(after_in_child=begin)
    try:
        yield
    finally:
        inherited.clear()
        os.close(read)
        os.close(write)


def _end_with(read: int) -> None:
    os.read(read, 1)  # returns when no process has the other end
    os._exit(1)
