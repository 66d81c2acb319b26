"""Store the data by which the next build finds stale documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.files.digests import Versions
    from blink.files.outputs import Outputs


class BuilderDomain(Store):
    """Stores what decides which documents are stale."""

    name = "blink-builder"
    label = "Builder"
    data_version = 3
    #: docname → size and digest of its source, and of the files that it depends on
    file_versions: Saved[dict[str, Versions]] = Saved({})
    #: versions of the catalogues of the words of the interface
    catalogue_versions: Saved[Versions] = Saved(())
    #: docname → the names to which it refers
    reference_targets: Saved[dict[str, Set[str]]] = Saved({}, by_document=True)
    #: name that documents can refer to → what it meant in the last build
    reference_meanings: Saved[dict[str, str]] = Saved({})
    #: documents with a list of todos
    todo_lists: Saved[set[str]] = Saved(set(), by_document=True)
    #: digest of everything that all pages depend on, except documents
    surroundings_digest: Saved[str] = Saved("")
    #: the author's files for ``_static``, as paths below the output folder
    static_files: Saved[set[str]] = Saved(set())

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: whether this process has compared `surroundings_digest`
        self.frame_compared: bool = False
        #: the files of the site that this build writes or keeps
        self.outputs: Outputs | None = None


def builder_domain(env: BuildEnvironment) -> BuilderDomain:
    """Return the store of the package `builder` in *env*."""
    return cast("BuilderDomain", env.get_domain(BuilderDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, BuilderDomain)
