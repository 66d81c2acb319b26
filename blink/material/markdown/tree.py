"""The blocks that a post consists of, each with the line where it begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blink.material.markdown.lines import Line

#: Attributes as ``attr_list`` gives them: ``id``, ``class`` (words), others
Attributes = dict[str, str]


@dataclass(slots=True)
class Block:
    """A block of a text, and the line where it begins."""

    line: int


@dataclass(slots=True)
class Paragraph(Block):
    text: str
    attributes: Attributes = field(default_factory=dict)


@dataclass(slots=True)
class HeadingBlock(Block):
    level: int
    text: str
    attributes: Attributes = field(default_factory=dict)


@dataclass(slots=True)
class Code(Block):
    #: as it is, without the fence's indentation
    lines: list[str]
    language: str = ""
    options: dict[str, str] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    #: the part of the fence's first line that is neither a language nor an option
    info: str = ""


@dataclass(slots=True)
class Verbatim(Block):
    """Lines that are written as they are: comments, the end of the excerpt."""

    lines: list[str]


@dataclass(slots=True)
class HtmlBlock(Block):
    lines: list[str]


@dataclass(slots=True)
class ThematicBreak(Block):
    pass


@dataclass(slots=True)
class MathBlock(Block):
    tex: str


@dataclass(slots=True)
class Quote(Block):
    body: list[Block]


@dataclass(slots=True)
class ListItem(Block):
    body: list[Block]
    marker: str = "-"
    attributes: Attributes = field(default_factory=dict)


@dataclass(slots=True)
class ListBlock(Block):
    """A list, of bullets or of numbers."""

    items: list[ListItem]
    loose: bool = False


@dataclass(slots=True)
class Definition(Block):
    terms: list[str]
    bodies: list[list[Block]]


@dataclass(slots=True)
class Definitions(Block):
    items: list[Definition]


@dataclass(slots=True)
class Table(Block):
    head: list[str]
    #: ``---``, ``:--``, ``--:``, ``:-:``
    aligns: list[str]
    rows: list[list[str]]


@dataclass(slots=True)
class Footnote(Block):
    label: str
    body: list[Block]


@dataclass(slots=True)
class Admonition(Block):
    """An admonition, perhaps one that opens and closes."""

    kind: str
    #: ``None`` for the default title of its kind, ``""`` for no title
    title: str | None
    body: list[Block]
    #: further words of its first line, such as ``inline end``
    classes: tuple[str, ...] = ()
    #: ``open``, ``closed``, or ``""`` if it cannot be closed
    collapsible: str = ""


@dataclass(slots=True)
class Tab(Block):
    title: str
    body: list[Block]
    selected: bool = False


@dataclass(slots=True)
class Tabs(Block):
    tabs: list[Tab]


@dataclass(slots=True)
class Figure(Block):
    """A figure and its caption."""

    body: list[Block]
    caption: list[Block]
    attributes: Attributes = field(default_factory=dict)
    #: the word before its number in the source
    prefix: str = ""


@dataclass(slots=True)
class Element(Block):
    """An element of HTML with Markdown in it."""

    tag: str
    attributes: Attributes
    body: list[Block]
    #: whether its content is inline text
    span: bool = False


@dataclass(slots=True)
class Grid(Block):
    cells: list[list[Block]]
    cards: bool
    classes: tuple[str, ...] = ()


@dataclass(slots=True)
class Notes:
    """What a text defines without showing it, and remarks for the report."""

    #: label in lower case → URL and title
    references: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: in the order of the text: label as written, URL, title
    written: list[tuple[str, str, str]] = field(default_factory=list)
    abbreviations: dict[str, str] = field(default_factory=dict)
    footnotes: list[Footnote] = field(default_factory=list)
    #: line, kind and message
    remarks: list[tuple[int, str, str]] = field(default_factory=list)

    def remark(self, line: int, kind: str, message: str) -> None:
        self.remarks.append((line, kind, message))


def children(block: Block) -> list[list[Block]]:
    """Return the lists of blocks that *block* contains."""
    match block:
        case Quote(body=body) | Admonition(body=body) | Footnote(body=body) | Element(body=body):
            return [body]
        case ListBlock(items=items):
            return [item.body for item in items]
        case Definitions(items=definitions):
            return [body for item in definitions for body in item.bodies]
        case Tabs(tabs=tabs):
            return [tab.body for tab in tabs]
        case Figure(body=body, caption=caption):
            return [body, caption]
        case Grid(cells=cells):
            return cells
    return []


def paragraph_text(lines: list[Line]) -> str:
    """Return the text of a paragraph: its lines without indentation."""
    return "\n".join(line.text.lstrip(" \t") for line in lines)
