"""Parse the blocks that contain others: admonitions, tabs and quotes.

The rules are those of Python-Markdown and PyMdown Extensions. A quote that begins with ``[!NOTE]``
becomes an admonition, as on GitHub.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown.lines import Line, after_blanks, indented_lines, trim
from blink.material.markdown.tree import Admonition, Block, Quote, Tab, Tabs

if TYPE_CHECKING:
    from blink.material.markdown.protocol import BlockParser

_BOX = re.compile(
    r'(?:(!!!)|(\?\?\?)(\+?)) ?([\w-]+(?: +[\w-]+)*)?(?:(?: +|(?<=[?+!]))"(.*?)")? *$'
)
TAB = re.compile(r"===([!+]*) +(?:\"(.*?)\"|'(.*?)') *$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?(.*)$")
_ALERT = re.compile(r"\[!([A-Za-z]+)\]([+-]?)\s*(.*)$")
_ALERTS = {"caution": "danger", "important": "important"}


def admonition(parser: BlockParser, lines: list[Line], index: int) -> tuple[Block, int] | None:
    line = lines[index]
    match = _BOX.match(line.body) if line.indent < 4 else None
    if not match or not (match[4] or match[5] is not None):
        return None
    if not parser.dialect.has("admonition" if match[1] else "pymdownx.details"):
        return None
    if match[1] and not match[4]:
        return None
    words = (match[4] or "").lower().split()
    inside, end = indented_lines(lines, index + 1)
    if not match[1] and not trim(inside) and match[5] is None:
        return None  # `??? what` in a sentence
    state = "" if match[1] else "open" if match[3] else "closed"
    box = Admonition(
        line.number,
        words[0] if words else "note",
        match[5],
        parser.parse(inside),
        tuple(words[1:]),
        state,
    )
    if not box.body:
        message = f"`{line.body.strip()}` has no indented text below it; only its title was kept"
        parser.notes.remark(line.number, "empty", message)
    return box, end


def tab(
    parser: BlockParser, lines: list[Line], index: int, blocks: list[Block], match: re.Match[str]
) -> int:
    inside, end = indented_lines(lines, index + 1)
    title = match[2] if match[2] is not None else match[3]
    tab = Tab(lines[index].number, title, parser.parse(inside), "+" in match[1])
    if blocks and isinstance(blocks[-1], Tabs) and "!" not in match[1]:
        blocks[-1].tabs.append(tab)
    else:
        blocks.append(Tabs(lines[index].number, [tab]))
    return end


def quote(parser: BlockParser, lines: list[Line], index: int, blocks: list[Block]) -> int:
    inside: list[Line] = []
    end = index
    while end < len(lines):
        line = lines[end]
        if line.blank:
            # the next paragraph belongs to the quote if it is quoted too
            ahead = after_blanks(lines, end)
            if ahead >= len(lines) or not _QUOTE.match(lines[ahead].text):
                break
            inside += [Line("", blank.number) for blank in lines[end:ahead]]
            end = ahead
            continue
        quoted = _QUOTE.match(line.text)
        inside.append(Line(quoted[1], line.number) if quoted else line)
        end += 1
    number = lines[index].number
    blocks.append(_alert(parser, number, inside) or Quote(number, parser.parse(inside)))
    return end


def _alert(parser: BlockParser, number: int, inside: list[Line]) -> Admonition | None:
    """Return the admonition for a quote, if it begins with a marker such as ``[!NOTE]``."""
    match = _ALERT.match(inside[0].text.strip()) if inside else None
    if not match:
        return None
    kind = match[1].lower()
    state = {"+": "open", "-": "closed"}.get(match[2], "")
    message = f"`[!{match[1]}]` is a quote in Material; it was converted to an admonition"
    parser.notes.remark(number, "alert", message)
    return Admonition(
        number,
        _ALERTS.get(kind, kind),
        match[3].strip() or None,
        parser.parse(inside[1:]),
        (),
        state,
    )
