"""Find out whether a post has anything to read besides its title."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.posts.ablog import PostDirectiveNode
from blink.source.notebook_places import line_in_file
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.front_matter.fields import Header

#: What readers do not see, or see elsewhere
_ELSEWHERE = (
    nodes.title, nodes.Invisible, nodes.meta, nodes.docinfo, nodes.system_message, nodes.transition,
)  # fmt: skip
#: What shows nothing without children
_AROUND = (nodes.section, nodes.document, nodes.paragraph, nodes.container, PostDirectiveNode)
#: Parts of HTML that show nothing; what has an id, a style or data may be filled by a script
_NOTHING = re.compile(
    r"<!--.*?-->|<style\b.*?</style\s*>"
    r"|</?(?:a|article|aside|b|blockquote|br|center|dd|div|dl|dt|em|font|footer|h[1-6]|header|hr|i|li"
    r"|main|ol|p|s|section|small|span|strong|u|ul|wbr)\b(?![^>]*\s(?:id|style|data-[\w-]+)\s*=)[^>]*>",
    re.DOTALL | re.IGNORECASE,
)


def is_empty(node: nodes.Node) -> bool:
    """Return whether readers see nothing of *node*, except for titles."""
    if isinstance(node, nodes.Text):
        return not node.strip()
    if isinstance(node, _ELSEWHERE):
        return True
    if isinstance(node, nodes.raw):
        return not unescape(_NOTHING.sub("", node.astext())).strip()
    if not node.children:
        return isinstance(node, _AROUND)
    return all(map(is_empty, node.children))


def title_line(section: nodes.Element, header: Header) -> int:
    """Return the line of the title of the post that is *section* of a document with *header*."""
    if "title" in header.fields:
        return header.line_of("title")
    title: nodes.Element | None = next(section.findall(nodes.title), None)
    return (title and (title.line or (title.parent and title.parent.line))) or 1


# -- Sphinx ------------------------------------------------------------------


def note_emptiness(
    app: Sphinx, section: nodes.Element, values: Any, header: Header, *declared: Any
) -> dict[str, int]:
    """Return the field of a post that says whether it has no text."""
    if not is_empty(section):
        return {"empty": 0}
    line = title_line(section, header)
    return {"empty": line_in_file(app.env, str(app.env.doc2path(app.env.docname)), line)}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.reader")
    app.connect("post-read", note_emptiness, priority=Stage.EMPTY_POSTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
