"""What documents ask of logbooks, and what this build knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.store import Saved, Store, add_store

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
    #: docname → its citations of entries
    citations: Saved[dict[str, tuple[Citation, ...]]] = Saved({}, by_document=True)
    #: docname → what its directives ask for
    directive_requests: Saved[dict[str, tuple[Request, ...]]] = Saved({}, by_document=True)
    #: docname → its posts as they were read, with marks in place of what they cite
    uncited_posts: Saved[dict[str, tuple[Post, ...]]] = Saved({}, by_document=True)
    #: docname → digest of what the last build showed there of logbooks
    logbook_digests: Saved[dict[str, str]] = Saved({})

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: all logbooks of this build
        self.registry: Shelf | None = None
        #: file name → the plot, or the source of a Mermaid diagram, that this build shows
        self.requested_drawings: dict[str, Plot | str] = {}
        #: the process that draws them
        self.drawing_process: BaseProcess | None = None


def logbooks_domain(env: BuildEnvironment) -> LogbooksDomain:
    """Return the store of the package `logbooks` in *env*."""
    return cast("LogbooksDomain", env.get_domain(LogbooksDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, LogbooksDomain)
