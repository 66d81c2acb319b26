"""The head and the foot of a post."""

from __future__ import annotations

import lxml.html
import pytest
from browsers import needs_chromium, served

from blink.pages.profile.people import initials

AUTHORS = {name: (name, None) for name in ("Ann van der Example", "山田太郎", "author")}


@pytest.fixture(scope="module")
def site(shared_blog):
    made = shared_blog(
        blog_authors=AUTHORS,
        blink_authors={
            "山田太郎": {"bio": "Writes.", "links": [("Code", "https://code.example/")]}
        },
        html_baseurl="https://blog.example/",
    )
    made.post("bare", "# Bare\n\nWords.\n", author="[]")
    made.post(
        "full",
        "# Full\n\nWords.\n",
        description="What it is about.",
        author="[Ann van der Example, 山田太郎]",
        category="Notes, Studies",
        tags="a, b",
        canonical_link="https://other.example/full",
    )
    made.post("echo", "# Echo\n\nWhat it is about. And more.\n", description="What it is about.")
    made.post("arabic", "# كلمات\n\nكلمات.\n", language="ar", category="Notes", author="author")
    made.post("draft", "# Draft\n\nWords.\n", draft="true", category="Notes")
    return made.build(blink_drafts=True)


def post(site, name):
    (article,) = lxml.html.fromstring(site.page(f"posts/{name}.html")).cssselect("article.post")
    return article


def words(article, selector):
    return [" ".join(found.text_content().split()) for found in article.cssselect(selector)]


def test_the_head_has_category_title_description_and_authors_in_this_order(site):
    assert site.warnings == []
    article = post(site, "full")
    shown = article.cssselect(".post-kicker, h1, .post-lead, .post-meta, .e-content")
    assert [one.get("class", one.tag) for one in shown] == [
        "post-kicker", "h1", "post-lead", "post-meta", "e-content",
    ]  # fmt: skip
    assert words(article, ".post-kicker a") == ["Notes", "Studies"]
    assert words(article, ".post-lead") == ["What it is about."]
    assert words(article, ".post-meta .p-author") == ["Ann van der Example", "山田太郎"]
    assert words(article, ".avatars[aria-hidden] .avatar") == ["AE", "山"]
    assert words(article, ".post-meta a[href='https://other.example/full']") == ["other.example"]
    assert words(article, ".post-address") == ["https://blog.example/posts/full.html"]


def test_a_head_without_description_category_and_author_has_no_empty_elements(site):
    article = post(site, "bare")
    assert not article.cssselect(
        ".post-kicker, .post-lead, .avatars, .p-author, .post-foot p:empty"
    )


def test_a_description_that_the_text_begins_with_is_not_shown_twice(site):
    assert not post(site, "echo").cssselect(".post-lead")


def test_a_draft_is_marked_above_its_title(site):
    assert words(post(site, "draft"), ".post-kicker .post-mark") == ["Draft"]


def test_the_foot_has_tags_and_the_posts_before_and_after(site):
    foot = post(site, "full").cssselect(".post-foot")[0]
    assert words(foot, ".post-tags a") == ["a", "b"]
    assert foot.cssselect(".pager a")


def test_the_foot_has_a_box_for_each_author_of_whom_something_is_known(site):
    foot = post(site, "full").cssselect(".post-foot")[0]
    assert words(foot, ".author-box .author-name") == ["山田太郎"]
    assert words(foot, ".author-box .p-note") == ["Writes."]
    assert words(foot, ".author-box a[href='https://code.example/']") == ["Code"]
    assert not post(site, "bare").cssselect(".author-box")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann van der Example", "AE"),
        ("bo", "B"),
        ("山田太郎", "山"),
        ("علي حسن", "ع"),
        ("(x) Y", "Y"),
    ],
)
def test_initials(name, expected):
    assert initials(name) == expected


def test_another_theme_has_the_head_as_well(shared_blog):
    made = shared_blog(html_theme="alabaster", html_theme_options={}, html_sidebars={})
    made.post("full", "# Full\n\nWords.\n", description="What it is about.", category="Notes")
    made.build()
    article = post(made, "full")
    assert words(article, ".post-kicker") == ["Notes"]
    assert words(article, ".post-lead") == ["What it is about."]


@needs_chromium
def test_the_head_of_a_post_begins_where_its_text_begins_in_any_direction(site, opened):
    with served(site.out) as base:
        page = opened(f"{base}posts/arabic.html")
        ends = "one => one.getBoundingClientRect().right"
        edge = page.locator("h1").evaluate(ends)
        for selector in (".post-kicker a", ".post-meta .avatar"):
            assert page.locator(selector).first.evaluate(ends) == pytest.approx(edge, abs=2)
