"""The sitemap and robots.txt for search engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from blink.discovery.sitemap import newest, write_robots, write_sitemap
from blink.model import Post

BASE = "https://blink.example.org/"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_a_sitemap_tells_addresses_and_dates_in_order():
    zone = timezone(timedelta(hours=9))
    pages = {
        "https://x.org/b?c&d": None,
        "https://x.org/a": datetime(2026, 1, 31, 9, 30, tzinfo=zone),
    }
    root = etree.fromstring(write_sitemap(pages))
    assert root.tag == f"{S}urlset"
    assert [[(e.tag.removeprefix(S), e.text) for e in url] for url in root] == [
        [("loc", "https://x.org/a"), ("lastmod", "2026-01-31T09:30:00+09:00")],
        [("loc", "https://x.org/b?c&d")],
    ]


def test_the_newest_change_of_posts():
    def post(date, updated=None):
        day = [d and datetime(2026, 1, d, tzinfo=UTC) for d in (date, updated)]
        return Post("a", "", "A", *day)

    assert newest([]) is None
    assert newest([post(None)]) is None
    assert newest([post(3), post(1, 5), post(4)]).day == 5
    assert newest([post(9, 2)]).day == 9


def test_robots_are_told_of_it():
    lines = write_robots(f"{BASE}sitemap.xml").decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert lines[-1] == f"Sitemap: {BASE}sitemap.xml"


def sitemap(blog):
    root = etree.fromstring(blog.page("sitemap.xml").encode())
    return {u.findtext(f"{S}loc").removeprefix(BASE): u.findtext(f"{S}lastmod") for u in root}


@pytest.fixture
def site(blog):
    blog = blog(blink_timezone="Europe/Paris", blink_page_size=2)
    blog.write("about.md", "# About\n\nMe.\n")
    hidden = "---\nmyst:\n  html_meta:\n    robots: noindex\n---\n\n# Hidden\n\nWords.\n"
    blog.write("hidden.md", hidden)
    blog.post("a", date="2026-01-01", updated="2026-07-01", category="C", redirect="old/a")
    blog.post("b", date="2026-02-01 10:00+00:00", category="C")
    blog.post("original", canonical_link="https://first.example/")
    blog.post("leads", external_link="https://other.example/", date="2026-01-02")
    blog.post("draft", draft="true")
    blog.write(
        "many.md", "# M\n\n## X\n\n```{post} 2026-01-03\n```\n\n## Y\n\n```{post} 2026-01-04\n```\n"
    )
    return blog


def test_a_site_lists_what_is_to_be_found_and_nothing_else(site):
    assert site.build().warnings == []
    found = sitemap(site)
    newest = "2026-07-01T00:00:00+02:00"
    years = ("blog/a", "blog/2")
    assert {name: day for name, day in found.items() if not name.startswith(years)} == {
        "index.html": newest,
        "about.html": None,
        "many.html": "2026-01-04T00:00:00+01:00",
        "posts/a.html": newest,
        "posts/b.html": "2026-02-01T11:00:00+01:00",
        "posts/leads.html": "2026-01-02T00:00:00+01:00",
        "blog.html": newest,
        "blog/page/2.html": newest,
        "blog/page/3.html": newest,
        "blog/category.html": newest,
        "blog/category/c.html": newest,
    }
    left_out = {"hidden", "posts/original", "search", "404", "old/a", "blog/subscribe"}
    pages = {n for n in site.files() if n.endswith(".html")}
    assert set(found) == pages - {f"{name}.html" for name in left_out}


def test_it_changes_with_the_posts_and_not_without(site):
    site.build()
    path = site.out / "sitemap.xml"
    before, time = path.read_bytes(), path.stat().st_mtime_ns
    site.build()
    assert path.stat().st_mtime_ns == time
    site.post("a", date="2026-01-01", updated="2026-08-01", category="C", redirect="old/a")
    (site.folder / "posts/b.md").unlink()
    site.write("hidden.md", "# Not hidden\n\nWords.\n")
    site.build()
    found = sitemap(site)
    assert path.read_bytes() != before
    assert found["posts/a.html"] == found["blog.html"] == "2026-08-01T00:00:00+02:00"
    assert "posts/b.html" not in found
    assert "hidden.html" in found


def test_the_authors_own_files_win(site):
    own = {"robots.txt": "User-agent: X\nDisallow: /\n", "sitemap.xml": "<mine/>"}
    site.build()
    for name, text in own.items():
        site.write(f"extra/{name}", text)
    for _ in range(2):
        site.build(html_extra_path=["extra"])
        assert {name: site.page(name) for name in own} == own
    site.build(html_extra_path=[])
    assert f"Sitemap: {BASE}sitemap.xml" in site.page("robots.txt")


def test_a_site_that_is_no_longer_found_loses_them(site):
    site.build()
    assert {"sitemap.xml", "robots.txt"} <= site.files()
    site.build(html_baseurl="", blog_baseurl="")
    assert not {"sitemap.xml", "robots.txt"} & site.files()


@pytest.mark.parametrize(("shows", "pages"), [("posts", 1), ("all", 3)])
def test_it_has_the_pages_that_the_list_of_all_posts_has(blog, shows, pages):
    blog = blog(blink_home_shows=shows, blink_page_size=1)
    blog.post("p")
    for name in "ab":
        blog.post(name, logbook="Runs", question="How many?")
    assert blog.build().warnings == []
    listed = [f"https://blink.example.org/blog/page/{number}.html" for number in range(2, 5)]
    found = blog.page("sitemap.xml")
    assert [f"<loc>{url}</loc>" in found for url in listed] == [n < pages + 1 for n in range(2, 5)]
