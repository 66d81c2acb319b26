"""Write ``sitemap.xml`` and ``robots.txt`` for search engines (sitemaps.org).

sphinx-sitemap lists only the pages that a build wrote, in the order in which its processes ended,
and takes dates only from git.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from lxml import etree

from blink.addresses.hosting import is_public, page_url
from blink.discovery.head import NOT_FOUND
from blink.discovery.search import PAGE
from blink.pages.listings import paginated
from blink.posts.catalog import KINDS, has_blog, home_posts
from blink.posts.store import blog_domain
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def newest(posts: Iterable[Post]) -> datetime | None:
    """Return the date of the newest change or publication of *posts*."""
    dates = [max(p.date, p.updated or p.date) for p in posts if p.date]
    return max(dates, default=None)


def write_sitemap(pages: Mapping[str, datetime | None]) -> bytes:
    """Return the sitemap of *pages*: URL → date of its last change, if that is known."""
    root = etree.Element(f"{{{_NAMESPACE}}}urlset", nsmap={None: _NAMESPACE})
    for address, changed in sorted(pages.items()):
        url = etree.SubElement(root, f"{{{_NAMESPACE}}}url")
        etree.SubElement(url, f"{{{_NAMESPACE}}}loc").text = address
        if changed:
            last = etree.SubElement(url, f"{{{_NAMESPACE}}}lastmod")
            last.text = changed.isoformat(timespec="seconds")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def write_robots(sitemap: str) -> bytes:
    """Return a ``robots.txt`` that forbids nothing (RFC 9309) and names *sitemap*."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n".encode()


# -- Sphinx ------------------------------------------------------------------


def note_hidden(app: Sphinx, doctree: nodes.document) -> None:
    """Note a document that asks search engines to leave it out (``html_meta``)."""
    for node in doctree.findall(nodes.meta):
        if node.get("name") == "robots" and "noindex" in node.get("content", ""):
            app.env.metadata[app.env.docname]["noindex"] = True


def _documents(app: Sphinx) -> Iterator[tuple[str, datetime | None]]:
    blog, withheld = blog_domain(app.env), source_domain(app.env).withheld
    for docname in app.env.found_docs - withheld - {NOT_FOUND}:
        posts = blog.posts.get(docname, ())
        elsewhere = len(posts) == 1 and posts[0].canonical_link
        if not elsewhere and "noindex" not in app.env.metadata[docname]:
            home = docname == app.config.root_doc
            yield docname, newest(blog.catalog.posts if home else posts)


def _listings(app: Sphinx) -> Iterator[tuple[str, datetime | None]]:
    if not has_blog(app):
        return
    catalog, path = blog_domain(app.env).catalog, app.config.blog_path
    lists = [(path, home_posts(app))]
    for kind, collections in catalog.collections.items():
        if collections or kind == "archive":
            yield f"{path}/{KINDS[kind].folder}", newest(catalog.posts)
        if kind == "logbook":  # a logbook has one page
            yield from ((one.docname, newest(one.posts)) for one in collections)
        else:
            lists += [(one.docname, one.posts) for one in collections]
    for base, posts in lists:
        changed = newest(posts)
        for docname, _, _ in paginated(base, posts, app.config.blink_page_size):
            yield docname, changed


def make_files(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the two files; none if the site is not public."""
    if not is_public(app.config):
        return
    own = app.env.found_docs
    listed = [(name, changed) for name, changed in _listings(app) if name not in own]
    others = {*app.config.html_additional_pages} - {NOT_FOUND, PAGE}
    pages: dict[str, datetime | None] = dict.fromkeys(page_url(app, name) for name in others)
    pages |= {page_url(app, name): changed for name, changed in [*listed, *_documents(app)]}
    yield SITEMAP, write_sitemap(pages)
    yield ROBOTS, write_robots(app.config.html_baseurl + SITEMAP)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.catalog")
    app.connect("doctree-read", note_hidden, priority=Stage.TARGETS)
    app.connect("site-files", make_files, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
