"""Parse what a text defines without showing it: footnotes, abbreviations and link references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown.lines import Line, after_blanks, dedent, indented_lines
from blink.material.markdown.tree import Footnote

if TYPE_CHECKING:
    from blink.material.markdown.protocol import BlockParser

_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^([^\]]+)\]:[ ]*(.*)$")
_REFERENCE = re.compile(
    r"""[ ]{0,3}\[([^\[\]]+)\]:[ ]*(?:<([^<>]*)>|(\S+))
        [ ]*(?:"(.*)"|'(.*)'|\((.*)\))?[ ]*$""",
    re.VERBOSE,
)
_TITLE_BELOW = re.compile(r"""[ ]*(?:"(.*)"|'(.*)')[ ]*$""")
_ABBREVIATION = re.compile(r"[ ]{0,3}\*\[(.+?)\][ ]*:[ ]*(.*)$")


def read(parser: BlockParser, lines: list[Line], index: int) -> int | None:
    """Add the footnote, abbreviation or link defined at *index* to the notes of *parser*.

    Return the index after it, or ``None`` if nothing is defined there.
    """
    text = lines[index].text
    if parser.dialect.has("footnotes") and (match := _FOOTNOTE.match(text)):
        end = index + 1
        first = [Line(match[2], lines[index].number)] if match[2] else []
        while end < len(lines) and not lines[end].blank and not _FOOTNOTE.match(lines[end].text):
            first.append(dedent(lines[end], 4))
            end += 1
        more, end = indented_lines(lines, end) if _continues(lines, end) else ([], end)
        body = parser.parse([*first, *more], nested=True)
        parser.notes.footnotes.append(Footnote(lines[index].number, match[1], body))
        return end
    if parser.dialect.has("abbr") and (match := _ABBREVIATION.match(text)):
        parser.notes.abbreviations[match[1].strip()] = match[2].strip()
        return index + 1
    if (match := _REFERENCE.match(text)) and not match[1].startswith("^"):
        title = next((t for t in match.groups()[3:] if t is not None), "")
        end = index + 1
        below = lines[end].text if end < len(lines) else ""
        if not title and (under := _TITLE_BELOW.match(below)):
            title, end = under[1] or under[2] or "", end + 1
        target = match[2] if match[2] is not None else match[3]
        label = " ".join(match[1].split())
        parser.notes.references[label.lower()] = (target, title)
        parser.notes.written.append((label, target, title))
        return end
    return None


def _continues(lines: list[Line], index: int) -> bool:
    """Return whether blank lines at *index* are followed by an indented one."""
    index = after_blanks(lines, index)
    return index < len(lines) and lines[index].indent >= 4
