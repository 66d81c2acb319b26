"""Links of a book to pages that it does not contain: they have the URL of the site, or are text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from docutils import nodes

from blink.addresses.hosting import page_url, writes_site
from blink.books.patches import link_by
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


#: What begins a URL that does not exist
_NONE = "blink-none:"


# -- Sphinx ------------------------------------------------------------------


def is_listing(app: Sphinx, docname: str) -> bool:
    """Return whether *docname* is a page of the blog that is not a document."""
    in_blog = f"{docname}/".startswith(f"{app.config.blog_path}/")
    return in_blog and docname not in app.env.found_docs


def link_to_site(app: Sphinx) -> None:
    """Make the builder link to the site, unless it writes the site or no text at all."""
    if writes_site(app) or not app.builder.format:
        return

    def url_of(docname: str) -> str:
        return page_url(app, docname) if app.config.html_baseurl else _NONE

    link_by(app.builder, partial(is_listing, app), url_of)


def correct_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Correct the links to listings that ABlog has made, and turn those without a URL into text."""
    if writes_site(app) or not app.builder.format:
        return
    base = app.config.html_baseurl
    for node in list(doctree.findall(nodes.reference)):
        uri = node.get("refuri", "")
        name = uri.removeprefix(base or "/")
        if name != uri and is_listing(app, name):
            node["refuri"] = uri = page_url(app, name) if base else _NONE
        if uri.startswith(_NONE):
            node.replace_self(node.children)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", link_to_site, priority=Stage.BOOK)
    app.connect("doctree-resolved", correct_links, priority=Stage.BOOK_LINKS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
