"""Lines → blocks: the parse of Python-Markdown with the extensions that bloggers use.

What a block is, where it begins and what ends it follows Python-Markdown's block processors
(BSD) and those of PyMdown Extensions (MIT): a block ends at a blank line, what belongs to
something is indented by four, and some blocks begin in the middle of a paragraph.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material.markdown import attributes, fences, html, lists, tables
from blink.material.markdown.lines import Line, dedent, trim
from blink.material.markdown.tree import (
    Block,
    Box,
    Code,
    Figure,
    Footnote,
    Heading,
    Math,
    Notes,
    Paragraph,
    Quote,
    Rule,
    Tab,
    Tabs,
    Verbatim,
    words,
)

if TYPE_CHECKING:
    from blink.material.site.dialect import Dialect

#: How deep blocks may stand in each other; what is deeper is kept as text
DEPTH = 40

_BOX = re.compile(
    r'(?:(!!!)|(\?\?\?)(\+?)) ?([\w-]+(?: +[\w-]+)*)?(?:(?: +|(?<=[?+!]))"(.*?)")? *$'
)
_TAB = re.compile(r"===([!+]*) +(?:\"(.*?)\"|'(.*?)') *$")
_SLASHES = re.compile(r"(/{3,})[ ]*([\w-]+)[ ]*(?:\|[ ]*(.*?)[ ]*)?$")
_ATX = re.compile(r"#{1,6}")
_UNDERLINE = re.compile(r"(=+|-+)[ ]*$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?(.*)$")
_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^([^\]]+)\]:[ ]*(.*)$")
_REFERENCE = re.compile(
    r"""[ ]{0,3}\[([^\[\]]+)\]:[ ]*(?:<([^<>]*)>|(\S+))
        [ ]*(?:"(.*)"|'(.*)'|\((.*)\))?[ ]*$""",
    re.VERBOSE,
)
_TITLE_BELOW = re.compile(r"""[ ]*(?:"(.*)"|'(.*)')[ ]*$""")
_ABBREVIATION = re.compile(r"[ ]{0,3}\*\[(.+?)\][ ]*:[ ]*(.*)$")
_MORE = re.compile(r"<!--\s*more\s*-->\s*$")
_ALERT = re.compile(r"\[!([A-Za-z]+)\]([+-]?)\s*(.*)$")
_ALERTS = {"caution": "danger", "important": "important"}


class Parser:
    """Reads lines in one dialect; what they define goes into *notes*."""

    def __init__(self, dialect: Dialect, notes: Notes) -> None:
        self.dialect, self.notes = dialect, notes
        self.depth = 0

    def parse(self, lines: list[Line]) -> list[Block]:
        """Return the blocks that *lines* are."""
        if self.depth >= DEPTH:
            lines = trim(lines)
            if not lines:
                return []
            said = "is nested too deeply to be understood; it was left as text"
            self.notes.remark(lines[0].number, "deep", said)
            return [Code(lines[0].number, [line.text for line in lines], "text")]
        self.depth += 1
        try:
            return self._parse(lines)
        finally:
            self.depth -= 1

    def _parse(self, lines: list[Line]) -> list[Block]:
        found: list[Block] = []
        known: fences.Open = {}
        index = 0
        while index < len(lines):
            if lines[index].blank:
                index += 1
                continue
            index = self._block(lines, index, found, known)
        return found

    def _block(self, lines: list[Line], index: int, found: list[Block], known: fences.Open) -> int:
        """Read the block that begins at *index* into *found*, and return the index after it."""
        after = self._special(lines, index, found, known)
        if after is not None:
            return after
        line = lines[index]
        if line.indent >= 4:
            return self._indented(lines, index, found)
        if (table := self._table(lines, index)) is not None:
            block, after = table
            found.append(block)
            return after
        if lists.is_item(line):
            block, after = lists.read(self, lines, index, known)
            found.append(block)
            return after
        if self.dialect.has("def_list") and (read := lists.definitions(self, lines, index)):
            block, after = read
            lists.add_definitions(found, block)
            return after
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        if (under := _UNDERLINE.match(below)) and not line.blank:
            text, attrs = attributes.at_end(line.body)
            found.append(Heading(line.number, 1 if under[1][0] == "=" else 2, text, attrs))
            return index + 2
        return self._paragraph(lines, index, found, known)

    # -- what may begin in the middle of a paragraph -----------------------------------

    def _special(
        self, lines: list[Line], index: int, found: list[Block], known: fences.Open
    ) -> int | None:
        """Read a block that needs no blank line above it, if one is at *index*."""
        line = lines[index]
        body = line.body
        first = body[:1]
        if first in "`~" and line.indent < 4 and (read := fences.read(lines, index, known)):
            found.append(read[0])
            return read[1]
        if first in "!?" and (box := self._box(lines, index)):
            found.append(box[0])
            return box[1]
        if first == "=" and self.dialect.has("pymdownx.tabbed") and (tab := _TAB.match(body)):
            if line.indent < 4:
                return self._tab(lines, index, found, tab)
            return None
        if line.indent >= 4:
            return None
        if first == "/" and self.dialect.has("blocks") and (opened := _SLASHES.match(body)):
            after = html.slashes(self, lines, index, found, opened)
            if after is not None:
                return after
        if first == "<" and (after := html.read(self, lines, index, found)) is not None:
            return after
        if line.text.startswith("#") and (atx := self._atx(line)):
            found.append(atx)
            return index + 1
        if first in "-_*" and lists.is_rule(line):
            found.append(Rule(line.number))
            return index + 1
        if first == ">":
            return self._quote(lines, index, found)
        if first in "[*":
            return self._definition(lines, index)
        return self._math(lines, index, found)

    def _atx(self, line: Line) -> Heading | None:
        match = _ATX.match(line.text)
        written = line.text[match.end() :] if match else ""
        if not match or (self.dialect.surely("pymdownx.saneheaders") and written[:1] != " "):
            return None
        text, attrs = attributes.at_end(" " + written.strip())
        text = text.strip().rstrip("#").rstrip()
        return Heading(line.number, len(match[0]), text, attrs) if text or attrs else None

    def _contained(self, lines: list[Line], index: int) -> tuple[list[Line], int]:
        """Return the lines from *index* that are indented by four, dedented, and where they end."""
        end = index
        for at in range(index, len(lines)):
            if lines[at].blank:
                continue
            if lines[at].indent < 4:
                break
            end = at + 1
        return [dedent(line, 4) for line in lines[index:end]], end

    def _box(self, lines: list[Line], index: int) -> tuple[Block, int] | None:
        line = lines[index]
        match = _BOX.match(line.body) if line.indent < 4 else None
        if not match or not (match[4] or match[5] is not None):
            return None
        if not self.dialect.has("admonition" if match[1] else "pymdownx.details"):
            return None
        if match[1] and not match[4]:
            return None
        words = (match[4] or "").lower().split()
        inside, end = self._contained(lines, index + 1)
        if not match[1] and not trim(inside) and match[5] is None:
            return None  # `??? what` in a text
        state = "" if match[1] else "open" if match[3] else "closed"
        box = Box(
            line.number,
            words[0] if words else "note",
            match[5],
            self.parse(inside),
            tuple(words[1:]),
            state,
        )
        if not box.body:
            said = f"`{line.body.strip()}` has no indented text below it; its title was kept"
            self.notes.remark(line.number, "empty", said)
        return box, end

    def _tab(self, lines: list[Line], index: int, found: list[Block], match: re.Match[str]) -> int:
        inside, end = self._contained(lines, index + 1)
        title = match[2] if match[2] is not None else match[3]
        tab = Tab(lines[index].number, title, self.parse(inside), "+" in match[1])
        if found and isinstance(found[-1], Tabs) and "!" not in match[1]:
            found[-1].tabs.append(tab)
        else:
            found.append(Tabs(lines[index].number, [tab]))
        return end

    def _quote(self, lines: list[Line], index: int, found: list[Block]) -> int:
        inside: list[Line] = []
        end = index
        while end < len(lines):
            line = lines[end]
            if line.blank:
                # the next paragraph belongs to it if it is quoted too
                ahead = end
                while ahead < len(lines) and lines[ahead].blank:
                    ahead += 1
                if ahead >= len(lines) or not _QUOTE.match(lines[ahead].text):
                    break
                inside += [Line("", one.number) for one in lines[end:ahead]]
                end = ahead
                continue
            quoted = _QUOTE.match(line.text)
            inside.append(Line(quoted[1], line.number) if quoted else line)
            end += 1
        number = lines[index].number
        found.append(self._alert(number, inside) or Quote(number, self.parse(inside)))
        return end

    def _alert(self, number: int, inside: list[Line]) -> Box | None:
        """Return the box that a quote is which begins with ``[!NOTE]``."""
        match = _ALERT.match(inside[0].text.strip()) if inside else None
        if not match:
            return None
        kind = match[1].lower()
        state = {"+": "open", "-": "closed"}.get(match[2], "")
        said = f"`[!{match[1]}]` is no admonition of Material; it became one"
        self.notes.remark(number, "alert", said)
        return Box(
            number,
            _ALERTS.get(kind, kind),
            match[3].strip() or None,
            self.parse(inside[1:]),
            (),
            state,
        )

    def _definition(self, lines: list[Line], index: int) -> int | None:
        """Note what *lines* define at *index*: a footnote, an abbreviation, a link."""
        text = lines[index].text
        if self.dialect.has("footnotes") and (match := _FOOTNOTE.match(text)):
            end = index + 1
            first = [Line(match[2], lines[index].number)] if match[2] else []
            while (
                end < len(lines) and not lines[end].blank and not _FOOTNOTE.match(lines[end].text)
            ):
                first.append(dedent(lines[end], 4))
                end += 1
            more, end = self._contained(lines, end) if self._continues(lines, end) else ([], end)
            body = self.parse([*first, *more])
            self.notes.footnotes.append(Footnote(lines[index].number, match[1], body))
            return end
        if self.dialect.has("abbr") and (match := _ABBREVIATION.match(text)):
            self.notes.abbreviations[match[1].strip()] = match[2].strip()
            return index + 1
        if (match := _REFERENCE.match(text)) and not match[1].startswith("^"):
            title = next((t for t in match.groups()[3:] if t is not None), "")
            end = index + 1
            below = lines[end].text if end < len(lines) else ""
            if not title and (under := _TITLE_BELOW.match(below)):
                title, end = under[1] or under[2] or "", end + 1
            target = match[2] if match[2] is not None else match[3]
            label = " ".join(match[1].split())
            self.notes.references[label.lower()] = (target, title)
            self.notes.written.append((label, target, title))
            return end
        return None

    def _continues(self, lines: list[Line], index: int) -> bool:
        """Return whether blank lines at *index* are followed by an indented one."""
        while index < len(lines) and lines[index].blank:
            index += 1
        return index < len(lines) and lines[index].indent >= 4

    def _math(self, lines: list[Line], index: int, found: list[Block]) -> int | None:
        if not self.dialect.surely("pymdownx.arithmatex"):
            return None
        body = lines[index].body
        if body.startswith("$$"):
            ends: tuple[str, str] = ("$$", "$$")
        elif body.startswith("\\["):
            ends = ("\\[", "\\]")
        elif match := re.match(r"\\begin\{([a-z]+\*?)\}", body):
            ends = ("", f"\\end{{{match[1]}}}")
        else:
            return None
        text, end = body[len(ends[0]) :], index
        while ends[1] not in text:
            end += 1
            if end >= len(lines) or lines[end].blank:
                return None
            text += "\n" + lines[end].text
        tex, _, rest = text.partition(ends[1])
        if rest.strip():
            return None
        if not ends[0]:
            tex = f"{tex}{ends[1]}"
        found.append(Math(lines[index].number, tex.strip("\n")))
        return end + 1

    # -- what begins after a blank line -------------------------------------------------

    def _indented(self, lines: list[Line], index: int, found: list[Block]) -> int:
        inside, end = self._contained(lines, index)
        found.append(Code(lines[index].number, [line.text for line in trim(inside)]))
        return end

    def _table(self, lines: list[Line], index: int) -> tuple[Block, int] | None:
        if not self.dialect.has("tables"):
            return None
        return tables.read(lines, index)

    def _paragraph(
        self, lines: list[Line], index: int, found: list[Block], known: fences.Open
    ) -> int:
        end = index + 1
        aside: list[Block] = []
        held: list[Line] = [lines[index]]
        while end < len(lines) and not lines[end].blank:
            after = self._special(lines, end, aside, known)
            if after is not None:
                self._note(held, found)
                if aside and isinstance(aside[0], Figure) and not aside[0].body and found:
                    aside[0].body = [found.pop()]  # the caption of what stands right above it
                found += aside
                return after
            held.append(lines[end])
            end += 1
        self._note(held, found)
        return end

    def _note(self, held: list[Line], found: list[Block]) -> None:
        text = words(held)
        if self.dialect.has("attr_list"):
            text, attrs = attributes.of_block(text)
        else:
            attrs = {}
        if text.strip() == "[TOC]":
            said = "`[TOC]` was left out: the contents stand beside the text"
            self.notes.remark(held[0].number, "toc", said)
            return
        if any(lists.is_item(one) for one in held[1:]):
            at = next(one.number for one in held[1:] if lists.is_item(one))
            said = (
                "looks like a list, but Material shows it as text, for want of a blank line above"
            )
            self.notes.remark(at, "list", f"{said}; so it is here")
        if not text.strip():
            if attrs and found and isinstance(found[-1], Paragraph):
                found[-1].attributes |= attrs
            return
        found.append(Paragraph(held[0].number, text, attrs))


def is_more(block: Block) -> bool:
    """Return whether *block* is the end of the excerpt."""
    return isinstance(block, Verbatim) and _MORE.match(block.lines[0]) is not None
