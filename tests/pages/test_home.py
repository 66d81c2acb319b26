"""The home page: its head, the featured post, the latest posts, logbooks."""

from __future__ import annotations

from random import Random

import lxml.html
import pytest
from browsers import DESKTOP, PHONE, needs_chromium, served, violations, width
from PIL import Image

HERO = {
    "title": "Notes & more",
    "tagline": "On compilers",
    "picture": "_static/me.jpg",
    "links": [("Posts", "blog"), ("About me", "about"), ("Code", "https://code.example/")],
}


def photo(blog, name, size=(900, 1200), colour="red"):
    path = blog.write(name, b"")
    image = Image.new("RGB", size, colour)
    half = size[0] // 2, size[1] // 2
    noise = Random(1).randbytes(half[0] * half[1])  # so that it has some weight
    image.paste(Image.frombytes("L", half, noise))
    image.save(path)


def tree(blog, name="index.html"):
    return lxml.html.fromstring(blog.page(name))


def texts(blog, selector, name="index.html"):
    return [" ".join(e.text_content().split()) for e in tree(blog, name).cssselect(selector)]


@pytest.fixture(scope="module")
def site(shared_blog):
    """A team with pinned posts, posts of other sites, logbooks and a head from settings."""
    made = shared_blog(
        blink_hero=HERO,
        blink_home_length=5,
        blog_authors={"ann": ("Ann Example", None), "bo": ("Bo Li", None)},
        blog_default_author="ann",
        blink_authors={
            "ann": {
                "avatar": "_static/ann.png",
                "bio": "Builds <compilers>.",
                "links": [("Code", "https://code.example/ann")],
            }
        },
    )
    photo(made, "_static/me.jpg")
    photo(made, "_static/ann.png", (500, 500))
    photo(made, "posts/wide.jpg", (1600, 900))
    photo(made, "posts/plot.png", (600, 600))
    made.write("about.md", "# About\n\nUs.\n")
    made.write("index.md", "# Home of *Ann*\n\nWelcome.\n")
    made.post("one", date="2026-01-01", pin="true", image="wide.jpg", category="A, B")
    made.post("two", date="2026-01-02", pin="true", image="plot.png", author="[ann, bo]")
    for number, name in enumerate(("three", "four", "five", "six")):
        made.post(name, date=f"2026-02-0{number + 1}", description="In short.")
    made.post("away", date="2026-03-01", external_link="https://www.example.org/talk")
    for number in range(7):
        outcome = {"outcome": "refuted"} if number == 6 else {"status": "running"}
        made.post(
            f"e{number}", date=f"2026-01-1{number}", logbook="Runs", question="How?", **outcome
        )
    return made.build()


# -- Its head --------------------------------------------------------------------


def test_a_silent_build(site):
    assert site.warnings == []


def test_the_head_has_what_the_setting_says(site):
    assert texts(site, "h1") == ["Notes & more"]
    assert texts(site, ".hero-tagline") == ["On compilers"]
    links = tree(site).cssselect(".hero-links a")
    assert [(a.text, a.get("href")) for a in links] == [
        ("Posts", "blog.html"), ("About me", "about.html"), ("Code", "https://code.example/"),
    ]  # fmt: skip
    (picture,) = tree(site).cssselect(".hero-picture")
    assert picture.get("alt") == ""
    for name in (picture.get("src"), *picture.get("srcset").split(", ")):
        assert name.split(" ")[0] in site.files()
    assert "_static/me.jpg" not in picture.get("src"), "it has its metadata"


def test_the_text_of_the_page_follows_without_its_title(site):
    assert texts(site, ".home-text p") == ["Welcome."]
    assert tree(site).cssselect(".home-text section#home-of-ann")


def test_the_head_is_made_of_other_settings_by_default(blog):
    blog = blog(blog_title="Ours", blog_feed_subtitle="On <things>")
    blog.write("index.md", "# Home of *Ann* & co\n\nWelcome.\n")
    blog.post("a")
    assert blog.build().warnings == []
    assert texts(blog, "h1") == ["Home of Ann & co"]
    assert tree(blog).cssselect("h1 em")
    assert texts(blog, ".hero-tagline") == ["On <things>"]
    assert texts(blog, ".hero-links a") == ["All posts", "Subscribe"]
    (picture,) = tree(blog).cssselect(".hero-picture")
    assert picture.get("src").startswith("_static/icon.svg")
    # In a preview there are no feeds.
    assert blog.build(blink_drafts=True).warnings == []
    assert texts(blog, ".hero-links a") == ["All posts"]
    # What is empty is left out, and a page without a title has that of the blog.
    blog.write("index.md", "Welcome.\n")
    hero = {"tagline": "", "picture": None, "links": []}
    assert blog.build(blink_hero=hero).warnings == []
    assert texts(blog, "h1") == ["Ours"]
    assert not tree(blog).cssselect(".hero-tagline, .hero-links, .hero-picture")


def test_without_a_head_the_page_is_as_it_was_written(blog):
    blog = blog(blink_hero=None)
    blog.post("a")
    blog.write("index.md", "# Home\n\nWelcome.\n")
    assert blog.build().warnings == []
    assert not tree(blog).cssselect(".hero")
    assert texts(blog, "#home > h1")[0].startswith("Home")
    assert blog.build(blink_hero={}).warnings == []
    assert texts(blog, "h1") == ["Home"]


def test_missing_pictures_and_pages_are_reported_at_their_lines(blog):
    blog = blog()
    blog.post("a", author="author")
    conf = blog.folder / "conf.py"
    lines = conf.read_text("utf-8").splitlines()
    lines += [
        "blink_hero = {",
        '    "picture": "_static/none.jpg",',
        '    "links": [',
        '        ("Posts", "blog"),',
        '        ("About", "abuot"),',
        '        ("Logbooks", "blog/logbook"),',  # there are none
        "    ],",
        "}",
        'blink_authors = {"author": {',
        '    "avatar": "_static/no.png"}}',
    ]
    conf.write_text("\n".join(lines), "utf-8")
    blog.write("about.md", "# About\n\nMe.\n")
    at = len(lines) - 9
    found = [line.split(" [")[0] for line in blog.build().warnings]
    fix = "write the path of a picture, relative to conf.py"
    assert found == [
        (
            f"conf.py:{at + 1}: WARNING: blink_hero['picture']: there is no file"
            f" '_static/none.jpg'; {fix}"
        ),
        (
            f"conf.py:{at + 9}: WARNING: blink_authors['author']['avatar']: there is no file"
            f" '_static/no.png'; {fix}"
        ),
        (
            f"conf.py:{at + 4}: WARNING: blink_hero['links']: there is no page 'abuot'; did you"
            " mean 'about'?"
        ),
    ]
    assert texts(blog, ".hero-links a") == ["Posts"]


def test_a_picture_that_cannot_be_read_is_reported_at_the_line_of_the_setting(blog):
    blog = blog()
    conf = blog.folder / "conf.py"
    before = conf.read_text("utf-8").rstrip()
    conf.write_text(f'{before}\nblink_hero = {{\n    "picture": "_static/me.jpg"}}\n', "utf-8")
    blog.write("_static/me.jpg", b"no picture")
    (warning,) = blog.build().warnings
    assert warning.startswith(
        f"conf.py:{before.count(chr(10)) + 3}: WARNING: the image _static/me.jpg is not in a known"
    )


# -- Posts -----------------------------------------------------------------------


def test_pinned_posts_come_first_and_the_newest_of_them_is_large(site):
    assert texts(site, ".is-featured .p-name") == ["Post two"]
    shown = texts(site, ".postcards .p-name")
    assert shown == ["Post one", "Post away", "Post six", "Post five"]
    assert texts(site, ".postcard:has(.pinned) .p-name") == ["Post two", "Post one"]
    assert not tree(site, "blog.html").cssselect(".pinned")
    assert "Post four" not in tree(site).text_content()
    assert texts(site, ".posts-more a") == ["All posts"]
    assert texts(site, ".p-name", "blog.html")[1] == "Post away", "listings are by date"


def test_a_card_has_category_title_summary_authors_date_and_reading_time(site):
    (card,) = [c for c in tree(site).cssselect(".postcard") if "Post one" in c.text_content()]
    assert [a.text for a in card.cssselect(".post-kicker .p-category")] == ["A", "B"]
    assert card.cssselect("h3.p-name > a.u-url[href='posts/one.html']")
    assert " ".join(card.cssselect(".p-summary")[0].text_content().split()) == "Words."
    (meta,) = card.cssselect(".post-meta")
    assert " ".join(meta.text_content().split()) == "Ann Example · 1 January 2026 · 1 min read"
    assert meta.cssselect("img.avatar")
    assert meta.cssselect("time.dt-published")
    team = tree(site).cssselect(".is-featured .avatars > *")
    assert [(one.tag, one.text) for one in team] == [("img", None), ("span", "BL")]


def test_pictures_are_cut_unless_they_are_plots_and_posts_without_have_a_drawing(site):
    images = {
        "".join(c.cssselect(".p-name")[0].itertext()).strip(): c.cssselect(".postcard-picture")[0]
        for c in tree(site).cssselect(".postcard")
    }
    assert images["Post two"].get("class") == "postcard-picture is-drawn"
    (wide,) = images["Post one"]
    assert [w.split(" ")[1] for w in wide.get("srcset").split(", ")] == ["480w", "800w", "1280w"]
    assert (wide.get("loading"), wide.get("width"), wide.get("height")) == ("lazy", "480", "270")
    drawings = [images[f"Post {name}"][0] for name in ("away", "six", "five")]
    assert {one.tag for one in drawings} == {"svg"}
    assert len({one[0].get("d") + one[1].get("d") for one in drawings}) == 3
    assert all(one.get("aria-hidden") == "true" for one in drawings)


def test_posts_of_other_sites_are_marked(site):
    (card,) = tree(site).cssselect(".postcard.is-external")
    assert card.cssselect(".p-name a")[0].get("href") == "https://www.example.org/talk"
    assert [e.text for e in card.cssselect(".post-host")] == ["example.org"]


def test_logbooks_have_a_short_list_of_entries(site):
    assert texts(site, ".logbooks .count") == ["7 entries, the latest of 16 January 2026"]
    entries = texts(site, ".log-entries li")
    assert entries[0] == "16 January 2026 Post e6 refuted"
    assert entries[1] == "15 January 2026 Post e5 running"
    assert len(entries) == 5
    assert not tree(site, "blog.html").cssselect(".log-entries")
    assert len(texts(site, ".log-entries li", "blog/logbook.html")) == 5
    assert texts(site, "h1, h2", "blog/logbook.html") == ["Logbooks"]


def test_feeds_and_search_have_nothing_of_the_cards(site):
    assert "postcard" not in site.page("blog/atom.xml")
    (body,) = tree(site).cssselect("[data-pagefind-body]")
    assert not body.cssselect(".postcard, .log-entries")
    assert body.cssselect(".hero-links[data-pagefind-ignore]")


def test_a_blog_of_one_author_does_not_repeat_the_name(blog):
    blog = blog()
    blog.post("a", author="author")
    assert blog.build().warnings == []
    assert texts(blog, ".postcard .post-meta") == ["31 January 2026 · 1 min read"]
    # One post is the featured one, and no other list says that there is nothing.
    assert texts(blog, ".section-title") == ["Featured"]
    assert not tree(blog).cssselect(".posts-more")
    assert blog.build(blink_home_length=0).warnings == []
    assert not tree(blog).cssselect(".postcard")
    assert texts(blog, ".posts-more a") == ["All posts"]
    assert "Nothing is published yet." not in blog.page("index.html")


def test_a_list_has_dates_beside_titles_and_no_drawings(blog):
    blog = blog(blink_listing="list", blink_page_size=20)
    photo(blog, "posts/wide.jpg", (1600, 900))
    blog.post("a", date="2026-01-01", image="wide.jpg", category="C")
    blog.post("b", date="2026-01-02", draft="true")
    assert blog.build(blink_drafts=True).warnings == []
    dates = texts(blog, ".postrow > .post-meta", "blog.html")
    assert dates == ["2 January 2026", "1 January 2026"]
    assert texts(blog, ".postrow .post-kicker", "blog.html") == ["Draft", "C"]
    rows = tree(blog, "blog.html").cssselect(".postrow")
    assert [len(row.cssselect("img")) for row in rows] == [0, 1]
    assert not tree(blog, "blog.html").cssselect("svg.pic")
    assert tree(blog).cssselect(".is-featured")
    assert tree(blog).cssselect(".postlines")


# -- Authors ---------------------------------------------------------------------


def test_the_page_of_an_author_has_avatar_bio_and_links(site):
    page = "blog/author/ann-example.html"
    assert texts(site, ".listing-head h1", page) == ["Ann Example"]
    assert texts(site, ".listing-text", page) == ["Builds <compilers>."]
    (link,) = tree(site, page).cssselect(".author-links a[rel=me]")
    assert (link.text, link.get("href")) == ("Code", "https://code.example/ann")
    (avatar,) = tree(site, page).cssselect(".listing-head > img.avatar")
    assert avatar.get("src").removeprefix("../../") in site.files()
    assert avatar.get("src").endswith("-240.webp"), "as small as it is shown"
    other = "blog/author/bo-li.html"
    assert texts(site, ".listing-head > .avatar", other) == ["BL"]
    assert not tree(site, other).cssselect(".listing-text, .author-links")
    assert not tree(site, page).cssselect(".postcard .avatar"), "all posts are theirs"
    assert texts(site, ".collections .avatar", "blog/author.html") == ["", "BL"]


def everything(blog):
    return {
        name: (blog.out / name).read_bytes()
        for name in blog.files()
        if name.endswith((".html", ".webp", ".jpg", ".png"))
    }


def test_other_pictures_and_profiles_are_shown_as_in_a_clean_build(blog):
    settings = {
        "blink_hero": {"picture": "_static/me.jpg"},
        "blink_authors": {"author": {"avatar": "art/ann.jpg", "bio": "Old."}},
    }
    first, clean = blog(), blog()
    for made in (first, clean):
        photo(made, "_static/me.jpg")
        photo(made, "art/ann.jpg")
        photo(made, "art/bo.png", (40, 40))
        made.post("a", author="author")
        made.write("other.md", "# Other\n\nWords.\n")
    first.build(**settings)
    changed = {"blink_authors": {"author": {"avatar": "art/bo.png", "bio": "New."}}}
    for made in (first, clean):
        photo(made, "_static/me.jpg", colour="blue")
        made.build(**{**settings, **changed})
        assert made.warnings == []
    assert everything(first) == everything(clean)
    first.build(**changed)  # the icon again
    clean_again = blog()
    clean_again.post("a", author="author")
    photo(clean_again, "_static/me.jpg", colour="blue")
    photo(clean_again, "art/ann.jpg")
    photo(clean_again, "art/bo.png", (40, 40))
    clean_again.write("other.md", "# Other\n\nWords.\n")
    assert everything(first) == everything(clean_again.build(**changed))


# -- In a browser ----------------------------------------------------------------


@needs_chromium
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_card_is_a_link_and_links_in_it_are_links(site, browser, device):
    with served(site.out) as url:
        page = browser.new_page(**device)
        page.goto(f"{url}index.html")
        card = page.locator(".postcard:not(.is-featured)").filter(has_text="Post one")
        card.locator(".postcard-picture").click(force=True)  # the link is above it
        page.wait_for_url("**/posts/one.html")
        page.go_back()
        card.get_by_role("link", name="Ann Example").click()
        page.wait_for_url("**/blog/author/ann-example.html")
        page.close()


@needs_chromium
def test_cards_and_profiles_are_accessible_and_nothing_is_cut(site, browser):
    with served(site.out) as url:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        for name in ("index", "blog/author", "blog/author/ann-example", "blog/logbook"):
            page.goto(f"{url}{name}.html")
            assert (name, violations(page), width(page)) == (name, [], 320)
        page.close()


@needs_chromium
def test_pagers_have_targets_for_thumbs_and_nothing_is_cut(blog, browser):
    blog = blog(blink_page_size=1)
    for number in range(1, 13):
        blog.post(f"p{number}", date=f"2026-01-{number:02}", category="Ähnlichkeitsmaße" * 3)
    assert blog.build().warnings == []
    with served(blog.out) as url:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        for name in ("index", "blog/page/6", "blog/archive", "blog/category", "blog/author"):
            page.goto(f"{url}{name}.html")
            assert (name, width(page)) == (name, 320)
        page.goto(f"{url}blog/page/6.html")
        links = page.locator(".pager a")
        assert [" ".join(link.inner_text().split()) for link in links.all()] == [
            "← Newer posts", "1", "5", "6", "7", "12", "Older posts →",
        ]  # fmt: skip
        for link in links.all():
            box = link.bounding_box()
            assert box["width"] >= 44
            assert box["height"] >= 44
        assert page.locator(".pager [aria-current=page]").inner_text() == "6"
        page.close()
