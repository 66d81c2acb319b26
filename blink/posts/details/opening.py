"""Describe a post that has no paragraph of running text, by the first words of its other blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from lxml import etree, html

from blink.formulas.macros import macros_of
from blink.formulas.plain_text import readable
from blink.posts.details.excerpt import readable_text
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.config import Config

#: The most words in characters: what search engines show
_LENGTH = 300
#: Blocks whose words stand for themselves
_BLOCKS = (
    nodes.paragraph, nodes.caption, nodes.term, nodes.title, nodes.rubric, nodes.line,
    nodes.math_block,
)  # fmt: skip
#: What is not part of the text, or is not read aloud
_LEFT_OUT = (
    nodes.footnote, nodes.citation, nodes.comment, nodes.system_message, nodes.literal_block,
    nodes.substitution_definition,
)  # fmt: skip


def opening_words(section: nodes.Element, config: Config) -> str:
    """Return the first words of lists, quotes, captions, tables and the like in *section*.

    They are ``""`` if it has none, for example if it is code only.
    """
    texts: list[str] = []
    for text in _texts(section, config):
        if text in texts or f"{text};" in texts:  # a caption that is the alt text, too
            continue
        end = "" if text[-1:] in ".!?:;…。！？" else ";"  # of Chinese
        texts.append(f"{text}{end}")
        if sum(map(len, texts)) > _LENGTH:
            break
    return " ".join(texts).rstrip(";")


def _texts(section: nodes.Element, config: Config) -> Iterator[str]:
    """Yield the text of each block, in order."""
    for node in section.children:
        if isinstance(node, _LEFT_OUT) or not isinstance(node, nodes.Element):
            continue
        if isinstance(node, _BLOCKS):
            is_title = isinstance(node, nodes.title) and isinstance(section.parent, nodes.document)
            text = "" if is_title else one_line(readable_text(node))
            if isinstance(node, nodes.math_block):
                text = readable(node.astext(), macros_of(config))
            elif not text and not is_title:
                text = " ".join(image.get("alt", "") for image in node.findall(nodes.image))
        elif isinstance(node, nodes.image):
            text = one_line(node.get("alt", ""))
        elif isinstance(node, nodes.raw):
            text = _text_of_html(node)
        else:
            yield from _texts(node, config)
            continue
        if text:
            yield text


def _text_of_html(node: nodes.raw) -> str:
    """Return the text of a block of HTML, without scripts and styles."""
    if "html" not in node.get("format", "").split():
        return ""
    try:
        tree = html.fragment_fromstring(node.astext(), create_parent=True)
    except etree.LxmlError:
        return ""
    for each in tree.xpath("//script | //style | //template | //svg"):
        each.drop_tree()
    return one_line(tree.text_content())
