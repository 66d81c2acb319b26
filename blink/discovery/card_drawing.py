"""Draw a social card: the text of a post, in the colours of the blog, or over a picture.

A card without a picture is a PNG of 8 bits per pixel. Most of its shades lie between the ground and
the ink, so that letters are pasted by their shade, and the same text gives the same bytes.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zlib import Z_RLE

from PIL import Image, ImageColor, ImageDraw, ImageOps

from blink.discovery.card_letters import CardLine, Letters, runs_left
from blink.files.svg import draw, svg_size
from blink.identity.colours import channels

if TYPE_CHECKING:
    from pathlib import Path

    from blink.identity.look import Look

#: Size of a card in pixels, as sites that show links expect it
WIDTH, HEIGHT = 1200, 630
SIZE = (WIDTH, HEIGHT)
_MARGIN, _LEADING = 80, 1.16
#: Sizes of a title, the largest in which it fits being used, and the room for it in pixels
_SIZES, _MOST_LINES, _TITLE_HEIGHT, _TITLE_TOP = (88, 76, 66, 56, 48), 4, 310, 178
_SMALL, _BYLINE, _RULE = 34, 576, 520
_LOGO, _LOGO_TOP, _LOGO_WIDTH = 64, 68, 320
_BAR, _GRID = 16, 40
#: Shades between ground and ink; the others are the accent and the colours of the logo
_SHADES = 128
_ACCENT, _LOGO_SHADE = _SHADES, _SHADES + 1
#: How much of the dark ground lies over a picture, at its top and from the middle down
_VEIL = (0.35, 0.8)


class CardText(NamedTuple):
    """The text of a card."""

    title: str
    #: authors and date, or the subtitle of the blog
    byline: str
    site: str


class SetTitle(NamedTuple):
    """A title as it is set: its lines, and the size of its letters in pixels."""

    lines: list[str]
    size: int


def set_title(title: str, letters: Letters) -> SetTitle:
    """Return *title* in lines, in the largest size in which it fits; a longer one is cut."""
    room = WIDTH - 2 * _MARGIN
    for size in _SIZES:
        lines = letters.balanced(title, size, 700, room)
        if len(lines) <= min(_MOST_LINES, int(_TITLE_HEIGHT / (size * _LEADING))):
            return SetTitle(lines, size)
    lines = letters.wrapped(title, size, 700, room)
    last = lines[_MOST_LINES - 1]
    while letters.width(f"{last}…", size, 700) > room:
        last = last[:-1]
    return SetTitle([*lines[: _MOST_LINES - 1], f"{last.rstrip()}…"], size)


def _shown(card: CardText, letters: Letters) -> CardText:
    """Return what the fonts can draw of *card*, with the name of the blog for a missing title."""
    title, byline, site = (letters.drawable(text) for text in card)
    return CardText(title or site, byline, site if title else "")


def _title_lines(setting: SetTitle, top: int) -> list[CardLine]:
    leading = _LEADING * setting.size
    return [
        CardLine(text, top + round(number * leading + setting.size), _MARGIN, setting.size, 700)
        for number, text in enumerate(setting.lines)
    ]


def _bar(*, leftward: bool) -> tuple[int, int, int, int]:
    """Return the corners of the bar at the side where the text begins."""
    return (WIDTH - _BAR, 0, WIDTH, HEIGHT) if leftward else (0, 0, _BAR - 1, HEIGHT)


class Cards:
    """The cards of a blog: its letters, its look and its logo."""

    def __init__(self, letters: Letters, look: Look, logo: Path | None = None) -> None:
        self._letters, self._look = letters, look
        self._logo = _opened_logo(logo) if logo else None
        self._grounds: dict[bool, Image.Image] = {}

    def plain(self, card: CardText) -> bytes:
        """Return the PNG of a card without a picture."""
        title, byline, site = _shown(card, self._letters)
        leftward = runs_left(title)
        image = self._ground(leftward=leftward).copy()
        lines = _title_lines(set_title(title, self._letters), _TITLE_TOP)
        beside = _MARGIN + (self._logo.width + 24 if self._logo else 0)
        lines.append(self._small(site, 112, beside, 600))
        for line in lines:
            self._letters.write(image, line, _SHADES - 1, leftward=leftward)
        foot, ink = self._small(byline, _BYLINE), self._shade(self._look.light.muted)
        self._letters.write(image, foot, ink, leftward=leftward)
        image.putpalette(self._palette())
        out = BytesIO()
        image.save(out, "PNG", compress_type=Z_RLE)  # the fastest; the file is small anyway
        return out.getvalue()

    def over(self, card: CardText, file: Path) -> bytes:
        """Return the JPEG of a card over the picture *file*.

        :raises OSError: if it is not a picture.
        """
        title, byline, site = _shown(card, self._letters)
        leftward, dark = runs_left(title), self._look.dark
        with Image.open(file) as picture:
            image = ImageOps.fit(ImageOps.exif_transpose(picture).convert("RGB"), SIZE)
        image.paste(ImageColor.getrgb(dark.background), mask=_veil())
        setting = set_title(title, self._letters)
        height = round(len(setting.lines) * _LEADING * setting.size)
        lines = _title_lines(setting, _RULE - 8 - height)
        lines.append(self._small(" · ".join(filter(None, (byline, site))), _BYLINE))
        for line in lines:
            self._letters.write(image, line, ImageColor.getrgb(dark.text), leftward=leftward)
        ImageDraw.Draw(image).rectangle(_bar(leftward=leftward), dark.accent)
        out = BytesIO()
        image.save(out, "JPEG", quality=85)
        return out.getvalue()

    def _small(self, text: str, height: int, left: int = _MARGIN, weight: int = 400) -> CardLine:
        """Return the line of *text*, or its beginning if it does not fit, in small letters."""
        lines = self._letters.wrapped(text, _SMALL, weight, WIDTH - left - _MARGIN)
        return CardLine(lines[0] if lines else "", height, left, _SMALL, weight)

    def _ground(self, *, leftward: bool) -> Image.Image:
        """Return what all cards share: the grid, the bar and the logo."""
        if leftward not in self._grounds:
            image, line = Image.new("L", SIZE), self._shade(self._look.light.border)
            draw = ImageDraw.Draw(image)
            for x in range(WIDTH // 2, WIDTH, _GRID):
                fade = round(line * (x - WIDTH // 2) / (WIDTH // 2))
                draw.line((x, 0, x, HEIGHT), fade)
                for y in range(_GRID // 2, HEIGHT, _GRID):
                    draw.line((x, y, x + _GRID, y), fade)
            if leftward:
                image = ImageOps.mirror(image)
                draw = ImageDraw.Draw(image)
            draw.line((_MARGIN, _RULE, WIDTH - _MARGIN, _RULE), line)
            draw.rectangle(_bar(leftward=leftward), _ACCENT)
            if self._logo:
                shades = self._quantized().point(lambda shade: shade + _LOGO_SHADE)
                left = WIDTH - _MARGIN - shades.width if leftward else _MARGIN
                image.paste(shades, (left, _LOGO_TOP))
            self._grounds[leftward] = image
        return self._grounds[leftward]

    def _quantized(self) -> Image.Image:
        """Return the logo on the ground, as numbers of its colours."""
        assert self._logo
        ground = Image.new("RGB", self._logo.size, self._look.light.background)
        ground.paste(self._logo, mask=self._logo.getchannel("A"))
        few = ground.quantize(255 - _LOGO_SHADE, dither=Image.Dither.NONE)
        self._logo_colours = few.getpalette() or []
        return Image.frombytes("L", few.size, few.tobytes())

    def _shade(self, colour: str) -> int:
        """Return the shade between ground and ink that is the nearest to *colour*."""
        ground, ink = channels(self._look.light.background), channels(self._look.light.text)
        span = sum(ink) - sum(ground)
        share = (sum(channels(colour)) - sum(ground)) / span if span else 0
        return round(min(1, max(0, share)) * (_SHADES - 1))

    def _palette(self) -> list[int]:
        ground = ImageColor.getrgb(self._look.light.background)
        ink = ImageColor.getrgb(self._look.light.text)
        shades = [
            round(g + (i - g) * number / (_SHADES - 1))
            for number in range(_SHADES)
            for g, i in zip(ground, ink, strict=True)
        ]
        accent = ImageColor.getrgb(self._look.light.accent)
        return [*shades, *accent, *(self._logo_colours if self._logo else ())]


def _opened_logo(file: Path) -> Image.Image | None:
    """Return the picture *file*, as high as a logo is on a card; None if it cannot be drawn."""
    try:
        if file.suffix == ".svg":
            width, height = svg_size(file)
            side = round(_LOGO * max(1.0, min(width / height, _LOGO_WIDTH / _LOGO)))
            drawn = Image.open(BytesIO(draw(file.read_text(encoding="utf-8"), side)))
        else:
            drawn = Image.open(file)
        with drawn:
            whole = drawn.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return ImageOps.contain(whole.crop(whole.getbbox()), (_LOGO_WIDTH, _LOGO))


def _veil() -> Image.Image:
    """Return how much of the ground lies over each row of a picture."""
    top, bottom = _VEIL
    column = Image.new("L", (1, HEIGHT))
    for y in range(HEIGHT):
        share = min(1.0, y / (HEIGHT / 3))
        column.putpixel((0, y), round(255 * (top + (bottom - top) * share)))
    return column.resize(SIZE)
