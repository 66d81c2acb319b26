"""The lines of settings, and of entries of settings, are found in conf.py."""

from __future__ import annotations

import pytest

from blink.settings.conf_lines import Assignments, line_of, place_of

CONF = """\
common = {
    "announcement": "Closed",
}
html_theme_options = {
    **common,
    "logo": {
        "text": "Notes",
    },
    "navbar_end": [
        "search-button",
        "theme-swicher",
    ],
    "show_toc_level": 2,
}
html_theme_options |= {"analytics": {}}
html_theme_options["switcher"] = {
    "json_url": "a.json"}
html_theme_options.update({
    "show_toc_level": 3}, navbar_align="left")
html_theme_options.update(
    dict(sticky_banners=True),
)
html_theme_options["logo"]["link"] = "about"
html_theme_options.setdefault("back_to_top_button", False)
html_theme_options = html_theme_options | (
    {"footer_start": []} if common else dict(
        footer_end=[]))
html_title, html_logo = (
    "Notes",
    "logo.svg")
project: str = "Notes"
if common:
    with open("x") as file:
        html_static_path = ["_static"]
html_static_path.append("more")
for name in ["a"]:
    html_theme_options[name] = 1


def setup(app):
    app.config.html_theme_options["external_links"] = []
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["announcement"], 2),
        (["logo"], 6),
        (["logo", "text"], 7),
        (["logo", "link"], 23),
        (["logo", "image_dark"], 6),
        (["navbar_end", 1], 11),
        (["navbar_end", 5], 9),
        (["analytics"], 15),
        (["switcher"], 16),
        (["switcher", "json_url"], 17),
        (["show_toc_level"], 19),
        (["navbar_align"], 19),
        (["sticky_banners"], 21),
        (["back_to_top_button"], 24),
        (["footer_start"], 26),
        (["footer_end"], 27),
        (["external_links"], 41),
        (["a"], 25),
        ([], 25),
    ],
)
def test_the_line_of_an_option_of_the_theme_is_found(keys, line):
    assert Assignments(CONF).line("html_theme_options", *keys) == line


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("html_title", 28),
        ("html_logo", 28),
        ("project", 31),
        ("html_static_path", 35),
        ("html_favicon", 0),
    ],
)
def test_the_line_of_a_setting_is_found(name, line):
    assert Assignments(CONF).line(name) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = b\nb = a\n", 1),
        ("a = {'x': 1}\na = {**a, 'y': 1}\n", 1),
        ("a = {'y': 1} | {'x': 1}\na |= {'x': 2}\n", 2),
        ("a = dict(\n  x=1)\n", 2),
        ("a = dict(**{\n  'x': 1})\n", 2),
        ("a = [*b]\n", 1),
        ("if c:\n  a['x'] = 1\nelse:\n  a = {}\n", 2),
        ("a = f()\n", 1),
        ("from b import (\n  c,\n  d as a)\n", 3),
        ("from b import c\na = c\n", 2),
        ("a =\n", 0),
        ("a = '\x00'\n", 0),
        ("a['b']['x'] = 1\n", 0),
        ("a += {'x': 1}\n" * 40 + "a = a | a | a\n", 40),
    ],
)
def test_a_value_is_followed_through_other_names(text, line):
    assert Assignments(text).line("a", "x") == line


def test_a_place_has_the_file_and_the_line_if_there_is_one(tmp_path):
    conf = tmp_path / "conf.py"
    assert place_of(conf, "project") == str(conf)
    conf.write_bytes(b"# -*- coding: latin-1 -*-\nproject = '\xe9'\n")
    assert line_of(conf, "project") == 2
    assert place_of(conf, "project") == f"{conf}:2"
    assert place_of(conf, "author") == str(conf)
