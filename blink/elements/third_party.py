"""Warn of files that a page would load from another site, which then learns of each reader.

Warnings: ``origin.picture``, ``origin.html``, ``origin.widgets``.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
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


class LoadedFiles(HTMLParser):
    """Collects the addresses of what a browser requests for a piece of HTML, in order.

    Text in scripts is not HTML, even if it looks like a tag. A script that adds scripts to the page
    is searched for the addresses of these.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: dict[str, None] = {}
        self._in_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        values = dict(attrs) if tag in _LOADING else {}
        for name, value in values.items():
            if name == "srcset" and value:
                parts = [part.split() for part in value.split(",")]
                self.addresses |= {part[0]: None for part in parts if part}
            elif name in _ADDRESSES and value and value.strip():
                self.addresses[value.strip()] = None
            elif name == "srcdoc" and value:  # a page of its own
                self.addresses |= LoadedFiles(value).addresses

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and len(data) < _LONGEST_SCRIPT and _ADDS_SCRIPT.search(data):
            self.addresses |= dict.fromkeys(_SCRIPT_URL.findall(data))


#: Elements for which a browser may request a file, and the attributes with its address
_LOADING = frozenset({
    "img", "script", "iframe", "embed", "source", "video", "audio", "track", "input", "object",
    "link", "image", "use",
})  # fmt: skip
_ADDRESSES = frozenset({"src", "poster", "data", "href", "xlink:href"})
_ADDS_SCRIPT = re.compile(r"createElement\(\s*[\"']script[\"']|require\.config\(|\bimport\s*\(")
#: A URL in a script, probably of another script
_SCRIPT_URL = re.compile(r"[\"'`](https?://[^\s\"'`<>]+?(?:\.m?js\b|/npm/)[^\s\"'`<>]*)[\"'`]")
#: A longer script is a library, which has URLs of all kinds in it
_LONGEST_SCRIPT = 100_000


def check_html(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of HTML in a document that loads from another site, or a file that is not copied."""
    allowed = _allowed_sites(app)
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split():
            continue
        reported: set[str] = set()
        for address in LoadedFiles(node.astext()).addresses:
            if re.match(r"(?:https?:)?//", address):
                host, problem = _host(address), _THIRD_PARTY
                if host in allowed or host in reported:
                    continue
                reported.add(host)
                fix = (
                    f"link to it instead, or write `loads: {host}` in the front matter to allow it"
                )
            elif re.match(r"#|data:|blob:|mailto:|_static/|(?:\.\./)+_static/", address):
                continue
            else:
                problem = "is not copied into the site, because it is named only in HTML"
                fix = f"write `![What it shows]({address})`, or `[words]({address})` for a link"
            logger.warning(
                "%s %s; %s", address, problem, fix, location=node, type="origin", subtype="html"
            )


def check_widgets(app: Sphinx, doctree: nodes.document) -> None:
    """Show the widgets of a notebook as text unless their scripts may be loaded.

    MyST-NB loads these scripts from other sites if the notebook has the state of its widgets.
    """
    if "myst_nb" not in app.extensions:
        return
    from myst_nb.sphinx_ import NbMetadataCollector  # noqa: PLC0415  # only if there is a notebook

    scripts = NbMetadataCollector.get_js_files(app.env, app.env.docname)
    hosts = {_host(path): None for path, _ in scripts.values() if path and "//" in path}
    missing = [host for host in hosts if host not in _allowed_sites(app)]
    if hosts and not missing:
        return
    scripts.clear()
    views = [
        node
        for node in doctree.findall(nodes.container)
        if node.get("mime_type") == "application/vnd.jupyter.widget-view+json"
    ]
    if views and missing:
        logger.warning(
            "the widgets of this notebook are shown as text, because their scripts"
            f" {_THIRD_PARTY}; write `loads: [%s]` in the front matter to allow it, or clear the"
            " state of the widgets in Jupyter", ", ".join(hosts),
            location=views[0].parent, type="origin", subtype="widgets",
        )  # fmt: skip
    for view in views:
        if len(view.parent) > 1:
            view.parent.remove(view)


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
    app.connect("doctree-read", check_widgets, priority=Stage.TARGETS)
    app.connect("doctree-read", check_tags, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
