"""Add the blog's parts to a page in places that every theme prints: the head and the text.

The theme ``blink`` prints the parts around a text itself, in its ``page.html``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

from blink.settings.theme import uses_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Templates of metadata in the head
_HEAD = ("meta.html", "feed-links.html")


def add_parts(
    app: Sphinx,
    pagename: str,
    template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Add metadata to the head of a page, and in other themes the blog's parts to its text."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    render = builder.templates.render
    head = "".join(render(name, context) for name in _HEAD)
    context["metatags"] = f"{context.get('metatags') or ''}{head}"
    context["pageurl"] = context["head"].canonical or None
    if doctree and not uses_blink(app):
        context["body"] = render("document.html", context)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", add_parts, priority=Stage.PAGE_PARTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
