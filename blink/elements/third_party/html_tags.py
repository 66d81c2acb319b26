"""Tell HTML from words in angle brackets, which a browser would not show.

Warnings: ``origin.html``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

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
    app.connect("doctree-read", escape_html_in_headings, priority=Stage.IMAGE_PATHS)
    app.connect("doctree-read", check_tags, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
