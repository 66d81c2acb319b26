"""The stylesheet for code: two colour schemes, each as its Pygments style defines."""

from __future__ import annotations

import re

import pytest
from pygments.styles import get_style_by_name
from pygments.token import Keyword, String
from sphinx.errors import ConfigError

from blink.elements.code_style import stylesheet

LIGHT, DARK = "a11y-high-contrast-light", "a11y-high-contrast-dark"


def rule(css: str, name: str) -> str:
    (found,) = (
        said
        for names, said in re.findall(r"(.+?)\{(.+?)\}", css)
        if f".highlight .{name}" in names.split(",")
    )
    return found


def test_each_scheme_has_the_colours_of_its_style():
    css = stylesheet(LIGHT, DARK)
    for token, name in ((Keyword, "k"), (String, "s")):
        one, other = (get_style_by_name(s).style_for_token(token)["color"] for s in (LIGHT, DARK))
        assert one != other
        assert f"color:light-dark(#{one},#{other})" in rule(css, name)


def test_a_style_without_a_colour_takes_that_of_the_text():
    assert "light-dark(currentcolor,#" in stylesheet("bw", DARK)


def test_a_style_that_is_none_is_told():
    with pytest.raises(
        ConfigError, match=r"pygments_dark_style'\] is 'dusk', which is not a Pygments style"
    ):
        stylesheet(LIGHT, "dusk")
