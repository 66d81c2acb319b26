"""List the palettes: the colours of pages, each for the light and for the dark scheme.

In each of them, text and marks have the contrast `AA` on both grounds and on a tone.
"""

from __future__ import annotations

from typing import NamedTuple

DEFAULT = "ultramarine"


class Colours(NamedTuple):
    """The colours of one scheme, each a string such as ``#1d3fe0``."""

    background: str
    #: the ground of code, tables and what else stands apart
    surface: str
    text: str
    #: dates, captions and other text beside the main text
    muted: str
    #: lines
    border: str
    #: links, buttons and the current page
    accent: str
    #: links under the pointer
    second: str
    success: str
    warning: str
    danger: str


class Palette(NamedTuple):
    """The colours of both schemes."""

    name: str
    #: what it looks like, for the guide
    help: str
    light: Colours
    dark: Colours


_LIGHT_MARKS = "#0f6b3f #8a4b00 #b3202c"
_DARK_MARKS = "#5fd394 #f2b04b #ff8b8b"


def _palette(name: str, about: str, light: str, dark: str) -> Palette:
    """Return the palette whose colours, up to the second accent, are in *light* and *dark*."""
    schemes = (f"{light} {_LIGHT_MARKS}", f"{dark} {_DARK_MARKS}")
    return Palette(name, about, *(Colours._make(colours.split()) for colours in schemes))


PALETTES = {
    palette.name: palette
    for palette in (  # background, surface, text, muted, border, accent, second
        _palette(
            "ultramarine",
            "a clear blue and vermilion on white, as on a data sheet",
            "#ffffff #f4f6f8 #12161c #566070 #d6dbe2 #1d3fe0 #b23a0b",
            "#0d1014 #151a20 #e3e8ee #95a1b0 #2b333d #8fa8ff #ff9e73",
        ),
        _palette(
            "teal",
            "a cool blue-green and raspberry on white",
            "#ffffff #f1f6f6 #0f1a1c #4f6266 #d0dcdd #00697a #a8385c",
            "#0b1213 #131c1e #e0eaeb #8ea5a9 #27363a #56c8d8 #f596b0",
        ),
        _palette(
            "moss",
            "a calm green and ochre on ivory",
            "#fdfdf9 #f3f5ec #171b12 #586150 #d9decd #3a6614 #8f4a00",
            "#10130d #191d14 #e5e9de #9aa58c #31392a #a3cf6b #f0b25c",
        ),
        _palette(
            "paper",
            "brick red and petrol on warm paper, as in a book",
            "#fbf7ef #f3ecdf #231d16 #675b4b #e0d5c3 #a12c16 #1d5c6e",
            "#171310 #211b16 #ece4d8 #ab9d8a #3c332a #f39377 #7dc4d6",
        ),
        _palette(
            "plum",
            "a strong purple and blue on white",
            "#ffffff #f8f4f8 #1b131c #665a69 #e0d7e1 #8b1a7f #2b57b5",
            "#130e14 #1c161e #ece4ed #a899ab #392f3c #ec98de #93b4ff",
        ),
        _palette(
            "graphite",
            "greys without a hue, and red for what is marked",
            "#ffffff #f5f5f5 #161616 #5e5e5e #dadada #2e3338 #b3261e",
            "#101010 #191919 #e8e8e8 #a0a0a0 #333333 #d5d9dd #ff938a",
        ),
    )
}
