"""The frame of a page in windows of any width: header, columns and footer."""

from __future__ import annotations

from functools import partial

import pytest
from browsers import needs_chromium, served, width
from playwright.sync_api import expect

pytestmark = needs_chromium

TEXT = "\n\n".join(f"## Part {number}\n\n{'Some words. ' * 150}" for number in range(1, 5))
LONG = "The Laboratory for Large Machines and Small Measurements"
ROOMS = pytest.mark.parametrize("room", [360, 768, 1440])
WIDE = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="module")
def site(shared_blog):
    """Return a site with a section, a long name and many entries in the menu."""
    links = [{"name": f"Elsewhere {n}", "url": f"https://e{n}.example/"} for n in "123"]
    blog = shared_blog(html_title=LONG, html_theme_options={"external_links": links})
    toctree = "```{toctree}\n:hidden:\nguide/index\n```\n"
    blog.write("index.md", f"# Home\n\n{toctree}")
    blog.write("guide/index.md", "# Guide\n\n```{toctree}\none\ntwo\n```\n")
    blog.write("guide/one.md", f"# One\n\n{TEXT}\n")
    blog.write("guide/two.md", "# Two\n\nWords.\n")
    blog.post("p", f"# A post\n\n{TEXT}\n", category="Tools")
    return blog.build()


@pytest.fixture(scope="module")
def address(site):
    with served(site.out) as address:
        yield address


@pytest.fixture
def opened(opened, address):
    return partial(opened, base_url=address)


def box(page, selector):
    element = page.locator(selector).filter(visible=True).first
    expect(element).to_be_visible()
    return element.bounding_box()


# -- Header ----------------------------------------------------------------------


@pytest.mark.parametrize("room", [320, 360, 600, 768, 960, 1200, 1440, 1920])
def test_the_header_is_one_line_at_any_width(opened, room):
    page = opened("posts/p.html", viewport={"width": room, "height": 800})
    expect(page.locator(".bd-header")).to_be_visible()
    assert box(page, ".bd-header")["height"] <= 62
    assert width(page) <= room


@ROOMS
@pytest.mark.parametrize("name", ["posts/p.html", "guide/two.html", "blog.html"])
def test_header_text_and_footer_begin_at_the_same_edge(opened, room, name):
    page = opened(name, viewport={"width": room, "height": 800})
    first = ".bd-docs-nav .bd-links__title a" if name[0] == "g" and room > 960 else "main h1"
    edges = [box(page, selector)["x"] for selector in (".navbar-brand", first, ".bd-footer p")]
    if first != "main h1":
        edges[1] += page.locator(first).evaluate("e => parseFloat(getComputedStyle(e).paddingLeft)")
    assert max(edges) - min(edges) < 1


def test_a_phone_has_search_and_menu_at_the_end_as_large_as_a_thumb(opened):
    page = opened("posts/p.html", viewport={"width": 320, "height": 640})
    shown = page.locator(".bd-header :is(a, button)").filter(visible=True)
    boxes = [element.bounding_box() for element in shown.all()]
    assert len(boxes) == 3
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    assert [box["x"] for box in boxes] == sorted(box["x"] for box in boxes)
    assert boxes[2]["x"] + boxes[2]["width"] <= 320


def test_the_menu_opens_without_a_script(opened):
    page = opened("posts/p.html", viewport={"width": 360, "height": 740}, java_script_enabled=False)
    menu = page.locator("#pst-primary-sidebar")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(menu.get_by_role("link", name="Elsewhere 3")).to_be_visible()
    entries = [box for box in (e.bounding_box() for e in menu.locator(".nav-link").all()) if box]
    assert all(entry["height"] >= 44 for entry in entries)
    page.get_by_role("button", name="Close the menu").click()
    expect(menu).to_be_hidden()


def test_entries_without_room_move_into_a_list_and_back(opened):
    page = opened("posts/p.html", viewport={"width": 1000, "height": 800})
    more = page.locator(".bd-header .navbar-nav .dropdown")
    last = page.locator(".bd-header").get_by_role("link", name="Elsewhere 3")
    expect(last).to_be_hidden()
    more.locator("summary").click()
    expect(last).to_be_visible()
    page.set_viewport_size({"width": 1900, "height": 800})
    expect(more).to_be_hidden()
    expect(last).to_be_visible()


def test_all_entries_are_there_without_a_script(opened):
    page = opened(
        "posts/p.html", viewport={"width": 1000, "height": 800}, java_script_enabled=False
    )
    expect(page.locator(".bd-header").get_by_role("link", name="Elsewhere 3")).to_be_visible()
    assert width(page) <= 1000


def test_entries_of_sidebars_begin_where_their_titles_do(opened):
    page = opened("guide/one.html", **WIDE)
    title, entry = ".bd-docs-nav .bd-links__title a", ".bd-docs-nav li a"
    assert box(page, title)["x"] == box(page, entry)["x"]


def test_the_current_entry_is_marked_by_a_filled_shape(opened):
    page = opened("guide/one.html", **WIDE)
    style = "e => getComputedStyle(e).backgroundColor"
    for place in (".bd-header .nav-link", ".bd-docs-nav li a"):
        current = page.locator(f"{place}[aria-current]")
        other = page.locator(f"{place}:not([aria-current])").first
        assert current.evaluate(style) != other.evaluate(style)


def test_the_header_stays_in_sight_on_wide_screens_only(opened):
    for room, height, stays in ((1440, 900, True), (360, 740, False), (1280, 400, False)):
        page = opened("posts/p.html", viewport={"width": room, "height": height})
        page.evaluate("scrollTo(0, 900)")
        top = page.locator(".bd-header").evaluate("e => e.getBoundingClientRect().top")
        assert (top == 0) == stays


def test_a_heading_that_a_link_leads_to_is_below_the_header(opened):
    page = opened("posts/p.html#part-3", **WIDE)
    heading, header = box(page, "#part-3 h2"), box(page, ".bd-header")
    assert header["height"] <= heading["y"] < 200


# -- Columns ---------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("room", [360, 768])
def test_narrow_screens_have_contents_above_the_text(opened, room, script):
    page = opened(
        "posts/p.html", viewport={"width": room, "height": 800}, java_script_enabled=script
    )
    entry = page.locator(".page-toc").get_by_role("link", name="Part 4")
    expect(entry).to_be_hidden()
    summary = page.locator(".page-toc summary")
    assert summary.bounding_box()["height"] >= 44
    assert summary.bounding_box()["y"] < box(page, "main h1")["y"]
    summary.click()
    assert entry.bounding_box()["height"] >= 44
    entry.click()
    assert page.url.endswith("#part-4")


@pytest.mark.parametrize(("name", "room"), [("posts/p.html", 1030), ("guide/one.html", 1240)])
def test_wide_screens_have_contents_at_the_right(opened, name, room):
    page = opened(name, viewport={"width": room, "height": 800})
    text, contents = box(page, ".bd-article-container"), box(page, ".page-toc")
    assert contents["x"] >= text["x"] + text["width"]
    expect(page.locator(".page-toc").get_by_role("link", name="Part 4")).to_be_visible()


def test_the_contents_follow_the_reading_and_stay_in_sight(opened):
    page = opened("posts/p.html", **WIDE)
    page.locator("#part-3").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#part-3').scrollIntoView()")
    current = page.locator(".page-toc [aria-current]")
    expect(current).to_have_text("Part 3")
    assert 60 < current.bounding_box()["y"] < 900


def test_a_page_without_sidebars_uses_their_room(opened):
    page = opened("blog.html", **WIDE)
    assert page.locator(".bd-sidebar-primary").is_hidden()
    header, text = box(page, ".bd-header__inner"), box(page, ".bd-article-container")
    assert text["width"] > header["width"] - 90
