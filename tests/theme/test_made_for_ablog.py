"""A blog that was made for ABlog and the PyData theme keeps its templates, sidebars and feeds."""

from __future__ import annotations

import shutil

import pytest
from conftest import ROOT
from lxml import html
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences

#: Pages and feeds that ABlog makes, for its authors with a name
ADDRESSES = """
    index.html about.html search.html blog.html blog/atom.xml blog/archive.html blog/author.html
    blog/author/ann.html blog/category.html blog/category/c.html blog/tag.html blog/tag/a.html
    blog/tag/b.html blog/2019.html blog/2023.html blog/2019/first.html blog/2019/guest.html
    blog/2019/second.html
""".split()  # noqa: SIM905
KINDS = {"frontmatter.author", "origin.picture", "images.alt"}


@pytest.fixture(scope="module", params=["pydata_sphinx_theme", "blink"])
def made(request, tmp_path_factory):
    """Return the theme, the folder of the site, and the warnings."""
    folder = tmp_path_factory.mktemp("ablog") / "blog"
    shutil.copytree(ROOT / "tests/roots/test-made-for-ablog", folder)
    app = SphinxTestApp(
        "html", srcdir=folder, confoverrides={"html_theme": request.param, "blink_search": False}
    )
    try:
        app.build()
        warnings = strip_escape_sequences(app.warning.getvalue()).splitlines()
        assert app.statuscode == 0
    finally:
        app.cleanup()
    return request.param, app.outdir, warnings


def test_every_address_is_there(made):
    _, site, _ = made
    assert [name for name in ADDRESSES if not (site / name).is_file()] == []


def test_what_the_template_adds_is_on_every_page(made):
    _, site, _ = made
    pages = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    assert len(pages) > len(ADDRESSES) - 2
    lost = [path.name for path in pages if 'name="probe"' not in path.read_text()]
    assert lost == []


def test_the_layout_is_that_of_the_theme(made):
    theme, site, _ = made
    page = (site / "about.html").read_text()
    assert ("_static/blink.css" in page) == (theme == "blink")
    assert ("styles/pydata-sphinx-theme.css" in page) == (theme == "pydata_sphinx_theme")


def test_the_icon_and_the_sidebars_are_there(made):
    _, site, _ = made
    page = html.parse(str(site / "blog/2019/first.html")).getroot()
    (icon,) = page.cssselect('.bd-header .navbar-icon-links a[href="https://github.com/example"]')
    assert icon.find(".//svg") is not None or icon.cssselect(".fa-github")
    (side,) = page.cssselect(".bd-sidebar-primary")
    links = [a.get("href") for a in side.iter("a")]
    assert {"second.html", "guest.html", "../tag/a.html", "../tag/b.html"} <= {*links}


def test_each_warning_has_a_kind(made):
    _, _, warnings = made
    assert {line.rpartition("[")[2].rstrip("]") for line in warnings if line} <= KINDS
