"""Choose the number of processes that read and write documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: The fewest documents for one more process, since starting one takes as long as a few documents
DOCUMENTS_PER_PROCESS = 12


def process_count(documents: int, most: int) -> int:
    """Return the number of processes for that number of *documents*, at least 1, at most *most*."""
    return max(1, min(most, documents // DOCUMENTS_PER_PROCESS))


# -- Sphinx ------------------------------------------------------------------


class ProcessCount:
    """Sets the number of processes of a build, which is at most that of the option ``--jobs``."""

    def __init__(self, app: Sphinx) -> None:
        self.most = app.parallel
        app.connect("env-before-read-docs", self.set_for_reading, priority=Stage.SHARES)
        app.connect("env-updated", self.set_for_writing, priority=Stage.WRITERS)

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
