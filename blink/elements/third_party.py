"""Warn of files that a page would load from another site, which then learns of each reader.

What a document itself names is found when it is read; what the directives and handlers of
extensions add, when its page is written: players, scripts and stylesheets.

Warnings: ``origin.picture``, ``origin.html``, ``origin.extension``; ``settings.third_party``, a
file that a setting of an extension names.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.util import logging

from blink.addresses.hosting import is_remote, writes_site
from blink.posts.store import blog_domain
from blink.settings.conf_lines import line_of as line_in_conf
from blink.settings.nested import strings
from blink.settings.reported import loaded_files
from blink.stages import Stage
from blink.text import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


_THIRD_PARTY = "would be loaded from another site, which then learns of each reader"


def _allowed_sites(env: BuildEnvironment, docname: str) -> frozenset[str]:
    """Return the hosts that the author names in ``loads:`` for a document."""
    source = blog_domain(env).sources.get(docname)
    return frozenset(source.values.get("loads", ())) if source else frozenset()


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower().rpartition("@")[2]


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each image that a browser would request from another site."""
    allowed = _allowed_sites(app.env, app.env.docname)
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
    allowed = _allowed_sites(app.env, app.env.docname)
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


# -- What extensions add -----------------------------------------------------

#: What the HTML of a directive has that loads scripts when a reader clicks → the hosts of these
_ON_CLICK = {"thebe-launch-button": ("thebe-button", ("unpkg.com", "mybinder.org"))}
#: A tag in the head, and what a link has that loads a file
_IN_HEAD = re.compile(r"<(?:link|script)\b[^>]*>")
_LOADING_LINK = re.compile(r"""\brel=["']?[^"'>]*\b(?:icon|stylesheet|preload|manifest)\b""")
#: A module that an inline script imports
_IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["']((?:https?:)?//[^"']+)""")


def loaded_elsewhere(body: str) -> Iterator[str]:
    """Yield the URL of each file of another site that HTML loads.

    >>> list(loaded_elsewhere('<iframe src="https://a.example/b"></iframe><img src="c.png">'))
    ['https://a.example/b']
    """
    addresses = (unescape(match[1]) for match in _LOADED.finditer(body))
    return (address for address in dict.fromkeys(addresses) if is_remote(address))


def _named(doctree: nodes.document) -> set[str]:
    """Return the URLs that `check_pictures` and `check_html` have checked."""
    texts = (node.astext() for node in doctree.findall(nodes.raw))
    urls = {unescape(match[1]) for text in texts for match in _LOADED.finditer(text)}
    for node in doctree.findall(nodes.image):
        urls |= {value for value in node.attributes.values() if isinstance(value, str)}
    return urls


class AddedFiles:
    """What extensions add to the pages of one build."""

    def __init__(self) -> None:
        #: the files that are on every page, which `blink.settings.reported` reports
        self._common: frozenset[str] = frozenset()
        #: the files that this process has reported
        self._reported: set[str] = set()

    def note_common(self, app: Sphinx) -> None:
        """Store the names of the files that every page loads."""
        files = (*app.registry.css_files, *app.registry.js_files)
        self._common = frozenset(str(name) for name, _ in files)
        self._common |= {address for _, address in loaded_files(app.config)}

    def check(
        self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Warn of what the directives of a document, and handlers of pages, load from elsewhere."""
        if not doctree or not writes_site(app):
            return
        allowed, body = _allowed_sites(app.env, pagename), context.get("body", "")
        loaded = [url for url in loaded_elsewhere(body) if _host(url) not in allowed]
        if loaded:
            named = _named(doctree)
            for url in loaded:
                if url not in named:
                    fix = f"link to it instead, or write `loads: {_host(url)}` in the front matter"
                    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
                    words = (last, last.partition(".")[0])
                    _warn_at(app.env, pagename, words, f"{url} {_THIRD_PARTY}; {fix} to allow it")
        for mark, (name, hosts) in _ON_CLICK.items():
            if mark in body and not allowed.issuperset(hosts):
                reason = f"this button loads scripts from {' and '.join(hosts)}"
                fix = f"write `loads: [{', '.join(hosts)}]` in the front matter to allow it"
                message = f"{reason}, which then learn of the reader; {fix}"
                _warn_at(app.env, pagename, (name,), message)
        for url in dict.fromkeys(_files(context)):
            if not {url, _host(url)} & (allowed | self._common | self._reported):
                self._reported.add(url)
                _warn_of_file(app, pagename, url)


def _files(context: dict[str, Any]) -> Iterator[str]:
    """Yield the URLs of stylesheets, scripts and icons of other sites in the head of a page."""
    for tag in _IN_HEAD.findall(context.get("metatags", "")):
        if not tag.startswith("<link") or _LOADING_LINK.search(tag):
            yield from loaded_elsewhere(tag)
    for file in (*context.get("css_files", ()), *context.get("script_files", ())):
        name = str(getattr(file, "filename", file) or "")
        if is_remote(name):
            yield name
        yield from _IMPORTED.findall(str(getattr(file, "attributes", {}).get("body") or ""))


def _warn_of_file(app: Sphinx, docname: str, url: str) -> None:
    """Warn of a file that an extension adds to pages, once in a build.

    The place is the setting that names the file, or the first page that loads it.
    """
    conf, fix = Path(app.confdir, "conf.py"), f"write `loads: {_host(url)}` in the front matter"
    if name := _setting_with(app.config, url):
        kind, subtype = "settings", "third_party"
        place = f"{conf}:{line_in_conf(conf, name) or line_in_conf(conf, 'extensions') or 1}"
        added, fix = name, f"put a copy of the file in _static and name it in {name}, or {fix}"
    else:
        kind, subtype, place, added = "origin", "extension", docname, "an extension adds a file"
    message = f"{added}: {url} {_THIRD_PARTY}; {fix} of each page that may load it"
    logger.warning(message, location=place, type=kind, subtype=subtype, once=True)


def _setting_with(config: Config, url: str) -> str:
    """Return the setting in which an extension has *url*, or ``""``."""
    names = (name for name in config.values if url in strings(config[name]))
    return next(names, "")


def _warn_at(env: BuildEnvironment, docname: str, words: Sequence[str], message: str) -> None:
    """Warn at the line of a document that has one of *words*, or of the document if none has."""
    path = env.doc2path(docname)
    text = path.read_text(encoding="utf-8", errors="replace") if path.suffix != ".ipynb" else ""
    line = line_of(text, words)
    place = (docname, line) if line else docname
    logger.warning("%s", message, location=place, type="origin", subtype="extension")


def setup(app: Sphinx) -> ExtensionMetadata:
    added = AddedFiles()
    app.connect("builder-inited", added.note_common, priority=Stage.THEME_OPTIONS)
    app.connect("html-page-context", added.check, priority=Stage.PAGE_FILES)
    app.connect("doctree-read", check_pictures, priority=Stage.CITED_ENTRIES)
    app.connect("doctree-read", escape_html_in_headings, priority=Stage.IMAGE_PATHS)
    app.connect("doctree-read", check_html, priority=Stage.TARGETS)
    app.connect("doctree-read", check_tags, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
