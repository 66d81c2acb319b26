"""Plots on white have a dark ground in the dark; photos have not."""

from __future__ import annotations

import io

import pytest
from browsers import needs_chromium, served
from PIL import Image, ImageDraw

from blink.elements.diagrams.white_ground import has_white_ground, is_drawn_on_white

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


def plot(mode="RGB", ground="white"):
    image = Image.new(mode, (640, 400), ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 40, 600, 360), outline="black", width=2)
    draw.line((60, 360, 300, 120, 600, 60), fill="#1f77b4", width=4)
    return image


def photo(on="white"):
    """Return something that is round and shaded, on one colour."""
    image = Image.new("RGB", (200, 200), on)
    shades = Image.radial_gradient("L").resize((120, 120))
    coloured = Image.merge(
        "RGB", (shades, shades.rotate(90), shades.transpose(0).point(lambda v: v // 2))
    )
    noise = Image.effect_noise((120, 120), 60)
    image.paste(Image.blend(coloured, noise.convert("RGB"), 0.5), (40, 40))
    return image


@pytest.mark.parametrize(
    "image",
    [plot(), plot("RGBA", (0, 0, 0, 0)), plot().quantize(16), plot().convert("L")],
    ids=["RGB", "transparent", "P", "L"],
)
def test_a_plot_is_recognised(image):
    assert is_drawn_on_white(image)


def heat_map():
    """Return a map of values, with an axis."""
    image = plot()
    values = Image.linear_gradient("L").resize((300, 250))
    colours = Image.merge("RGB", (values, values.point(lambda v: 255 - v), values.rotate(180)))
    image.paste(colours, (120, 50))
    return image


@pytest.mark.parametrize(
    "image",
    [heat_map(), photo(), photo("black"), plot(ground="#112"), Image.new("RGB", (9, 9), "white")],
)
def test_other_pictures_are_not(image):
    assert not is_drawn_on_white(image)


@pytest.mark.parametrize(
    ("inside", "is_plot"),
    [
        ("<!-- Created with matplotlib --><path style='fill: #ffffff'/>", True),
        ("<path style='fill: #ffffff'/>", False),
        ("<!-- matplotlib --><path style='fill: #000000'/>", False),
        ("<!-- matplotlib #ffffff --><style>@media (prefers-color-scheme: dark) {}</style>", False),
    ],
)
def test_the_file_of_a_plot_names_its_program(tmp_path, inside, is_plot):
    file = tmp_path / "a.svg"
    file.write_text(SVG.format(inside), encoding="utf-8")
    assert has_white_ground(file) is is_plot


@needs_chromium
def test_in_the_dark_a_plot_is_dark_and_keeps_its_hues(blog, opened):
    blog = blog(html_baseurl="https://d.example/", blink_authority="d.example")
    text = "![a](plot.png)\n\n![b](plot.png){.dark-light}\n\n![c](photo.png)\n"
    blog.post("p", text, image="1")
    plot().save(blog.folder / "posts/plot.png")
    photo().save(blog.folder / "posts/photo.png")
    assert blog.build().warnings == []
    assert '<div class="postcard-picture is-drawn"><img class="on-white"' in blog.page("index.html")
    with served(blog.out) as base:
        page = opened(f"{base}posts/p.html", color_scheme="dark")
        for scheme, seen in (("dark", (True, False, False)), ("light", (False, False, False))):
            page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
            corners = []
            for index in range(3):
                shot = page.locator(".bd-article p img").nth(index).screenshot()
                corners.append(Image.open(io.BytesIO(shot)).convert("L").getpixel((5, 5)))
            assert tuple(value < 40 for value in corners) == seen
            assert corners[1] == 255
            assert (corners[2] == 255) is (scheme == "light")  # a photo glares less
