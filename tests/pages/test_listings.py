"""The home page, listings and feeds, and the layout around a post."""

from __future__ import annotations

import io
import json
import posixpath
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import feedparser
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from blink.date_form import DateForm
from blink.model import Post
from blink.pages.listings import paginated
from blink.pages.postcards import Link, card
from blink.pages.view import neighbours

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def red():
    buffer = io.BytesIO()
    Image.new("RGB", (1, 1), "red").save(buffer, "PNG")
    return buffer.getvalue()


def post(name, **fields):
    fields = {"date": datetime(2026, 1, 31, 9, 30, tzinfo=UTC), **fields}
    return Post(f"posts/{name}", "", f"Post {name}", **fields)


@given(st.integers(0, 30), st.integers(1, 7))
def test_each_post_is_on_one_page(count, size):
    posts = [post(str(n)) for n in range(count)]
    pages = list(paginated("blog", posts, size))
    assert [p for _, _, some in pages for p in some] == posts
    assert all(some for _, _, some in pages[1:])
    assert all(len(some) <= size for _, _, some in pages)
    names = [name for name, _, _ in pages]
    assert names == ["blog", *(f"blog/page/{n}" for n in range(2, len(pages) + 1))]
    assert [pager["newer"] for _, pager, _ in pages] == [None, *names[:-1]]
    assert [pager["older"] for _, pager, _ in pages] == [*names[1:], None]


def test_neighbours():
    new, mid, old = post("c"), post("b"), post("a")
    assert neighbours([new, mid, old]) == {
        "posts/c": (mid, None),
        "posts/b": (old, new),
        "posts/a": (None, mid),
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {},
            {"mark": "", "date": ("2026-01-31T09:30:00+00:00", "31.01.2026"), "updated": ("", "")},
        ),
        ({"date": None, "state": "draft"}, {"mark": "Draft", "date": ("", "undated")}),
        ({"state": "scheduled"}, {"mark": "Scheduled for 31.01.2026"}),
        ({"updated": datetime(2026, 1, 31, 12, tzinfo=UTC)}, {"updated": ("", "")}),
        (
            {"updated": datetime(2026, 2, 1, tzinfo=UTC)},
            {"updated": ("2026-02-01T00:00:00+00:00", "01.02.2026")},
        ),
        ({"excerpt": ("a", "b")}, {"summary": "a b"}),
        ({"excerpt": ("a", "b"), "description": "d"}, {"summary": "d"}),
        ({"tags": ("t",)}, {"tags": (Link("T", "blog/tag/t"),)}),
    ],
)
def test_card(fields, expected):
    found = card(
        post("a", **fields), {("tags", "t"): Link("T", "blog/tag/t")}, DateForm("%d.%m.%Y"), ""
    )
    assert {key: getattr(found, key) for key in expected} == expected


HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def site(shared_blog):
    blog = shared_blog(
        blink_page_size=2,
        blink_home_length=3,
        blog_authors={"author": ("Your Name", None), "ann": ("Ann Ørsted & Co", "https://x.org")},
        blog_locations={"hq": ("Head <b>Office</b>", None)},
    )
    blog.write("posts/one.png", PNG)
    blog.write("posts/pictures/two.png", red())
    blog.post("p1", date="2025-12-31", author="ann", category="C++", tags="[C, C++, 'C#']")
    blog.post(
        "p2", "# P2\n\n![one](one.png)\n\n![two](pictures/two.png)\n", image="2", tags="日本語",
        location="hq",
    )  # fmt: skip
    blog.post("p3", date="2026-02-01", image="one.png", category="C++", tags=f"['{HOSTILE}']")
    blog.post("p4", date="2026-02-01 10:00", category=f"'{HOSTILE}'", author="[ann, author]")
    blog.post("p5", "Words.\n", date="2026-02-02", title=f"'{HOSTILE}'", description=f"'{HOSTILE}'")
    return blog.build()


def tree(blog, name):
    return html5lib.parse(blog.page(name), namespaceHTMLElements=False)


def titles(blog, name):
    cards = tree(blog, name).findall(".//article[@class]")
    found = [one for one in cards if "h-entry" in one.get("class")]
    return ["".join(one.find(".//h2/a").itertext()) for one in found]


def led_to(page, link):
    path = urlsplit(link.get("href")).path
    whole = posixpath.join("/", posixpath.dirname(page), unquote(path))
    return posixpath.normpath(whole).removeprefix("/")


def test_a_silent_build(site):
    assert site.warnings == []


def test_listings_have_the_newest_post_first(site):
    found = [titles(site, f"blog{page}.html") for page in ("", "/page/2", "/page/3")]
    assert found == [[HOSTILE, "Post p4"], ["Post p3", "P2"], ["Post p1"]]
    assert titles(site, "blog/category/c-plus-plus.html") == ["Post p3", "Post p1"]
    assert titles(site, "blog/2026.html") == [HOSTILE, "Post p4"]
    assert "blog/page/4.html" not in site.files()


def test_the_home_page_has_the_latest(site):
    home = tree(site, "index.html")
    cards = [a for a in home.findall(".//article") if "h-entry" in a.get("class", "")]
    assert ["".join(c.find(".//h3/a").itertext()) for c in cards] == [HOSTILE, "Post p4", "Post p3"]
    assert "All posts" in ["".join(a.itertext()) for a in home.findall(".//section//a")]


@pytest.mark.parametrize(
    ("page", "links"),
    [
        ("blog.html", {"next": "blog/page/2.html"}),
        ("blog/page/2.html", {"prev": "blog.html", "next": "blog/page/3.html"}),
        ("blog/page/3.html", {"prev": "blog/page/2.html"}),
        ("blog/2026.html", {"next": "blog/2026/page/2.html"}),
        ("blog/2025.html", {}),
        ("posts/p1.html", {"next": "posts/p2.html"}),
        ("posts/p3.html", {"prev": "posts/p2.html", "next": "posts/p4.html"}),
        ("posts/p5.html", {"prev": "posts/p4.html"}),
    ],
)
def test_ways_to_the_page_before_and_after(site, page, links):
    found = tree(site, page).findall(".//nav[@class='pager']/a")
    assert {a.get("rel"): led_to(page, a) for a in found} == links


def test_every_link_inside_leads_somewhere(site):
    files = site.files()
    for page in (name for name in files if name.endswith(".html")):
        for link in tree(site, page).findall(".//a[@href]"):
            parts = urlsplit(link.get("href"))
            if not parts.scheme and parts.path:
                assert led_to(page, link) in files, (page, link.get("href"))


@pytest.mark.parametrize("where", ["index", "blog", "posts"])
def test_text_of_posts_is_never_live(site, where):
    live, shown = set(), 0
    for page in (n for n in site.files() if n.startswith(where) and n.endswith(".html")):
        found = tree(site, page)
        run = [e for e in found.iter("script") if e.get("type") != "application/ld+json"]
        texts = [element.text or "" for element in (*run, *found.iter("b"))]
        live |= {page for text in texts if "alert(1)" in text or text == "Office"}
        shown += HOSTILE in "".join(found.itertext())
    assert shown
    assert live == set()


def test_a_listing_is_called_what_it_lists(site):
    page = tree(site, "blog/category/scriptalert1script.html")
    assert page.find(".//title").text.startswith(f"Category: {HOSTILE}")
    assert "".join(page.find(".//h1").itertext()) == HOSTILE


def test_catalog_pages_count(site):
    rows = {
        kind: {
            "".join(li.find("a").itertext()): li.find("span[@class='count']").text
            for li in tree(site, f"blog/{kind}.html").findall(".//section/ul/li")
        }
        for kind in ("category", "tag", "author", "location")
    }
    assert rows == {
        "category": {HOSTILE: "1 post", "C++": "2 posts"},
        "tag": dict.fromkeys(["C", "C++", "C#", "日本語", HOSTILE], "1 post"),
        "author": {"Ann Ørsted & Co": "2 posts", "Your Name": "4 posts"},
        "location": {"Head <b>Office</b>": "1 post"},
    }
    assert "blog/language.html" not in site.files()


def test_the_archive_has_each_year(site):
    archive = tree(site, "blog/archive.html")
    years = [h.find("a").text for h in archive.findall(".//section/h2")]
    shown = [
        ["".join(a.itertext()) for a in ul.iter("a")] for ul in archive.findall(".//section/ul")
    ]
    assert years == ["2026", "2025"]
    assert shown == [[HOSTILE, "Post p4", "Post p3", "P2"], ["Post p1"]]


def test_authors_have_their_full_names(site):
    page = tree(site, "posts/p4.html")
    (kicker,) = page.findall(".//p[@class='post-kicker']")
    assert [a.text for a in kicker.findall(".//a")] == [HOSTILE]
    (meta,) = page.findall(".//p[@class='post-meta']")
    links = {a.text: led_to("posts/p4.html", a) for a in meta.findall(".//a")}
    assert list(links) == ["Ann Ørsted & Co", "Your Name"]
    assert titles(site, links["Ann Ørsted & Co"]) == ["Post p4", "Post p1"]


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        ("blog/atom.xml", ["p5", "p4", "p3", "p2", "p1"]),
        ("blog/category/c-plus-plus/atom.xml", ["p3", "p1"]),
        ("blog/tag/c/atom.xml", ["p1"]),
        ("blog/tag/c-sharp/atom.xml", ["p1"]),
        ("blog/tag/日本語/atom.xml", ["p2"]),
        ("blog/tag/scriptalert1script/atom.xml", ["p3"]),
        ("blog/author/ann-ørsted-co/atom.xml", ["p4", "p1"]),
        ("blog/2025/atom.xml", ["p1"]),
    ],
)
def test_feeds(site, feed, expected):
    found = feedparser.parse((site.out / feed).read_bytes())
    assert not found.bozo
    assert [e.link.rpartition("/")[2] for e in found.entries] == [f"{n}.html" for n in expected]
    assert all(e.link.startswith("https://blink.example.org/posts/") for e in found.entries)
    assert all(e.id for e in found.entries)
    html = [part.value for e in found.entries for part in e.content if part.type == "text/html"]
    assert html
    assert "<script" not in "".join(html)


def test_listings_tell_of_their_feeds(site):
    for page in (name for name in site.files() if name.endswith(".html")):
        for link in tree(site, page).findall(".//link[@rel='alternate']"):
            assert led_to(page, link) in site.files(), page
    feeds = [led_to("blog/tag/c.html", a) for a in tree(site, "blog/tag/c.html").findall(".//p/a")]
    assert "blog/tag/c/atom.xml" in feeds


def test_pictures_of_posts_are_in_listings(site):
    for page, names, loading in (
        ("blog/page/2.html", ["one.png", "two.png"], ["eager", "eager"]),
        ("index.html", ["one.png"], ["lazy"]),  # the third there
    ):
        found = tree(site, page).findall(".//article//img")
        assert [i.get("loading") for i in found] == loading
        paths = [
            posixpath.normpath(posixpath.join(posixpath.dirname(page), i.get("src"))) for i in found
        ]
        assert paths == [f"_images/{name}" for name in names]
        assert set(paths) <= site.files()
    assert (site.out / "_images/two.png").read_bytes() == red()


def test_a_page_of_the_authors_takes_the_place_of_a_listing(blog):
    blog = blog()
    blog.post("seen", tags="a")
    blog.write("blog.md", "# My own words\n")
    blog.write("blog/tag/a.md", "# All on a\n")
    assert blog.build().warnings == []
    assert "My own words" in blog.page("blog.html")
    assert "All on a" in blog.page("blog/tag/a.html")
    assert titles(blog, "blog.html") == []
    assert "Post seen" in blog.page("blog/archive.html")


ENTRY = {"logbook": "Runs", "question": "How many?", "tags": "[a]", "category": "C"}


def headings(blog, page, level):
    cards = [a for a in tree(blog, page).iter("article") if "h-entry" in a.get("class", "")]
    return ["".join(card.find(f".//{level}/a").itertext()) for card in cards]


@pytest.mark.parametrize("shows", ["posts", "all"])
def test_what_home_the_list_of_all_posts_and_the_feed_of_the_blog_have(blog, shows):
    blog = blog(blink_home_shows=shows)
    blog.post("old", date="2026-01-01", tags="[a]")
    blog.post("e1", date="2026-01-02", **ENTRY)
    blog.post("e2", date="2026-01-03", **ENTRY)
    blog.post("new", date="2026-01-04", report="Runs")
    assert blog.build().warnings == []
    every = ["Post new", "Post e2", "Post e1", "Post old"]
    listed = every if shows == "all" else ["Post new", "Post old"]
    assert headings(blog, "index.html", "h3") == headings(blog, "blog.html", "h2") == listed
    feed = feedparser.parse(blog.page("blog/atom.xml"))
    assert [entry.title for entry in feed.entries] == listed
    assert [item["title"] for item in json.loads(blog.page("blog/feed.json"))["items"]] == listed
    # The lists of collections, and the feed of the logbook, have all.
    assert headings(blog, "blog/tag/a.html", "h2") == every[1:]
    logbook = feedparser.parse(blog.page("blog/logbook/runs/atom.xml"))
    assert [entry.title for entry in logbook.entries] == every[:3]
    around = {
        name: [a.get("rel") for a in tree(blog, f"posts/{name}.html").findall(".//nav/a[@rel]")]
        for name in ("old", "e1", "e2", "new")
    }
    both = ["prev", "next"] if shows == "all" else []
    assert around == {"old": ["next"], "e1": both, "e2": both, "new": ["prev"]}


def test_a_line_leads_to_each_logbook_in_place_of_its_entries(blog):
    blog = blog()
    blog.post("e1", date="2026-01-02", **ENTRY)
    assert blog.build().warnings == []
    for page in ("index.html", "blog.html"):
        (row,) = tree(blog, page).findall(".//section[@class='logbooks']/ul/li")
        assert [row.find("a").text, "".join(row.find("span").itertext())] == [
            "Runs", "1 entry of 2 January 2026",
        ]  # fmt: skip
        assert led_to(page, row.find("a")) == "blog/logbook/runs.html"
        assert "Nothing is published yet." not in blog.page(page)
    blog.post("e2", date="2026-01-03", **ENTRY)
    assert blog.build().warnings == []
    assert "2 entries, the latest of" in blog.page("index.html")
    assert 'class="logbooks"' not in blog.build(blink_home_shows="all").page("index.html")


def test_a_preview_has_drafts_of_entries_at_home(blog):
    blog = blog(blink_drafts=True)
    blog.post("p", date="2026-01-01")
    blog.post("e1", **ENTRY)
    blog.post("e2", draft="true", **ENTRY)
    assert blog.build().warnings == []
    assert headings(blog, "index.html", "h3") == ["Post e2", "Post p"]


def test_entries_are_on_one_line_in_lists_of_a_tag(blog):
    blog = blog()
    blog.post("e1", description="Of the entry.", **ENTRY)
    blog.post("p1", description="Of the post.", tags="[a]")
    for shows, compact in (("posts", ["Post e1"]), ("all", [])):
        page = tree(blog.build(blink_home_shows=shows), "blog/tag/a.html")
        found = [a for a in page.iter("article") if "is-compact" in a.get("class")]
        assert ["".join(a.find(".//h2").itertext()) for a in found] == compact
        text = "".join(page.find(".//main").itertext())
        assert ("Of the entry." in text, "Of the post." in text) == (not compact, True)


def test_a_blog_without_posts(blog):
    blog = blog()
    (blog.folder / "posts").mkdir()
    assert blog.build().warnings == []
    assert "Nothing is published yet." in blog.page("blog.html")
    assert "Nothing is published yet." in blog.page("index.html")
    assert feedparser.parse(blog.page("blog/atom.xml")).entries == []


def test_a_picture_with_a_space_in_its_name_has_a_valid_address_in_listings(blog):
    blog = blog()
    blog.write("posts/my 100% #1.png", PNG)
    blog.post("p", image="'my 100% #1.png'", category="C")
    assert blog.build().warnings == []
    for name in ("index.html", "blog.html", "blog/category/c.html"):
        (picture,) = tree(blog, name).findall(".//article//img")
        address = "../" * name.count("/") + "_images/my%20100%25%20%231"
        assert picture.get("src").startswith(address)
        assert (blog.out / name).parent.joinpath(unquote(picture.get("src"))).is_file()


def test_listings_have_titles_only_if_ablogs_setting_says_so(blog):
    blog = blog()
    blog.post("a", "# A\n\nOf this and that.\n", tags="[x]")
    assert "Of this and that." in blog.build().page("blog/tag/x.html")
    blog.build(blog_archive_titles=True)
    assert blog.warnings == []
    assert "Of this and that." not in blog.page("blog/tag/x.html").partition("<main")[2]
    assert ">A</a>" in blog.page("blog/tag/x.html")
    assert "Of this and that." in blog.page("index.html")
