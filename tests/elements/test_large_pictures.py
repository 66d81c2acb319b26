"""Pictures that open large over their page, in Chromium."""

from __future__ import annotations

import io

import pytest
from browsers import DEVICES, POLICY, SCHEMES, needs_chromium, served, violations
from PIL import Image, ImageDraw
from playwright.sync_api import expect

pytestmark = needs_chromium

POST = """\
# Pictures

![A sea](sea.png)

:::{figure} dawn.png
:alt: A dawn

The words below it.
:::

![A small one](small.png)
"""


def picture(width, height, colour):
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).line((0, 0, width, height), "white")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog()
    blog.write("posts/sea.png", picture(1600, 900, "teal"))
    blog.write("posts/dawn.png", picture(800, 1600, "brown"))
    blog.write("posts/small.png", picture(100, 100, "red"))
    blog.post("pictures", POST)
    blog.post("plain", "Words.\n")
    assert blog.build().warnings == []
    with served(blog.out, POLICY) as base:
        yield base


@DEVICES
def test_a_picture_opens_large_and_the_keyboard_steps_and_closes(built, opened, device):
    page = opened(f"{built}posts/pictures.html", **device)
    dialog = page.get_by_role("dialog")
    page.get_by_role("link", name="A sea").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("img", name="A sea")).to_be_visible()
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    large = dialog.get_by_role("img")
    expect(large).to_have_js_property("naturalWidth", 1600)
    box, window = large.bounding_box(), page.viewport_size
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    assert box["y"] + box["height"] <= window["height"]
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="A dawn")).to_be_visible()
    expect(dialog.get_by_text("The words below it.")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="A sea")).to_be_visible()  # the first again
    dialog.get_by_role("button", name="Previous picture").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="A dawn")).to_be_focused()
    assert page.said == []


def test_a_click_beside_the_picture_closes_it(built, opened):
    page = opened(f"{built}posts/pictures.html")
    page.get_by_role("link", name="A sea").click()
    page.mouse.click(20, 880)
    expect(page.get_by_role("dialog")).to_be_hidden()


@SCHEMES
def test_the_large_picture_is_accessible(built, opened, scheme):
    page = opened(f"{built}posts/pictures.html", color_scheme=scheme)
    page.get_by_role("link", name="A dawn").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


def test_without_a_script_the_link_leads_to_the_file(built, opened):
    page = opened(f"{built}posts/pictures.html", java_script_enabled=False)
    page.get_by_role("link", name="A sea").click()
    expect(page).to_have_url(f"{built}_images/sea.png")


def test_a_tall_picture_is_no_higher_than_the_window(built, opened):
    page = opened(f"{built}posts/pictures.html")
    assert page.locator("main img").nth(1).bounding_box()["height"] <= 900


def test_the_script_is_loaded_at_the_first_click(built, opened):
    page = opened(f"{built}posts/pictures.html")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    assert "figures.js" not in page.content()
    page.get_by_role("link", name="A dawn").click()
    expect(page.get_by_role("dialog").get_by_role("img", name="A dawn")).to_be_visible()
    assert [name.partition("?")[0] for name in loaded].count("figures.js") == 1
    page.keyboard.press("Escape")
    page.get_by_role("link", name="A sea").click()
    expect(page.get_by_role("dialog").get_by_role("img", name="A sea")).to_be_visible()
    assert [name.partition("?")[0] for name in loaded].count("figures.js") == 1
    assert page.url == f"{built}posts/pictures.html"


def test_pages_without_pictures_do_not_load_the_script(built, opened):
    page = opened(f"{built}posts/plain.html")
    assert not page.locator("#large-picture").count()
    assert "figures.js" not in page.content()
