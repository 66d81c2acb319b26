"""Choose the number of processes that a build forks, and end them when the build ends.

A process that outlived the build would wait forever for another process to read its result. If an
extension does not declare that it works in several processes, the build uses one, and says so.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx.domains import Domain
from sphinx.util import logging

from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.extension import Extension

logger = logging.getLogger(__name__)

#: The fewest documents for one more process, since starting one takes as long as a few documents
DOCUMENTS_PER_PROCESS = 12


def process_count(documents: int, most: int) -> int:
    """Return the number of processes for that number of *documents*, at least 1, at most *most*."""
    return max(1, min(most, documents // DOCUMENTS_PER_PROCESS))


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


# -- Sphinx ------------------------------------------------------------------


def need_one_process(extensions: Iterable[Extension]) -> list[str]:
    """Return the names of the *extensions* that do not declare that they work in several processes.

    As for Sphinx, an extension that declares nothing is safe for writing, but not for reading.
    """
    return sorted(
        extension.name
        for extension in extensions
        if not (extension.parallel_read_safe and extension.parallel_write_safe)
    )


def unmerged(domains: Iterable[Domain]) -> set[str]:
    """Return the packages of *domains* that cannot take in what other processes read.

    Sphinx ends a parallel build there, also if the extension declares that it is safe.
    """
    return {
        type(domain).__module__.partition(".")[0]
        for domain in domains
        if type(domain).merge_domaindata is Domain.merge_domaindata
    }


class ProcessCount:
    """Sets the number of processes of a build, which is at most that of the option ``--jobs``."""

    def __init__(self, app: Sphinx) -> None:
        self.most = app.parallel
        app.connect("builder-inited", self.limit, priority=Stage.PROCESSES)
        app.connect("env-before-read-docs", self.set_for_reading, priority=Stage.SHARES)
        app.connect("env-updated", self.set_for_writing, priority=Stage.WRITERS)

    def limit(self, app: Sphinx) -> None:
        """Use one process if an extension needs that.

        Sphinx would warn of it, but only in a build that would start other processes.
        """
        names = {*need_one_process(app.extensions.values()), *unmerged(app.env.domains.sorted())}
        if names:
            self.most = app.parallel = 1
            logger.info(
                "note: the build runs in one process, which takes longer in a large blog, because"
                " these extensions are not safe for parallel reading and writing, or do not"
                " declare it: %s",
                ", ".join(sorted(names)),
            )

    def set_for_reading(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Have few documents read in one process, since each process returns the environment.

        All documents are removed first, since a label may have moved from one to another.
        """
        for docname in docnames:
            app.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
        app.parallel = self.most if process_count(len(docnames), self.most) > 1 else 1

    def set_for_writing(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Let the builder choose the number of processes for writing."""
        app.parallel = self.most
        return []
