"""Help directives of media: captions, and names that extensions may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.languages import en
from docutils.utils import new_document

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx
    from sphinx.util.docutils import SphinxDirective


def caption_of(directive: SphinxDirective) -> tuple[nodes.caption | None, list[nodes.Node]]:
    """Return the caption and the legend in the content of *directive*, as in that of a figure."""
    first, *others = directive.parse_content_to_nodes() or [nodes.comment()]
    if not isinstance(first, nodes.paragraph):
        return None, []
    caption = nodes.caption(first.rawsource, "", *first.children)
    caption.source, caption.line = first.source, first.line
    return caption, others


def add_unless_taken(app: Sphinx, name: str, directive: type[Directive]) -> None:
    """Add *directive* to the site unless an extension has one of that name."""
    known, _ = directives.directive(name, en, new_document(""))  # type: ignore[arg-type]
    if known is None or known.__module__.startswith("blink."):
        app.add_directive(name, directive, override=True)
