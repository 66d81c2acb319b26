"""Read colours, measure their contrast, and change them until text in them is readable.

A colour is a string such as ``#1d3fe0``. Contrast is that of WCAG 2.2, from 1 to 21; the lightness,
chroma and hue with which colours are changed are those of OKLCH (CSS Color 4, 8.4).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tinycss2.color4 import parse_color

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: The contrast that text needs (WCAG 2.2, 1.4.3)
AA = 4.5
#: How much of a colour is in its tone, the ground of what is marked
TONE = 0.16
#: By how much lightness and chroma change in each step of a search
_STEP = 0.005


def parsed(text: str) -> str | None:
    """Return the colour that *text* names in CSS, or ``None`` if it is not an opaque colour.

    >>> parsed("teal"), parsed("#fa0"), parsed("rgb(29, 63, 224)"), parsed("tea")
    ('#008080', '#ffaa00', '#1d3fe0', None)
    """
    colour = parse_color(text)
    if not colour or colour == "currentcolor" or colour.alpha != 1:
        return None
    try:
        return _hex(colour.to("srgb").coordinates)
    except NotImplementedError:  # a colour of another colour space
        return None


def _hex(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(255 * min(1, max(0, value))):02x}" for value in channels)


def channels(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of *colour*, each from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def luminance(colour: str) -> float:
    """Return the relative luminance of *colour*: 0 for black, 1 for white."""
    red, green, blue = map(_linear, channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours.

    >>> contrast("#ffffff", "#000000"), round(contrast("#767676", "#ffffff"), 2)
    (21.0, 4.54)
    """
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, share: float, other: str) -> str:
    """Return *share* of *colour* in *other*, as ``color-mix(in srgb, …)`` does.

    >>> mix("#000000", 0.2, "#ffffff")
    '#cccccc'
    """
    pairs = zip(channels(colour), channels(other), strict=True)
    return _hex(share * one + (1 - share) * two for one, two in pairs)


def tone(colour: str, background: str) -> str:
    """Return *colour* as a ground for text, on *background*."""
    return mix(colour, TONE, background)


def oklch(colour: str) -> tuple[float, float, float]:
    """Return lightness (0 to 1), chroma and hue (in degrees) of *colour*."""
    red, green, blue = map(_linear, channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour of these values, with as much of its chroma as a screen can show."""
    while True:
        red, green, blue = _linear_rgb(lightness, chroma, hue)
        if chroma <= 0 or all(-1e-4 <= value <= 1.0001 for value in (red, green, blue)):
            return _hex(_encoded(min(1, max(0, value))) for value in (red, green, blue))
        chroma = max(0.0, chroma - _STEP)


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def lowest_contrast(colour: str, background: str, surface: str) -> float:
    """Return the lowest contrast of *colour* as text: on both grounds, and on its own tone."""
    grounds = (background, surface, tone(colour, background))
    return min(contrast(colour, ground) for ground in grounds)


def readable(colour: str, background: str, surface: str) -> str:
    """Return the colour nearest in lightness to *colour* that is readable, with the same hue.

    It is darker on a light background, and lighter on a dark one.
    """
    return _moved(
        colour,
        lambda moved: lowest_contrast(moved, background, surface) >= AA,
        -_STEP if luminance(background) > 0.18 else _STEP,
    )


def _moved(colour: str, is_right: Callable[[str], bool], step: float) -> str:
    """Return *colour* after as many *steps* of lightness as it takes to be right, or to end."""
    lightness, chroma, hue = oklch(colour)
    end = 1.0 if step > 0 else 0.0
    while not is_right(colour) and lightness != end:
        lightness = min(1.0, max(0.0, lightness + step))
        colour = from_oklch(lightness, chroma, hue)
    return colour
