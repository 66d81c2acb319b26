"""Find the document that a node is from, when a builder puts all documents into one doctree."""

from __future__ import annotations

from docutils import nodes


def document_of(node: nodes.Node, docname: str) -> str:
    """Return the document that *node* is from; *docname* is that of the whole doctree."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.section) and "docname" in node:  # Sphinx notes it then
            return str(node["docname"])
    return docname
