"""Colours: how they are read, measured, and made readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.identity.colours import (
    AA,
    channels,
    contrast,
    from_oklch,
    lowest_contrast,
    mix,
    oklch,
    parsed,
    readable,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
GROUNDS = [("#ffffff", "#f4f6f8"), ("#0d1014", "#151a20")]


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("#1D3FE0", "#1d3fe0"), ("#fa0", "#ffaa00"), ("rebeccapurple", "#663399"),
        ("rgb(29, 63, 224)", "#1d3fe0"), ("hsl(0, 100%, 50%)", "#ff0000"),
        ("blurple", None), ("#12345", None), ("rgba(0, 0, 0, .5)", None), ("currentcolor", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_colour_is_read_as_css_does(text, colour):
    assert parsed(text) == colour


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == contrast("#000000", "#ffffff") == 21
    # from the examples of WebAIM's checker
    assert round(contrast("#0000ff", "#ffffff"), 2) == 8.59
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_oklch_is_that_of_css_color_4():
    lightness, chroma, hue = oklch("#ff0000")  # oklch(62.796% 0.25768 29.234)
    assert [round(lightness, 3), round(chroma, 3), round(hue, 1)] == [0.628, 0.258, 29.2]
    assert mix("#1d3fe0", 0.5, "#ffffff") == "#8e9ff0"


@given(COLOURS)
def test_a_colour_comes_back_from_oklch(colour):
    back = from_oklch(*oklch(colour))
    pairs = zip(channels(colour), channels(back), strict=True)
    assert max(abs(one - two) for one, two in pairs) <= 1.5 / 255


@given(COLOURS, st.sampled_from(GROUNDS))
def test_every_colour_can_be_made_readable_and_keeps_its_hue(colour, grounds):
    made = readable(colour, *grounds)
    assert lowest_contrast(made, *grounds) >= AA
    if lowest_contrast(colour, *grounds) >= AA:
        assert made == colour
    if min(oklch(colour)[1], oklch(made)[1]) > 0.05:
        turn = abs(oklch(colour)[2] - oklch(made)[2])
        assert min(turn, 360 - turn) < 4


@pytest.mark.parametrize("grounds", GROUNDS)
def test_a_colour_moves_no_further_than_needed(grounds):
    for colour in ("#ffcc00", "#d4145a", "#1d3fe0", "#000000", "#ffffff"):
        made = readable(colour, *grounds)
        assert made == colour or lowest_contrast(made, *grounds) < AA + 0.2
