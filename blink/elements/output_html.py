"""Make the HTML in outputs of cells valid: tables of pandas, and other HTML with styles.

A ``<style>`` element is valid only in the head of a page, so it moves there. The styles with which
pandas begins a plain table are dropped, because the site has its own, and so are attributes that
only old browsers knew.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.elements.store import elements_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: Styles of a plain table of pandas; all their selectors begin like this
_PLAIN = re.compile(r"\s*\.dataframe\s")
_BORDER = re.compile(r"\s+border=([\"']?)\d+\1(?=[\s>])", re.IGNORECASE)
_ALIGN = re.compile(r"\shalign=([\"']?)(left|right|center)\1(?=[\s>])", re.IGNORECASE)


class _OutputParser(HTMLParser):
    """Finds what to replace in the HTML of an output."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._text, lines = text, text.split("\n")
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]
        #: start and end of each part to replace, and what with
        self.edits: list[tuple[int, int, str]] = []
        self.styles: list[str] = []
        self._open: int | None = None
        self._style: list[str] = []
        self.feed(text)

    def _position(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text, start = self.get_starttag_text() or "", self._position()
        if tag == "style":
            self._open, self._style = start, []
            return
        new = text
        if tag == "table":
            new = _BORDER.sub("", text)
        elif tag in ("th", "td") and "style" not in dict(attrs):
            new = _ALIGN.sub(r' style="text-align: \2"', text)
        if new != text:
            self.edits.append((start, start + len(text), new))

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._style.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style" and self._open is not None:
            self.edits.append((self._open, self._text.index(">", self._position()) + 1, ""))
            self.styles.append("".join(self._style))
            self._open = None


def valid_html(text: str) -> tuple[str, tuple[str, ...]]:
    """Return *text*, the HTML of an output, in valid form, and the styles for the page's head.

    >>> valid_html("<style>b {color: red}</style><b>x</b>")
    ('<b>x</b>', ('b {color: red}',))
    """
    parser = _OutputParser(text)
    parts, end = [], 0
    for start, stop, new in parser.edits:
        parts += [text[end:start], new]
        end = stop
    styles = (style.strip() for style in parser.styles if not _PLAIN.match(style))
    return "".join([*parts, text[end:]]), tuple(filter(None, styles))


# -- Sphinx ------------------------------------------------------------------


def correct_outputs(app: Sphinx, doctree: nodes.document) -> None:
    """Correct the HTML in the outputs of the document, and keep its styles for the page."""
    styles: dict[str, None] = {}
    for box in doctree.findall(nodes.container):
        if "cell_output" not in box["classes"]:
            continue
        for block in box.findall(nodes.math_block):  # SymPy writes it though a block has it anyway
            _set_text(block, block.astext().removeprefix("\\displaystyle").lstrip())
        for raw in box.findall(nodes.raw):
            if "html" in raw.get("format", "").split() and "<" in raw.astext():
                text, found = valid_html(raw.astext())
                _set_text(raw, text)
                styles |= dict.fromkeys(found)
    if styles:
        elements_domain(app.env).styles[app.env.docname] = tuple(styles)


def _set_text(node: nodes.Element, text: str) -> None:
    node.children = []
    node += nodes.Text(text)


def add_styles(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Add the styles of a page's outputs to its head."""
    for style in elements_domain(app.env).styles.get(pagename, ()):
        context["metatags"] = f"{context.get('metatags') or ''}<style>\n{style}\n</style>\n"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.store")
    app.connect("doctree-read", correct_outputs, priority=Stage.TARGETS)
    app.connect("html-page-context", add_styles, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
