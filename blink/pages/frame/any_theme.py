"""Add the blog's parts to a page in places that every theme prints: the head and the text.

The theme ``blink`` prints the parts around a text itself, in its ``page.html``. In other themes, a
page of the blog that is not a document, such as a listing, is the text of their ``page.html``: each
theme decides for itself in which block the text is.

Warning: ``settings.template``, a sidebar that the theme does not have.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateNotFound
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging

from blink.addresses.hosting import writes_site
from blink.settings.conf_lines import line_of
from blink.settings.theme import uses_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Templates of metadata in the head
_HEAD = ("meta.html", "feed-links.html")
#: Templates of pages of the blog that are not documents
_BLOGS = frozenset(
    f"{name}.html"
    for name in ("listing", "archive", "catalog", "subscribe", "logbook", "404", "gone")
)
#: The template of every theme that prints ``body`` in the frame of the theme
_PAGE = "page.html"
#: The stylesheet of the blog's parts
STYLESHEET = "blog.css"


def add_parts(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> str | None:
    """Add metadata to the head of a page, and in other themes the blog's parts to its text.

    Return the template of the page, if it is another one then.
    """
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder):
        return None
    render = builder.templates.render
    head = "".join(render(name, context) for name in _HEAD)
    context["metatags"] = f"{context.get('metatags') or ''}{head}"
    context["pageurl"] = context["head"].canonical or None
    if uses_blink(app):
        return None
    context["other_theme"] = True
    if doctree:
        context["body"] = render("document.html", context)
    elif template in _BLOGS:
        context["body"] = render(template, {**context, "page_frame": "no-frame.html"})
        return _PAGE
    return None


def drop_unknown_sidebars(app: Sphinx) -> None:
    """Remove templates that do not exist from ``html_sidebars``, and warn of each.

    ABlog has its own ``page.html``, with which another theme does not load them.
    """
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or uses_blink(app):
        return
    unknown: set[str] = set()
    for names in app.config.html_sidebars.values():
        for name in names if isinstance(names, (list, tuple)) else ():
            try:
                builder.templates.get_source(builder.templates.environment, name)
            except TemplateNotFound:
                unknown.add(name)
    for name in sorted(unknown):
        conf = Path(app.confdir, "conf.py")
        logger.warning(
            "html_sidebars: the theme has no template `%s`; remove it, or write one in a folder of"
            " templates_path", name,
            location=f"{conf}:{line_of(conf, 'html_sidebars') or 1}",
            type="settings", subtype="template",
        )  # fmt: skip
    if unknown:
        app.config.html_sidebars = {
            pattern: [name for name in names if name not in unknown]
            if isinstance(names, (list, tuple)) else names
            for pattern, names in app.config.html_sidebars.items()
        }  # fmt: skip


def add_stylesheet(app: Sphinx) -> None:
    """Have the pages of other themes load the stylesheet of the blog's parts."""
    if writes_site(app) and not uses_blink(app):
        app.add_css_file(STYLESHEET)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", drop_unknown_sidebars, priority=Stage.BUILDER)
    app.connect("builder-inited", add_stylesheet, priority=Stage.BUILDER)
    app.connect("html-page-context", add_parts, priority=Stage.PAGE_PARTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
