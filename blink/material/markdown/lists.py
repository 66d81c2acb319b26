"""Parse lists and definition lists as Python-Markdown does.

Lines that are indented by four columns belong to the item above. With less indentation, a marker
begins the next item, and other text continues the last paragraph. A list begins only after a blank
line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown import attributes, fences
from blink.material.markdown.lines import Line, after_blanks, dedent, indent_of
from blink.material.markdown.tree import (
    Block,
    Definition,
    Definitions,
    ListBlock,
    ListItem,
    Paragraph,
)

if TYPE_CHECKING:
    from blink.material.markdown.protocol import BlockParser

_ITEM = re.compile(r"([ ]{0,3})([*+-]|\d{1,9}\.)[ \t]+(.*)$")
_DEFINITION = re.compile(r"[ ]{0,3}:[ ]{1,3}(.*)$")


def is_item(line: Line) -> bool:
    return _ITEM.match(line.text) is not None and not is_rule(line)


def read(
    parser: BlockParser, lines: list[Line], start: int, known: fences.UnclosedFences
) -> tuple[ListBlock, int]:
    """Return the list that begins at *start* and the index after it."""
    raw: list[tuple[Line, str, list[Line]]] = []
    loose, index, blank = False, start, 0
    numbered: bool | None = None
    while index < len(lines):
        line = lines[index]
        if line.blank:
            blank += 1
            index += 1
            continue
        match = _ITEM.match(line.text)
        if match and is_rule(line):
            break
        if match:
            if numbered is None:
                numbered = match[2][0].isdigit()
            elif parser.dialect.enables("sane_lists") and numbered != match[2][0].isdigit():
                break
            if blank and raw:
                loose = True
                raw[-1][2].extend(Line("", line.number) for _ in range(blank))
            if code := _first_fence(lines, index, match):
                raw.append((line, match[2], code))
                index, blank = index + len(code), 0
                continue
            raw.append((line, match[2], [Line(match[3], line.number)]))
        elif line.indent >= 4:
            inside = raw[-1][2]
            inside.extend(Line("", line.number) for _ in range(blank))
            if (fence := _fence(lines, index, known)) is not None:
                inside.extend(dedent(row, 4) for row in lines[index:fence])
                index, blank = fence, 0
                continue
            inner = dedent(line, 4)
            last = inside[-1]
            if is_item(inner) and not (last.blank or last.indent or is_item(last)):
                inside.append(Line("", line.number))  # a list in an item needs no blank line
            inside.append(inner)
        elif blank or ends_block(line):
            break
        else:
            if (fence := _fence(lines, index, known)) is not None:
                # it belongs to the item, although its indentation is less
                raw[-1][2].extend(dedent(row, line.indent) for row in lines[index:fence])
                index, blank = fence, 0
                continue
            # text that continues the last paragraph
            raw[-1][2].append(_below(raw[-1][2], line))
        blank = 0
        index += 1
    items = [_item(parser, first, marker, inside) for first, marker, inside in raw]
    return ListBlock(lines[start].number, items, loose), index - blank


def is_rule(line: Line) -> bool:
    """Return whether *line* is three or more of one of ``-_*``, with at most two spaces between."""
    body = line.body.rstrip()
    if line.indent > 3 or body[:1] not in ("-", "_", "*") or set(body) - {body[0], " "}:
        return False
    return body.count(body[0]) >= 3 and "   " not in body


def ends_block(line: Line) -> bool:
    """Return whether *line* begins a block that ends a list or a quote without a blank line."""
    return (
        re.match(r"#{1,6}\S? |#{1,6} |(?:!!!|\?\?\?\+?) ?[\w\"]|===[!+]* +[\"']|<!--", line.text)
        is not None
    )


def _fence(lines: list[Line], index: int, known: fences.UnclosedFences) -> int | None:
    if lines[index].body[:1] not in "`~":
        return None
    found = fences.read(lines, index, known)
    return found[1] if found else None


def _first_fence(lines: list[Line], index: int, item: re.Match[str]) -> list[Line]:
    """Return the lines of the code with which an *item* begins, if its fence is closed."""
    if item[3][:3] not in ("```", "~~~"):
        return []
    width = indent_of(item.string[: item.start(3)].replace(item[2], " " * len(item[2])))
    end = index + 1
    while end < len(lines) and (lines[end].blank or lines[end].indent >= width):
        end += 1
    inside = [Line(item[3], lines[index].number)]
    inside += [dedent(line, width) for line in lines[index + 1 : end]]
    code = fences.read(inside, 0, {})
    return inside[: code[1]] if code else []


def _below(inside: list[Line], line: Line) -> Line:
    last = next((line for line in reversed(inside) if not line.blank), None)
    nested = last is not None and last.indent > 0
    return Line(" " * (last.indent if last and nested else 0) + line.body, line.number)


def _item(parser: BlockParser, first: Line, marker: str, inside: list[Line]) -> ListItem:
    while inside and inside[-1].blank:
        inside.pop()
    body = parser.parse(inside, nested=True)
    item = ListItem(first.number, body, marker)
    if body and isinstance(body[0], Paragraph) and body[0].attributes and len(body) == 1:
        item.attributes, body[0].attributes = body[0].attributes, {}
    return item


# -- definitions ------------------------------------------------------------------------


def definitions(
    parser: BlockParser, lines: list[Line], start: int
) -> tuple[Definition, int] | None:
    """Return the term at *start* with its definitions and the index after them, if it is one."""
    terms: list[str] = []
    index = start
    while index < len(lines) and not lines[index].blank:
        if _DEFINITION.match(lines[index].text):
            break
        if lines[index].indent >= 4 or len(terms) > 30 or _fence(lines, index, {}) is not None:
            return None
        terms.append(attributes.at_end(lines[index].body)[0])
        index += 1
    if len(terms) == 1:
        index = after_blanks(lines, index)
    if index >= len(lines) or not _DEFINITION.match(lines[index].text):
        return None
    bodies: list[list[Block]] = []
    while index < len(lines) and (match := _DEFINITION.match(lines[index].text)):
        inside = [Line(match[1], lines[index].number)]
        index += 1
        while index < len(lines):
            line = lines[index]
            if line.blank:
                ahead = after_blanks(lines, index)
                if ahead >= len(lines) or lines[ahead].indent < 4:
                    break
                inside += [Line("", line.number) for line in lines[index:ahead]]
                index = ahead
            elif line.indent >= 4:
                inside.append(dedent(line, 4))
                index += 1
            elif _DEFINITION.match(line.text):
                break
            else:
                inside.append(Line(line.body, line.number))
                index += 1
        bodies.append(parser.parse(inside, nested=True))
        ahead = after_blanks(lines, index)
        if ahead < len(lines) and _DEFINITION.match(lines[ahead].text):
            index = ahead
    return Definition(lines[start].number, terms, bodies), index


def add_definitions(blocks: list[Block], definition: Definition) -> None:
    """Add *definition* to the list of definitions at the end of *blocks*, or begin one."""
    if not definition.terms and blocks and isinstance(above := blocks[-1], Paragraph):
        definition.terms = above.text.split("\n")
        blocks.pop()
    if blocks and isinstance(blocks[-1], Definitions):
        if definition.terms:
            blocks[-1].items.append(definition)
        else:
            blocks[-1].items[-1].bodies.extend(definition.bodies)
    else:
        blocks.append(Definitions(definition.line, [definition]))
