"""The blog's icon in several sizes, and the web manifest that names them."""

from __future__ import annotations

import io
import json

import html5lib
import pytest
from PIL import Image
from sphinx.errors import ConfigError

from blink.discovery.web_manifest import draw

RED = '<path fill="red" d="M0 0h9v9H0z"/>'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{RED}</svg>'


def test_an_icon_is_drawn_in_any_size():
    image = Image.open(io.BytesIO(draw(SVG, 48)))
    assert image.size == (48, 48)
    assert image.convert("RGB").getpixel((5, 40)) == (255, 0, 0)
    assert draw.__wrapped__(SVG, 48) == draw(SVG, 48)


@pytest.mark.parametrize(
    "sides",
    ['width="1200pt" height="1200pt"', 'width="1cm" height="10mm"', 'width="100%" height="1em"',
     'width="0" height="0"', 'width="auto"'],
)  # fmt: skip
def test_an_icon_has_any_size(sides):
    sized = SVG.replace("viewBox", f"{sides} viewBox")
    image = Image.open(io.BytesIO(draw(sized, 48))).convert("RGB")
    assert image.size == (48, 48)
    assert image.getpixel((5, 40)) == image.getpixel((46, 2)) == (255, 0, 0)


def chain(element, attribute, levels):
    parts = (
        f'<{element} id="c{level}" {attribute}="url(#c{level + 1})">{RED}</{element}>'
        for level in range(levels)
    )
    return f'{"".join(parts)}<g {attribute}="url(#c0)">{RED}</g>'


DEEP = {
    "groups": "<g>" * 8_000 + RED + "</g>" * 8_000,
    "clips": chain("clipPath", "clip-path", 8_000),
    "masks": chain("mask", "style", 8_000).replace('style="', 'style="mask:'),
    "patterns": "".join(
        f'<pattern id="c{level}" width="1" height="1"><path fill="url(#c{level + 1})" d="M0 0h9"/>'
        "</pattern>"
        for level in range(8_000)
    ),
}


@pytest.mark.parametrize("name", DEEP)
def test_an_icon_that_is_nested_too_deeply_is_refused(blog, name):
    blog = blog(html_favicon="_static/deep.svg")
    blog.write("_static/deep.svg", SVG.replace(RED, DEEP[name]))
    with pytest.raises(ConfigError) as error:
        blog.build()
    file = blog.folder / "_static/deep.svg"
    assert str(error.value) == (
        f"conf.py: html_favicon: the image {file} cannot be drawn: its elements are nested more"
        " than 200 levels deep; correct the image, or write the path of another"
    )


def test_an_icon_with_many_levels_and_parts_is_drawn():
    clips = "".join(f'<clipPath id="c{number}">{RED}</clipPath>' for number in range(1_000))
    shapes = f'<g clip-path="url(#c1)">{RED}</g>' * 1_000
    nested = "<g>" * 150 + RED + "</g>" * 150
    image = Image.open(io.BytesIO(draw(SVG.replace(RED, clips + shapes + nested), 48)))
    assert image.convert("RGB").getpixel((5, 40)) == (255, 0, 0)


def links(blog, name):
    tree = html5lib.parse(blog.page(name), namespaceHTMLElements=False)
    return {e.get("rel"): e.get("href") for e in tree.iter("link")}


def test_the_manifest_names_icons_that_are_there(blog):
    blog = blog(blog_title='The "B" & <i>', blog_feed_subtitle=None)
    blog.post("a")
    assert blog.build().warnings == []
    manifest = json.loads(blog.page("site.webmanifest"))
    assert manifest["name"] == 'The "B" & <i>'
    assert manifest["start_url"] == "./"
    assert "description" not in manifest
    sizes = {icon["sizes"]: icon for icon in manifest["icons"]}
    assert set(sizes) == {"any", "180x180", "192x192", "512x512"}
    for size, icon in sizes.items():
        file = blog.out / icon["src"]
        assert file.is_file()
        if size != "any":
            assert "x".join(map(str, Image.open(file).size)) == size
    assert links(blog, "index.html")["manifest"] == "site.webmanifest"
    assert "manifest" not in links(blog, "posts/a.html")
    assert links(blog, "posts/a.html")["apple-touch-icon"] == "../_static/icon-180.png"


def test_they_are_left_alone_until_the_icon_changes(blog):
    blog = blog()
    file = blog.build().out / "_static/icon-192.png"
    before, time = file.read_bytes(), file.stat().st_mtime_ns
    blog.build()
    assert file.stat().st_mtime_ns == time
    blog.write("_static/icon.svg", SVG)
    assert blog.build().warnings == []
    assert file.read_bytes() != before


def test_the_authors_own_icon_wins(blog):
    blog = blog()
    blog.build()
    blog.write("_static/icon-192.png", b"own")
    for _ in range(2):
        assert (blog.build().out / "_static/icon-192.png").read_bytes() == b"own"
    (blog.folder / "_static/icon-192.png").unlink()
    assert (blog.build().out / "_static/icon-192.png").read_bytes() != b"own"


@pytest.mark.parametrize("favicon", ["", "_static/icon.png"])
def test_without_a_drawing_there_are_no_icons(blog, favicon):
    blog = blog(html_favicon=favicon)
    blog.write("_static/icon.png", b"own")
    assert blog.build().warnings == []
    assert json.loads(blog.page("site.webmanifest")).get("icons") is None
    assert not list((blog.out / "_static").glob("icon-*"))
    assert "apple-touch-icon" not in links(blog, "index.html")


def test_an_icon_that_is_none_is_told(blog):
    blog = blog()
    blog.write("_static/icon.svg", "<svg")
    with pytest.raises(ConfigError, match="html_favicon"):
        blog.build()


def test_browsers_find_an_icon_where_no_page_names_one(blog):
    svg, png = blog(html_favicon="_static/own.svg"), blog(html_favicon="_static/own.png")
    svg.write("_static/own.svg", SVG)
    wide = io.BytesIO()
    Image.new("RGB", (96, 48), "red").save(wide, "PNG")
    png.write("_static/own.png", wide.getvalue())
    for made in (svg, png):
        made.build()
        icon = Image.open(made.out / "favicon.ico")
        assert icon.format == "ICO"
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
        assert icon.convert("RGB").getpixel((24, 24)) == (255, 0, 0)
    assert icon.convert("RGBA").getpixel((24, 2))[3] == 0  # it is not stretched
    png.write("extra/favicon.ico", b"own")
    png.settings["html_extra_path"] = ["extra"]
    assert png.build().page("favicon.ico") == "own"


def test_an_icon_of_windows_is_copied(blog):
    blog = blog(html_favicon="_static/own.ico")
    made = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(made, "ICO")
    blog.write("_static/own.ico", made.getvalue())
    assert (blog.build().out / "favicon.ico").read_bytes() == made.getvalue()
