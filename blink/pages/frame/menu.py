"""Make the menu of the site: pages of the blog, and the toctrees of the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.pages.frame.navigation import NavLink
from blink.posts.catalog import KINDS, has_blog, listing_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

    from blink.model import Catalog

#: Kinds of collections whose pages are in the menu unless ``blink_menu`` says otherwise
_KINDS = ("category", "tags", "logbook", "archive")
ABOUT = "about"


def _existing(app: Sphinx, catalog: Catalog) -> set[str]:
    """Return the docnames of the listing pages that this build makes."""
    path = app.config.blog_path
    kinds = {f"{path}/{KINDS[kind].folder}" for kind, some in catalog.collections.items() if some}
    return {path, f"{path}/{KINDS['archive'].folder}", *kinds} if has_blog(app) else set()


def _default(app: Sphinx, existing: set[str]) -> Iterator[NavLink]:
    path = app.config.blog_path
    titles = listing_pages(path)
    for docname in (path, *(f"{path}/{KINDS[kind].folder}" for kind in _KINDS)):
        if docname in existing:
            yield NavLink(titles[docname], docname)


def _declared(app: Sphinx) -> Iterator[NavLink]:
    titles = listing_pages(app.config.blog_path)
    for entry in app.config.blink_menu or ():
        name, target = (str(text) for text in (("", entry) if isinstance(entry, str) else entry))
        title = app.env.titles.get(target)
        yield NavLink(name or (title.astext() if title else titles.get(target, target)), target)


def make_menu(app: Sphinx, catalog: Catalog, top: Sequence[NavLink]) -> list[NavLink]:
    """Return the entries of the menu; *top* are those of the toctrees of the home page.

    Pages of the blog come first, and the page about the author comes last, unless a toctree names
    one of the blog's pages: then the author has put the menu in order.
    """
    existing = _existing(app, catalog)
    listings = listing_pages(app.config.blog_path)
    top = [link for link in top if link.target not in listings or link.target in existing]
    named = {link.target for link in top}
    if app.config.blink_menu is not None:
        return [*(link for link in _declared(app) if link.target not in named), *top]
    if named & listings.keys():
        return top
    links = [*_default(app, existing), *top]
    if ABOUT in app.env.found_docs - named and existing:
        links.append(NavLink("About", ABOUT))
    return links
