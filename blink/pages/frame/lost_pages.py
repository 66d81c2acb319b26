"""Report pages to which neither a toctree nor the menu leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.pages.frame.menu import listings_of_site
from blink.pages.store import pages_domain
from blink.posts.store import blog_domain
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Pages that other means lead to
_KNOWN = frozenset({"404", "search"})


def lost_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the documents that are not posts, and in no toctree and not in the menu.

    Those with ``orphan`` in their front matter are left out (Sphinx, "File-wide metadata").
    """
    view = pages_domain(env).view
    posts = {docname for docname, posts in blog_domain(env).posts.items() if posts}
    listed = {child for children in env.toctree_includes.values() for child in children}
    included = {name for names in env.included.values() for name in names}
    menu = {link.target for link in view.nav} if view else set()
    head = {link.target for link in view.hero.links} if view and view.hero else set()
    alone = {docname for docname, fields in env.metadata.items() if "orphan" in fields}
    apart = (
        posts
        | listed
        | included
        | menu
        | head
        | listings_of_site(app, blog_domain(env).catalog)  # some have a text of the author
        | {app.config.blink_imprint}
        | alone
        | _KNOWN
        | {app.config.root_doc}
        | source_domain(env).withheld
    )
    return sorted(env.found_docs - apart)


# -- Sphinx ------------------------------------------------------------------


def report_lost_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Report such pages, in the first build that has them."""
    store = pages_domain(env)
    before, store.lost_pages = store.lost_pages, lost_pages(app, env)
    if store.lost_pages != before and store.lost_pages:
        logger.info(
            "note: no toctree and no entry of the menu leads to %s; add each of them to a toctree"
            " or to `blink_menu`, or write `orphan: true` in its front matter",
            ", ".join(str(env.doc2path(docname, base=False)) for docname in store.lost_pages),
        )
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.context")
    app.connect("env-updated", report_lost_pages, priority=Stage.CATALOG_CHECKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
