"""Pages that are hard to show, in Chromium: for all readers, on any device, by keyboard alone."""

from __future__ import annotations

import io
import re
from functools import partial

import pytest
from browsers import DEVICES, PHONE, SCHEMES, needs_chromium, served, violations, width
from PIL import Image
from playwright.sync_api import expect

pytestmark = needs_chromium

POSTS = ["long", "code", "pictures", "arabic", "chinese", "elements"]
OTHERS = [
    "index.html",
    "blog.html",
    "blog/page/2.html",
    "blog/archive.html",
    "blog/2026.html",
    "blog/author.html",
    "blog/category.html",
    "blog/category/pictures.html",
    "blog/tag.html",
    "blog/tag/words.html",
    "blog/tag/words/page/2.html",
    "blog/subscribe.html",
    "search.html",
    "404.html",
]
PAGES = [*(f"posts/{name}.html" for name in POSTS), *OTHERS]
PICTURES = {"wide.png": (2400, 240), "tall.png": (240, 2400), "small.png": (24, 24)}
PICTURES |= {"photo.jpg": (1600, 900)}

#: Narrower is no phone (WCAG 2.2, 1.4.10)
NARROW = {"width": 320, "height": 640}


def picture(name, size):
    buffer = io.BytesIO()
    form = "JPEG" if name.endswith("jpg") else "PNG"
    Image.linear_gradient("L").resize(size).convert("RGB").save(buffer, form)
    return buffer.getvalue()


def difficult(shared_blog, **settings):
    blog = shared_blog(blink_search=True, blink_page_size=3, **settings).copy("difficult")
    for name, size in PICTURES.items():
        blog.write(f"posts/{name}", picture(name, size))
    assert blog.build().warnings == []
    return blog.out


@pytest.fixture(scope="module")
def address(shared_blog):
    with served(difficult(shared_blog)) as address:
        yield address


@pytest.fixture(scope="module")
def mirrored(shared_blog):
    """Return the address of the same blog, in a language that is written from right to left."""
    with served(difficult(shared_blog, language="ar")) as address:
        yield address


@pytest.fixture
def opened(opened, address):
    return partial(opened, base_url=address)


def wrong(page):
    """Return what is wrong with each page, opened where *page* is."""
    room = page.viewport_size["width"]
    found = {}
    for path in PAGES:
        page.goto(path)
        faults = violations(page)
        if (wide := width(page)) > room:
            faults.append(("wider than the window", wide))
        faults += [("said", words) for words in page.said]
        page.said.clear()
        if faults:
            found[path] = faults
    return found


@SCHEMES
@DEVICES
def test_pages_are_accessible_narrow_and_quiet(opened, device, scheme):
    device = {**device, "viewport": NARROW} if device is PHONE else device
    assert wrong(opened("", **device, color_scheme=scheme)) == {}


def test_so_are_those_from_right_to_left(opened, mirrored):
    page = opened("", base_url=mirrored, **{**PHONE, "viewport": NARROW})
    assert page.evaluate("document.dir") == "rtl"
    assert wrong(page) == {}


def test_code_runs_from_left_to_right_everywhere(opened, mirrored):
    page = opened("posts/arabic.html", base_url=mirrored)
    directions = "e => [getComputedStyle(e).direction, getComputedStyle(e).textAlign]"
    assert page.locator("main p").first.evaluate(directions) == ["rtl", "start"]
    for selector in ("main pre", "main p > code", "main math"):
        assert page.locator(selector).first.evaluate(directions)[0] == "ltr"
    command, words = page.locator("main p > code").first, page.locator("main h1")
    assert command.inner_text() == "make html --jobs 2"
    right = "e => e.getBoundingClientRect().right"
    page_end = page.locator(".bd-article").evaluate(right)
    item_end = page.locator(".bd-article li").first.evaluate(right)
    assert page_end - item_end == pytest.approx(25.5, abs=2)
    assert words.evaluate(right) == pytest.approx(page_end)


# -- By keyboard -----------------------------------------------------------------

#: Whether readers see where they are: what has the focus, or the label of it, is in the window
#: and has an outline, or one over the whole card whose link it is (WCAG 2.2, 2.4.7 and 2.4.11)
SEEN = """() => {
    const focused = document.activeElement;
    const radio = focused.type === "radio" && focused.nextElementSibling;
    const box = (radio || focused).getBoundingClientRect();
    const outlined = ({ content, outlineStyle, outlineWidth }) =>
        content !== "none" && outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    const looks = [undefined, "::after"].map(part => getComputedStyle(radio || focused, part));
    const across = box.right > 0 && box.left < innerWidth && box.width > 0;
    const inside = across && box.bottom > 0 && box.top < innerHeight;
    return inside && looks.some(outlined);
}"""


def tab_to(page, target, limit=100):
    """Press Tab until *target* has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            assert page.evaluate(SEEN)
            return
    raise AssertionError(page.evaluate("document.activeElement.outerHTML"))


@pytest.mark.parametrize("path", ["posts/elements.html", "posts/pictures.html", "blog.html"])
def test_the_focus_is_seen_wherever_it_goes(opened, path):
    page = opened(path)
    unseen, stops = [], 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body") and stops < 200:
        stops += 1
        if not page.evaluate(SEEN):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 90)"))
        page.keyboard.press("Tab")
    assert 10 < stops < 200
    assert unseen == []


def test_a_visit_by_keyboard_alone(opened, address):
    page = opened("")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    # the header, in the order in which it stands, and on to a post
    stops = page.locator(".bd-header").locator("a:visible, button:visible")
    assert stops.count() >= 6
    for stop in stops.all():
        page.keyboard.press("Tab")
        expect(stop).to_be_focused()
        assert page.evaluate(SEEN)
    tab_to(page, page.get_by_role("link", name="Tables, notes, boxes and formulas"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(address + "posts/elements.html")

    # the search
    page.wait_for_load_state()  # its script is deferred
    page.keyboard.press("/")
    expect(page.locator("dialog input")).to_be_focused()
    page.keyboard.type("shape")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("1 result for “shape”")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Pictures of every shape")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(address + "posts/pictures.html")

    # a picture, large, and back to where it stands
    picture = page.locator("a.picture").first
    tab_to(page, picture)
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="Picture")
    expect(large.get_by_role("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_be_hidden()
    expect(picture).to_be_focused()

    # a section, by the contents, from which the next key goes on
    page.goto("posts/elements.html")
    tab_to(page, page.locator(".page-toc").get_by_role("link", name="Boxes"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#boxes$"))
    expect(page.get_by_role("heading", name="Boxes", level=2)).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('section').id") == "boxes"
