"""What the scripts of the theme do in Chromium, and the frame of a page in windows of any width."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest
from browsers import DESKTOP, PHONE, SCHEMES, colour, needs_chromium, served, violations, width
from playwright.sync_api import expect

from blink.checks.budgets import Budget, over, weigh

pytestmark = needs_chromium

TEXT = "\n\n".join(
    f"## Part {number}\n\n{'Some words. ' * 150}\n\n### Detail {number}\n\n{'More words. ' * 150}"
    for number in range(1, 5)
)
OPTIONS = {
    "announcement": "<p>A <a href='/about.html'>new version</a> is <b>out</b>!</p>",
    "logo": {"text": "Notes", "image_light": "_static/light.svg", "image_dark": "_static/dark.svg"},
    "external_links": [{"name": "Elsewhere", "url": "https://else.example/"}],
    "header_links_before_dropdown": 2,
    "icon_links": [{"name": "Forge", "url": "https://forge.example", "icon": "fa-solid fa-box"}],
    "navbar_start": ["navbar-logo", "version-switcher"],
    "navbar_persistent": ["search-button-field"],
    "article_header_end": ["sourcelink"],
    "article_footer_items": ["last-updated"],
    "content_footer_items": ["theme-version"],
    "primary_sidebar_end": ["indices"],
    "footer_center": ["sphinx-version"],
    "footer_end": ["version-switcher", "theme-switcher", "icon-links"],
    "use_edit_page_button": True,
    "search_bar_text": "Look for",
    "back_to_top_button": True,
    "navigation_with_keys": True,
    "switcher": {"json_url": "/versions.json", "version_match": "1.9"},
    "show_version_warning_banner": True,
    "collapse_navigation": False,
    "show_nav_level": 0,
}
SETTINGS = {
    "html_theme_options": OPTIONS,
    "html_context": {"github_user": "ann", "github_repo": "notes", "github_version": "main"},
    "html_sidebars": {"**": ["sidebar-collapse", "sidebar-nav-bs", "ablog/recentposts.html"]},
    "html_copy_source": True,
    "html_show_sphinx": True,
    "html_use_index": True,
    "html_last_updated_fmt": "",
    "html_css_files": ["mine.css"],
    "html_extra_path": ["extra"],
}
VERSIONS = [
    {"version": "1.10", "name": "1.10 (stable)", "url": "/next/", "preferred": True},
    {"version": "1.9", "url": "/"},
    {"version": "1.8", "url": "https://old.example/docs/"},
]
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M{0} 0h8v8z"/></svg>'
PAGE = "guide/deep/end.html"
BANNER = '<aside id="bd-header-version'


@pytest.fixture(scope="module")
def full(shared_blog):
    """Return a site in which all options of the theme are used."""
    blog = shared_blog(**SETTINGS)
    for name, text in {
        "index.md": "# Home\n\n```{toctree}\n:hidden:\nguide/index\n```\n",
        "guide/index.md": "# Guide\n\n```{toctree}\n:caption: First\none\n```\n\n"
        "```{toctree}\n:caption: Next\ndeep/index\n```\n",
        "guide/one.md": f"# One\n\n{TEXT}\n",
        "guide/deep/index.md": "# Deep\n\n```{toctree}\nend\n```\n",
        "guide/deep/end.md": f"# End\n\n{TEXT}\n",
        "about.md": "# About\n\n:::{admonition} Note\n:class: sidebar\nWords.\n:::\n\nBeside.\n",
        "_static/light.svg": LOGO.format(0),
        "_static/dark.svg": LOGO.format(1),
        "_static/mine.css": 'html[data-theme="dark"] { --pst-color-primary: rgb(1, 200, 3); }\n',
        "extra/versions.json": json.dumps(VERSIONS),
        "extra/next/index.html": "<!doctype html><title>Home of 1.10</title>",
        "extra/next/guide/one.html": "<!doctype html><title>One of 1.10</title>",
    }.items():
        blog.write(name, text)
    blog.post("p", f"# A post\n\n{TEXT}\n")
    return blog.build()


@pytest.fixture(scope="module")
def address(full):
    with served(full.out) as address:
        yield address


@pytest.fixture
def opened(opened, address):
    return partial(opened, base_url=address)


# -- The whole frame -------------------------------------------------------------


@SCHEMES
@pytest.mark.parametrize("room", [320, 390, 768, 1030, 1440])
def test_a_page_with_everything_is_accessible_and_fits_the_window(opened, room, scheme):
    page = opened(
        PAGE, viewport={"width": room, "height": 800}, color_scheme=scheme, wait_until="networkidle"
    )
    assert violations(page) == []
    assert width(page) <= room
    if room < 960:
        page.locator(".primary-toggle").click()
        expect(page.locator("#pst-primary-sidebar")).to_be_visible()
        assert violations(page) == []
        assert width(page) <= room
    assert [text for text in page.said if "versions" not in text] == []


def test_a_post_with_everything_keeps_the_budget(full):
    assert list(over(weigh(full.out, "posts/p.html"), Budget())) == []


def test_columns_stand_beside_each_other_where_there_is_room(opened):
    page = opened(PAGE, viewport={"width": 1240, "height": 800})
    boxes = [
        page.locator(selector).bounding_box()
        for selector in (".bd-sidebar-primary", ".bd-article-container", ".bd-sidebar-secondary")
    ]
    assert all(box["width"] > 130 for box in boxes)
    assert boxes[0]["x"] < boxes[1]["x"] < boxes[2]["x"]


def test_print_shows_no_part_of_the_frame(opened):
    page = opened(PAGE, wait_until="networkidle")
    page.emulate_media(media="print")
    expect(page.locator("main h1")).to_be_visible()
    for selector in (
        ".bd-header", ".bd-header-announcement", "#bd-header-version-warning", ".bd-footer",
        ".bd-sidebar-primary", ".page-toc", ".bd-header-article", ".bd-footer-article",
        ".bd-footer-content", ".prev-next-area", ".back-to-top",
    ):  # fmt: skip
        for element in page.locator(selector).all():
            expect(element).to_be_hidden()


# -- Header ----------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@SCHEMES
def test_a_scheme_has_its_logo(opened, scheme, script):
    page = opened(PAGE, color_scheme=scheme, java_script_enabled=script)
    shown = page.locator(".navbar-brand img").filter(visible=True)
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("src", f"../../_static/{scheme}.svg")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_more_links_are_in_a_list_that_opens(opened, script):
    page = opened(PAGE, java_script_enabled=script)
    more = page.locator(".bd-header .navbar-nav summary")
    link = page.locator(".bd-header .navbar-nav").get_by_role("link", name="Guide")
    expect(link).to_be_hidden()
    more.click()
    link.click()
    expect(page).to_have_url(re.compile("guide/index.html$"))


def test_the_list_closes_when_it_is_left(opened):
    page = opened(PAGE)
    more = page.locator(".bd-header .navbar-nav details")
    more.locator("summary").click()
    page.locator("main h1").click()
    expect(more).not_to_have_attribute("open", "")


@pytest.mark.parametrize(("align", "at"), [("left", "<"), ("content", "="), ("right", ">")])
def test_the_menu_stands_where_navbar_align_says(opened, align, at):
    page = opened(PAGE, viewport={"width": 1440, "height": 800})
    page.evaluate(
        "align => document.querySelector('.bd-header__inner').className ="
        " `bd-header__inner bd-page-width navbar-align-${align}`",
        align,
    )
    entry = page.locator(".bd-header .nav-link").first
    padding = entry.evaluate("element => parseFloat(getComputedStyle(element).paddingLeft)")
    text = page.locator(".bd-article-container").bounding_box()
    distance = entry.bounding_box()["x"] + padding - text["x"]
    assert abs(distance) < 2 if at == "=" else (distance < 0 if at == "<" else distance > 100)


# -- Sidebars --------------------------------------------------------------------


def test_the_sidebar_is_folded_away_and_stays_so(opened):
    page = opened(PAGE)
    links = page.locator(".bd-sidebar-primary .bd-links")
    page.get_by_role("button", name="Collapse sidebar").click()
    expect(links).to_be_hidden()
    page.goto("guide/one.html")
    expect(links).to_be_hidden()
    page.get_by_role("button", name="Expand sidebar").click()
    expect(links).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_captions_and_branches_open(opened, script):
    page = opened("guide/one.html", java_script_enabled=script)
    nav = page.locator(".bd-sidebar-primary .bd-links")
    deep = nav.get_by_role("link", name="Deep")
    expect(nav.get_by_role("link", name="One")).to_be_visible()
    expect(deep).to_be_hidden()
    nav.locator("summary", has_text="Next").click()
    expect(deep).to_be_visible()
    nav.get_by_label("Pages below Deep").click()
    nav.get_by_role("link", name="End").click()
    expect(page).to_have_url(re.compile(f"{PAGE}$"))


def test_contents_show_deeper_headings_where_the_reader_is(opened):
    page = opened(PAGE)
    page.evaluate("document.querySelector('.page-toc').dataset.levels = 1")
    contents = page.locator(".page-toc")
    page.evaluate("document.getElementById('part-2').scrollIntoView()")
    expect(contents.locator("[aria-current]")).to_have_text("Part 2")
    expect(contents.get_by_role("link", name="Detail 2")).to_be_visible()
    expect(contents.get_by_role("link", name="Detail 4")).to_be_hidden()


def test_contents_open_on_a_phone_without_a_script(opened):
    page = opened(PAGE, **PHONE, java_script_enabled=False)
    link = page.locator(".page-toc").get_by_role("link", name="Part 3")
    expect(link).to_be_hidden()
    page.locator(".page-toc summary").tap()
    link.tap()
    expect(page).to_have_url(re.compile("#part-3$"))


# -- Keys and the way to the top -------------------------------------------------


def test_arrow_keys_lead_to_the_pages_before_and_after(opened):
    page = opened("guide/one.html")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("guide/deep/index.html$"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("guide/one.html$"))


def test_a_button_leads_back_to_the_top(opened):
    page = opened(PAGE)
    button = page.get_by_role("link", name="Back to top")
    expect(button).to_be_hidden()
    page.evaluate("scrollTo(0, 3000)")
    button.click()
    page.wait_for_function("scrollY === 0")


@pytest.mark.parametrize("keys", ["Control+k", "/"])
def test_keys_open_the_search(opened, keys):
    page = opened(PAGE)
    page.keyboard.press(keys)
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()


@pytest.mark.parametrize("keys", ["Control+k", "/"])
def test_keys_lead_to_a_field_of_the_search_that_is_shown(opened, keys):
    page = opened(PAGE)
    field = '<form class="bd-search"><input type="search" name="q"></form><main '
    page.route(
        f"**/{PAGE}",
        lambda route: route.fulfill(body=route.fetch().text().replace("<main ", field, 1)),
    )
    page.reload()
    page.keyboard.press(keys)
    expect(page.locator(".bd-search input")).to_be_focused()
    expect(page.locator("dialog")).to_have_count(0)


def test_an_empty_field_has_the_words_of_conf_py(opened):
    page = opened(PAGE)
    page.locator(".bd-header .search-button__button").click()
    field = page.get_by_role("dialog", name="Search").get_by_role("searchbox")
    expect(field).to_have_attribute("placeholder", "Look for")


def test_keys_do_not_open_the_search_if_conf_py_says_so(opened):
    page = opened(PAGE)
    page.route(f"**/{PAGE}", lambda route: route.fulfill(body=_without_keys(route)))
    page.reload()
    page.keyboard.press("Control+k")
    page.wait_for_timeout(300)
    expect(page.locator("dialog")).to_have_count(0)


def _without_keys(route):
    text = route.fetch().text()
    return text.replace("<body", '<body data-search-keys="false"', 1)


# -- Colours ---------------------------------------------------------------------


def test_links_follow_a_colour_for_dark_pages_in_a_stylesheet_of_the_author(opened):
    style = "e => getComputedStyle(e).color"
    link = ".bd-breadcrumbs ~ *, main .prev-next-area a"
    dark = opened(PAGE, color_scheme="dark")  # as the system has it
    assert dark.locator(link).first.evaluate(style) == "rgb(1, 200, 3)"
    light = opened(PAGE, color_scheme="light")
    assert light.locator(link).first.evaluate(style) != "rgb(1, 200, 3)"
    for _ in range(2):
        light.locator(".bd-header .theme-switch-button").click()
    assert light.locator(link).first.evaluate(style) == "rgb(1, 200, 3)"


def test_a_stylesheet_sets_fonts_and_sizes_as_the_manual_of_the_pydata_theme_says(opened):
    page = opened(PAGE)
    page.add_style_tag(
        content="html { --pst-font-size-base: 20px; --pst-font-size-h2: 2rem;"
        " --pst-font-family-heading: serif; --pst-font-family-base: monospace;"
        " --pst-font-weight-heading: 900; --pst-sidebar-font-size: 11px; }"
        " .bd-main .bd-content .bd-article-container { max-width: 30rem; }"
    )
    found = page.evaluate(
        """() => [["html", "fontSize"], ["main h2", "fontSize"], ["main h2", "fontFamily"],
        ["main p", "fontFamily"], ["main h2", "fontWeight"], [".bd-sidebar-primary", "fontSize"],
        [".bd-article-container", "maxWidth"]]
        .map(([selector, key]) => getComputedStyle(document.querySelector(selector))[key])"""
    )
    assert found == ["20px", "40px", "serif", "monospace", "900", "11px", "600px"]


def test_a_sidebar_stands_beside_the_text(opened):
    page = opened("about.html")
    side, text = page.locator("main .sidebar"), page.locator("main p", has_text="Beside")
    assert side.bounding_box()["x"] > text.bounding_box()["x"] + 100
    assert abs(side.bounding_box()["y"] - text.bounding_box()["y"]) < 40


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_first_scheme_is_kept_until_the_reader_chooses(opened, mode):
    page = opened(PAGE, color_scheme="dark" if mode == "light" else "light")
    text = f'<html data-default-mode="{mode}" data-theme="{mode}" '
    page.route(
        f"**/{PAGE}",
        lambda route: route.fulfill(body=route.fetch().text().replace("<html ", text, 1)),
    )
    page.reload()
    assert (max(colour(page)) < 60) is (mode == "dark")


# -- Versions --------------------------------------------------------------------


def test_the_list_of_versions_leads_to_the_same_page(opened):
    page = opened("guide/one.html", wait_until="networkidle")
    button = page.locator(".bd-header .version-switcher__button")
    expect(button).to_have_text("1.9")
    expect(button).to_have_attribute("data-active-version", "1.9")
    button.click()
    links = page.locator(".bd-header .version-switcher__menu a")
    expect(links).to_have_text(["1.10 (stable)", "1.9", "1.8"])
    expect(links.nth(1)).to_have_attribute("aria-current", "true")
    expect(links.nth(0)).to_have_attribute("data-version-name", "1.10 (stable)")
    expect(links.nth(2)).to_have_attribute("href", "https://old.example/docs/")
    links.nth(0).click()
    expect(page).to_have_title("One of 1.10")


def test_a_version_without_the_page_leads_to_its_home(opened):
    page = opened(PAGE, wait_until="networkidle")
    page.locator(".bd-header .version-switcher__button").click()
    page.locator(".bd-header .version-switcher__menu a").first.click()
    expect(page).to_have_title("Home of 1.10")


def test_a_page_of_an_old_version_says_so_until_the_banner_is_closed(opened):
    page = opened("guide/one.html", wait_until="networkidle")
    banner = page.get_by_role("complementary", name="Version warning")
    expect(banner).to_contain_text("This page is about an old version (1.9).")
    banner.get_by_role("button", name="Close").click()
    expect(banner).to_be_hidden()
    page.goto("about.html", wait_until="networkidle")
    expect(banner).to_be_hidden()
    page.evaluate("localStorage.clear()")
    page.reload()
    banner.get_by_role("link").click()
    expect(page).to_have_title("Home of 1.10")


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.10", None),
        ("1.9", "an old version"),
        ("1.11", "an unstable development version"),
        ("1.10rc1", "an unstable development version"),
        ("main", "about the version main"),
    ],
)
def test_a_banner_compares_versions_by_their_numbers(opened, version, words):
    page = opened("about.html", wait_until="networkidle")
    page.route(
        "**/about.html",
        lambda route: route.fulfill(
            body=route.fetch()
            .text()
            .replace('"1.9"', f'"{version}"')
            .replace("1.9)", f"{version})")
            .replace("version 1.9", f"version {version}")
        ),
    )
    page.reload(wait_until="networkidle")
    banner = page.locator("#bd-header-version-warning")
    if words:
        expect(banner).to_contain_text(words)
    else:
        expect(banner).to_be_hidden()


def test_a_list_that_cannot_be_loaded_is_not_shown(opened):
    page = opened("about.html")
    page.route("**/versions.json", lambda route: route.abort())
    page.reload(wait_until="networkidle")
    expect(page.locator(".version-switcher__container").first).to_be_hidden()
    assert any("The versions could not be loaded" in text for text in page.said)


# -- Banners that stay -----------------------------------------------------------


def test_banners_that_stay_do_not_hide_what_a_link_leads_to(opened):
    page = opened(PAGE, **DESKTOP)
    page.route(
        f"**/{PAGE}",
        lambda route: route.fulfill(
            body=route.fetch()
            .text()
            .replace(
                BANNER,
                f'<div class="pst-sticky-header">{BANNER}',
            )
            .replace("</header>", "</header></div>", 1)
        ),
    )
    page.goto(f"{PAGE}#part-3", wait_until="networkidle")
    page.reload(wait_until="networkidle")
    page.evaluate("document.getElementById('part-2').scrollIntoView()")
    sticky = page.locator(".pst-sticky-header").bounding_box()
    assert sticky["y"] == 0
    heading = page.locator("#part-2 h2").bounding_box()
    assert heading["y"] >= sticky["height"]
    assert page.locator(".bd-sidebar-secondary").bounding_box()["y"] >= sticky["height"]
