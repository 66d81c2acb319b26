"""The letters of social cards: which a font has, how wide a text is, and how it is drawn.

Texts that can be written letter by letter are drawn by Pillow: each glyph is drawn once and then
pasted, which takes a thirtieth of the time that resvg needs to read a font. Scripts whose letters
join, change their order or run from right to left are drawn by resvg, which shapes them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import resvg_py
from PIL import Image, ImageDraw, ImageFont

from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The categories of signs of formulas: ∑, ⟨, ⋅
_SIGNS = frozenset({"Sm", "Ps", "Pe", "So"})
#: Variation selectors, and the frame of a keycap (1️⃣), which change the letter before them
_SELECTORS = re.compile("[\ufe00-\ufe0f\u20e3]")
#: Between letters, whether they join (UAX #44)
_JOINERS = "\u200c\u200d"
#: No line begins with one of these, and none ends with the others (JIS X 4051)
_NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】〕〉》”’ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}"
)
_NOT_LAST = frozenset("（「『【〔〈《“‘([{")
#: Around a line of a text that runs from right to left (UAX #9, 2.4)
_LEFTWARD, _POP = "\u2067", "\u2069"


#: A shade or a colour
Ink = int | tuple[int, ...]


class CardLine(NamedTuple):
    """A line of text on a card."""

    text: str
    #: of its baseline, in pixels from the top
    height: int
    #: its distance from the side of the picture, in pixels
    left: int
    #: of the letters, in pixels
    size: int
    weight: int


def noto_sans() -> str:
    """Return the file of Noto Sans, which has Latin, Greek, Cyrillic and Devanagari."""
    return str(files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf")


@cache
def sign_font() -> str:
    """Return the font that draws signs of formulas which the other fonts lack."""
    (folder,) = find_spec("matplotlib").submodule_search_locations  # type: ignore[union-attr, misc]
    return str(Path(folder, "mpl-data", "fonts", "ttf", "DejaVuSans-Bold.ttf"))


@cache
def face(file: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Return a font; *weight* is that of CSS, which a font of one weight has not.

    :raises OSError: if *file* is not a font.
    """
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    try:
        names = [axis["name"] for axis in font.get_variation_axes()]
    except OSError:  # the font has one weight
        return font
    if b"Weight" in names:
        font.set_variation_by_axes([weight if n == b"Weight" else 100 for n in names])
    return font


@cache
def _contains(file: str, char: str) -> bool:
    """Return whether the font *file* has *char*."""
    font = face(file, 48, 400)
    missing, mask = font.getmask("\U0010ffff"), font.getmask(char)
    return mask.size != missing.size or bytes(mask) != bytes(missing)


def runs_left(text: str) -> bool:
    """Return whether *text* runs from right to left: so does its first letter (UAX #9, P2)."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def is_shaped(text: str) -> bool:
    """Return whether letters of *text* join, change their order, or run from right to left."""
    return any(
        unicodedata.bidirectional(char) in ("R", "AL")
        or (unicodedata.category(char)[0] == "M" and not unicodedata.combining(char))
        or "\u0900" <= char <= "\u109f"  # the scripts of India, Thailand, Tibet, Burma
        or "\u1780" <= char <= "\u17ff"  # Khmer
        for char in text
    )


def _is_wide(char: str) -> bool:
    """Return whether *char* is of a script that is written without spaces, such as Chinese."""
    return unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char)[0] in "LPN"


def words(text: str) -> list[str]:
    """Return the parts of *text* between which a line may end, with the spaces after them."""
    found = [""]
    for char, following in pairwise([*one_line(text), ""]):
        found[-1] += char
        between = _is_wide(char) or (following and _is_wide(following))
        if char == " " or (
            between and following and following not in _NOT_FIRST | {" "} and char not in _NOT_LAST
        ):
            found.append("")
    return [word for word in found if word]


class Glyph(NamedTuple):
    """A character as it is drawn."""

    mask: Image.Image
    #: offset of the mask's corner from the origin of the glyph
    left: int
    top: int
    #: distance to the origin of the next glyph
    advance: float


@cache
def _glyph(font: ImageFont.FreeTypeFont, char: str) -> Glyph:
    left, top, right, bottom = map(int, font.getbbox(char, anchor="ls"))
    mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(mask).text((-left, -top), char, 255, font, "ls")
    return Glyph(mask, left, top, font.getlength(char))


class Letters:
    """The fonts of the cards of a blog: the first one that has a letter draws it."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = (*files, noto_sans())
        self._of: dict[str, str] = {}

    def _file(self, char: str) -> str:
        """Return the font that draws *char*, or ``""`` if none has it."""
        if char not in self._of:
            is_sign = unicodedata.category(char) in _SIGNS or "\U0001d400" <= char <= "\U0001d7ff"
            fonts = (*self.files, sign_font()) if is_sign else self.files
            self._of[char] = next((file for file in fonts if _contains(file, char)), "")
        return self._of[char]

    def lacking(self, text: str) -> str:
        """Return the letters of *text* that no font has; symbols do not count."""
        text = unicodedata.normalize("NFC", text)
        kinds = {char: unicodedata.category(char) for char in _SELECTORS.sub("", text)}
        return "".join(
            char for char, kind in kinds.items() if kind[0] in "LNM" and not self._file(char)
        )

    def drawable(self, text: str) -> str:
        """Return *text* without the symbols that no font has; ``""`` if a letter is lacking."""
        text = _SELECTORS.sub("", unicodedata.normalize("NFC", text))
        if self.lacking(text):
            return ""
        joiners = _JOINERS if is_shaped(text) else ""
        kept = (
            c for c in text if c in joiners or (self._file(c) and unicodedata.category(c) != "Cf")
        )
        return one_line("".join(kept))

    def _glyph(self, char: str, size: int, weight: int) -> Glyph:
        return _glyph(face(self._file(char) or self.files[0], size, weight), char)

    def width(self, text: str, size: int, weight: int) -> float:
        """Return the width of *text* in pixels; of a text that is shaped, about the largest."""
        return sum(self._glyph(char, size, weight).advance for char in text)

    def wrapped(self, text: str, size: int, weight: int, width: float) -> list[str]:
        """Return *text* in lines of at most *width* pixels; a longer word is broken."""
        lines = [""]
        for word in words(text):
            if self.width((lines[-1] + word).rstrip(), size, weight) <= width:
                lines[-1] += word
            elif self.width(word.rstrip(), size, weight) <= width:
                lines.append(word)
            else:
                for char in word:
                    fits = self.width(lines[-1] + char, size, weight) <= width
                    lines[-1:] = [lines[-1] + char] if fits else [lines[-1], char]
        return [line.strip() for line in lines if line.strip()]

    def balanced(self, text: str, size: int, weight: int, width: float) -> list[str]:
        """Return *text* in as few lines as it needs, all of about the same width."""
        lines = self.wrapped(text, size, weight, width)
        low, high = width / 2, width
        while len(lines) > 1 and high - low > size / 4:
            middle = (low + high) / 2
            narrower = self.wrapped(text, size, weight, middle)
            low, high = (low, middle) if len(narrower) == len(lines) else (middle, high)
        return self.wrapped(text, size, weight, high)

    def write(
        self, image: Image.Image, line: CardLine, ink: Ink, *, leftward: bool = False
    ) -> None:
        """Draw *line* on *image*; *leftward* is whether it belongs to a text that runs left."""
        if is_shaped(line.text):
            image.paste(ink, mask=self._shaped(image.size, line, leftward=leftward))
            return
        place = float(line.left)
        if leftward:
            place = image.width - line.left - self.width(line.text, line.size, line.weight)
        for char in line.text:
            glyph = self._glyph(char, line.size, line.weight)
            image.paste(ink, (round(place) + glyph.left, line.height + glyph.top), glyph.mask)
            place += glyph.advance

    def _shaped(self, size: tuple[int, int], line: CardLine, *, leftward: bool) -> Image.Image:
        """Return the letters of *line*, which resvg shapes, white on a black picture."""
        family = face(self.files[0], 48, 400).getname()[0] or "sans-serif"
        at, anchor = (size[0] - line.left, "end") if leftward else (line.left, "start")
        text = escape(f"{_LEFTWARD}{line.text}{_POP}" if leftward else line.text)
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}">'
            f'<text x="{at}" y="{line.height}" text-anchor="{anchor}" font-size="{line.size}"'
            f' font-weight="{line.weight}" font-family="{escape(family)}">{text}</text></svg>'
        )
        data = resvg_py.svg_to_bytes(
            svg_string=svg, font_files=[*self.files, sign_font()], skip_system_fonts=True
        )
        with Image.open(BytesIO(bytes(data))) as drawn:
            return drawn.getchannel("A")
