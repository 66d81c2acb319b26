"""Report HTML that stays open: tags in a line of text, and scripts that Markdown cuts off.

A browser continues an element such as ``<b>`` in all that follows it. In a heading, such a tag is
probably meant as a word, and is shown as text; elsewhere it is reported, and closed. A script in a
line of text is restored, since it is no Markdown. One with an empty line in it below other HTML is
changed by Markdown: it is reported, and what looks like an image in it is none.

Warnings: ``origin.html``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

from blink.elements.media.html_tags import html_tags
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Elements in a line of text that need an end tag
_INLINE = frozenset(
    """
    a abbr acronym audio b bdi bdo big button canvas cite code data del dfn em font i iframe ins kbd
    label mark meter object output progress q ruby s samp select small span strike strong sub sup
    svg time tt u var video
    """.split()  # noqa: SIM905
)
#: Elements whose content Markdown must not change; of a template, it may
_SCRIPTS = frozenset({"script", "style", "template"})
_SCRIPT = re.compile(r"<(script|style|template)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
#: An attribute of nodes that are in such an element
IN_SCRIPT = "in_script"


def open_tags(texts: Iterable[str]) -> list[int]:
    """Return which of *texts*, the tags in a line of text, open an element that none closes.

    >>> open_tags(["<b>", "<i>", "</b>", "<br>"])
    [1]
    """
    opened: list[tuple[str, int]] = []
    for number, text in enumerate(texts):
        for tag in html_tags(text):
            if tag.name in _INLINE and not text[tag.start : tag.end].endswith("/>"):
                opened.append((tag.name, number))
            elif tag.name.startswith("/"):
                names = [name for name, _ in opened]
                if tag.name[1:] in names:
                    del opened[len(names) - 1 - names[::-1].index(tag.name[1:])]
    return [number for _, number in opened]


def unclosed_script(text: str) -> str:
    """Return the name of the element of `_SCRIPTS` that *text* opens and does not close, or ``""``.

    >>> unclosed_script("<div><script>"), unclosed_script("<script>a</script>")
    ('script', '')
    """
    last = ""
    for tag in html_tags(text):
        last = tag.name
    return last if last in _SCRIPTS else ""


# -- Sphinx ------------------------------------------------------------------


def _is_html(node: nodes.Node) -> bool:
    return isinstance(node, nodes.raw) and "html" in node.get("format", "").split()


def _in_line(element: nodes.Element) -> Iterator[nodes.raw]:
    """Yield the HTML in the text of *element*, but not in blocks inside it."""
    for child in element.children:
        if _is_html(child):
            yield child  # type: ignore[misc]
        elif isinstance(child, nodes.Inline) and isinstance(child, nodes.Element):
            yield from _in_line(child)


def close_tags(app: Sphinx, doctree: nodes.document) -> None:
    """Close the tags that stay open in a line of text, and report them; in headings, show them."""
    for block in list(doctree.findall(nodes.TextElement)):
        if isinstance(block, (nodes.Inline, nodes.raw, nodes.FixedTextElement)):
            continue
        tags = [node for node in _in_line(block) if IN_SCRIPT not in node]
        opened = [tags[number] for number in open_tags(node.astext() for node in tags)]
        if isinstance(block, nodes.title):
            for node in opened:
                node.replace_self(nodes.Text(node.astext()))
            continue
        for node in opened:
            text = node.astext()
            name = next(html_tags(text)).name
            block.insert(len(block), nodes.raw("", f"</{name}>", format="html"))
            logger.warning(
                "`%s` stays open after this text; write `</%s>` where it ends, or put it between"
                " backticks if it is only mentioned", text, name,
                location=node if node.line else block, type="origin", subtype="html",
            )  # fmt: skip


def restore_scripts(app: Sphinx, doctree: nodes.document) -> None:
    """Restore scripts in lines of text, which Markdown has changed, from the source of the text."""
    for block in list(doctree.findall(nodes.TextElement)):
        if not any(_is_html(child) for child in block.children):
            continue
        sources, place = list(_SCRIPT.finditer(block.rawsource)), 0
        while place < len(block):
            child = block[place]
            name = unclosed_script(child.astext()) if _is_html(child) else ""
            ends = (
                number for number, other in enumerate(block.children[place:], place)
                if _is_html(other) and f"</{name}" in other.astext().lower()
            )  # fmt: skip
            end = next(ends, 0) if name else 0
            while sources and sources[0][1].lower() != name and end:
                del sources[0]
            if end and sources:
                raw = nodes.raw("", sources.pop(0)[0], format="html")
                raw.source, raw.line = child.source, child.line
                block[place : end + 1] = [raw]
            place += 1


def report_scripts(app: Sphinx, doctree: nodes.document) -> None:
    """Report scripts that Markdown has changed, and undo what it made of images in them."""
    name = ""
    for node in list(doctree.findall()):
        if name and isinstance(node, nodes.image) and node.rawsource.startswith("<img"):
            node.replace_self(nodes.raw("", node.rawsource, format="html", in_script=True))
        if not _is_html(node):
            continue
        text = node.astext()
        if name:
            node[IN_SCRIPT] = True  # type: ignore[index]
            if f"</{name}" not in text.lower():
                continue
            text, name = text[text.lower().rindex(f"</{name}") :], ""
        if not (name := unclosed_script(text)) or name == "template":
            continue
        if isinstance(node.parent, nodes.TextElement):
            reason = "does not end in its paragraph"
        else:
            reason = "has an empty line in it and does not begin a block of HTML"
        logger.warning(
            "this `<%s>` %s, so that Markdown changes what is in it; write `<%s>` at the beginning"
            " of a line, with an empty line above it", name, reason, name,
            location=node if node.line else node.parent, type="origin", subtype="html",
        )  # fmt: skip


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", restore_scripts, priority=Stage.IMAGE_PATHS)
    app.connect("doctree-read", report_scripts, priority=Stage.IMAGE_PATHS)
    app.connect("doctree-read", close_tags, priority=Stage.IMAGE_PATHS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
