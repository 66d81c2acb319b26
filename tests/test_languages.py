"""Languages: their tags and direction, and the attributes of a page."""

from __future__ import annotations

import lxml.html
import pytest

from blink.languages import direction, language_tag


@pytest.mark.parametrize(
    ("name", "expected"), [("en", "en"), ("zh_CN", "zh-CN"), ("English", ""), ("", "")]
)
def test_languages(name, expected):
    assert language_tag(name) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("ckb", "rtl"),
        ("en", "ltr"),
        ("zh-CN", "ltr"),
        ("xx", "ltr"),
    ],
)
def test_directions(tag, expected):
    assert direction(tag) == expected


def test_a_page_declares_the_languages_of_the_post_and_of_the_blog(blog):
    blog = blog(language="de")
    for name, language in [("a", "ar"), ("b", "de"), ("c", "Klingon")]:
        blog.post(name, f"# {name}\n\nWords.\n", language=language)
    blog.build()
    assert blog.warnings == []

    def tongues(path, selector):
        return [
            (found.get("lang"), found.get("dir"))
            for found in lxml.html.fromstring(blog.page(path)).cssselect(selector)
        ]

    assert tongues("posts/a.html", "html") == [("de", None)]
    assert tongues("posts/a.html", "article.post") == [("ar", "rtl")]
    assert tongues("posts/a.html", ".post-meta") == [("de", "ltr")]
    assert tongues("posts/a.html", ".post-foot") == [("de", "ltr")]
    for name in "bc":
        assert tongues(f"posts/{name}.html", "article.post") == [(None, None)]
    cards = [("ar", "rtl"), (None, None), (None, None)]
    for selector in (".postcard h2", ".postcard .p-summary"):
        assert sorted(tongues("blog.html", selector), key=str) == sorted(cards, key=str)
