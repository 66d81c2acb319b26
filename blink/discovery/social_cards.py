"""Draw a social card for each post: its title, authors and date, and the name of the blog.

sphinxext-opengraph uses matplotlib whenever a page is written. These cards take two milliseconds,
and are drawn again only when their text changes. Each glyph is drawn once and then pasted: that
takes half the time of drawing lines, and gives the same bytes on every machine. A script that
needs shaping, or that the font lacks, is left out; ``blink_card_font`` names another font.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, partial
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import Z_RLE

import PIL
from PIL import Image, ImageDraw, ImageFont
from sphinx.errors import ConfigError

from blink.addresses.hosting import is_public
from blink.builder.html import share_out
from blink.builder.outputs import outputs_of
from blink.date_form import date_form
from blink.files.writing import digest, write_if_changed
from blink.posts.store import blog_domain
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post

#: The categories of signs of formulas: ∑, ⟨, ⋅
_SIGNS = frozenset({"Sm", "Ps", "Pe", "So"})
#: Size of a card in pixels, as sites that show links expect it
WIDTH, HEIGHT = 1200, 630

#: The smallest image that they show large, and their formats
LEAST, FORMS = (600, 315), ("PNG", "JPEG", "GIF", "WEBP")
#: Changed whenever the same text is to be drawn in another way
_LOOKS = 2
_GROUND, _INK, _ACCENT = (31, 78, 121), (255, 255, 255), (255, 200, 87)
_MARGIN, _TOP, _LEADING = 80, 180, 1.22
_SIZES = (76, 66, 56, 48)
#: Shades from background to ink; with the accent, they are 16 colours, four bits per pixel
_SHADES = 15
_PALETTE = [
    *(g + (i - g) * n // (_SHADES - 1) for n in range(_SHADES) for g, i in zip(_GROUND, _INK)),  # noqa: B905
    *_ACCENT,
]


class CardText(NamedTuple):
    """The text of a card."""

    title: str
    #: authors and date, or the subtitle of the blog
    byline: str
    site: str


class SocialPicture(NamedTuple):
    """The picture that sites show with a link to a page."""

    #: below the output folder
    path: str
    width: int
    height: int


@cache
def _font(file: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    try:
        names = [axis["name"] for axis in font.get_variation_axes()]
    except OSError:  # the font has one weight
        return font
    if b"Weight" in names:
        font.set_variation_by_axes([weight if n == b"Weight" else 100 for n in names])
    return font


@cache
def _has(file: str, char: str) -> bool:
    """Return whether *char* can be drawn: the font has it, or it is a sign of formulas."""
    stands_alone = unicodedata.category(char)[0] != "M" or unicodedata.combining(char)
    if not stands_alone or unicodedata.bidirectional(char) in ("R", "AL"):
        return False
    is_sign = unicodedata.category(char) in _SIGNS or "\U0001d400" <= char <= "\U0001d7ff"
    return _contains(file, char) or (is_sign and _contains(_sign_font(), char))


@cache
def _contains(file: str, char: str) -> bool:
    """Return whether the font *file* has *char*."""
    font = _font(file, 48, 400)
    missing = font.getmask("\U0010ffff")
    mask = font.getmask(char)
    return mask.size != missing.size or bytes(mask) != bytes(missing)


@cache
def _sign_font() -> str:
    """Return the font that draws signs of formulas which the font of the cards lacks."""
    (folder,) = find_spec("matplotlib").submodule_search_locations  # type: ignore[union-attr, misc]
    return str(Path(folder, "mpl-data", "fonts", "ttf", "DejaVuSans-Bold.ttf"))


def drawable(text: str, file: str) -> str:
    """Return *text* without the symbols that the font *file* lacks; ``""`` if it lacks a letter."""
    text = one_line(re.sub("[\ufe00-\ufe0f]", "", unicodedata.normalize("NFC", text)))
    lacks = {char for char in text if not _has(file, char)}
    if any(unicodedata.category(char)[0] in "LNM" for char in lacks):
        return ""
    return one_line("".join(char for char in text if char not in lacks))


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
    """Return *char* drawn in *font*; cached, because drawing takes half of the time."""
    if not _contains(str(font.path), char):
        font = _font(_sign_font(), round(font.size), 700)
    left, top, right, bottom = map(int, font.getbbox(char, anchor="ls"))
    mask = Image.new("L", (max(right - left, 1), max(bottom - top, 1)))
    ImageDraw.Draw(mask).text((-left, -top), char, 255, font, "ls")
    return Glyph(mask, left, top, font.getlength(char))


def width_of(text: str, font: ImageFont.FreeTypeFont) -> float:
    """Return the width of *text* in pixels."""
    return sum(_glyph(font, char).advance for char in text)


def _write(
    image: Image.Image, height: int, text: str, font: ImageFont.FreeTypeFont, ink: int
) -> None:
    """Draw *text* from the left margin on, with its baseline at *height*."""
    place = float(_MARGIN)
    for char in text:
        glyph = _glyph(font, char)
        image.paste(ink, (round(place) + glyph.left, height + glyph.top), glyph.mask)
        place += glyph.advance


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return *text* in lines of at most *width* pixels; a longer word is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, font) <= width:
            lines[-1] = longer
        elif width_of(word, font) <= width:
            lines.append(word)
        else:
            for char in f" {word}" if lines[-1] else word:
                fits = width_of(lines[-1] + char, font) <= width
                lines[-1:] = [lines[-1] + char] if fits else [lines[-1].rstrip(), char.strip()]
    return [line for line in lines if line]


def _set(title: str, file: str) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Return the lines of *title* and the largest font in which they fit."""
    lines, font = [""], _font(file, _SIZES[0], 700)
    for size in _SIZES:
        font, most = _font(file, size, 700), min(4, int(330 / (size * _LEADING)))
        lines = wrap(title, font, WIDTH - 2 * _MARGIN)
        if len(lines) <= most:
            return lines, font
    last = lines[3]
    while width_of(f"{last}…", font) > WIDTH - 2 * _MARGIN:
        last = last[:-1]
    return [*lines[:3], f"{last.rstrip()}…"], font


def picture(card: CardText, file: str) -> bytes:
    """Return the PNG of *card*, in the font *file*."""
    title, byline, site = (drawable(text, file) for text in card)
    image = Image.new("L", (WIDTH, HEIGHT))
    small = _font(file, 34, 400)
    lines, font = _set(title or site, file)
    for number, line in enumerate(lines):
        height = _TOP + round((number * _LEADING + 1) * font.size)
        _write(image, height, line, font, _SHADES - 1)
    for text, height in ((site if title else "", 132), (byline, 560)):
        for line in wrap(text, small, WIDTH - 2 * _MARGIN)[:1]:
            _write(image, height, line, small, _SHADES - 3)
    image.putpalette(_PALETTE)
    ImageDraw.Draw(image).rectangle((_MARGIN, 72, _MARGIN + 72, 79), _SHADES)
    out = BytesIO()
    image.save(out, "PNG", bits=4, compress_type=Z_RLE)  # the fastest; the file is small anyway
    return out.getvalue()


@cache
def size_of(file: Path, time: int) -> tuple[int, int]:  # *time* is part of the key of the cache
    """Return width and height of a picture that sites can show; 0 and 0 for any other file."""
    try:
        with Image.open(file, formats=FORMS) as image:
            return image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0, 0


# -- Sphinx ------------------------------------------------------------------


def people(config: Config, post: Post) -> list[str]:
    """Return the names of the post's authors."""
    return [config.blog_authors.get(label, (label, ""))[0] for label in post.author]


def social_picture(app: Sphinx, post: Post | None) -> SocialPicture:
    """Return the picture of *post*, or of a page that is not a post."""
    if not post:
        return SocialPicture(f"_cards/{app.config.root_doc}.png", WIDTH, HEIGHT)
    if post.image in app.env.images:
        file = Path(app.srcdir, post.image)
        size = size_of(file, file.stat().st_mtime_ns)
        if all(has >= least for has, least in zip(size, LEAST, strict=True)):
            return SocialPicture(f"_images/{app.env.images[post.image][1]}", *size)
    return SocialPicture(f"_cards/{post.key}.png", WIDTH, HEIGHT)


def _cards(app: Sphinx) -> Iterator[tuple[str, CardText]]:
    """Yield path and text of each card; if the home page is a post, its card is the last."""
    config = app.config
    if not is_public(config):
        return
    site = config.blog_title
    yield social_picture(app, None).path, CardText(site, config.blog_feed_subtitle or "", "")
    for post in blog_domain(app.env).catalog.posts:
        picture = social_picture(app, post)
        if picture.path.startswith("_cards/") and post.date:
            day = date_form(config).shown(post.date)
            names = ", ".join(people(config, post))
            yield picture.path, CardText(post.title, " · ".join(filter(None, (names, day))), site)


def font_file(app: Sphinx) -> str:
    """Return the file of the font.

    :raises ConfigError: if ``blink_card_font`` is not a font.
    """
    if not (own := app.config.blink_card_font):
        return str(files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf")
    file = str(Path(app.confdir, own))
    try:
        _font(file, 48, 400)
    except OSError as error:
        wrong = f"conf.py: blink_card_font = {own!r} cannot be used: {error}"
        raise ConfigError(f"{wrong}; write the path of a TrueType or OpenType font") from error
    return file


def _draw(root: Path, font: str, cards: Iterable[tuple[str, CardText]]) -> None:
    for path, text in cards:
        write_if_changed(root / path, picture(text, font))


def write_cards(app: Sphinx) -> tuple[()]:
    """Write the cards that are not as an earlier build wrote them."""
    if not is_public(app.config):
        return ()
    font = font_file(app)
    looks = [_LOOKS, PIL.__version__, Path(font).name, Path(font).stat().st_size]
    outputs = outputs_of(app.env)
    cards = dict(_cards(app))
    inputs = {path: digest([looks, text]) for path, text in cards.items()}
    stale = [(path, text) for path, text in cards.items() if not outputs.keeps(path, inputs[path])]
    share_out(app, stale, partial(_draw, outputs.root, font))
    for path, _ in stale:
        outputs.record(path, inputs[path])
    return ()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.catalog")
    app.connect("site-files", write_cards, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
