"""Make the menu of the site: pages of the blog, and the toctrees of the home page.

Warnings: ``menu.unknown``, an entry of ``blink_menu`` that names no page.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.pages.frame.navigation import NavLink
from blink.posts.catalog import KINDS, SUBSCRIBE, has_blog, listing_pages
from blink.settings.conf_lines import place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx

    from blink.model import Catalog

logger = logging.getLogger(__name__)

#: Kinds of collections whose pages are in the menu unless ``blink_menu`` says otherwise
_KINDS = ("category", "tags", "logbook", "archive")
ABOUT = "about"
#: Pages that Sphinx makes
_SPHINXS = ("search", "genindex")


def _existing(app: Sphinx, catalog: Catalog) -> set[str]:
    """Return the docnames of the listing pages that this build makes."""
    path = app.config.blog_path
    kinds = {f"{path}/{KINDS[kind].folder}" for kind, some in catalog.collections.items() if some}
    if app.config.html_baseurl:  # feeds need it
        kinds.add(f"{path}/{SUBSCRIBE}")
    return {path, f"{path}/{KINDS['archive'].folder}", *kinds} if has_blog(app) else set()


def _default(app: Sphinx, existing: set[str]) -> Iterator[NavLink]:
    path = app.config.blog_path
    titles = listing_pages(path, app.translator)
    for docname in (path, *(f"{path}/{KINDS[kind].folder}" for kind in _KINDS)):
        if docname in existing:
            yield NavLink(titles[docname], docname)


def listings_of_site(app: Sphinx, catalog: Catalog) -> set[str]:
    """Return the docnames of all listings that this build makes, single collections included."""
    pages = {page.docname for some in catalog.collections.values() for page in some}
    return pages | _existing(app, catalog)


def pages_of_site(app: Sphinx, catalog: Catalog) -> set[str]:
    """Return the docnames of all pages to which settings may link."""
    others = {*app.env.found_docs, *app.config.html_additional_pages, *_SPHINXS}
    return others | listings_of_site(app, catalog)


def _declared(app: Sphinx, catalog: Catalog) -> Iterator[NavLink]:
    """Yield the entries of ``blink_menu``; a listing that this build does not make is left out."""
    config, listings = app.config, listing_pages(app.config.blog_path, app.translator)
    pages = pages_of_site(app, catalog)
    for number, entry in enumerate(config.blink_menu):
        name, target = (str(text) for text in (("", entry) if isinstance(entry, str) else entry))
        title = app.env.titles.get(target)
        link = NavLink(name or (title.astext() if title else listings.get(target, target)), target)
        if link.external or target in pages:
            yield link
        elif target not in listings:
            similar = get_close_matches(target, pages, 1)
            hint = f"did you mean {similar[0]!r}?" if similar else "write a docname or a URL"
            place = place_of(Path(app.confdir, "conf.py"), "blink_menu", number)
            logger.warning(
                "blink_menu: there is no page %r; %s", target, hint,
                location=place, type="menu", subtype="unknown",
            )  # fmt: skip


def make_menu(app: Sphinx, catalog: Catalog, top: Sequence[NavLink]) -> list[NavLink]:
    """Return the entries of the menu; *top* are those of the toctrees of the home page.

    Pages of the blog come first, and the page about the author comes last, unless a toctree names
    one of the blog's pages: then the author has put the menu in order.
    """
    existing = _existing(app, catalog)
    listings = listing_pages(app.config.blog_path, app.translator)
    top = [link for link in top if link.target not in listings or link.target in existing]
    named = {link.target for link in top}
    if app.config.blink_menu is not None:
        declared = _declared(app, catalog)
        return [*(link for link in declared if link.target not in named), *top]
    if named & listings.keys():
        return top
    links = [*_default(app, existing), *top]
    if ABOUT in app.env.found_docs - named and existing:
        links.append(NavLink(app.translator.gettext("About"), ABOUT))
    return links
