"""What moves, for readers who have not turned it off; marks in the colours of the system."""

from __future__ import annotations

from functools import partial

import pytest
from browsers import needs_chromium, served

pytestmark = needs_chromium

BAR = """() => {
  const style = getComputedStyle(document.body, "::before");
  return style.display === "none" ? null : new DOMMatrix(style.transform).a;
}"""
WIDE = {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="module")
def address(shared_blog):
    blog = shared_blog(blink_reading_progress=True)
    blog.write("index.md", "# Home\n")
    blog.post("long", "# Long\n\n" + "Words and words.\n\n" * 300)
    blog.build()
    with served(blog.out) as address:
        yield address


@pytest.fixture
def opened(opened, address):
    return partial(opened, base_url=address)


def read(page, share):
    """Scroll so that a *share* of the text is read, and return the length of the bar."""
    page.evaluate("""share => {
      const text = document.querySelector(".e-content").getBoundingClientRect();
      const top = scrollY + text.top + share * (text.height - innerHeight);
      scrollTo({ top, behavior: "instant" });
    }""", share)  # fmt: skip
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return page.evaluate(BAR)


def test_a_bar_shows_how_much_of_a_post_is_read(opened):
    page = opened("posts/long.html", **WIDE)
    assert page.evaluate(BAR) == 0
    assert read(page, 0.5) == pytest.approx(0.5, abs=0.02)
    assert read(page, 1) == pytest.approx(1, abs=0.02)
    page.goto("blog.html")
    assert page.evaluate("getComputedStyle(document.body, '::before').content") == "none"


def test_nothing_moves_for_readers_who_turned_motion_off(opened):
    page = opened("posts/long.html", reduced_motion="reduce", **WIDE)
    assert page.evaluate("getComputedStyle(document.body, '::before').content") == "none"
    page.keyboard.press("/")
    page.locator("dialog[open]").wait_for()
    style = "getComputedStyle(document.querySelector('dialog')).transitionDuration"
    assert page.evaluate(style) == "0s"
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_current_entry_is_marked_in_the_colours_of_the_system(opened):
    page = opened("blog.html", forced_colors="active", **WIDE)
    (outline,) = page.eval_on_selector_all(
        ".bd-header .nav-link[aria-current]",
        "all => all.map(e => getComputedStyle(e).outlineStyle)",
    )
    assert outline == "solid"
