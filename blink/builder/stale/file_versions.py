"""Find documents whose source, or a file that they depend on, changed since it was read.

Sphinx compares the time of a file only with the time when it had been read. A file that replaced
it may be older, and so is a file that was saved while it was read.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from blink.builder.store import builder_domain
from blink.files import Versions, versions
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

# -- Sphinx ------------------------------------------------------------------


class ReadFiles:
    """The files of the documents that a build reads."""

    def __init__(self) -> None:
        self._names: list[str] = []
        #: when the build began to check the sources, in nanoseconds since the epoch
        self._start = 0
        #: docname → the version of its source at that time
        self._before: dict[str, Versions] = {}

    def find_changed(self, app: Sphinx, env: BuildEnvironment, *sets: set[str]) -> list[str]:
        """Return the documents of which a file changed since it was read."""
        self._start = time.time_ns()
        self._before = {name: versions([env.doc2path(name)]) for name in env.found_docs}
        known = builder_domain(env).file_versions
        names = known.keys() & env.all_docs.keys() & self._before.keys()
        return [n for n in names if known[n] != self._before[n] + versions(_dependencies(env, n))]

    def note_names(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Store the names of the documents that are about to be read."""
        self._names = docnames

    def note_versions(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Store the versions of the files of all documents that this build has read."""
        store = builder_domain(env)
        known = store.file_versions
        kept = {name: known[name] for name in known if name in env.all_docs}
        new = {*self._names, *env.all_docs.keys() - kept.keys()} & env.all_docs.keys()
        store.file_versions = kept | {name: self._read_versions(env, name) for name in new}
        return []

    def _read_versions(self, env: BuildEnvironment, docname: str) -> Versions:
        """Return the versions that were read; ``None`` for a file that was written meanwhile."""
        end, own = time.time_ns(), os.path.join(env.doctreedir, "")
        paths = _dependencies(env, docname)
        known = (
            None if v and self._start <= v[0] <= end and not path.startswith(own) else v
            for path, v in zip(paths, versions(paths), strict=True)
        )
        return (*self._before.get(docname, ()), *known)


def _dependencies(env: BuildEnvironment, docname: str) -> list[str]:
    return sorted(
        os.path.normpath(os.path.join(env.srcdir, name))
        for name in env.dependencies.get(docname, ())
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.store")
    read = ReadFiles()
    app.connect("env-get-outdated", read.find_changed, priority=Stage.FILE_VERSIONS)
    app.connect("env-before-read-docs", read.note_names, priority=Stage.NAMES_READ)
    app.connect("env-updated", read.note_versions, priority=Stage.CATALOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
