"""The palettes: each has the contrast that text needs, in both schemes."""

from __future__ import annotations

import pytest

from blink.identity.colours import AA, contrast, lowest_contrast, parsed, tone
from blink.identity.palettes import DEFAULT, PALETTES

SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
NAMES = pytest.mark.parametrize("name", PALETTES)


def test_there_are_six_palettes_with_a_description():
    assert len(PALETTES) == 6
    assert next(iter(PALETTES)) == DEFAULT
    assert all(palette.help for palette in PALETTES.values())
    assert len({palette.light.accent for palette in PALETTES.values()}) == 6


@NAMES
@SCHEMES
def test_text_is_readable(name, scheme):
    colours = getattr(PALETTES[name], scheme)
    assert all(parsed(colour) == colour for colour in colours)
    grounds = colours.background, colours.surface
    for role in ("accent", "second", "success", "warning", "danger"):
        colour = getattr(colours, role)
        assert lowest_contrast(colour, *grounds) >= AA, role
        # the background is the colour of text on buttons and badges
        assert contrast(colours.background, colour) >= AA, role
    tones = [tone(colour, colours.background) for colour in (colours.accent, colours.second)]
    for role in ("text", "muted"):
        for ground in (*grounds, *tones):
            assert contrast(getattr(colours, role), ground) >= AA, (role, ground)


@NAMES
def test_a_scheme_is_light_or_dark(name):
    palette = PALETTES[name]
    assert contrast(palette.light.background, "#000000") > 18
    assert contrast(palette.dark.background, "#ffffff") > 17
