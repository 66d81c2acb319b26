"""Parse the blocks that contain others: admonitions, tabs, quotes and blocks between slashes.

The rules are those of Python-Markdown and PyMdown Extensions. A quote that begins with ``[!NOTE]``
becomes an admonition, as on GitHub.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from blink.material.markdown import fences, lists
from blink.material.markdown.lines import Line, after_blanks, dedent, indented_lines, trim
from blink.material.markdown.tree import Admonition, Block, Element, Figure, Quote, Tab, Tabs

if TYPE_CHECKING:
    from blink.material.markdown.protocol import BlockParser

_BOX = re.compile(
    r'(?:(!!!)|(\?\?\?)(\+?)) ?([\w-]+(?: +[\w-]+)*)?(?:(?: +|(?<=[?+!]))"(.*?)")? *$'
)
TAB = re.compile(r"===([!+]*) +(?:\"(.*?)\"|'(.*?)') *$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?(.*)$")
#: A fence without a space before it, so that none is taken from the lines of its code
_TIGHT_FENCE = re.compile(r">(?:```|~~~)")
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
        parser.parse(inside, nested=True),
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
    tab = Tab(lines[index].number, title, parser.parse(inside, nested=True), "+" in match[1])
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
        if _TIGHT_FENCE.match(line.text):
            tight = [Line(row.text.removeprefix(">"), row.number) for row in _quoted(lines, end)]
            if code := fences.read(tight, 0, {}):
                inside += tight[: code[1]]
                end += code[1]
                continue
        quoted = _QUOTE.match(line.text)
        if not quoted and (lists.ends_block(line) or lists.is_rule(line)):
            break
        inside.append(Line(quoted[1], line.number) if quoted else line)
        end += 1
    number = lines[index].number
    blocks.append(
        _alert(parser, number, inside) or Quote(number, parser.parse(inside, nested=True))
    )
    return end


def _quoted(lines: list[Line], start: int) -> list[Line]:
    """Return the lines from *start* that begin with ``>``."""
    end = start
    while end < len(lines) and lines[end].text.startswith(">"):
        end += 1
    return lines[start:end]


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
        parser.parse(inside[1:], nested=True),
        (),
        state,
    )


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
    known: fences.UnclosedFences = {}
    end = index + 1
    while end < len(lines) and lines[end].text.strip() != fence:
        code = fences.read(lines, end, known) if lines[end].body[:1] in ("`", "~") else None
        end = code[1] if code else end + 1
    if end >= len(lines):
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
