"""What is known of sources: which must not be published, and which folders they may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from blink.store import Store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.allowed_folders import AllowedFolders


class SourceDomain(Store):
    """What sources have been found wrong with."""

    name = "blink-source"
    label = "Sources"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {
        "failed": set(),
        "withheld": set(),
    }
    by_document = ("failed", "withheld")

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: the folders whose files documents may use
        self.allowed_folders: AllowedFolders | None = None

    @property
    def failed(self) -> set[str]:
        """Documents with a mistake that must not be published, see `blink.source.errors`."""
        return cast("set[str]", self.data["failed"])

    @property
    def withheld(self) -> set[str]:
        """Documents that were read, to report what is wrong in them, and must not be shown."""
        return cast("set[str]", self.data["withheld"])


def source_domain(env: BuildEnvironment) -> SourceDomain:
    """Return the store of the package `source` in *env*."""
    return cast("SourceDomain", env.get_domain(SourceDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(SourceDomain)
    return {
        "version": "1",
        "env_version": SourceDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
