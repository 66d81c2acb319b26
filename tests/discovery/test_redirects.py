"""The former addresses of a post redirect to it and to nothing else."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.model import Post
from blink.posts.permalinks.redirect_map import declared_redirects


def post(docname, *former):
    return Post(docname, "", docname, None, redirect=former)


def test_redirects_to_their_posts():
    a, b = post("posts/a", "old/a", "older"), post("posts/b", "old/b")
    assert declared_redirects([b, a], {}) == ({"old/a": a, "older": a, "old/b": b}, [])


@pytest.mark.parametrize(
    ("address", "why"),
    [("INDEX", "the home page"), ("posts/A", "the post itself"), ("old", "already redirected")],
)
def test_an_address_has_one_owner(address, why):
    first, second = post("posts/0", "Old"), post("posts/a", address, "free")
    good, ((who, which, said),) = declared_redirects([second, first], {"index": "the home page"})
    assert good == {"Old": first, "free": second}
    assert (who, which) == (second, address)
    assert why in said


ADDRESSES = st.text("abAB/", min_size=1, max_size=3)


@given(st.lists(ADDRESSES, max_size=3), st.dictionaries(ADDRESSES, st.lists(ADDRESSES, max_size=3)))
def test_each_address_is_led_on_or_told(taken, wanted):
    posts = [post(docname, *former) for docname, former in wanted.items()]
    good, bad = declared_redirects(posts, dict.fromkeys(taken, "a page"))
    folded = [address.casefold() for address in good]
    assert len(set(folded)) == len(folded)
    assert not {address.casefold() for address in taken} & set(folded)
    assert len(good) + len(bad) == sum(len(former) for former in wanted.values())


@pytest.fixture(scope="module")
def moved(shared_blog):
    blog = shared_blog(post_redirect_refresh=3)
    blog.post(
        "2026/new",
        title='"A & <b>new</b> place"',
        redirect="[old, 2019/old-name.html, blog/2019/01/old/, 日本語/名前, 'a b']",
    )
    blog.write(
        "multi.md", "# M\n\n## Part\n\n```{post} 2026-01-01\n:redirect: part\n```\n\n## P\n\n"
        "```{post} 2026-01-02\n```\n",
    )  # fmt: skip
    return blog.build()


FORMER = ["old", "2019/old-name", "blog/2019/01/old/index", "日本語/名前", "a b"]


@pytest.mark.parametrize("address", FORMER)
def test_a_former_address_leads_on(moved, address):
    assert moved.warnings == []
    page = html5lib.parse(moved.page(f"{address}.html"), namespaceHTMLElements=False)
    refresh = page.find(".//meta[@http-equiv='refresh']").get("content")
    delay, target = re.fullmatch(r"(\d+); url=(.+)", refresh).groups()
    assert delay == "3"
    led_to = posixpath.normpath(posixpath.join(posixpath.dirname(address), unquote(target)))
    assert led_to == "posts/2026/new.html"
    assert page.find(".//a").get("href") == target
    assert page.find(".//a").text == "A & <b>new</b> place"
    assert page.find(".//link[@rel='canonical']").get("href") == (
        "https://blink.example.org/posts/2026/new.html"
    )
    assert page.find(".//meta[@name='robots']").get("content") == "noindex"
    assert page.find(".//script") is None


def test_a_former_address_of_a_section(moved):
    assert 'content="3; url=multi.html#part"' in moved.page("part.html")


def test_former_addresses_are_in_no_listing_or_feed(moved):
    for name in ("blog.html", "index.html", "blog/atom.xml"):
        assert "old-name" not in moved.page(name)


def test_a_page_that_is_no_post_has_former_addresses_too(blog):
    blog = blog()
    blog.write("guide/new.md", "---\nredirect: [posts/2025/old, manual]\n---\n\n# A & B\n")
    blog.post("p")
    assert blog.build().warnings == []
    for address, target in (
        ("posts/2025/old", "../../guide/new.html"),
        ("manual", "guide/new.html"),
    ):
        (link,) = html5lib.parse(blog.page(f"{address}.html"), namespaceHTMLElements=False).iter(
            "a"
        )
        assert (link.get("href"), link.text) == (target, "A & B")
    assert "/manual.html /guide/new.html 301" in blog.page("_redirects")


@pytest.mark.parametrize(
    ("redirect", "kind", "words"),
    [
        ("about", "redirects.taken", "`about` is the page 'about'"),
        ("../x", "frontmatter.redirect", "contains `.` or `..` as a folder"),
    ],
)
def test_a_wrong_former_address_of_a_page_is_reported_at_its_line(blog, redirect, kind, words):
    blog = blog()
    blog.write("about.md", "# About\n")
    blog.write("new.md", f"---\norphan: true\nredirect: {redirect}\n---\n\n# New\n")
    (warning,) = blog.build().warnings
    assert warning.startswith("new.md:3: ")
    assert words in warning
    assert warning.endswith(f"[{kind}]")
