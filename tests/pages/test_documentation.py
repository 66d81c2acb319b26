"""A site without posts is documentation only: it has no page, link, feed or message of a blog."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def documentation(shared_blog):
    made = shared_blog(html_baseurl="https://docs.example.org/", blink_search=True)
    made.write("index.md", "# Home\n\n```{toctree}\nguide\n```\n")
    made.write("guide.md", "# Guide\n\nWords.\n")
    return made.build()


def test_there_are_only_the_pages_of_documents_and_of_sphinx(documentation):
    assert documentation.warnings == []
    pages = {name for name in documentation.files() if name.endswith(".html")}
    assert pages == {"index.html", "guide.html", "404.html", "search.html"}


def test_there_are_no_feeds(documentation):
    files = {name for name in documentation.files() if not name.startswith("pagefind/")}
    endings = (".xml", ".json", ".opml")
    assert {name for name in files if name.endswith(endings)} == {"sitemap.xml"}
    assert "alternate" not in documentation.page("index.html")


@pytest.mark.parametrize("name", ["index", "guide", "404", "search"])
def test_no_page_leads_to_a_blog(documentation, name):
    page = documentation.page(f"{name}.html")
    assert "blog" not in page.lower()
    assert "posts" not in page.lower().replace('class="posts not-found"', "").replace(
        'class="posts"', ""
    )
    assert "ubscribe" not in page


def test_the_build_counts_no_posts(documentation):
    assert "posts:" not in documentation.status


def test_the_first_post_makes_a_blog(blog):
    made = blog(html_baseurl="https://docs.example.org/")
    assert made.build().warnings == []
    made.post("one")
    assert made.build().warnings == []
    assert {"blog.html", "blog/atom.xml", "blog/subscribe.html"} <= made.files()
    assert "blog.html" in made.page("404.html")
    assert "posts: 1 published" in made.status
