"""Diagrams have the colours of the blog, and follow the colour scheme of the page."""

from __future__ import annotations

import io
import re

import pytest
from browsers import needs_chromium, served
from PIL import Image

from blink.elements.diagrams.colours import inverted, recoloured
from blink.elements.diagrams.drawing import draw
from blink.identity.colours import AA, contrast
from blink.identity.look import Look
from blink.identity.palettes import PALETTES

FLOW = "flowchart LR\n  A[Write] --> B[Publish]\n  style B fill:#ffcc66,color:#000\n"
LOOKS = {name: Look(p.light, p.dark, 0.25, 42) for name, p in PALETTES.items()}


@pytest.fixture(scope="module")
def drawn():
    return draw(FLOW)


@pytest.fixture(scope="module")
def pie():
    return draw("pie\n" + "".join(f'  "{name}" : 10\n' for name in "abcd"))


def dark_rules(svg: str) -> dict[str, str]:
    """Return the colours in the dark of those in the light, where they fill something."""
    return dict(re.findall(r'\[fill="(#\w+)"\]\{fill:(#\w+)\}', svg))


@pytest.mark.parametrize("name", LOOKS)
def test_a_diagram_has_the_colours_of_the_palette(drawn, name):
    look = LOOKS[name]
    svg = recoloured(drawn, look)
    assert "#0F172A" not in svg
    assert f'fill="{look.light.text}"' in svg
    dark = dark_rules(svg)
    assert dark[look.light.text] == look.dark.text
    assert dark[look.light.background] == look.dark.background


@pytest.mark.parametrize("name", LOOKS)
def test_text_in_a_box_is_readable_in_both_schemes(drawn, name):
    look = LOOKS[name]
    svg = recoloured(drawn, look)
    (box,) = re.findall(r'rx="3"[^>]*? fill="(#\w+)"', svg)[:1]
    assert contrast(look.light.text, box) >= AA
    assert contrast(look.dark.text, dark_rules(svg)[box]) >= AA


def test_colours_of_the_author_are_kept_and_inverted_in_the_dark(drawn):
    look = LOOKS["ultramarine"]
    dark = dark_rules(recoloured(drawn, look))
    assert contrast(dark["#ffcc66"], dark["#000000"]) >= AA
    assert contrast(inverted("#ffffff", look.dark), look.dark.background) < 1.2


@pytest.mark.parametrize("name", LOOKS)
def test_slices_of_a_pie_differ_and_their_numbers_are_readable(pie, name):
    look = LOOKS[name]
    svg = recoloured(pie, look)
    slices = re.findall(r' A [^>]*?fill="(#\w+)"', svg)
    key = re.findall(r'<rect [^>]*?fill="(#\w+)" stroke="\1"', svg)
    assert len(slices) == len(set(slices)) == 4
    assert sorted(key) == sorted(slices)
    for colour in slices:
        for scheme, shown in ((look.light, colour), (look.dark, dark_rules(svg)[colour])):
            assert contrast(scheme.text, shown) >= AA
            assert contrast(scheme.background, shown) >= 1.2


def test_a_diagram_with_a_stylesheet_is_inverted():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>a{}</style></svg>'
    assert "filter:invert" in recoloured(svg, LOOKS["ultramarine"])


@needs_chromium
def test_a_diagram_follows_the_colour_scheme_that_a_reader_chooses(blog, opened):
    blog = blog(html_baseurl="https://d.example/", blink_authority="d.example")
    blog.post("p", f"```{{mermaid}}\n{FLOW}```\n")
    assert blog.build(blink_palette="paper").warnings == []
    look = LOOKS["paper"]
    with served(blog.out) as base:
        page = opened(f"{base}posts/p.html", color_scheme="light")
        for scheme in ("light", "dark", "light"):
            page.evaluate(f"document.documentElement.dataset.theme = '{scheme}'")
            shot = page.locator("img.diagram").screenshot()
            pixel = Image.open(io.BytesIO(shot)).convert("RGB").getpixel((16, 16))
            ground = getattr(look, scheme).background
            assert pixel == tuple(bytes.fromhex(ground[1:]))
    name = re.search(r"_images/mermaid-\w+", blog.page("posts/p.html"))[0]
    assert blog.build(blink_palette="teal").warnings == []
    assert name not in blog.page("posts/p.html")  # browsers may keep files by their name
