"""A page loads only the stylesheets and scripts that it needs."""

from __future__ import annotations

import re

import pytest

from blink.pages.assets import is_needed

FONTS = {"fonts/sans.woff2", "fonts/mono.woff2"}
FRAME = {"blink.css", "blink.js", "icon.svg", "icon-180.png", *FONTS}
CODE = '<div class="highlight-python"><div class="highlight"><pre>x</pre></div></div>'


@pytest.mark.parametrize(
    ("file", "body", "needed"),
    [
        ("_static/pygments.css", CODE, True),
        ("_static/pygments.css", "<p>words</p>", False),
        ("_static/sphinx-design.min.css", '<span class="sd-badge">x</span>', True),
        ("_static/sphinx-design.min.css", "<p>words</p>", False),
        ("_static/design-tabs.js", '<div class="sd-tab-set">', False),
        ("_static/styles/pydata-sphinx-theme.css", CODE, False),
        ("_static/doctools.js", CODE, False),
        ("_static/translations.js", CODE, False),
        ("_static/comments.js", "<p>words</p>", False),
        ("_static/mine.css", "", True),
        ("https://elsewhere.test/x.js", "", True),
    ],
)
def test_a_file_is_loaded_where_it_is_needed(file, body, needed):
    assert is_needed(file, body) is needed


def test_pages_load_their_own_files_only(site):
    loaded = {
        name: set(re.findall(r'(?:src|href)="[^"]*?_static/([^"?]+)', (site / name).read_text()))
        for name in ("about.html", "posts/2026/why-everything-rebuilds.html", "search.html")
    }
    assert loaded["about.html"] == FRAME
    assert loaded["posts/2026/why-everything-rebuilds.html"] == FRAME
    assert loaded["search.html"] == loaded["about.html"]
    folder = site / "_static"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    assert {one for some in loaded.values() for one in some} <= there
    assert not [n for n in there if n.endswith((".map", ".ttf")) or "pydata" in n]
    assert FONTS < {n for n in there if n.endswith(".woff2")} <= {f for f in there if "fonts/" in f}


def test_scripts_of_extensions_find_the_settings_of_sphinx(blog):
    made = blog(html_js_files=["mine.js"])
    made.write("_static/mine.js", "DOCUMENTATION_OPTIONS.LINK_SUFFIX;\n")
    assert made.build().warnings == []
    page = made.page("index.html")
    options = page.index("_static/documentation_options.js")
    assert page.index("_static/blink.css") < options < page.index("_static/mine.js")
    assert "FILE_SUFFIX: '.html'" in made.page("_static/documentation_options.js")


def test_pages_without_such_scripts_do_not_load_them(blog):
    page = blog().build().page("index.html")
    assert "documentation_options" not in page
