"""The scale of the type, and what differs between scripts, as a browser shows them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from browsers import needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = needs_chromium

LONG = "Seven experiments on the build time, and where the time of a cold build goes in the end. "
TEXT = f"""\
# Title

{LONG * 4}

## Two

### Three

#### Four

`code` and *stress*, {{kbd}}`K`

1. One
"""
TITLES = {"de": "Titel", "ar": "عنوان", "zh_CN": "标题", "ja": "題名", "hi": "शीर्षक"}


@pytest.fixture(scope="module")
def made(shared_blog):
    made = shared_blog(html_baseurl="")
    made.post("en", TEXT)
    for language, title in TITLES.items():
        made.post(language, f"# {title}\n\n*{title}* `x`\n\n## {title}\n", language=language)
    assert made.build().warnings == []
    return made


@pytest.fixture
def opened(made, browser):
    pages = []

    def load(name: str, width: int = 1440) -> Page:
        pages.append(browser.new_page(viewport={"width": width, "height": 900}))
        pages[-1].goto((made.out / f"posts/{name}.html").as_uri())
        return pages[-1]

    yield load
    for page in pages:
        page.close()


def style(page: Page, selector: str, name: str) -> str:
    script = "(element, name) => getComputedStyle(element).getPropertyValue(name)"
    return page.locator(selector).first.evaluate(script, name)


def pixels(page: Page, selector: str, name: str = "font-size") -> float:
    return float(style(page, selector, name).removesuffix("px"))


@pytest.mark.parametrize("width", [360, 1440])
def test_each_heading_is_larger_than_the_next(opened, width):
    page = opened("en", width)
    sizes = [pixels(page, f".post {name}") for name in ("h1", "h2", "h3", "h4")]
    assert all(one >= 1.1 * other for one, other in pairwise(sizes))
    assert sizes[3] >= pixels(page, ".e-content p") >= 17


def test_a_line_has_about_seventy_characters(opened):
    page = opened("en")
    lines = page.locator(".e-content > p, .e-content p").first.evaluate(
        "element => { const range = document.createRange(); range.selectNodeContents(element);"
        " return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size }"
    )
    assert 62 <= 4 * len(LONG) / lines <= 80


def test_words_are_hyphenated_where_it_helps_and_never_in_code(opened):
    assert style(opened("de"), ".post p", "hyphens") == "auto"
    wide, narrow = opened("en"), opened("en", 360)
    assert style(wide, ".post p", "hyphens") == "manual"
    assert style(narrow, ".e-content p", "hyphens") == "auto"
    assert {style(narrow, f".post {name}", "hyphens") for name in ("h1", "h2", "code")} == {
        "manual"
    }


@pytest.mark.parametrize("language", ["ar", "zh_CN", "ja", "hi"])
def test_other_scripts_have_no_slant_no_tracking_and_more_leading(opened, language):
    page, english = opened(language), opened("en")
    assert style(english, ".post em", "font-style") == "italic"
    assert style(page, ".post em", "font-style") == "normal"
    assert style(page, ".post h1", "letter-spacing") in ("0px", "normal")
    assert pixels(english, ".post h1", "letter-spacing") < 0
    ratio = pixels(page, ".e-content p", "line-height") / pixels(page, ".e-content p")
    assert ratio > 1.7 > pixels(english, ".e-content p", "line-height") / 18
