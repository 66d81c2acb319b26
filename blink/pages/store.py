"""What pages show of the blog, and what the last build showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.pages.view import View


class PagesDomain(Store):
    """What surrounds the text of each page."""

    name = "blink-pages"
    label = "Pages"
    data_version = 2
    #: docname → digest of what the last build showed around its text
    page_digests: Saved[dict[str, str]] = Saved({})
    #: docname → digest of what ABlog's sidebars showed there, on the pages that have any
    sidebar_digests: Saved[dict[str, str]] = Saved({})
    #: docname → the date of its last change, as readers see it
    last_updated: Saved[dict[str, str]] = Saved({})
    #: digest of what was compared, and for the key of each post those of the nearest
    related_posts: Saved[tuple[str, dict[str, tuple[str, ...]]]] = Saved(("", {}))

    #: documents to which neither a toctree nor the menu leads
    lost_pages: Saved[list[str]] = Saved([])

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: what pages of this build show of the blog
        self.view: View | None = None


def pages_domain(env: BuildEnvironment) -> PagesDomain:
    """Return the store of the package `pages` in *env*."""
    return cast("PagesDomain", env.get_domain(PagesDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, PagesDomain)
