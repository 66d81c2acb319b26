"""Warn of what a page would load from another site, which then would know of each reader.

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


def _allowed(app: Sphinx) -> frozenset[str]:
    """Return the sites of which the author says, by ``loads:``, that a document may ask them."""
    source = blog_domain(app.env).sources.get(app.env.docname)
    return frozenset(source.values.get("loads", ())) if source else frozenset()


def _site(address: str) -> str:
    return urlsplit(address).netloc.lower().rpartition("@")[2]


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each picture that the reader's browser would ask another site for."""
    allowed = _allowed(app)
    shown = [(node, node["uri"]) for node in doctree.findall(nodes.image)]
    shown += [(node, node["poster"]) for node, _ in shown if "poster" in node]
    for node, address in shown:
        if ("://" in address or address.startswith("//")) and _site(address) not in allowed:
            logger.warning(
                "%s would be loaded from another site, which then knows of each reader;"
                " put a copy next to the post, or name the site in `loads:`", address,
                location=node, type="origin", subtype="picture",
            )  # fmt: skip


#: What makes a browser ask for something, in HTML
_LOADS = re.compile(
    r"<(?:img|script|iframe|embed|source|video|audio|track|input|object|link|image|use)\b[^>]*?"
    r"\s(?:src|srcset|poster|data|href)\s*=\s*[\"']?\s*([^\"'\s>]+)",
    re.IGNORECASE,
)


def check_html(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of HTML in a document that loads from another site, or a file that is not copied."""
    allowed = _allowed(app)
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split():
            continue
        for found in _LOADS.finditer(node.astext()):
            address = found[1]
            if re.match(r"(?:https?:)?//", address):
                if _site(unescape(address)) in allowed:
                    continue
                wrong = "would be loaded from another site, which then knows of each reader"
                fix = "link to it instead, or name the site in `loads:`"
            elif re.match(r"#|data:|mailto:|_static/|(?:\.\./)+_static/", address):
                continue
            else:
                wrong = "is not copied into the site, because only HTML names it"
                fix = "write `![What it shows](picture.png)` or a link instead"
            logger.warning(
                "%s %s; %s", address, wrong, fix, location=node, type="origin", subtype="html"
            )


#: Elements of HTML, SVG and MathML that a post may hold; others are words in angle brackets
_ELEMENTS = frozenset(
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

#: Elements that may stand in a heading; what else looks like one is shown as text there
_INLINE = frozenset({"abbr", "b", "br", "code", "del", "em", "i", "kbd", "mark", "q", "s"}) | {
    "small", "span", "strong", "sub", "sup", "u", "var"
}  # fmt: skip
_TAG = re.compile(r"</?([A-Za-z][\w:-]*)")


def check_tags(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of words in angle brackets, which a browser takes for elements and does not show."""
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split() or node.astext().startswith("<!"):
            continue
        for name in _TAG.findall(node.astext())[:1]:
            if name.lower() not in _ELEMENTS and "-" not in name:
                logger.warning(
                    "`<%s>` would not be shown, because browsers take it for HTML; put it"
                    " between backticks, or write `\\<%s>`", name, name,
                    location=node, type="origin", subtype="html",
                )  # fmt: skip


def calm_headings(app: Sphinx, doctree: nodes.document) -> None:
    """Make HTML in headings text, but for what marks up words: a title is shown in many places."""
    for title in doctree.findall(nodes.title):
        for node in list(title.findall(nodes.raw)):
            if any(name.lower() not in _INLINE for name in _TAG.findall(node.astext())):
                node.parent.replace(node, nodes.Text(node.astext()))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", check_pictures, priority=Stage.CITED_ENTRIES)
    app.connect("doctree-read", calm_headings, priority=Stage.IMAGE_PATHS)
    app.connect("doctree-read", check_html, priority=Stage.TARGETS)
    app.connect("doctree-read", check_tags, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
