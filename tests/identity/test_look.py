"""The look: from settings to the colours of both schemes, and to the stylesheet."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import ROOT
from sphinx.builders.html._assets import _file_checksum_inner
from sphinx.errors import ConfigError

from blink.identity.colours import AA, lowest_contrast
from blink.identity.fonts import fonts_of
from blink.identity.look import hard_to_read, look_of
from blink.identity.palettes import PALETTES
from blink.identity.stylesheet import stylesheet
from blink.settings.look import LOOK_SETTINGS


def settings(**given):
    return {setting.name: setting.default for setting in LOOK_SETTINGS} | given


def css_of(**given):
    values = settings(language="en", **given)
    return stylesheet(values, fonts_of(values, Path()))


def test_the_default_look_has_the_default_palette():
    look = look_of(settings())
    assert (look.light, look.dark) == PALETTES["ultramarine"][2:]
    assert (look.radius, look.width) == (0.25, 42)


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("accent", ["#d4145a", "gold", "#fff", "navy"])
def test_one_accent_gives_a_readable_one_for_each_scheme(name, accent):
    look = look_of(settings(blink_palette=name, blink_accent=accent, blink_second_accent=accent))
    for colours in (look.light, look.dark):
        assert colours.accent == colours.second
        assert lowest_contrast(colours.accent, colours.background, colours.surface) >= AA
    assert look.light.background == PALETTES[name].light.background


def test_a_pair_of_accents_is_not_changed():
    look = look_of(settings(blink_accent=("#7a2e0b", "#fa8")))
    assert (look.light.accent, look.dark.accent) == ("#7a2e0b", "#ffaa88")
    assert look.light.second == PALETTES["ultramarine"].light.second


def test_a_pair_that_is_hard_to_read_is_told_with_a_better_one():
    given = settings(blink_accent=("#ff8800", "#ffaa88"), blink_second_accent=("#000", "#333"))
    first, second = (message for _, message in hard_to_read(given))
    assert first == (
        "blink_accent: text in #ff8800 has a contrast of 2.1 on light pages, and needs 4.5;"
        " write '#9d5201' instead"
    )
    assert second == (
        "blink_second_accent: text in #333 has a contrast of 1.4 on dark pages, and needs 4.5;"
        " write '#8b8b8b' instead"
    )
    for name, message in hard_to_read(given):
        better = re.search(r"'(#\w+)'", message)[1]
        pair = (better, "#ffaa88") if "light" in message else ("#000", better)
        assert name not in dict(hard_to_read(given | {name: pair}))


def test_the_stylesheet_has_the_values_of_the_look():
    css = css_of(blink_accent="#d4145a", blink_radius=0, blink_text_width=38)
    assert "--pst-color-primary: light-dark(#c40a52, #f54074);" in css
    assert "--blink-radius: 0rem;" in css
    assert "--blink-measure: 38rem;" in css
    assert "@container article (width>= 52rem)" in css  # text, and notes beside it
    names = re.findall(r"var\((--(?:pst-color|blink)-[\w-]+)\)", css)
    assert [name for name in {*names} if f"{name}:" not in css] == []


def test_the_addresses_of_links_are_on_paper_unless_the_blog_says_no():
    for wanted, display in ((True, "inline"), (False, "none")):
        assert f"--blink-print-links: {display};" in css_of(blink_print_links=wanted)


def test_the_progress_of_reading_is_shown_only_if_the_blog_says_so():
    assert "--blink-progress: none;" in css_of()
    assert "--blink-progress: block;" in css_of(blink_reading_progress=True)


def test_wrong_values_are_errors_at_their_lines(blog):
    made = blog()
    conf = made.folder / "conf.py"
    wrong = {
        "blink_palette": ("'neon'", "must be one of 'ultramarine', 'teal', 'moss', 'paper',"),
        "blink_accent": ("'blurple'", "must be an opaque colour such as '#1d3fe0' or 'teal', not"),
        "blink_second_accent": ("('red',)", "must be a colour, or a pair of colours for light and"),
        "blink_radius": ("-1", "must be a number of rem from 0 to 2, not -1"),
        "blink_font": ("'comic'", "must be 'blink', 'system' or a font such as {'family': "),
        "blink_code_font": ("{'files': []}", "must be 'blink', 'system' or a font such as"),
        "blink_text_width": ("'42rem'", "must be a number of rem from 20 to 80, not '42rem'"),
    }
    first = conf.read_text("utf-8").count("\n") + 1
    given = "".join(f"{name} = {value}\n" for name, (value, _) in wrong.items())
    conf.write_text(conf.read_text("utf-8") + given, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        made.build()
    for line, (name, (_, message)) in enumerate(wrong.items(), first):
        assert f"conf.py:{line}: {name} {message}" in str(error.value)


def test_an_accent_of_one_line_colours_the_site(blog):
    made = blog(blink_accent="#d4145a")
    made.post("palettes", "# Palettes\n\n```{blog-palettes}\n```\n")
    assert made.build().warnings == []
    assert "light-dark(#c40a52, #f54074)" in made.page("_static/blink.css")
    assert json.loads(made.page("site.webmanifest"))["theme_color"] == "#c40a52"
    before = made.page("index.html")
    assert re.findall(r'theme-color" content="(.*?)"', before) == ["#ffffff", "#0d1014"]
    swatches = made.page("posts/palettes.html").split("<svg viewBox")[-len(PALETTES) :]
    for (*_, light, dark), drawing in zip(PALETTES.values(), swatches, strict=True):
        assert all(f'"{colour}"' in drawing for colour in (*light, *dark))

    _file_checksum_inner.cache_clear()  # Sphinx's, of files that a process does not change
    guide = (ROOT / "guide/customizing.md").read_text("utf-8")
    example: dict[str, object] = {}
    exec(re.search(r"conf\.py\n\n(blink_palette.*?)```", guide, re.DOTALL)[1], {}, example)
    assert {*example} == {"blink_palette", "blink_accent"}
    assert made.build(**example).warnings == []
    look = look_of(settings(**example))
    assert look.light.background == PALETTES[example["blink_palette"]].light.background
    assert f"light-dark({look.light.accent}, {look.dark.accent})" in made.page("_static/blink.css")
    after = made.page("index.html")
    assert re.findall(r'theme-color" content="(.*?)"', after) == ["#fbf7ef", "#171310"]
    version = re.compile(r"blink\.css\?v=(\w+)")
    assert version.search(before)[1] != version.search(after)[1]
