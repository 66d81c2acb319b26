"""The names of Font Awesome's icons, in the forms of its versions 4 to 7, and their outlines."""

from __future__ import annotations

import re

import pytest

from blink.elements.icons.font_awesome import named_icon, outline


@pytest.mark.parametrize(
    ("classes", "style", "name"),
    [
        ("fa-solid fa-rocket", "solid", "rocket"),
        ("fas fa-rocket", "solid", "rocket"),
        ("fa fa-github", "", "github"),
        ("fa-brands fa-github", "brands", "github"),
        ("fa-github fab", "brands", "github"),
        ("fa fab fa-github", "brands", "github"),
        ("far fa-bell", "regular", "bell"),
        ("fa-regular fa-bell", "regular", "bell"),
        ("fa-fw fa fa-user", "", "user"),
        ("theme-switch fa-solid fa-sun fa-lg", "solid", "sun"),
        ("fa-spin fa-2x fas fa-spinner", "solid", "spinner"),
        ("fas fa-2 fa-2x", "solid", "2"),
        ("fab fa-500px fa-rotate-90", "brands", "500px"),
        ("fab fa fa-github", "brands", "github"),
        ("fa-sharp fa-solid fa-house", "solid", "house"),
        ("fa-solid fa-sharp fa-house", "solid", "house"),
        ("fal fa-house", "fal", "house"),
    ],
)
def test_classes_name_an_icon(classes, style, name):
    icon = named_icon(classes)
    assert (icon.style, icon.name) == (style, name)
    assert {*icon.classes} < {*classes.split()}


@pytest.mark.parametrize("classes", ["", "fa-rocket", "fas", "fa-solid fa-lg", "sd-badge", "fast"])
def test_other_classes_name_none(classes):
    assert named_icon(classes) is None


def test_a_name_alone_is_enough_where_it_can_be_nothing_else():
    assert named_icon("fa-rocket", style_needed=False)[:2] == ("", "rocket")


def test_an_outline_is_that_of_the_font():
    width, path = outline("solid", "rocket")
    assert width == 512
    assert path.startswith("M128 320H25C0 320 -16 293 -3 272L50 183")
    assert re.fullmatch(r"[MLHVCQZ0-9 .-]+", path)


@pytest.mark.parametrize(
    ("style", "former", "now"),
    [
        ("brands", "twitter-square", "square-twitter"),
        ("solid", "home", "house"),
        ("", "bell-o", "bell"),
        ("", "files-o", "copy"),
        ("", "arrow-circle-o-down", "circle-down"),
        ("", "youtube-play", "youtube"),
        ("", "file-text-o", "file-lines"),
    ],
)
def test_a_former_name_draws_the_icon_of_now(style, former, now):
    found = [outline(known, now) for known in ("solid", "regular", "brands") if has(known, now)]
    assert outline(style, former) in found


def has(style, name):
    try:
        return bool(outline(style, name))
    except ValueError:
        return False


def test_a_name_of_version_4_with_an_o_is_the_outlined_icon():
    assert outline("", "bell-o") == outline("regular", "bell") != outline("", "bell")


@pytest.mark.parametrize(
    ("style", "name", "reason"),
    [
        ("solid", "rockett", "no icon `rockett`; did you mean `rocket` or "),
        ("", "zzzzzzzzz", "no icon `zzzzzzzzz`; see https://fontawesome.com/search"),
        ("regular", "rocket", "no icon `rocket` in `far`; write `fas`"),
        ("solid", "github", "no icon `github` in `fas`; write `fab`"),
        ("fal", "house", "no icon `house` in `fal`; write `fas`"),
        ("brands", "bell", "no icon `bell` in `fab`; write `fas` or `far`"),
    ],
)
def test_what_there_is_not(style, name, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        outline(style, name)
