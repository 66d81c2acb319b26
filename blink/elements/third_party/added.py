"""Warn of what the directives and handlers of extensions add to a page: players, scripts and more.

Warnings: ``origin.extension``; ``settings.third_party``, a file that a setting of an extension
names.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.util import logging

from blink.addresses.hosting import is_remote, writes_site
from blink.elements.third_party.addresses import (
    THIRD_PARTY,
    allowed_sites,
    host_of,
    loaded_addresses,
    loaded_elsewhere,
)
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

#: What the HTML of a directive has that loads scripts when a reader clicks → the hosts of these
_ON_CLICK = {"thebe-launch-button": ("thebe-button", ("unpkg.com", "mybinder.org"))}
#: A tag in the head that may load a file
_IN_HEAD = re.compile(r"<(?:link|script)\b[^>]*>")
#: A module that an inline script imports
_IMPORTED = re.compile(r"""\b(?:from|import)\s*\(?\s*["']((?:https?:)?//[^"']+)""")


def _named(doctree: nodes.document) -> set[str]:
    """Return the URLs that `check_pictures` and `check_html` have checked."""
    texts = (node.astext() for node in doctree.findall(nodes.raw))
    urls = {address for text in texts for address in loaded_addresses(text)}
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
        allowed, body = allowed_sites(app.env, pagename), context.get("body", "")
        loaded = [url for url in loaded_elsewhere(body) if host_of(url) not in allowed]
        if loaded:
            named = _named(doctree)
            for url in loaded:
                if url not in named:
                    fix = (
                        f"link to it instead, or write `loads: {host_of(url)}` in the front matter"
                    )
                    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
                    words = (last, last.partition(".")[0])
                    _warn_at(app.env, pagename, words, f"{url} {THIRD_PARTY}; {fix} to allow it")
        for mark, (name, hosts) in _ON_CLICK.items():
            if mark in body and not allowed.issuperset(hosts):
                reason = f"this button loads scripts from {' and '.join(hosts)}"
                fix = f"write `loads: [{', '.join(hosts)}]` in the front matter to allow it"
                message = f"{reason}, which then learn of the reader; {fix}"
                _warn_at(app.env, pagename, (name,), message)
        for url in dict.fromkeys(_files(context)):
            if not {url, host_of(url)} & (allowed | self._common | self._reported):
                self._reported.add(url)
                _warn_of_file(app, pagename, url)


def _files(context: dict[str, Any]) -> Iterator[str]:
    """Yield the URLs of stylesheets, scripts and icons of other sites in the head of a page."""
    yield from loaded_elsewhere("".join(_IN_HEAD.findall(context.get("metatags", ""))))
    for file in (*context.get("css_files", ()), *context.get("script_files", ())):
        name = str(getattr(file, "filename", file) or "")
        if is_remote(name):
            yield name
        yield from _IMPORTED.findall(str(getattr(file, "attributes", {}).get("body") or ""))


def _warn_of_file(app: Sphinx, docname: str, url: str) -> None:
    """Warn of a file that an extension adds to pages, once in a build.

    The place is the setting that names the file, or the first page that loads it.
    """
    conf, fix = Path(app.confdir, "conf.py"), f"write `loads: {host_of(url)}` in the front matter"
    if name := _setting_with(app.config, url):
        kind, subtype = "settings", "third_party"
        place = f"{conf}:{line_in_conf(conf, name) or line_in_conf(conf, 'extensions') or 1}"
        added, fix = name, f"put a copy of the file in _static and name it in {name}, or {fix}"
    else:
        kind, subtype, place, added = "origin", "extension", docname, "an extension adds a file"
    message = f"{added}: {url} {THIRD_PARTY}; {fix} of each page that may load it"
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
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
