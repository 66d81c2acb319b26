"""Find documents whose source, or a file that they depend on, changed since it was read.

Sphinx compares the time of a file with the time when it was read. But a file that replaced it may
be older, so may one that was saved while it was read, and a checkout makes all files newer than
what was read of them. So the content of files decides.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from blink.builder.store import builder_domain
from blink.source.store import source_domain
from blink.stages import Stage
from blink.words.catalogues import used_catalogues

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.files.digests import Versions

# -- Sphinx ------------------------------------------------------------------


class ReadFiles:
    """The files of the documents that a build reads."""

    def __init__(self) -> None:
        self._names: list[str] = []
        #: when the build began to check the sources, in nanoseconds since the epoch
        self._start = 0
        #: docname → the version of its source at that time
        self._before: dict[str, Versions] = {}
        #: the folders of files that Blink and MyST-NB write while they read a document
        self._own: tuple[str, ...] = ()

    def find_changed(
        self,
        app: Sphinx,
        env: BuildEnvironment,
        added: set[str],
        changed: set[str],
        removed: set[str],
    ) -> list[str]:
        """Return the documents of which a file changed since it was read.

        Those that Sphinx found only because of the times of their files are removed from *changed*.
        """
        self._start = time.time_ns()
        notebooks = Path(app.outdir).parent / "jupyter_execute"
        self._own = (os.path.join(env.doctreedir, ""), os.path.join(notebooks, ""))
        versions = source_domain(env).digests.versions
        self._before = {name: versions([env.doc2path(name)]) for name in env.found_docs}
        known = builder_domain(env).file_versions
        stale = set()
        for name in known.keys() & env.all_docs.keys() & self._before.keys():
            now = self._before[name] + versions(_dependencies(env, name))
            if known[name] != now:
                stale.add(name)
            elif name in changed and None not in now and _is_kept(env, name):
                changed.discard(name)
        catalogues, store = versions(map(str, used_catalogues(app))), builder_domain(env)
        if store.catalogue_versions != catalogues:  # documents have words of the interface
            stale |= known.keys() & env.all_docs.keys() & self._before.keys()
        store.catalogue_versions = catalogues
        return sorted(stale)

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
        end, own = time.time_ns(), self._own
        digests = source_domain(env).digests
        known = (
            None if not path.startswith(own) and self._start <= _time(path) <= end
            else digests.of(path)
            for path in _dependencies(env, docname)
        )  # fmt: skip
        return (*self._before.get(docname, ()), *known)


def _is_kept(env: BuildEnvironment, docname: str) -> bool:
    """Return whether there is a doctree of the document, and no reason to read it every time."""
    doctree = Path(env.doctreedir) / f"{docname}.doctree"
    return docname not in env.reread_always and doctree.is_file()


def _time(path: str) -> int:
    """Return when the file *path* was written, or 0 if there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


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
