"""The store of logbooks: the citations and requests of documents, and the registry of a build."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.plots.figure import Drawable
    from blink.logbooks.registry import LogbookRegistry
    from blink.logbooks.requests import Citation, Request
    from blink.model import Post


class LogbooksDomain(Store):
    """Citations and requests of documents, and all logbooks of the site."""

    name = "blink-logbooks"
    label = "Logbooks"
    data_version = 4
    #: the citations of entries and metrics, by docname
    citations: Saved[dict[str, tuple[Citation, ...]]] = Saved({}, by_document=True)
    #: the requests of directives, by docname
    directive_requests: Saved[dict[str, tuple[Request, ...]]] = Saved({}, by_document=True)
    #: the images of entries with alt text and caption, by docname
    figures: Saved[dict[str, tuple[tuple[str, str, str], ...]]] = Saved({}, by_document=True)
    #: the posts as they were read, with marks in place of citations, by docname
    uncited_posts: Saved[dict[str, tuple[Post, ...]]] = Saved({}, by_document=True)
    #: the patterns of an entry's runs, and a digest of the names of their files, by docname
    run_listings: Saved[dict[str, tuple[tuple[str, ...], str]]] = Saved({}, by_document=True)
    #: digests of what documents showed of logbooks in the last build, by docname
    logbook_digests: Saved[dict[str, str]] = Saved({})

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: the logbooks of this build
        self.registry: LogbookRegistry | None = None
        #: the plots and sources of Mermaid diagrams that this build shows, by file name
        self.requested_drawings: dict[str, Drawable | str] = {}
        #: the process that draws them
        self.drawing_process: BaseProcess | None = None


def logbooks_domain(env: BuildEnvironment) -> LogbooksDomain:
    """Return the store of logbooks in *env*."""
    return cast("LogbooksDomain", env.get_domain(LogbooksDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, LogbooksDomain)
