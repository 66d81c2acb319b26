"""Icons in posts are drawn in the page, and a name that no icon has is reported at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from sphinx.testing.util import SphinxTestApp

POST = """# Icons

Words {fas}`rocket` and {fab}`github` and {octicon}`rocket`.

:::{card} {fas}`book` Card
Words.
:::
"""
ALL = """# Title {fas}`star` with an icon

{fa}`github` {fas}`rocket;fa-lg sd-text-primary` {far}`bell` {fa-solid}`home` {fa-brands}`python`
{fa-regular}`bell` {material-outlined}`home` {octicon}`mark-github;2em;sd-text-info`

```{button-link} https://a.test
{fas}`download` Download
```
"""
UNKNOWN = """# Wrong

{fas}`rockett`

Words {far}`rocket` {octicon}`rockett` {material-round}`hom`.
"""


def icons(page):
    return [icon.get("class") for icon in html.fromstring(page).xpath("//article//svg")]


def test_the_case_of_a_post_with_icons(blog):
    made = blog()
    made.post("t", POST)
    assert made.build().warnings == []
    page = made.page("posts/t.html")
    assert icons(page) == [
        "pst-icon fa-rocket", "pst-icon fa-github", "sd-octicon sd-octicon-rocket",
        "pst-icon fa-book",
    ]  # fmt: skip
    (icon, *_) = html.fromstring(page).xpath("//article//svg")
    assert (icon.get("aria-hidden"), icon.get("fill")) == ("true", "currentColor")
    assert (icon.get("width"), icon.get("height")) == ("1em", "1em")
    assert icon.find("path").get("d").startswith("M128 320")
    assert not re.search(r"fa-[a-z]+-[0-9]+\.woff2|<span class=.fa", page)


def test_icons_stand_in_titles_buttons_and_lists_of_contents(blog):
    made = blog()
    made.post("t", ALL)
    made.write("index.md", "# Home\n\n```{toctree}\nposts/t\n```\n")
    assert made.build().warnings == []
    page = made.page("posts/t.html")
    assert icons(page) == [
        "pst-icon fa-star", "pst-icon fa-github", "pst-icon fa-rocket fa-lg sd-text-primary",
        "pst-icon fa-bell", "pst-icon fa-home", "pst-icon fa-python", "pst-icon fa-bell",
        "sd-material-icon sd-material-icon-home",
        "sd-octicon sd-octicon-mark-github sd-text-info", "pst-icon fa-download",
    ]  # fmt: skip
    assert "<title>Title with an icon · " in page
    assert ".pst-icon{vertical-align" in page
    assert ".fa-2x{" not in page
    assert "Title  with an icon" not in made.page("blog.html")


def test_an_unknown_name_is_reported_with_the_nearest(blog):
    made = blog()
    made.post("t", UNKNOWN)
    warnings = made.build().warnings
    assert [line.partition(": WARNING: ")[0] for line in warnings] == [
        "posts/t.md:7", *["posts/t.md:9"] * 3,
    ]  # fmt: skip
    wrong = {
        "`fas`": "Font Awesome has no icon `rockett`; did you mean `rocket` or ",
        "`far`": "Font Awesome Free has no icon `rocket` in `far`; write `fas` [icons.unknown]",
        "`octicon`": "there is no icon `rockett` in the set `octicon`; did you mean `rocket` or ",
        "`material-round`": "there is no icon `hom` in the set `material-round`; did you mean ",
    }
    for line, (role, reason) in zip(warnings, wrong.items(), strict=True):
        assert line.partition(": WARNING: ")[2].startswith(f"the role {role}: {reason}")
        assert line.endswith(" [icons.unknown]")
    assert '<span class="fas fa-rockett"></span>' in made.page("posts/t.html")


def test_a_feed_leaves_icons_out(blog):
    made = blog()
    made.post("t", ALL)
    assert made.build().warnings == []
    feed = made.page("blog/atom.xml")
    assert "Download" in feed
    assert "&lt;svg" not in feed
    assert "pst-icon" not in feed


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "man", "xml", "gettext"])
def test_other_builders_write_the_words(tmp_path, builder):
    (tmp_path / "conf.py").write_text(
        'extensions = ["myst_parser", "blink.elements.icons.roles"]\n'
        'myst_enable_extensions = ["colon_fence"]\n'
        'man_pages = [("index", "t", "T", "A", 1)]\n'
    )
    (tmp_path / "index.md").write_text(POST)
    app = SphinxTestApp(builder, srcdir=tmp_path)
    try:
        app.build()
        assert app.statuscode == 0
        written = [
            p.read_text("utf-8", "replace") for p in Path(app.outdir).rglob("*") if p.is_file()
        ]
    finally:
        app.cleanup()
    assert any("Card" in text for text in written)
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" class="pst-icon fa-rocket"'
    assert any(drawn in text for text in written) == (builder == "epub")
