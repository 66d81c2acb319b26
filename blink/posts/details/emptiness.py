"""Find out whether a post has anything to read besides its title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.posts.ablog import PostDirectiveNode
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: What readers do not see, or see elsewhere
_ELSEWHERE = (nodes.title, nodes.Invisible, nodes.meta, nodes.docinfo, nodes.system_message)
#: What shows nothing without children
_AROUND = (nodes.section, nodes.document, nodes.paragraph, nodes.container, PostDirectiveNode)


def is_empty(node: nodes.Node) -> bool:
    """Return whether readers see nothing of *node*, except for titles."""
    if isinstance(node, nodes.Text):
        return not node.strip()
    if isinstance(node, _ELSEWHERE):
        return True
    if isinstance(node, nodes.raw):
        return not re.sub(r"<!--.*?-->", "", node.astext(), flags=re.DOTALL).strip()
    if not node.children:
        return isinstance(node, _AROUND)
    return all(map(is_empty, node.children))


# -- Sphinx ------------------------------------------------------------------


def note_emptiness(app: Sphinx, section: nodes.Element, *declared: Any) -> dict[str, bool]:
    """Return the field of a post that says whether it has no text."""
    return {"empty": is_empty(section)}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.reader")
    app.connect("post-read", note_emptiness, priority=Stage.EMPTY_POSTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
