"""Title the ``update`` directives of posts, for which ABlog has words in some languages only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from blink.posts import ablog
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


# -- Sphinx ------------------------------------------------------------------


def title_updates(app: Sphinx, doctree: nodes.document) -> None:
    """Give ``update`` directives their titles in the language of the site."""
    for node in ablog.update_nodes(doctree):
        title = node.next_node(nodes.title)
        if title is not None and title.parent is node:
            words = app.translator.gettext("Updated on %(date)s") % {"date": node["shown"]}
            title[:] = [nodes.Text(words)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.ablog")
    app.connect("doctree-read", title_updates, priority=Stage.AFTER_ABLOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
