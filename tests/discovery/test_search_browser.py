"""The search in Chromium: by keyboard, on its page, on a phone, without an index or scripts."""

from __future__ import annotations

import re
import shutil
from functools import partial

import pytest
from browsers import PHONE, SCHEMES, colour, needs_chromium, served, violations, width
from playwright.sync_api import expect

pytestmark = needs_chromium

POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'"


@pytest.fixture(scope="module")
def searched(shared_blog):
    blog = shared_blog(blink_search=True)
    for number in range(12):
        blog.post(f"many-{number}", f"Common words, number {number}.\n", category="Many")
    blog.post("one", "# Pruned `<b>`\n\nA magnitude &lt;img src=x onerror=alert(1)> here.\n",
              category="Compression", date="2026-02-03")  # fmt: skip
    blog.post("names", "# Users of .NET\n\n```js\nconst n = self.getUserName();\n```\n\nNothing.\n")
    blog.post("net", "# Network\n\nUser name, get, net: net per channel, affine, C, net.\n")
    blog.post("affine", "# Scales\n\nHere `f(per_channel_affine=1)` in C++ is called.\n")
    blog.post("parts", "# Parts\n\nTop.\n\n## First\n\nOne.\n\n## Second half\n\nAn aardvark.\n")
    blog.post("ä b", "# Odd address\n\nPeculiar.\n")
    assert blog.build().warnings == []
    return blog


@pytest.fixture(scope="module")
def library(searched, tmp_path_factory):
    """Return the address of a site below a folder, which is served with a strict policy."""
    root = tmp_path_factory.mktemp("host")
    (root / "my blog").symlink_to(searched.out)
    with served(root, POLICY) as address:
        yield address + "my%20blog/"


@pytest.fixture
def opened(opened, library):
    return partial(opened, base_url=library)


def search(page, words=""):
    """Open the search over a page, and type *words*, all of them at once."""
    page.keyboard.press("/")
    expect(page.locator("dialog[open] input")).to_be_focused()
    if words:
        page.keyboard.insert_text(words)


def status(page):
    return page.locator("[role=status]:not(.visually-hidden)")


def results(page):
    return page.locator(".search-results a")


def closed(page):
    return expect(page.locator("dialog[open]")).to_have_count(0)


def resources(page):
    """Return address and bytes of all that a page asked for."""
    return page.evaluate(
        "performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])"
    )


def test_a_slash_opens_the_search_and_a_post_is_found(opened, library):
    page = opened("posts/many-1.html")
    search(page, "magnitude")
    expect(status(page)).to_have_text("1 result for “magnitude”")
    result = page.locator(".search-results li")
    assert result.inner_text().split("\n\n") == [
        "Pruned <b>", "3 February 2026 · Compression",
        "Pruned <b> A magnitude <img src=x onerror=alert(1)> here.",
    ]  # fmt: skip
    expect(result.locator("mark")).to_have_text("magnitude")
    expect(result.locator("img")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(library + "posts/one.html")


def test_a_result_links_to_the_section_with_the_words(opened, library):
    page = opened("index.html")
    search(page, "aardvark")
    expect(results(page)).to_have_text(["Parts", "Second half"])
    assert "aardvark" in page.locator(".search-results mark").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(library + "posts/parts.html#second-half")
    page.goto("index.html")
    search(page, "top")
    expect(results(page)).to_have_text(["Parts"])


@pytest.mark.parametrize(
    ("words", "title", "excerpt", "marked"),
    [
        ("getUserName", "Users of .NET", "self.getUserName();", "getUserName"),
        ("getusername", "Users of .NET", "self.getUserName();", "getUserName"),
        ("per_channel_affine", "Scales", "f(per_channel_affine=1) in C++ is", "per_channel_affine"),
        (".NET", "Users of .NET", "Users of .NET", ".NET"),
        ("C++ called", "Scales", "in C++ is called", "C++"),
        ('"C++"', "Scales", "in C++ is called", "C++"),
        ('"in C++ is called"', "Scales", "in C++ is called", "C++"),
        ("`getUserName`", "Users of .NET", "self.getUserName();", "getUserName"),
    ],
)
def test_names_in_code_and_words_with_signs_are_found_first(opened, words, title, excerpt, marked):
    page = opened("index.html")
    search(page, words)
    expect(status(page)).to_contain_text(words)
    first = page.locator(".search-results li").first
    expect(first.get_by_role("link")).to_have_text(title)
    assert excerpt in first.inner_text()
    assert "\u2063" not in page.locator(".search-results").inner_text()
    assert marked in first.locator("mark").all_inner_texts()


def test_what_is_typed_while_the_search_is_loaded_is_not_lost(opened):
    page = opened("")
    # another test may have left the script in the memory of this browser, which then asks no server
    page.evaluate("document.querySelector('.search-button').dataset.version += '-new'")
    held = []
    page.route(re.compile(r"search\.js"), lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request(re.compile(r"search\.js")):
        page.keyboard.type("/magni/")  # the second is a letter
    assert page.locator("dialog").count() == 0
    held[0].continue_()
    expect(page.locator("dialog input")).to_have_value("magni/")
    page.keyboard.press("Backspace")
    page.keyboard.type("tude")
    expect(status(page)).to_have_text("1 result for “magnitude”")


def test_nothing_of_the_search_is_loaded_before_words_are_typed(opened):
    page = opened("")
    search(page)
    page.wait_for_load_state("networkidle")
    assert any("search.js?v=" in url for url in page.asked)
    assert not any("pagefind" in url for url in page.asked)


def test_a_first_query_loads_less_than_200_kilobytes(opened):
    page = opened("")
    search(page, "magnitude")
    expect(status(page)).to_have_text("1 result for “magnitude”")
    asked = [one for one in resources(page) if "pagefind" in one[0] or "search" in one[0]]
    assert len(asked) == 9  # two scripts, entry (twice), meta, wasm, filter, index, fragment
    assert 120_000 < sum(size for _, size in asked) < 200_000
    assert [words for words in page.said if "pagefind" in words] == []


def test_the_search_by_keys(opened):
    page = opened("")
    search(page, "common")
    expect(status(page)).to_have_text("12 results for “common”")
    expect(results(page)).to_have_count(5)
    page.keyboard.press("Enter")
    expect(results(page).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("dialog input")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="More results")).to_be_focused()
    page.keyboard.press("Enter")
    expect(results(page)).to_have_count(12)
    expect(results(page).nth(5)).to_be_focused()
    page.keyboard.press("Escape")
    closed(page)


def test_closing_the_search_leads_back(opened):
    page = opened("")
    link = page.locator(".search-button")
    link.press("Enter")
    expect(page.locator("dialog[open] input")).to_be_focused()
    page.keyboard.insert_text("words")
    page.keyboard.press("Escape")
    closed(page)
    expect(link).to_be_focused()


def test_the_search_in_one_category(opened):
    page = opened("")
    search(page, "words")
    expect(status(page)).to_have_text("12 results for “words”")
    select = page.locator("dialog select")
    expect(select.locator("option")).to_have_text(["All", "Compression", "Many"])
    select.select_option("Compression")
    expect(status(page)).to_have_text("No results for “words”")
    expect(results(page)).to_have_count(0)
    select.select_option("Many")
    expect(status(page)).to_have_text("12 results for “words”")


def test_the_page_of_the_search_has_its_words_in_the_address(opened):
    page = opened("search.html?q=peculiar")
    expect(results(page)).to_have_text(["Odd address"])
    field = page.locator("main input")
    expect(field).to_have_value("peculiar")
    field.fill("magnitude")
    expect(results(page)).to_have_text(["Pruned <b>"])
    expect(page).to_have_url(re.compile(r"\?q=magnitude$"))
    page.goto("search.html?q=peculiar")
    results(page).get_by_text("Odd address").click()
    expect(page).to_have_title(re.compile("^Odd address"))


@pytest.mark.parametrize(
    "missing", ["pagefind.js", "pagefind-entry.json", "wasm.en.pagefind", "index/*"]
)
def test_an_index_that_is_missing_is_told(opened, searched, tmp_path, missing):
    site = tmp_path / "site"
    shutil.copytree(searched.out, site)
    for path in list((site / "pagefind").glob(missing)):
        path.unlink()
    with served(site) as address:
        page = opened("posts/one.html", base_url=address)
        search(page, "magnitude")
        expect(status(page)).to_contain_text("The search could not be loaded.")
        page.keyboard.press("Escape")
        closed(page)
        expect(page.locator("article")).to_contain_text("A magnitude")


def test_without_script_the_search_leads_to_a_page_that_says_so(opened):
    page = opened("", java_script_enabled=False)
    page.locator(".search-button").click()
    words = page.locator("noscript p")
    expect(words).to_be_visible()
    assert words.inner_text().startswith("The search needs JavaScript")


def test_the_search_on_a_phone_and_in_the_dark(opened):
    page = opened("", **PHONE)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.locator(".search-button").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("input")).to_be_focused()
    assert dialog.bounding_box()["width"] <= PHONE["viewport"]["width"]
    assert max(colour(page, "dialog")) < 64
    page.keyboard.insert_text("common")
    expect(status(page)).to_have_text("12 results for “common”")
    assert width(page) == PHONE["viewport"]["width"]
    dialog.get_by_role("button", name="Close").click()
    closed(page)


@SCHEMES
def test_the_search_with_results_is_accessible(opened, scheme):
    page = opened("", **PHONE, color_scheme=scheme)
    search(page, "common")
    expect(results(page)).to_have_count(5)
    assert violations(page) == []
