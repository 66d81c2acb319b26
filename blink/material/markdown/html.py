"""Parse HTML elements, with or without Markdown in them, and the blocks between slashes.

The rules are those of Python-Markdown and its extension ``md_in_html``: a block-level element goes
from its opening tag to its closing tag, including blank lines.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import yaml

from blink.material.markdown.lines import Line, dedent, trim
from blink.material.markdown.tree import (
    Admonition,
    Attributes,
    Block,
    Element,
    Figure,
    Grid,
    HtmlBlock,
    ListBlock,
    Paragraph,
    Tab,
    Tabs,
    Verbatim,
)

if TYPE_CHECKING:
    from blink.material.markdown.protocol import BlockParser

#: Python-Markdown's ``BLOCK_LEVEL_ELEMENTS``
BLOCKS = frozenset(
    """address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul canvas colgroup dd
    body dt group html iframe li legend math map noscript output object option progress script style
    summary svg tbody td textarea tfoot th thead tr video center""".split()  # noqa: SIM905
)
EMPTY = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
#: Elements whose content is text up to the closing tag
_RAW = frozenset({"script", "style", "textarea", "pre"})
TAG = re.compile(
    r"<!--(?:(?!-->).)*+-->|<(/?)([A-Za-z][\w:-]*+)((?:\s++|/|[^\s\"'<>/=]++(?:\s*+=\s*+"
    r"(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>`]++))?+)*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>`]+)))?")
_MORE = re.compile(r"<!--\s*more\s*-->\s*$")
_OPEN = re.compile(r"</?([A-Za-z][\w:-]*)")


def attributes_of(written: str) -> Attributes:
    """Return the attributes in a tag, with character references replaced."""
    attributes: Attributes = {}
    for match in _ATTRIBUTE.finditer(written):
        value = next((v for v in match.groups()[1:] if v is not None), "")
        attributes.setdefault(match[1].lower(), unescape(value))
    return attributes


def read(parser: BlockParser, lines: list[Line], index: int, blocks: list[Block]) -> int | None:
    """Add the block of HTML at *index* to *blocks*, if there is one; return the index after it."""
    line = lines[index]
    body = line.body
    if body.startswith("<!--"):
        return _comment(lines, index, blocks)
    opened = _OPEN.match(body)
    if not opened or opened[1].lower() not in BLOCKS:
        return None
    name = opened[1].lower()
    if body.startswith("</"):
        blocks.append(HtmlBlock(line.number, [body]))
        return index + 1
    for window in (50, 2000, len(lines)):  # most elements are short
        text = "\n".join([body, *(line.text for line in lines[index + 1 : index + window])])
        first = TAG.match(text)
        end = None
        if first and (name in EMPTY or first[3].rstrip().endswith("/")):
            end = first.end()
        elif first:
            end = _closing(text, first.end(), name)
        if end is not None or index + window >= len(lines):
            break
    if not first:
        return None
    end = len(text) if end is None else end
    raw = text[:end]
    stop = index + raw.count("\n") + 1
    rest = text[end:].split("\n", 1)[0]
    marked = attributes_of(first[3])
    if "markdown" in marked and parser.dialect.has("md_in_html"):
        close = raw.rfind("</")
        inner = raw[first.end() : close if close > first.end() else len(raw)]
        number = line.number + first[0].count("\n")
        blocks.append(_marked(parser, name, marked, inner, number))
    else:
        blocks.append(HtmlBlock(line.number, raw.split("\n")))
    if rest.strip():
        blocks += parser.parse([Line(rest.strip(), lines[stop - 1].number)])
    return stop


def _comment(lines: list[Line], index: int, blocks: list[Block]) -> int | None:
    end = next((i for i in range(index, len(lines)) if "-->" in lines[i].text), None)
    if end is None:
        return None
    number, first = lines[index].number, lines[index].body
    written = [first, *(line.text for line in lines[index + 1 : end + 1])]
    if not lines[end].text.partition("-->")[2].strip():
        is_more = len(written) == 1 and _MORE.match(first)
        blocks.append(Verbatim(number, ["<!-- more -->"] if is_more else written))
    elif end == index:
        return None
    else:
        blocks.append(HtmlBlock(number, written))
    return end + 1


def _closing(text: str, start: int, name: str) -> int | None:
    """Return where the element *name*, opened before *start*, ends in *text*."""
    if name in _RAW:
        close = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, start)
        return close.end() if close else None
    depth, at = 1, start
    while depth:
        match = TAG.search(text, at)
        if not match:
            return None
        at = match.end()
        tag = (match[2] or "").lower()
        if tag in _RAW and not match[1]:
            close = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(text, at)
            at = close.end() if close else at
        elif tag == name and not match[3].rstrip().endswith("/"):
            depth += -1 if match[1] else 1
    return at


def _dedented(inner: str, number: int) -> list[Line]:
    lines = [Line(text, number + i) for i, text in enumerate(inner.split("\n"))]
    least = min((line.indent for line in lines[1:] if not line.blank), default=0)
    head = [Line(lines[0].body, lines[0].number)] if lines and not lines[0].blank else []
    return trim([*head, *(dedent(line, least) for line in lines[1:])])


def _marked(
    parser: BlockParser, name: str, attributes: Attributes, inner: str, number: int
) -> Block:
    mode = attributes.pop("markdown")
    lines = _dedented(inner, number)
    classes = attributes.get("class", "").split()
    if name == "figure":
        return _figure(parser, attributes, lines, number)
    if mode == "span" or (name in ("p", "h1", "h2", "h3", "h4", "h5", "h6") and mode != "block"):
        text = "\n".join(line.body for line in lines)
        return Element(number, name, attributes, [Paragraph(number, text)], span=True)
    if name == "div" and "grid" in classes:
        return _grid(parser.parse(lines), "cards" in classes, tuple(classes), number)
    if name == "details":
        return _details(parser, attributes, lines, number)
    return Element(number, name, attributes, parser.parse(lines))


def _figure(parser: BlockParser, attributes: Attributes, lines: list[Line], number: int) -> Block:
    text = "\n".join(line.text for line in lines)
    match = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", text, re.DOTALL | re.IGNORECASE)
    caption: list[Block] = []
    if match:
        caption_lines = _dedented(match[1], number + text.count("\n", 0, match.start()))
        caption = parser.parse(caption_lines)
        text = text[: match.start()] + text[match.end() :]
    shown = [Line(row.strip(), number + i) for i, row in enumerate(text.split("\n"))]
    return Figure(number, parser.parse(shown), caption, attributes)


def _details(parser: BlockParser, attributes: Attributes, lines: list[Line], number: int) -> Block:
    text = "\n".join(line.text for line in lines)
    match = re.search(r"<summary[^>]*>(.*?)</summary>", text, re.DOTALL | re.IGNORECASE)
    title = " ".join(match[1].split()) if match else "Details"
    rest = text[: match.start()] + text[match.end() :] if match else text
    body = parser.parse(_dedented("\n" + rest, number))
    state = "open" if "open" in attributes else "closed"
    kind, *classes = attributes.get("class", "note").split() or ["note"]
    return Admonition(number, kind, title, body, tuple(classes), state)


def _grid(body: list[Block], cards: bool, classes: tuple[str, ...], number: int) -> Block:  # noqa: FBT001
    if cards and len(body) == 1 and isinstance(body[0], ListBlock):
        return Grid(number, [item.body for item in body[0].items], cards=True, classes=classes)
    return Grid(number, [[block] for block in body], cards=cards, classes=classes)


# -- pymdownx.blocks --------------------------------------------------------------------

_CAPTIONS = frozenset({"caption", "figure-caption", "table-caption"})
_BOXES = frozenset(
    "admonition note attention caution danger error tip hint warning important info abstract"  # noqa: SIM905
    " success question failure bug example quote".split()
)


def slashes(
    parser: BlockParser, lines: list[Line], index: int, blocks: list[Block], opened: re.Match[str]
) -> int | None:
    """Read the block that ``///`` opens at *index*, and return the index after it."""
    fence, name, argument = opened[1], opened[2].lower(), opened[3] or ""
    if name not in _CAPTIONS | _BOXES | {"details", "tab", "html", "define", "definition"}:
        return None
    end = next((i for i in range(index + 1, len(lines)) if lines[i].text.strip() == fence), None)
    if end is None:
        return None
    number = lines[index].number
    options, inside = _options(lines[index + 1 : end])
    body = parser.parse(inside)
    attributes = {str(k): str(v) for k, v in _mapping(options.get("attrs")).items()}
    if name in _CAPTIONS:
        shown = [blocks.pop()] if blocks else []
        prefix = {"figure-caption": "Figure", "table-caption": "Table"}.get(name, "")
        blocks.append(Figure(number, shown, body, attributes, prefix))
    elif name == "tab":
        tab = Tab(number, argument, body, bool(options.get("select")))
        if blocks and isinstance(blocks[-1], Tabs) and not options.get("new"):
            blocks[-1].tabs.append(tab)
        else:
            blocks.append(Tabs(number, [tab]))
    elif name == "html":
        match = re.match(r"([\w-]+)", argument)
        selector = argument[match.end() :] if match else ""
        if words := re.findall(r"\.([\w-]+)", selector):
            attributes["class"] = " ".join(words)
        blocks.append(Element(number, match[1] if match else "div", attributes, body))
    elif name in ("define", "definition"):
        blocks += body
    else:
        kind = str(options.get("type") or ("note" if name in ("admonition", "details") else name))
        state = ""
        if name == "details":
            state = "open" if options.get("open") else "closed"
        kind, *classes = kind.split() or ["note"]
        blocks.append(Admonition(number, kind, argument or None, body, tuple(classes), state))
    return end + 1


def _options(lines: list[Line]) -> tuple[dict[str, object], list[Line]]:
    """Return the options below the first line of a block, and its text."""
    taken = 0
    while taken < len(lines) and not lines[taken].blank and lines[taken].indent >= 4:
        taken += 1
    if not taken:
        return {}, lines
    try:
        read = yaml.safe_load("\n".join(dedent(line, 4).text for line in lines[:taken]))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, lines
    return (_mapping(read), lines[taken:]) if isinstance(read, dict) else ({}, lines)


def _mapping(value: object) -> dict[str, object]:
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}
