"""The settings of a blog → its look: the colours of both schemes, corners and widths.

Pages and social cards use the colours of `look_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from blink.identity.colours import AA, lowest_contrast, parsed, readable
from blink.identity.palettes import PALETTES, Colours

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Setting → the colour that it replaces
_ACCENTS = {"blink_accent": "accent", "blink_second_accent": "second"}
_SCHEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Look:
    """How the pages of a blog look."""

    light: Colours
    dark: Colours
    #: of corners, in rem
    radius: float
    #: of the text, in rem
    width: float


def look_of(settings: Any) -> Look:
    """Return the look that *settings* give: Sphinx's config, or a mapping of all settings."""
    accents = (settings[name] for name in _ACCENTS)
    given = (accent if isinstance(accent, str) else tuple(accent) for accent in accents)
    light, dark = _schemes(settings["blink_palette"], *given)
    return Look(light, dark, settings["blink_radius"], settings["blink_text_width"])


@cache  # all pages and drawings ask for the look, and to make an accent readable takes a while
def _schemes(name: str, *accents: str | tuple[str, ...]) -> tuple[Colours, Colours]:
    """Return the colours of both schemes of a palette, with the *accents* that conf.py gives."""
    light, dark = PALETTES[name].light, PALETTES[name].dark
    for given, role in zip(accents, _ACCENTS.values(), strict=True):
        if given:
            first, second = _pair(given, light, dark)
            light, dark = light._replace(**{role: first}), dark._replace(**{role: second})
    return light, dark


def _pair(given: Any, light: Colours, dark: Colours) -> tuple[str, str]:
    """Return the colours *given* for both schemes, or the readable ones made from a single one."""
    if isinstance(given, str):
        colour = parsed(given) or light.accent
        return (
            readable(colour, light.background, light.surface),
            readable(colour, dark.background, dark.surface),
        )
    first, second = (parsed(colour) for colour in given)
    return first or light.accent, second or dark.accent


def hard_to_read(settings: Any) -> Iterator[tuple[str, str]]:
    """Yield setting and message for each colour of a pair whose contrast is too low."""
    look = look_of(settings)
    for name, role in _ACCENTS.items():
        if isinstance(settings[name], str):
            continue  # it was changed until it is readable
        for scheme, given in zip(_SCHEMES, settings[name], strict=True):
            colours: Colours = getattr(look, scheme)
            grounds = colours.background, colours.surface
            colour = getattr(colours, role)
            contrast = lowest_contrast(colour, *grounds)
            if contrast < AA:
                text = f"{name}: text in {given} has a contrast of {contrast:.1f} on {scheme} pages"
                better = readable(colour, *grounds)
                yield name, f"{text}, and needs {AA}; write {better!r} instead"
