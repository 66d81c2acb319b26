"""What documents ask of logbooks, and what this build knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from blink.store import Store

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.display.charts import Plot
    from blink.logbooks.registry import Shelf
    from blink.logbooks.requests import Citation, Request
    from blink.model import Post


class LogbooksDomain(Store):
    """Citations, requests, and all logbooks of the site."""

    name = "blink-logbooks"
    label = "Logbooks"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {
        "citations": {},
        "directive_requests": {},
        "uncited_posts": {},
        "logbook_digests": {},
    }
    by_document = ("citations", "directive_requests", "uncited_posts")

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: all logbooks of this build
        self.registry: Shelf | None = None
        #: file name → the plot, or the source of a Mermaid diagram, that this build shows
        self.requested_drawings: dict[str, Plot | str] = {}
        #: the process that draws them
        self.drawing_process: BaseProcess | None = None

    @property
    def citations(self) -> dict[str, tuple[Citation, ...]]:
        """Docname → its citations of entries."""
        return cast("dict[str, tuple[Citation, ...]]", self.data["citations"])

    @property
    def directive_requests(self) -> dict[str, tuple[Request, ...]]:
        """Docname → what its directives ask for."""
        return cast("dict[str, tuple[Request, ...]]", self.data["directive_requests"])

    @property
    def uncited_posts(self) -> dict[str, tuple[Post, ...]]:
        """Docname → its posts as they were read, with marks in place of what they cite."""
        return cast("dict[str, tuple[Post, ...]]", self.data["uncited_posts"])

    @property
    def logbook_digests(self) -> dict[str, str]:
        """Docname → digest of what the last build showed there of logbooks."""
        return cast("dict[str, str]", self.data["logbook_digests"])

    @logbook_digests.setter
    def logbook_digests(self, digests: dict[str, str]) -> None:
        self.data["logbook_digests"] = digests


def logbooks_domain(env: BuildEnvironment) -> LogbooksDomain:
    """Return the store of the package `logbooks` in *env*."""
    return cast("LogbooksDomain", env.get_domain(LogbooksDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(LogbooksDomain)
    return {
        "version": "1",
        "env_version": LogbooksDomain.data_version,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
