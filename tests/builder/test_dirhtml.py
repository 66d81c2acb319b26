"""The builder `dirhtml` makes the whole site: each page is in a folder of its own."""

from __future__ import annotations

import gzip
import json
from datetime import date
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from blink.checks.permalinks import STATE
from blink.commands.publishing.published_pages import update_ledger
from blink.posts.permalinks.published_ledger import LEDGER

HOME = "https://blink.example.org/"


@pytest.fixture(scope="module")
def site(shared_blog):
    site = shared_blog(blink_search=True).copy("books")
    site.out = site.folder / "_build/dirhtml"
    site.post("old", redirect="[posts/former]")
    site.post("folder/index", "A [link](/index.md) and [another](../old.md).\n")
    return site.build("dirhtml")


def url_of(name):
    return urljoin(HOME, name.removesuffix("index.html"))


def test_a_strict_build_has_each_page_in_a_folder(site):
    assert site.warnings == []
    pages = {name for name in site.files() if name.endswith(".html")}
    expected = {"index", "posts/old/index", "posts/folder/index", "blog/index", "search/index"}
    assert {f"{name}.html" for name in expected} | {"404.html"} <= pages
    assert {name for name in pages if not name.endswith("index.html")} == {"404.html"}


def test_all_links_lead_to_a_file(site):
    count = 0
    for name in site.files():
        if name.endswith(".html"):
            for _, _, link, _ in html.fromstring(site.page(name)).iterlinks():
                url = urljoin(url_of(name), link)
                if url.startswith(HOME):
                    path = unquote(urlsplit(url).path)
                    file = f"{path}index.html" if path.endswith("/") else path
                    assert (site.out / file[1:]).is_file(), f"{name}: {link}"
                    count += 1
    assert count > 500


def test_a_dead_link_is_reported_at_its_line(blog):
    site = blog().copy("books")
    site.post("dead", '<a href="../nowhere/">text</a> <a href="../ok/#no">text</a>\n')
    site.post("ok")
    site.post("folder/index", '<a href="../nowhere/">text</a>\n')
    site.build("dirhtml")
    assert [line.partition(": ")[0] for line in site.warnings] == [
        "posts/dead.md:7",
        "posts/dead.md:7",
        "posts/folder/index.md:7",
    ]


def test_feeds_sitemap_and_redirects_have_the_addresses(site):
    assert f'href="{HOME}posts/old/"' in site.page("blog/atom.xml")
    assert json.loads(site.page("blog/feed.json"))["items"][0]["url"].endswith("/")
    sitemap = site.page("sitemap.xml")
    assert f"<loc>{HOME}posts/old/</loc>" in sitemap
    assert ".html" not in sitemap
    assert site.page("_redirects") == "/posts/former/ /posts/old/ 301\n"
    assert "url=../old/" in site.page("posts/former/index.html")
    assert f'rel="canonical" href="{HOME}posts/old/"' in site.page("posts/old/index.html")


def test_the_page_for_missing_addresses_leads_home(site):
    links = html.fromstring(site.page("404.html")).xpath("//a[contains(@class, 'logo')]/@href")
    assert links == ["/"]


def test_the_search_finds_the_addresses(site):
    found = [name for name in site.files() if name.startswith("pagefind/fragment/")]
    assert len(found) == 11
    data = b"".join(gzip.decompress((site.out / name).read_bytes()) for name in found)
    assert b'"url":"/posts/old/"' in data
    assert b'"url":"/posts/folder/"' in data
    assert b'"url":"/"' in data
    assert b".html" not in data


def test_what_the_builder_html_published_is_kept(blog):
    site = blog()
    site.post("one", "## Part\n\nWords.\n")
    lost = site.post("lost")
    site.build()
    state = json.loads((site.folder / "_build/doctrees" / STATE).read_text())
    update_ledger(state, site.out, site.folder / LEDGER, date(2026, 5, 4))
    assert site.build("dirhtml").warnings == []
    lost.unlink()
    warnings = site.build("dirhtml").warnings
    assert len(warnings) == 1
    assert "posts/lost.html" in warnings[0]


def test_a_theme_of_others_has_its_own_search(blog):
    site = blog(html_theme="alabaster", html_theme_options={}).copy("books")
    assert site.build("dirhtml").warnings == []
    assert (site.folder / "_build/dirhtml/search/index.html").is_file()
