"""Pages in Chromium: on any device, in any colour scheme, with and without scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import partial
from urllib.parse import unquote

import pytest
from browsers import (
    DESKTOP,
    DEVICES,
    PHONE,
    SCHEMES,
    colour,
    needs_chromium,
    served,
    violations,
    width,
)
from conftest import ROOT
from playwright.sync_api import expect

from blink.checks.budgets import Budget, loads, over, weigh
from blink.discovery.web_manifest import MANIFEST

pytestmark = needs_chromium

LOGBOOK = "blog/logbook/build-speed.html"
KINDS = [
    "index.html",
    "guide/writing.html",
    "posts/2026/why-everything-rebuilds.html",
    "blog.html",
    "blog/archive.html",
    "blog/2026.html",
    "blog/tag.html",
    "blog/category.html",
    "blog/category/blink.html",
    "blog/subscribe.html",
    "blog/logbook.html",
    LOGBOOK,
    "posts/2026/build-speed/speed-logbook.html",
    "posts/2026/where-the-time-of-a-cold-build-goes.html",
    "about.html",
    "search.html",
    "guide/index.html",
]
POST = "posts/2026/why-everything-rebuilds.html"
#: The script in every page's head that sets the chosen colour scheme
SCHEME = re.compile(r"<script>(\(\(\)=>\{const r.*?)</script>")


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def paths(site):
    found = (p.relative_to(site) for p in sorted(site.rglob("*.html")))
    return [p.as_posix() for p in found if p.parts[0] != "_static"]


@pytest.fixture
def opened(opened, address):
    return partial(opened, base_url=address)


# -- All pages -------------------------------------------------------------------


@SCHEMES
@DEVICES
def test_pages_are_accessible(opened, device, scheme):
    found = {}
    page = opened(KINDS[0], **device, color_scheme=scheme)
    for path in KINDS:
        page.goto(path)
        if wrong := violations(page):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize(
    ("device", "widths"),
    [(PHONE, (320, 360)), (DESKTOP, (768, 1280))],
    ids=["phone", "desktop"],
)
def test_no_page_scrolls_sideways(opened, paths, device, widths):
    page = opened(paths[0], **device)
    wide = []
    for path in paths:
        page.goto(path)
        for room in widths:
            page.set_viewport_size({"width": room, "height": 740})
            if (found := width(page)) > room:
                wide.append((path, room, found))
    assert wide == []


def test_no_page_errs_or_asks_another_site(opened, address, paths):
    page = opened(paths[0])
    for path in paths:
        page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.said == []
    assert [url for url in page.asked if not url.startswith((address, "data:"))] == []


def policy(site):
    (script,) = {SCHEME.search((site / path).read_text())[1] for path in KINDS}
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'self'; script-src 'self' 'sha256-{digest}' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    )


def test_a_strict_policy_breaks_nothing_and_is_the_one_in_the_readme(opened, site):
    with served(site, policy(site)) as address:
        page = opened(KINDS[0], base_url=address)
        for path in KINDS:
            page.goto(path, wait_until="networkidle")
        assert page.said == []
        page.locator(".bd-header .theme-switch-button").click()
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert policy(site) in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_page_at_twice_the_size_of_its_text_is_whole(opened):
    page = opened(KINDS[1], viewport={"width": 640, "height": 700})
    page.add_style_tag(content="html { font-size: 200% }")
    assert width(page) <= 640


# -- What a page loads -----------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["about.html", "posts/2026/why-everything-rebuilds.html", "blog.html", KINDS[0], KINDS[1]],
)
def test_a_page_loads_what_make_check_counts_and_keeps_its_budget(opened, site, address, path):
    page = opened(path, wait_until="networkidle")
    asked = {unquote(url.removeprefix(address)) for url in page.asked}
    asked = {url.partition("?")[0] for url in asked if "://" not in url and url[:5] != "data:"}
    # What is loaded lazily may be near enough, and a manifest is asked for by some browsers only.
    counted = loads(site, path)
    assert {url for url in counted if url != MANIFEST} <= asked
    assert {url for url in asked if not url.startswith("_images/")} <= counted
    assert list(over(weigh(site, path), Budget())) == []
    assert len(asked) <= Budget().requests


def test_a_page_of_text_loads_little(opened):
    page = opened("about.html", wait_until="networkidle")
    files = {url.rpartition("/")[2].partition("?")[0] for url in page.asked}
    assert files == {
        "about.html", "blink.css", "blink.js", "icon.svg", "sans.woff2", "mono.woff2",
    }  # fmt: skip


# -- Colours ---------------------------------------------------------------------


def test_the_colour_scheme_follows_the_system(opened):
    assert colour(opened(KINDS[0], color_scheme="light")) == [255, 255, 255]
    assert max(colour(opened(KINDS[0], color_scheme="dark"))) < 60


def test_the_reader_chooses_a_colour_scheme_that_stays(opened):
    page = opened(KINDS[0], color_scheme="light")
    button = page.locator(".bd-header .theme-switch-button")
    for words, dark in (("light", False), ("dark", True), ("as the system", False)):
        button.click()
        page.reload()
        expect(button).to_have_accessible_name(f"Colour scheme: {words}")
        assert (max(colour(page)) < 60) is dark


def test_the_colour_scheme_is_there_before_the_page_is_drawn(opened):
    page = opened(KINDS[0], color_scheme="light")
    page.locator(".bd-header .theme-switch-button").click()
    page.locator(".bd-header .theme-switch-button").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.route("**/blink.js*", lambda route: route.abort())
    page.goto(KINDS[1])
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert max(colour(page)) < 60


# -- Logbooks --------------------------------------------------------------------


def test_a_logbooks_table_is_sorted_by_keyboard(opened):
    page = opened(LOGBOOK)
    head = page.locator("table[data-sortable] thead th").filter(has_text="cold build, CPU")
    number = head.evaluate("e => e.cellIndex + 1")
    cells = page.locator(f"table[data-sortable] tbody tr > :nth-child({number})")
    values = "all => all.map(e => Number(e.dataset.sort))"
    before = cells.evaluate_all(values)
    assert before != sorted(before)
    for order in ("ascending", "descending"):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", order)
        assert cells.evaluate_all(values) == sorted(before, reverse=order == "descending")


def test_a_logbook_is_whole_without_a_script(opened):
    page = opened(LOGBOOK, java_script_enabled=False)
    assert page.locator("table[data-sortable] tbody tr").count() >= 8
    assert page.locator(".log-plot svg").count() >= 3
    assert page.locator("table button").count() == 0


# -- Ways to read ----------------------------------------------------------------


def test_a_page_is_used_by_keyboard(opened):
    page = opened(KINDS[1])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main-content$"))
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        what = "document.activeElement?.id || document.activeElement?.getAttribute('href')"
        reached.add(page.evaluate(what))
    assert "#formulas" in reached


def test_the_contents_name_the_section_that_is_read(opened):
    page = opened("posts/2026/why-everything-rebuilds.html#what-the-code-says")
    expect(page.locator(".page-toc a[aria-current]")).to_have_text("What the code says")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_section_is_navigated_on_any_device(opened, script):
    page = opened("guide/index.html", **DESKTOP, java_script_enabled=script)
    nav = page.get_by_role("navigation", name="Section navigation")
    assert nav.bounding_box()["x"] < page.locator("main").bounding_box()["x"]
    assert page.locator(".primary-toggle").is_hidden()
    nav.get_by_role("link", name="Keep a logbook").click()
    expect(page).to_have_url(re.compile("guide/logbooks.html$"))
    expect(nav.locator("[aria-current=page]")).to_have_text("Keep a logbook")
    phone = opened("guide/logbooks.html", **PHONE, java_script_enabled=script)
    nav = phone.get_by_role("navigation", name="Section navigation")
    expect(nav).to_be_hidden()
    phone.locator(".primary-toggle").tap()
    nav.get_by_role("link", name="All settings").tap()
    expect(phone).to_have_url(re.compile("guide/settings.html$"))
    phone.locator("a[rel=next]").tap()
    expect(phone).to_have_url(re.compile("guide/importing.html$"))


def test_a_page_is_whole_without_a_script(opened):
    page = opened(POST, java_script_enabled=False)
    assert page.locator("main h1").is_visible()
    assert page.locator(".bd-header .theme-switch-button").is_hidden()
    assert page.locator("details.cite summary").is_visible()


def test_a_post_reads_fully_without_script(opened, shared_blog):
    blog = shared_blog().copy("elements").build()
    assert blog.warnings == []
    with served(blog.out) as address:
        page = opened(
            "posts/elements.html",
            base_url=address,
            java_script_enabled=False,
            wait_until="networkidle",
        )
        article = page.locator("article")
        expect(article).to_contain_text("in the words of a test")
        pictures = article.locator("img")
        expect(pictures).to_have_count(2)
        for picture in pictures.all():
            picture.scroll_into_view_if_needed()
            expect(picture).not_to_have_js_property("naturalWidth", 0)
        assert article.locator("mfrac").bounding_box()["height"] > 10
        second = article.locator(".sd-tab-set > .sd-tab-content").nth(1)
        expect(second).to_be_hidden()
        article.locator(".sd-tab-set > label").nth(1).click()
        expect(second).to_be_visible()
        expect(second).to_have_text("The second tab.")


def test_nothing_moves_for_those_who_ask(opened):
    page = opened(KINDS[1], reduced_motion="reduce")
    moving = """[...document.querySelectorAll("*")].filter(e => {
        const s = getComputedStyle(e);
        return parseFloat(s.transitionDuration) > 0.01 || s.scrollBehavior === "smooth";
    }).map(e => e.className)"""
    assert page.evaluate(moving) == []


def test_print_shows_the_article_alone(opened):
    page = opened(POST)
    page.emulate_media(media="print", color_scheme="dark")
    shown = "e => getComputedStyle(e).display !== 'none'"
    for selector, visible in ((".bd-header", False), ("main h1", True), (".post-foot .cite", True)):
        assert page.locator(selector).first.evaluate(shown) is visible
    foot = page.locator(".post-foot > :not(.cite)")
    assert foot.count()
    assert not any(foot.evaluate_all(f"all => all.map({shown})"))
    assert colour(page) == [255, 255, 255]
    page.goto(KINDS[1])
    assert page.locator(".bd-sidebar-primary").evaluate(shown) is False
