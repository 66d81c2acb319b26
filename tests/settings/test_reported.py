"""A setting without effect, or that loads from elsewhere, is reported at its line."""

from __future__ import annotations

import pytest

from blink.settings.conf_lines import Assignments
from blink.settings.reported import NO_EFFECT


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\n", 1), ("b = 1\n# a = 2\na: int = 3\n", 3), ("a = {}\n\na |= {1: 2}\n", 3),
     ("b = 1\n", 1), ("a = (\n", 1), ("if 1:\n    a, b = 1, 2\n", 2)],
)  # fmt: skip
def test_the_line_of_a_setting(text, line):
    assert (Assignments(text).line("a") or 1) == line


VALUES = {
    "html_search_language": "de",
    "html_search_options": {"type": "x"},
    "html_search_scorer": "x.js",
    "html_show_search_summary": False,
    "html_last_updated_use_utc": True,
    "disqus_shortname": "ann",
    "disqus_pages": True,
    "disqus_drafts": True,
    "fontawesome_included": True,
    "fontawesome_link_cdn": "x",
    "fontawesome_css_file": "x.css",
}


def reported(blog, *lines):
    """Build with *lines* at the end of conf.py; return each warning without its place, checked."""
    conf = blog.folder / "conf.py"
    text = conf.read_text()
    conf.write_text(text + "".join(f"{line}\n" for line in lines))
    found = []
    for warning in blog.build().warnings:
        place, _, message = warning.partition(": WARNING: ")
        number = int(place.partition("conf.py:")[2])
        assert number > text.count("\n")
        found.append(message)
    return found


def test_each_setting_without_effect_has_a_value_here():
    assert VALUES.keys() == NO_EFFECT.keys()


@pytest.mark.parametrize("name", VALUES)
def test_a_setting_without_effect_is_reported(blog, name):
    (message,) = reported(blog(), f"{name} = {VALUES[name]!r}")
    assert message.startswith(f"{name} has no effect: ")
    assert message.endswith("[settings.no_effect]")


def test_what_has_its_default_is_not_reported(blog):
    lines = ("html_show_search_summary = True", "disqus_shortname = None", "disqus_pages = False")
    assert reported(blog(), *lines, "html_search_language = None") == []


@pytest.mark.parametrize(
    "line",
    [
        'html_logo = "https://else.example/x.png"',
        'html_favicon = "https://else.example/x.ico"',
        'html_css_files = ["https://else.example/x.css"]',
        'html_css_files = [("https://else.example/x.css", {"media": "print"})]',
        'html_js_files = ["https://else.example/x.js"]',
        'html_math_renderer = "mathjax"',
    ],
)
def test_a_file_of_another_site_is_reported(blog, line):
    (message,) = reported(blog(), line)
    assert "would be loaded from another site" in message
    assert message.endswith("[settings.third_party]")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('html_logo = "none.png"', "html_logo"),
        ('html_favicon = "none.ico"', "html_favicon"),
        ('html_static_path = ["_static", "none"]', "html_static_path"),
        ('html_extra_path = ["none"]', "html_extra_path"),
    ],
)
def test_a_file_that_is_not_there_is_reported_once(blog, line, name):
    (message,) = reported(blog(), line)
    assert message.startswith(name)
    assert "there is no 'none" in message
    assert message.endswith("[settings.missing_file]")


def test_a_script_that_conf_py_adds_from_another_site_is_reported(blog):
    made = blog()
    conf = (made.folder / "conf.py").read_text()
    call = 'app.add_js_file("https://counter.example.net/count.js")'
    made.write("conf.py", f"{conf}\ndef setup(app):\n    {call}\n")
    (told,) = made.build().warnings
    line = len(conf.splitlines()) + 3
    assert told.startswith(f"conf.py:{line}: WARNING: `add_js_file` of conf.py: https://counter.")
    assert told.endswith("[settings.third_party]")


def test_settings_of_mathjax(blog):
    macros = {"RR": r"\mathbb{R}", "bad": r"\nope"}
    made = blog(
        mathjax3_config={"tex": {"macros": macros, "tags": "ams"}, "options": {}},
        mathjax_inline=["$", "$"],
    ).build()
    assert "\n".join(line.partition("WARNING: ")[2] for line in made.warnings) == (
        "mathjax3_config: the macro 'bad' is wrong: Unknown command \"\\nope\" [settings.macro]\n"
        "mathjax3_config: the keys options, tex.tags have no effect, because formulas are MathML,"
        " without MathJax; delete them, or write html_math_renderer = 'mathjax'"
        " [settings.no_effect]\n"
        "mathjax_inline has no effect, because formulas are MathML, without MathJax; delete it,"
        " or write html_math_renderer = 'mathjax' [settings.no_effect]"
    )
