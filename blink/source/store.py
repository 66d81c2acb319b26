"""Which sources must not be published, and which folders they may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from blink.files.digests import FileDigests
from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.file_access.allowed_folders import AllowedFolders


class SourceDomain(Store):
    """Stores the sources that must not be published, and the folders that sources may use."""

    name = "blink-source"
    label = "Sources"
    data_version = 4
    #: documents with a mistake that must not be published, see `blink.source.errors`
    failed: Saved[set[str]] = Saved(set(), by_document=True)
    #: documents that were read to report mistakes in them, and must not be published
    withheld: Saved[set[str]] = Saved(set(), by_document=True)
    #: docname → the files that its directives read, by their real path from the folder of the
    #: sources, each with the place of the directive: ``file:line``, likewise
    read_files: Saved[dict[str, dict[str, str]]] = Saved({}, by_document=True)
    #: docname of a notebook → the versions of the files with its results, none if it has no results
    results: Saved[dict[str, tuple[str | None, ...]]] = Saved({}, by_document=True)

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: the folders whose files documents may use
        self.allowed_folders: AllowedFolders | None = None
        #: path of a notebook → the time of its change, and where its parts are
        self.notebook_lines: dict[str, tuple[int, Any]] = {}
        #: the digests of files that this build has read
        self.digests = FileDigests()


def source_domain(env: BuildEnvironment) -> SourceDomain:
    """Return the store of the package `source` in *env*."""
    return cast("SourceDomain", env.get_domain(SourceDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, SourceDomain)
