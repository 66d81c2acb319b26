"""Split the output of a terminal into pieces of text with the same colours and styles.

Colours become the class names of nbconvert (``ansi-red-fg``), so that a stylesheet can choose them
for the light and the dark theme. Colours of 256 and of 16 million become the nearest of the eight
standard ones. Sequences that move the cursor or name the window are removed.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes

from blink.source.front_matter.header import UNPRINTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

#: A piece of text, and its class names
Run = tuple[str, tuple[str, ...]]

#: Escape sequences (ECMA-48): CSI, whose first group is the parameters of a colour; strings such
#: as OSC, which end at BEL, at ST or with the text; and sequences of two characters
_ESCAPE = re.compile(
    "(?:\x1b\\[|\x9b)(?:([0-9;:]*)m|[0-?]*[ -/]*[@-~]?)"
    "|\x1b[]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)

_HUES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_STYLES = {1: "bold", 3: "italic", 4: "underline", 7: "inverse", 9: "strike", 21: "underline"}
_ENDS = {22: "bold", 23: "italic", 24: "underline", 27: "inverse", 29: "strike"}
#: Brightness above which a colour without a hue is white, and below which it is black
_WHITE, _BLACK = 0.6, 0.25


def _hue(red: int, green: int, blue: int) -> str:
    """Return the nearest standard colour; *red*, *green* and *blue* are from 0 to 255."""
    most, least = max(red, green, blue), min(red, green, blue)
    if most - least < 0.25 * max(most, 64):
        part = most / 255
        return "white" if part > _WHITE else "black" if part < _BLACK else "gray"
    middle = (most + least) / 2
    return _HUES[(red > middle) | (green > middle) << 1 | (blue > middle) << 2]


def _indexed(number: int) -> str:
    """Return the name of the standard colour nearest to *number* of 256."""
    if number < 16:
        return "gray" if number == 8 else _HUES[number % 8]
    if number < 232:
        steps = [(0, 95, 135, 175, 215, 255)[(number - 16) // base % 6] for base in (36, 6, 1)]
        return _hue(*steps)
    return _hue(*[8 + 10 * (number - 232)] * 3)


class _TextStyle:
    """The current colours and styles."""

    def __init__(self) -> None:
        self._styles: set[str] = set()
        self._colours: dict[str, str] = {}

    def change(self, parameters: str) -> None:
        """Apply the *parameters* of an escape sequence that sets colours and styles."""
        parts = re.split("[;:]", parameters[:200])  # programs write fewer parameters
        codes = [int(part or 0) if len(part) < 4 else 999 for part in parts]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self._styles, self._colours = set(), {}
            elif code in (38, 48):
                self._extended("fg" if code == 38 else "bg", codes, colons=":" in parameters)
            elif code in (39, 49):
                self._colours.pop("fg" if code == 39 else "bg", None)
            elif code in _STYLES:
                self._styles.add(_STYLES[code])
            elif code in _ENDS:
                self._styles.discard(_ENDS[code])
            elif (code // 10, code % 10 < 8) in ((3, True), (4, True), (9, True), (10, True)):
                bright = code >= 90
                side = "fg" if code // 10 in (3, 9) else "bg"
                self._colours[side] = _indexed(code % 10 + 8 * bright)

    def _extended(self, side: str, codes: list[int], *, colons: bool) -> None:
        kind = codes.pop(0) if codes else 0
        if kind == 5 and codes:
            self._colours[side] = _indexed(min(codes.pop(0), 255))
        elif kind == 2:
            if colons and len(codes) > 3:
                codes.pop(0)  # the id of a colour space (ISO 8613-6)
            colour, codes[:3] = codes[:3], []
            if len(colour) == 3:
                self._colours[side] = _hue(*(min(part, 255) for part in colour))

    def classes(self) -> tuple[str, ...]:
        """Return the class names; with a background colour, there is none for the text colour."""
        fore, back = self._colours.get("fg", ""), self._colours.get("bg", "")
        styles = self._styles - {"inverse"}
        if "inverse" in self._styles:
            fore, back = back or "white", fore or "white"
        shown = [f"ansi-{back}-bg"] if back else [f"ansi-{fore}-fg"] if fore else []
        return (*shown, *(f"ansi-{style}" for style in sorted(styles)))


def _runs(text: str) -> Iterator[Run]:
    style, end = _TextStyle(), 0
    for match in _ESCAPE.finditer(text):
        yield text[end : match.start()], style.classes()
        if match[1] is not None:
            style.change(match[1])
        end = match.end()
    yield text[end:], style.classes()


def runs(text: str) -> list[Run]:
    r"""Return the pieces that a terminal shows for *text* with escape sequences.

    >>> runs("a \x1b[31mred\x1b[0m word")
    [('a ', ()), ('red', ('ansi-red-fg',)), (' word', ())]
    """
    if "\r" in text:
        lines = text.split("\n")  # a progress bar returns to the beginning of its line
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
    pieces = ((UNPRINTABLE.sub("", part), classes) for part, classes in _runs(text))
    groups = groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1])
    return [("".join(part for part, _ in group), classes) for classes, group in groups]


# -- Sphinx ------------------------------------------------------------------


def drop_terminal_html(output: nodes.Element) -> None:
    """Drop the HTML that Rich makes of a terminal's text, if the text is there with its colours.

    The HTML has the colours of a light terminal, which cannot be read in the dark.
    """
    for raw in list(output.findall(nodes.raw)):
        form = raw.parent
        if _RICH.match(raw.astext()) and "\x1b[" in form.parent.astext():
            form.parent.remove(form)


def colour_output(output: nodes.Element) -> None:
    """Replace the escape sequences in a cell's *output* by class names."""
    for text in list(output.findall(nodes.Text)):
        if not _TERMINAL.search(text):
            continue
        parts, block = runs(text), text.parent
        plain = "".join(part for part, _ in parts)
        if isinstance(block, nodes.literal_block):
            block.rawsource = plain  # Sphinx highlights a block only if this equals its text
            if any(classes for _, classes in parts):
                block.rawsource = ""
                block.children = []
                block.extend(nodes.inline("", part, classes=[*classes]) if classes else
                             nodes.Text(part) for part, classes in parts)  # fmt: skip
                continue
        block.replace(text, nodes.Text(plain))


#: How HTML of Rich begins
_RICH = re.compile(r"\s*<pre style=\"white-space:pre;overflow-x:auto;line-height:normal")
#: Characters that only terminals interpret
_TERMINAL = re.compile(f"\r|{UNPRINTABLE.pattern}")
