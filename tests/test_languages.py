"""Languages: their tags and direction, and the attributes of a page."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest
import sphinx

from blink.languages import code_problem, direction, language_tag


@pytest.mark.parametrize(
    ("name", "expected"), [("en", "en"), ("zh_CN", "zh-CN"), ("English", ""), ("", "")]
)
def test_languages(name, expected):
    assert language_tag(name) == expected


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("english", "en"),
        ("Deutsch", "de"),
        ("español", "es"),
        ("日本語", "ja"),
        ("jp", "ja"),
        ("cz", "cs"),
        ("eng", "en"),
        ("DE", "de"),
        ("en_UK", "en_GB"),
    ],
)
def test_a_wrong_code_of_a_language_is_told_with_the_right_one(code, nearest):
    assert code_problem(code) == f"did you mean '{nearest}'?"


def test_a_word_that_is_near_no_language_is_told_with_examples():
    assert code_problem("klingonese") == "write one such as 'en', 'de' or 'pt_BR'"


def test_codes_of_sphinx_and_rare_languages_are_right():
    locale = Path(sphinx.__file__).parent / "locale"
    codes = [path.name for path in locale.iterdir() if (path / "LC_MESSAGES").is_dir()]
    assert len(codes) > 50
    wrong = [code for code in [*codes, "en-us", "zh-Hans", "iw", "no", "tlh"] if code_problem(code)]
    assert wrong == []


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
