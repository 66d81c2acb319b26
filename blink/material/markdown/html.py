"""Parse HTML elements, with or without Markdown in them.

The rules are those of Python-Markdown and its extension ``md_in_html``: a block-level element goes
from its opening tag to its closing tag, including blank lines.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from blink.material.markdown import fences
from blink.material.markdown.lines import Line, split, trim
from blink.material.markdown.tree import (
    Admonition,
    Attributes,
    Block,
    Element,
    Figure,
    Grid,
    HeadingBlock,
    HtmlBlock,
    ListBlock,
    Paragraph,
    Verbatim,
    paragraph_text,
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
        return None if _never_closed(parser, lines, index) else _comment(lines, index, blocks)
    opened = _OPEN.match(body)
    if not opened or opened[1].lower() not in BLOCKS:
        return None
    name = opened[1].lower()
    if body.startswith("</"):
        blocks.append(HtmlBlock(line.number, [body]))
        return index + 1
    for window in (50, 2000, len(lines)):  # most elements are short
        code = fences.inside(lines[: index + window], index + 1)
        text = "\n".join([body, *_without(code, lines[index + 1 : index + window], index + 1)])
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
    if end is None:
        end = len(text)
        message = f"`<{name}>` is not closed, so that all that follows is in it, as in Material"
        parser.notes.remark(line.number, "fault", f"{message}; close it in the new post")
    raw = text[:end]
    stop = index + raw.count("\n") + 1
    rest = text[end:].split("\n", 1)[0]
    marked = attributes_of(first[3])
    if "markdown" in marked and parser.dialect.has("md_in_html"):
        close = raw.rfind("</")
        whole = "\n".join([body, *(line.text for line in lines[index + 1 : stop])])
        inner = whole[first.end() : close if close > first.end() else len(raw)]
        number = line.number + first[0].count("\n")
        blocks.append(_marked(parser, name, marked, inner, number))
    elif parser.nested and _has_markdown(raw):
        blocks += _mixed(parser, lines[index:stop], code, index)
    else:
        blocks += _raw(raw, lines, index, code)
    if rest.strip():  # what follows may go on in the next lines
        lines[stop - 1] = Line(rest.strip(), lines[stop - 1].number)
        return stop - 1
    return stop


def _without(code: fences.FencedCode, lines: list[Line], start: int) -> list[str]:
    """Return *lines*, the first of which has the index *start*, with blanks in place of *code*."""
    texts = [line.text for line in lines]
    for first, (_, end) in code.items():
        for index in range(first - start, end - start):
            texts[index] = " " * len(texts[index])
    return texts


def _raw(raw: str, lines: list[Line], index: int, code: fences.FencedCode) -> list[Block]:
    """Return the HTML *raw*, which begins at *index*, in parts between the code in it."""
    texts = raw.split("\n")
    blocks: list[Block] = []
    start = 0
    for first in [first - index for first in code if first - index < len(texts)]:
        block, end = code[first + index]
        if any(text.strip() for text in texts[start:first]):
            blocks.append(HtmlBlock(lines[index + start].number, texts[start:first]))
        blocks.append(block)
        start = end - index
    if any(text.strip() for text in texts[start:]):
        blocks.append(HtmlBlock(lines[index + start].number, texts[start:]))
    return blocks


#: What is probably Markdown in a line between tags
_MARKDOWN = re.compile(
    r"\*\*|\]\(|`|^[ ]*(?:[-*+] |\d+\. |#{1,6} |!!! |\?\?\? |> |\|)", re.MULTILINE
)
_TAG_LINE = re.compile(r"[ \t]*</?([A-Za-z][\w:-]*)")
_ONE_ELEMENT = re.compile(r"[ \t]*(<([A-Za-z]\w*)(?:\s[^<>]*)?>)(.*)(</\2>)[ \t]*$")


def _has_markdown(raw: str) -> bool:
    return _MARKDOWN.search(raw) is not None and not re.match(r"<(?:pre|script|style)\b", raw)


def _mixed(
    parser: BlockParser, lines: list[Line], code: fences.FencedCode, start: int
) -> list[Block]:
    """Return the blocks of an element whose tags stand between Markdown.

    In a list, a quote or the like, Python-Markdown sees the tags, and Markdown between them.
    """
    blocks: list[Block] = []
    between: list[Line] = []
    fenced = {i for first, (_, end) in code.items() for i in range(first - start, end - start)}

    def end_text() -> None:
        blocks.extend(parser.parse(between))
        between.clear()

    for index, line in enumerate(lines):
        tag = None if index in fenced else _TAG_LINE.match(line.text)
        if not tag or tag[1].lower() not in BLOCKS:
            between.append(line)
            continue
        end_text()
        whole = _ONE_ELEMENT.match(line.text)
        if whole and _MARKDOWN.search(whole[3]):
            text = Paragraph(line.number, whole[3].strip())
            name, given = whole[2].lower(), attributes_of(whole[1][1 + len(whole[2]) : -1])
            if name in ("p", "div", "center"):
                blocks.append(Element(line.number, name, given, [text]) if given else text)
            else:
                first, last = ([HtmlBlock(line.number, [tag])] for tag in (whole[1], whole[4]))
                blocks += [*first, text, *last]
        elif blocks and isinstance(blocks[-1], HtmlBlock):
            blocks[-1].lines.append(line.text)
        else:
            blocks.append(HtmlBlock(line.number, [line.text]))
    end_text()
    return blocks


def _never_closed(parser: BlockParser, lines: list[Line], index: int) -> bool:
    """Return whether no line from *index* on ends a comment, which is looked for once."""
    here, last = lines[index].number, lines[-1].number
    first, end = parser.uncommented
    if first <= here and last <= end:
        return True
    if any("-->" in line.text for line in lines[index:]):
        return False
    parser.uncommented = (here, last)
    return True


def _comment(lines: list[Line], index: int, blocks: list[Block]) -> int | None:
    end = next(i for i in range(index, len(lines)) if "-->" in lines[i].text)
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


def _lines_inside(inner: str, number: int) -> list[Line]:
    """Return the lines of *inner*; those that are indented by four are code, as ever."""
    lines = split(inner, number)
    lines[0] = Line(lines[0].body, number)
    return trim(lines)


def _marked(
    parser: BlockParser, name: str, attributes: Attributes, inner: str, number: int
) -> Block:
    mode = attributes.pop("markdown")
    lines = _lines_inside(inner, number)
    classes = attributes.get("class", "").split()
    if name == "figure":
        if mode == "span":
            lines = [Line(line.body, line.number) for line in lines]
        return _figure(parser, attributes, lines, number)
    is_span = name in ("p", "h1", "h2", "h3", "h4", "h5", "h6") and mode != "block"
    if (is_span or mode == "span") and not fences.inside(lines, 0):
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
        caption_lines = _lines_inside(match[1], number + text.count("\n", 0, match.start()))
        caption = parser.parse(caption_lines)
        if any(isinstance(block, HeadingBlock) for block in caption):  # `#one` is meant as a word
            caption = [Paragraph(caption_lines[0].number, paragraph_text(caption_lines))]
        text = text[: match.start()] + text[match.end() :]
    return Figure(number, parser.parse(split(text, number)), caption, attributes)


def _details(parser: BlockParser, attributes: Attributes, lines: list[Line], number: int) -> Block:
    text = "\n".join(line.text for line in lines)
    match = re.search(r"<summary[^>]*>(.*?)</summary>", text, re.DOTALL | re.IGNORECASE)
    title_lines = split(match[1], number) if match else []
    code = fences.inside(title_lines, 0)
    title = " ".join(" ".join(_without(code, title_lines, 0)).split()) or "Details"
    rest = text[: match.start()] + text[match.end() :] if match else text
    body: list[Block] = [block for block, _ in code.values()]
    body += parser.parse(_lines_inside("\n" + rest, number))
    state = "open" if "open" in attributes else "closed"
    kind, *classes = attributes.get("class", "note").split() or ["note"]
    return Admonition(number, kind, title, body, tuple(classes), state)


def _grid(body: list[Block], cards: bool, classes: tuple[str, ...], number: int) -> Block:  # noqa: FBT001
    if cards and len(body) == 1 and isinstance(body[0], ListBlock):
        return Grid(number, [item.body for item in body[0].items], cards=True, classes=classes)
    return Grid(number, [[block] for block in body], cards=cards, classes=classes)
