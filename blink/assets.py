"""A page → the stylesheets and scripts that it loads: those that something in it needs.

Pages are whole without the theme's stylesheets, scripts and fonts, so that none of them is in the
site; an extension's are, on pages that show what they are for.
"""

from __future__ import annotations

from os import fspath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: What has to be in a page's body that loads a file; ``None``: no page loads it
_NEEDED_FOR = {
    "pygments.css": 'class="highlight',
    "sphinx-design.min.css": "sd-",
    "design-tabs.js": "data-sync-id",
    "pydata-sphinx-theme.css": None,
    "documentation_options.js": None,
    "doctools.js": None,
    "sphinx_highlight.js": None,
    "translations.js": None,
    "comments.js": "load-comments",
    "logbook.js": "data-sortable",
}


def is_needed(file: str, body: str) -> bool:
    """Return whether a page with this *body* needs the stylesheet or script *file*."""
    name = file.rpartition("/")[2]
    mark = _NEEDED_FOR.get(name, "")
    return mark is not None and mark in body


def choose(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Take off a page what it has no use for."""
    body = context.get("body", "")
    if context.get("giscus"):  # below the body
        body += "load-comments"
    if context.get("logbook"):  # likewise
        body += "data-sortable"
    for files in ("css_files", "script_files"):
        context[files] = [
            one
            for one in context[files]
            if (file := getattr(one, "filename", one)) and is_needed(fspath(file), body)
        ]


def take_off(app: Sphinx) -> None:
    """Take off what the theme does for its own frame: sidebars, logos, its stylesheet for code."""
    for event in ("html-page-context", "build-finished"):
        for listener in list(app.events.listeners[event]):
            if listener.handler.__module__.partition(".")[0] == "pydata_sphinx_theme":
                app.disconnect(listener.id)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", take_off)
    app.connect("html-page-context", choose, priority=900)  # once the extensions have put theirs in
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
