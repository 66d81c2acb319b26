"""Mark the footnotes of a document that stand beside its text, and write the rules for them.

A footnote is tied to its mark by names of anchors (CSS Anchor Positioning). The head of the page
gives each id its name, in a variable that HTML validators know; the stylesheet uses it. Browsers
without such anchors show footnotes at the end of the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from blink.elements.notes.room import (
    CHARACTERS_PER_REM,
    LINE,
    SPACE,
    NoteMark,
    WideBlock,
    lines,
    placed,
)
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: The classes of a footnote beside the text, of what leaves it room, and of what its author widens
SIDE, BESIDE, WIDE = "side-note", "beside-note", "wide"
#: What a footnote beside the text consists of, apart from its paragraphs and their words
_SIMPLE = (nodes.paragraph, nodes.label, nodes.Inline, nodes.Text)
_NOT_SIMPLE = (nodes.image, nodes.raw, nodes.footnote_reference)
#: What a mark may be in: nothing that folds, or shows one of several
_OPEN = (
    nodes.document, nodes.section, nodes.paragraph, nodes.list_item, nodes.bullet_list,
    nodes.enumerated_list, nodes.definition_list, nodes.definition_list_item, nodes.definition,
    nodes.term, nodes.block_quote, nodes.Inline, nodes.table, nodes.tgroup, nodes.tbody, nodes.row,
    nodes.entry,
)  # fmt: skip
#: Blocks that are as wide as the text at most
_TEXT = (
    nodes.paragraph, nodes.title, nodes.bullet_list, nodes.enumerated_list, nodes.definition_list,
    nodes.block_quote, nodes.Admonition, nodes.rubric, nodes.transition,
)  # fmt: skip
_HEADING, _PICTURE, _ROW, _CODE_LINE, _FORMULA = 4.5, 20.0, 2.3, 1.3, 4.0


def height(node: nodes.Node, characters: float) -> float:
    """Return about how high *node* is, in rem, if a line of it has so many *characters*."""
    if isinstance(node, nodes.title):
        return _HEADING
    if isinstance(node, (nodes.Invisible, nodes.footnote, nodes.Text)):
        return 0
    if isinstance(node, nodes.image):
        return _PICTURE
    if isinstance(node, nodes.FixedTextElement):  # code
        return _CODE_LINE * (node.astext().count("\n") + 1) + 2 * SPACE
    if isinstance(node, nodes.math_block):
        return _FORMULA
    if isinstance(node, nodes.row):
        return _ROW
    if isinstance(node, nodes.TextElement):
        pictures = sum(_PICTURE for _ in node.findall(nodes.image))
        return LINE * lines(len(node.astext()), characters) + SPACE + pictures
    total = sum(height(child, characters) for child in node.children)
    return total + SPACE * isinstance(node, (nodes.table, nodes.figure))


def _is_simple(note: nodes.footnote) -> bool:
    return not any(
        not isinstance(node, _SIMPLE) or isinstance(node, _NOT_SIMPLE)
        for node in note.findall(include_self=False)
    )


def _is_open(reference: nodes.Node) -> bool:
    node: nodes.Element | None = reference.parent
    while isinstance(node, _OPEN):
        node = node.parent
    return node is None


class _Text:
    """The blocks of a text, from its top."""

    def __init__(self, doctree: nodes.document, characters: float) -> None:
        self.characters = characters  # of a line
        self.top = 0.0
        #: id of a footnote → its first mark that may have it beside it, and the distance of that
        self.marks: dict[str, float] = {}
        self.seen: set[str] = set()
        self.blocks: list[tuple[WideBlock, nodes.Element]] = []
        self._read(doctree)

    def _read(self, parent: nodes.Element) -> None:
        for node in parent.children:
            if isinstance(node, nodes.section):
                self._read(node)
                continue
            if isinstance(node, nodes.footnote):
                continue
            bottom = self.top + height(node, self.characters)
            if isinstance(node, nodes.Element):
                self._note_marks(node)
                if bottom > self.top and not isinstance(node, _TEXT):
                    forced = WIDE in node["classes"]
                    self.blocks.append((WideBlock(self.top, bottom, forced), node))
            self.top = bottom

    def _note_marks(self, block: nodes.Element) -> None:
        before = 0  # characters
        for node in block.findall():
            if isinstance(node, nodes.Text):
                before += len(node.astext())
            elif isinstance(node, nodes.footnote_reference):
                name = node.get("refid", "")
                if name not in self.seen and _is_open(node):
                    self.marks[name] = self.top + LINE * (before // self.characters)
                self.seen.add(name)


# -- Sphinx ------------------------------------------------------------------


def mark_notes(app: Sphinx, doctree: nodes.document) -> None:
    """Give footnotes beside the text, and the blocks near them, their classes."""
    notes = {
        note["ids"][0]: note
        for note in doctree.findall(nodes.footnote)
        if note["ids"] and _is_simple(note)
    }
    if not notes:
        return
    text = _Text(doctree, CHARACTERS_PER_REM * app.config.blink_text_width)
    marks = [
        NoteMark(name, text.marks[name], len(note.astext()))
        for name, note in notes.items()
        if name in text.marks
    ]
    names, near = placed(marks, [block for block, _ in text.blocks])
    for name in names:
        notes[name]["classes"].append(SIDE)
    for index in near:
        text.blocks[index][1]["classes"].append(BESIDE)


def note_rules(doctree: nodes.document | None) -> str:
    """Return the rules that put the footnotes of a document beside their marks."""
    rules: list[str] = []
    for note in doctree.findall(nodes.footnote) if doctree else ():
        if SIDE not in note["classes"] or not note["backrefs"]:
            continue
        number, mark, name = len(rules) + 1, note["backrefs"][0], note["ids"][0]
        # The Nu HTML checker knows no value that begins with two dashes, unless one is escaped.
        rules.append(
            rf"#{mark}{{--anchor:\--r{number}}}"
            rf"#{name}{{--anchor:\--n{number};--mark:\--r{number};--last:\--n{number - 1}}}"
            f".bd-article:has(#{mark}:is(:hover,:focus)) #{name}{{--note:var(--pst-color-primary)}}"
        )
    return "".join(rules)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", mark_notes, priority=Stage.DECLARATIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
