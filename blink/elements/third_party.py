"""Warn of files that a page would load from another site, which then learns of each reader.

Warnings: ``origin.picture``, ``origin.html``.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.util import logging

from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


_THIRD_PARTY = "would be loaded from another site, which then learns of each reader"


def _allowed_sites(app: Sphinx) -> frozenset[str]:
    """Return the hosts that the author names in ``loads:`` for the current document."""
    source = blog_domain(app.env).sources.get(app.env.docname)
    return frozenset(source.values.get("loads", ())) if source else frozenset()


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower().rpartition("@")[2]


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each image that a browser would request from another site."""
    allowed = _allowed_sites(app)
    images = [(node, node["uri"]) for node in doctree.findall(nodes.image)]
    images += [(node, node["poster"]) for node, _ in images if "poster" in node]
    for node, address in images:
        if ("://" in address or address.startswith("//")) and _host(address) not in allowed:
            logger.warning(
                f"%s {_THIRD_PARTY}; put a copy beside the post, or write `loads: %s` in the front"
                " matter to allow it", address, _host(address),
                location=node, type="origin", subtype="picture",
            )  # fmt: skip


#: HTML that makes a browser request a file, whose URL is the group
_LOADED = re.compile(
    r"<(?:img|script|iframe|embed|source|video|audio|track|input|object|link|image|use)\b[^>]*?"
    r"\s(?:src|srcset|poster|data|href)\s*=\s*[\"']?\s*([^\"'\s>]+)",
    re.IGNORECASE,
)


def check_html(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of HTML in a document that loads from another site, or a file that is not copied."""
    allowed = _allowed_sites(app)
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split():
            continue
        for match in _LOADED.finditer(node.astext()):
            address = match[1]
            if re.match(r"(?:https?:)?//", address):
                if _host(unescape(address)) in allowed:
                    continue
                host, problem = _host(unescape(address)), _THIRD_PARTY
                fix = (
                    f"link to it instead, or write `loads: {host}` in the front matter to allow it"
                )
            elif re.match(r"#|data:|mailto:|_static/|(?:\.\./)+_static/", address):
                continue
            else:
                problem = "is not copied into the site, because it is named only in HTML"
                fix = f"write `![What it shows]({address})`, or `[words]({address})` for a link"
            logger.warning(
                "%s %s; %s", address, problem, fix, location=node, type="origin", subtype="html"
            )


#: Elements of HTML, SVG and MathML that a post may contain; others are words in angle brackets
KNOWN_ELEMENTS = frozenset(
    """
    a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button
    canvas caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt
    em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr
    html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noscript
    object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search
    section select small source span strike strong style sub summary sup table tbody td template
    textarea tfoot th thead time title tr track tt u ul var video wbr
    svg g path rect circle ellipse line polyline polygon text tspan defs use marker symbol image
    lineargradient radialgradient stop clippath mask pattern filter foreignobject
    math mi mn mo mrow mfrac msup msub msubsup msqrt mroot mtext mtable mtr mtd munder mover
    munderover
    """.split()  # noqa: SIM905
)

#: Elements that a heading may contain; other tags are shown as text
_IN_HEADINGS = frozenset({"abbr", "b", "br", "code", "del", "em", "i", "kbd", "mark", "q", "s"}) | {
    "small", "span", "strong", "sub", "sup", "u", "var"
}  # fmt: skip
_TAG = re.compile(r"</?([A-Za-z][\w:-]*)")


def check_tags(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of words in angle brackets, which a browser reads as tags and does not show."""
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split() or node.astext().startswith("<!"):
            continue
        for name in _TAG.findall(node.astext())[:1]:
            if name.lower() not in KNOWN_ELEMENTS and "-" not in name:
                logger.warning(
                    "`<%s>` would not be shown, because browsers read it as an HTML tag; put it"
                    " between backticks, or write `\\<%s>`", name, name,
                    location=node, type="origin", subtype="html",
                )  # fmt: skip


def escape_html_in_headings(app: Sphinx, doctree: nodes.document) -> None:
    """Turn HTML in headings into text, except inline elements: titles are shown in many places."""
    for title in doctree.findall(nodes.title):
        for node in list(title.findall(nodes.raw)):
            if any(name.lower() not in _IN_HEADINGS for name in _TAG.findall(node.astext())):
                node.parent.replace(node, nodes.Text(node.astext()))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", check_pictures, priority=Stage.CITED_ENTRIES)
    app.connect("doctree-read", escape_html_in_headings, priority=Stage.IMAGE_PATHS)
    app.connect("doctree-read", check_html, priority=Stage.TARGETS)
    app.connect("doctree-read", check_tags, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
