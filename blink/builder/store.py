"""What the last build knew of files, references and the surroundings of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from blink.store import Store

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.files import Versions
    from blink.outputs import Outputs


class BuilderDomain(Store):
    """What decides which documents are stale."""

    name = "blink-builder"
    label = "Builder"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {
        "file_versions": {},
        "reference_targets": {},
        "reference_meanings": {},
        "surroundings_digest": "",
        "static_files": set(),
    }
    by_document = ("reference_targets",)

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: whether this process has compared what surrounds every page
        self.surroundings_known: bool = False
        #: the files of the site that this build writes or keeps
        self.outputs: Outputs | None = None

    @property
    def file_versions(self) -> dict[str, Versions]:
        """Docname → versions of the files that it was made of."""
        return cast("dict[str, Versions]", self.data["file_versions"])

    @file_versions.setter
    def file_versions(self, versions: dict[str, Versions]) -> None:
        self.data["file_versions"] = versions

    @property
    def reference_targets(self) -> dict[str, Set[str]]:
        """Docname → the names that it refers to."""
        return cast("dict[str, Set[str]]", self.data["reference_targets"])

    @property
    def reference_meanings(self) -> dict[str, str]:
        """Name that can be referred to → what it meant in the last build."""
        return cast("dict[str, str]", self.data["reference_meanings"])

    @reference_meanings.setter
    def reference_meanings(self, meanings: dict[str, str]) -> None:
        self.data["reference_meanings"] = meanings

    @property
    def surroundings_digest(self) -> str:
        """Digest of what surrounds the text of every page and comes from no post."""
        return cast("str", self.data["surroundings_digest"])

    @surroundings_digest.setter
    def surroundings_digest(self, digest: str) -> None:
        self.data["surroundings_digest"] = digest

    @property
    def static_files(self) -> set[str]:
        """Files that the author put into ``_static``, as paths below the output folder."""
        return cast("set[str]", self.data["static_files"])

    @static_files.setter
    def static_files(self, files: set[str]) -> None:
        self.data["static_files"] = files


def builder_domain(env: BuildEnvironment) -> BuilderDomain:
    """Return the store of the package `builder` in *env*."""
    return cast("BuilderDomain", env.get_domain(BuilderDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(BuilderDomain)
    return {
        "version": "1",
        "env_version": BuilderDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
