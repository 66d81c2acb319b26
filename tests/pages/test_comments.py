"""There are no comments by default; with giscus, a button loads them on request."""

from __future__ import annotations

import html5lib
import pytest
from conftest import THEME

from blink.model import Post
from blink.pages.comments import giscus
from blink.settings.conf_py import mistakes

GISCUS = {"repo": "ann/blog", "repo_id": "R_1", "category": 'C "&"', "category_id": "DIC_2"}


def test_comments_stay_with_a_post_that_moves():
    told = giscus(Post("posts/new", "", "A", None, redirect=("old", "older")), GISCUS)
    assert told["term"] == "old"
    assert told["repo-id"] == "R_1"
    assert giscus(Post("posts/new", "", "A", None), GISCUS)["term"] == "posts/new"


@pytest.mark.parametrize(
    "value",
    ["ann/blog", {}, GISCUS | {"repo": "blog"}, GISCUS | {"repo_id": ""}, GISCUS | {"more": "x"},
     GISCUS | {"category": 1}, {"repo": "a/b"}],
)  # fmt: skip
def test_settings_that_are_none(value):
    (told,) = mistakes({"blink_giscus": value})
    assert told.startswith("blink_giscus")


def test_settings_that_are_right():
    assert list(mistakes({"blink_giscus": GISCUS})) == []
    assert list(mistakes({"blink_giscus": None})) == []


def test_there_are_none_by_default(blog):
    blog = blog()
    blog.post("a")
    assert blog.build().warnings == []
    for name in ("posts/a.html", "index.html"):
        assert "giscus" not in blog.page(name)
        assert "comments" not in blog.page(name)


def test_a_post_has_a_button_and_loads_nothing_from_elsewhere(blog):
    blog = blog(blink_giscus=GISCUS)
    blog.post("yes")
    blog.post("no", comments="false")
    blog.post("nor", nocomments="true")
    assert blog.build().warnings == []
    tree = html5lib.parse(blog.page("posts/yes.html"), namespaceHTMLElements=False)
    (button,) = (e for e in tree.iter("button") if e.get("id") == "load-comments")
    assert button.get("data-category") == 'C "&"'
    assert button.get("data-term") == "posts/yes"
    (section,) = (e for e in tree.iter("section") if e.get("class") == "comments")
    assert "data-pagefind-ignore" in section.attrib  # or the search finds the words of the button
    sources = [e.get("src") for e in tree.iter("script") if e.get("src")]
    assert [s.partition("?")[0] for s in sources] == [
        "../_static/comments.js",
        "../_static/blink.js",
    ]
    for name in ("posts/no.html", "posts/nor.html", "index.html", "blog.html", "404.html"):
        assert "comments" not in blog.page(name), name


def test_only_a_click_names_the_other_site():
    text = (THEME / "blog/static/comments.js").read_text(encoding="utf-8")
    before, _, after = text.partition('addEventListener("click"')
    assert "https:" not in before
    assert "https://giscus.app/client.js" in after
