"""The footer has the licence, the imprint, the source and the feeds that there are."""

from __future__ import annotations

import pytest
from lxml import html

from blink.settings.look import LICENCES, licence, page_or_url, url

SOURCE = "https://example.org/ann/notes"
BY = LICENCES["CC BY 4.0"]


def links(blog, page):
    """Return the links of the footer of a page: text → address."""
    (footer,) = html.fromstring(blog.page(page)).find_class("bd-footer")
    return {" ".join(a.text_content().split()): a.get("href") for a in footer.iter("a")}


@pytest.fixture(scope="module")
def made(shared_blog):
    profile = {"name": "GitHub", "url": "https://github.com/ann"}
    blog = shared_blog(
        html_baseurl="https://blink.example.org/", blink_licence="CC BY 4.0",
        blink_imprint="imprint", blink_source_url=SOURCE,
        html_theme_options={"icon_links": [profile]},
    )  # fmt: skip
    blog.write("imprint.md", "# Imprint\n\nAnn.\n")
    blog.post("one")
    assert blog.build().warnings == []
    return blog


def test_the_footer_has_what_the_settings_name(made):
    assert links(made, "posts/one.html") == {
        "CC BY 4.0": BY,
        "Subscribe": "../blog/subscribe.html",
        "Atom feed": "../blog/atom.xml",
        "Imprint": "../imprint.html",
        "Source of this site": SOURCE,
        "GitHub": "https://github.com/ann",
    }
    assert links(made, "404.html")["Imprint"] == "/imprint.html"
    assert f'"license":"{BY}"' in made.page("posts/one.html")


def test_the_footer_has_only_what_there_is(blog):
    blog = blog(html_baseurl="", blink_licence=("Mine", "https://example.org/mine"),
                blink_imprint="https://example.org/imprint")  # fmt: skip
    blog.post("one")
    assert blog.build().warnings == []
    assert links(blog, "index.html") == {
        "Mine": "https://example.org/mine",
        "Imprint": "https://example.org/imprint",
    }
    blog.build(blink_licence="", blink_imprint="imprnt")
    assert links(blog, "index.html") == {}
    (warning,) = blog.warnings
    assert "there is no page 'imprnt'" in warning
    assert "[footer.imprint]" in warning


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (licence, ["", "CC0 1.0", ("A", "https://a.org/")], ["CC BY", ("A", "a"), ("A",), 4]),
        (url, ["", SOURCE], ["example.org", 1, "https://"]),
        (page_or_url, ["", "imprint", SOURCE], [["imprint"]]),
    ],
)
def test_wrong_values_are_reported(check, right, wrong):
    for value in right:
        assert list(check("blink_x", value, {})) == []
    for value in wrong:
        (message,) = check("blink_x", value, {})
        assert message.startswith("blink_x must be ")
