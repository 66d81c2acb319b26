"""Let readers find the feeds: links on every page, a page that lists them all, and OPML.

Feed readers import lists of feeds as OPML 2.0 (opml.org/spec2.opml).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from blink.addresses.hosting import page_url
from blink.feeds import atom
from blink.feeds import json_feed as jsonfeed
from blink.feeds.channels import channels, roots
from blink.posts.catalog import KINDS, SUBSCRIBE
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.feeds.store import Channel

#: Name of the OPML file, below ``blog_path``
OPML = "feeds.opml"


class Alternate(NamedTuple):
    """A feed as the head of a page names it: ``link rel=alternate``."""

    title: str
    type: str
    #: path of the document below the output folder
    path: str


class Row(NamedTuple):
    """A feed on the page that lists all feeds."""

    name: str
    #: page that lists the same posts
    docname: str
    total: int
    #: title of the newest post, and its page
    latest: tuple[str, str]
    alternates: tuple[Alternate, ...]


def write_opml(title: str, feeds: Iterable[tuple[str, str, str]]) -> bytes:
    """Return an OPML document of *feeds*: title, URL of the feed, URL of the page."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for name, feed, page in feeds:
        etree.SubElement(
            body, "outline", type="rss", text=name, title=name, xmlUrl=feed, htmlUrl=page
        )
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


# -- Sphinx ------------------------------------------------------------------


def _alternates(app: Sphinx, channel: Channel) -> tuple[Alternate, ...]:
    # Translators: the title of a feed, and its format: Atom or JSON Feed
    text, name = app.translator.gettext("%(title)s (%(format)s)"), next(iter(roots(app)))
    files = (
        ("Atom", atom.TYPE, f"{channel.path}/{name}{atom.SUFFIX}"),
        ("JSON Feed", jsonfeed.TYPE, f"{channel.path}/feed{jsonfeed.SUFFIX}"),
    )
    return tuple(
        Alternate(text % {"title": channel.title, "format": form}, kind, path)
        for form, kind, path in files
    )


def _row(app: Sphinx, channel: Channel) -> Row:
    one, posts, gettext = channel.collection, channel.posts, app.translator.gettext
    latest = (posts[0].title, posts[0].docname) if posts else ("", "")
    name, docname = (one.name, one.docname) if one else (gettext("All posts"), channel.path)
    return Row(name, docname, len(posts), latest, _alternates(app, channel))


def make_opml(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the OPML file, if there are feeds."""
    if not channels(app):
        return
    base, path = app.config.html_baseurl, app.config.blog_path
    feeds = [
        (
            channel.title,
            base + _alternates(app, channel)[0].path,
            page_url(app, channel.collection.docname if channel.collection else path),
        )
        for channel in channels(app)
    ]
    yield f"{path}/{OPML}", write_opml(app.config.blog_title, feeds)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page that lists all feeds, if there are any."""
    if not channels(app):
        return
    path, gettext = app.config.blog_path, app.translator.gettext
    groups: dict[str, list[Row]] = {"": []}
    for channel in channels(app):
        kind = gettext(KINDS[channel.collection.kind].title) if channel.collection else ""
        groups.setdefault(kind, []).append(_row(app, channel))
    docname = f"{path}/{SUBSCRIBE}"
    if docname not in app.env.found_docs:
        feed = _alternates(app, channels(app)[0])[0]
        context = {
            "title": gettext("Subscribe"),
            "address": app.config.html_baseurl + feed.path,
            "groups": groups,
            "opml": f"{path}/{OPML}",
        }
        yield docname, context, "subscribe.html"


def name_feeds(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Give a page the feeds of the blog and of the collection that it lists."""
    context["alternates"], context["subscribe"] = [], ""
    found = channels(app)
    if not found:
        return
    listed = [c for c in found[1:] if c.path == context.get("collection")]
    context["alternates"] = [one for c in (found[0], *listed) for one in _alternates(app, c)]
    context["subscribe"] = f"{app.config.blog_path}/{SUBSCRIBE}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.feeds.channels")
    app.connect("site-files", make_opml, priority=Stage.FILES)
    app.connect("html-collect-pages", make_page, priority=Stage.PAGES)
    app.connect("html-page-context", name_feeds, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
