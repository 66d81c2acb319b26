"""The author's other places: by name, by a picture of his, by an octicon; mistakes are told."""

from __future__ import annotations

import pytest
from lxml import html
from sphinx.errors import ConfigError

from blink.pages.icon_links import drawn, places

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2">'
    '<script>x()</script><path d="M0 0"/></svg>'
)


def test_places_have_a_picture_or_none(tmp_path):
    (tmp_path / "a.svg").write_text(SVG)
    links = [
        {"name": "Own", "url": "https://a.test", "icon": "a.svg"},
        {"name": "GitHub", "url": "https://b.test", "icon": "mark-github"},
        {"name": "Plain", "url": "https://c.test"},
    ]
    own, octicon, plain = places(links, tmp_path)
    assert 'width="18"' in own.picture
    assert 'fill="currentColor"' in own.picture
    assert "script" not in own.picture
    assert octicon.picture.startswith("<svg")
    assert plain == ("Plain", "https://c.test", "")


@pytest.mark.parametrize(
    ("links", "wrong"),
    [
        ("GitHub", "is no list"),
        (["GitHub"], "has no name and address"),
        ([{"name": "A"}], "has no name and address"),
        ([{"name": "A", "url": 3}], "has no name and address"),
        ([{"name": "A", "url": "u", "icon": "fa-brands fa-github"}], "no octicon"),
        ([{"name": "A", "url": "u", "icon": "none.svg"}], "cannot be drawn"),
    ],
)
def test_mistakes_are_told(tmp_path, links, wrong):
    (said,) = places(links, tmp_path)
    assert wrong in said


def test_what_is_no_svg_is_not_drawn(tmp_path):
    (tmp_path / "a.svg").write_text("<p>words</p>")
    with pytest.raises(ValueError, match="no svg"):
        drawn(tmp_path / "a.svg")


def test_they_are_in_the_header_of_every_page(blog):
    options = {"icon_links": [{"name": "A & B", "url": "https://a.test/?a=1&b=2", "icon": "rss"}]}
    made = blog(html_theme_options=options)
    made.post("one")
    for name in ("index.html", "posts/one.html", "blog.html"):
        (link,) = html.fromstring(made.build().page(name)).xpath("//a[@rel='me']")
        assert (link.get("href"), link.get("aria-label")) == ("https://a.test/?a=1&b=2", "A & B")
        assert link.find("svg") is not None


def test_a_mistake_stops_the_build(blog):
    with pytest.raises(ConfigError, match="icon_links"):
        blog(html_theme_options={"icon_links": [{"name": "A"}]}).build()
