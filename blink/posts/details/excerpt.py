"""Extract the first paragraphs of a document as plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from blink.formulas.plain_text import subscript, superscript
from blink.posts.ablog import PostDirectiveNode
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator


def visible_text(node: nodes.Node) -> str:
    """Return the text of *node* that readers see: no HTML, no comments, no footnote numbers.

    A reference without text of its own is shown as the name of its target, since the title is
    not known before all documents are read, and a citation of sphinxcontrib-bibtex as its key, in
    brackets unless it is part of the sentence. A node with ``plain_text`` is shown as that text.
    """
    return _text(node, ("plain_text",))


def readable_text(node: nodes.Node) -> str:
    """Return the text as `visible_text` does, for places where it stands alone.

    Formulas and references to numbers and titles are shown as their ``readable_text``, and signs in
    super- and subscript as characters of their own.
    """
    return _text(node, ("readable_text", "plain_text"))


def _text(node: nodes.Node, attributes: tuple[str, ...]) -> str:
    """Return the text of *node*, or the first of its *attributes*."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.Element):
        for name in attributes:
            if name in node:
                return str(node[name])
    if isinstance(node, nodes.raw):
        return " " if re.match(r"<br\b", node.astext(), re.IGNORECASE) else ""
    if isinstance(node, (nodes.footnote_reference, nodes.comment, nodes.image)):
        return ""
    text = "".join(_text(child, attributes) for child in node.children)
    if "readable_text" in attributes and isinstance(node, (nodes.superscript, nodes.subscript)):
        raised = isinstance(node, nodes.superscript)
        return superscript(text) if raised else subscript(text)
    if isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite":
        return f"[{text}]" if str(node["reftype"]).startswith("p") else text
    if not text and isinstance(node, addnodes.pending_xref):
        return unnamed(node)
    return text


def unnamed(node: addnodes.pending_xref) -> str:
    """Return what stands for the text of a reference whose target has no title."""
    return str(node["reftarget"]).rpartition("/")[2]


def is_more_marker(node: nodes.Element) -> bool:
    """Return whether *node* is the comment ``more``, of Markdown or reStructuredText."""
    if isinstance(node, nodes.raw):
        return re.fullmatch(r"\s*<!--\s*more\s*-->\s*", node.astext()) is not None
    return isinstance(node, nodes.comment) and node.astext().strip() == "more"


def has_more_marker(section: nodes.Element) -> bool:
    """Return whether the author marked the end of the excerpt with ``<!-- more -->``."""
    return any(is_more_marker(node) for node in section.findall(nodes.Element))


def running_paragraphs(section: nodes.Element) -> Iterator[str]:
    """Yield the text of the paragraphs of *section*, up to ``<!-- more -->`` if there is one.

    Only running text counts: nothing in lists, tables, figures or admonitions.
    """
    for node in section.findall(nodes.Element):
        if is_more_marker(node):
            return
        running = isinstance(node.parent, (nodes.section, nodes.document, PostDirectiveNode))
        if running and isinstance(node, nodes.paragraph):
            text = one_line(readable_text(node))
            if text:
                yield text
