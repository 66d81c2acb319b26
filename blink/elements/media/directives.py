"""Help directives of media: captions, and names that extensions may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.languages import en
from docutils.utils import new_document

from blink.stages import Stage

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


def in_figure(
    directive: SphinxDirective,
    node: nodes.Element,
    caption: nodes.caption,
    legend: list[nodes.Node],
) -> nodes.figure:
    """Return *node* in a figure with the options of *directive*."""
    figure = nodes.figure("", node, caption)
    if legend:
        figure += nodes.legend("", *legend)
    with_options(directive, figure)
    directive.set_source_info(figure)
    return figure


def with_options(directive: SphinxDirective, node: nodes.Element) -> None:
    """Give *node* the class, the alignment and the name that are options of *directive*."""
    node["classes"] += directive.options.get("class", [])
    if "align" in directive.options:
        node["align"] = directive.options["align"]
    directive.add_name(node)


def add_unless_taken(app: Sphinx, name: str, directive: type[Directive]) -> None:
    """Add *directive* to the site, after all extensions, unless one of them has that name."""
    app.connect(
        "config-inited", lambda app, _: _add(app, name, directive), priority=Stage.EXTENSIONS
    )


def _add(app: Sphinx, name: str, directive: type[Directive]) -> None:
    known, _ = directives.directive(name, en, new_document(""))  # type: ignore[arg-type]
    if known is None or known.__module__.startswith("blink."):
        app.add_directive(name, directive, override=True)
