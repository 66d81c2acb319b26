"""Links to the author's other sites: by name, SVG file or octicon, and the mistakes in them."""

from __future__ import annotations

import pytest
from lxml import html
from sphinx.errors import ConfigError

from blink.pages.icon_links import drawn, icon_links

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2">'
    '<script>x()</script><path d="M0 0"/></svg>'
)


def test_links_have_an_icon_or_none(tmp_path):
    (tmp_path / "a.svg").write_text(SVG)
    links = [
        {"name": "Own", "url": "https://a.test", "icon": "a.svg"},
        {"name": "GitHub", "url": "https://b.test", "icon": "mark-github"},
        {"name": "Plain", "url": "https://c.test"},
    ]
    own, octicon, plain = icon_links(links, tmp_path)
    assert 'width="18"' in own.icon
    assert 'fill="currentColor"' in own.icon
    assert "script" not in own.icon
    assert octicon.icon.startswith("<svg")
    assert plain == ("Plain", "https://c.test", "")


@pytest.mark.parametrize(
    ("links", "wrong"),
    [
        ("GitHub", "must be a list"),
        (["GitHub"], "must have a name and a URL"),
        ([{"name": "A"}], "must have a name and a URL"),
        ([{"name": "A", "url": 3}], "must have a name and a URL"),
        (
            [{"name": "A", "url": "u", "icon": "fa-brands fa-github"}],
            "is not the name of an octicon",
        ),
        ([{"name": "A", "url": "u", "icon": "none.svg"}], "cannot be drawn"),
    ],
)
def test_mistakes_are_reported(tmp_path, links, wrong):
    (mistake,) = icon_links(links, tmp_path)
    assert wrong in mistake


def test_a_file_that_is_not_an_svg_is_not_drawn(tmp_path):
    (tmp_path / "a.svg").write_text("<p>words</p>")
    with pytest.raises(ValueError, match="not an SVG"):
        drawn(tmp_path / "a.svg")


def test_they_are_in_the_header_of_every_page(blog):
    options = {"icon_links": [{"name": "A & B", "url": "https://a.test/?a=1&b=2", "icon": "rss"}]}
    made = blog(html_theme_options=options)
    made.post("one")
    for name in ("index.html", "posts/one.html", "blog.html"):
        page = html.fromstring(made.build().page(name))
        (link,) = page.xpath("//header//a[@rel='me']")
        assert len(page.xpath("//a[@rel='me']")) == 2  # the other one is in the menu of phones
        assert (link.get("href"), link.get("aria-label")) == ("https://a.test/?a=1&b=2", "A & B")
        assert link.find("svg") is not None


def test_a_mistake_stops_the_build(blog):
    with pytest.raises(ConfigError, match="icon_links"):
        blog(html_theme_options={"icon_links": [{"name": "A"}]}).build()
