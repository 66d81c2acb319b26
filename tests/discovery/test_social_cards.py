"""The social card of a post, which other sites show with a link to it."""

from __future__ import annotations

import io
from pathlib import Path

import html5lib
import pytest
from conftest import SETTINGS
from PIL import Image
from sphinx.errors import ConfigError

from blink.discovery.card_letters import noto_sans
from blink.discovery.social_cards import LEAST, font_files


class Asker:
    """An application with a setting."""

    def __init__(self, font="", folder="."):
        self.config, self.confdir = self, folder
        self.blink_card_font = font


def test_a_file_that_is_not_a_font_is_a_mistake_in_the_settings(tmp_path):
    for font in ("none.ttf", ["none.ttf"]):
        with pytest.raises(ConfigError, match=r"blink_card_font.*none\.ttf"):
            font_files(Asker(font, tmp_path))
    (tmp_path / "own.ttf").write_bytes(Path(noto_sans()).read_bytes())
    assert font_files(Asker("own.ttf", tmp_path)) == [str(tmp_path / "own.ttf")]
    assert font_files(Asker(["own.ttf"], tmp_path)) == [str(tmp_path / "own.ttf")]
    assert font_files(Asker()) == []


# -- in a site --------------------------------------------------------------------


def png(width, height, shade=0):
    out = io.BytesIO()
    Image.new("L", (width, height), shade).save(out, "PNG")
    return out.getvalue()


def image_of(blog, name):
    tree = html5lib.parse(blog.page(f"{name}.html"), namespaceHTMLElements=False)
    return {
        e.get("property").removeprefix("og:image").strip(":") or "url": e.get("content")
        for e in tree.iter("meta")
        if e.get("property", "").startswith("og:image")
    }


def cards(blog):
    return {p: p.read_bytes() for p in (blog.out / "_cards").rglob("*") if p.is_file()}


def with_pictures(blog, **settings):
    blog = blog(**settings)
    blog.write("posts/large ä.png", png(*LEAST))
    blog.write("posts/small.png", png(LEAST[0], LEAST[1] - 1))
    blog.write(
        "posts/drawn.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2000 2000"/>'
    )
    blog.write("posts/broken.png", b"\x89PNG\r\n\x1a\nno")
    for name in ("large ä.png", "small.png", "drawn.svg", "broken.png"):
        blog.post(Path(name).stem, image=name)
    (told,) = blog.build().warnings
    assert told.startswith("posts/broken.md:3:")
    return blog


PLAIN = ("small", "drawn", "broken")


def test_a_large_picture_of_a_post_is_behind_its_card(blog):
    blog = with_pictures(blog)
    base = SETTINGS["html_baseurl"]
    assert image_of(blog, "posts/large ä") == {
        "url": f"{base}_cards/posts/large%20%C3%A4.jpg", "width": "1200", "height": "630",
        "alt": "Post large ä",
    }  # fmt: skip
    with Image.open(blog.out / "_cards/posts/large ä.jpg") as card:
        assert card.size == (1200, 630)
    for name in PLAIN:
        assert image_of(blog, f"posts/{name}")["url"] == f"{base}_cards/posts/{name}.png"
        assert image_of(blog, f"posts/{name}")["width"] == "1200"
    names = {p.relative_to(blog.out).as_posix() for p in cards(blog)}
    own = {"_cards/index.png", "_cards/posts/large ä.jpg"}
    assert names == {*own, *(f"_cards/posts/{name}.png" for name in PLAIN)}
    blog.write("posts/large ä.png", png(*LEAST, shade=200))
    before = cards(blog)
    after = cards(blog.build())
    assert {p.name for p in before if before[p] != after[p]} == {"large ä.jpg"}


def test_a_large_picture_may_stand_alone(blog):
    blog = with_pictures(blog, blink_card_picture="alone")
    assert image_of(blog, "posts/large ä") == {
        "url": f"{SETTINGS['html_baseurl']}_images/large%20%C3%A4.png", "width": "600",
        "height": "315", "alt": "Post large ä",
    }  # fmt: skip
    names = {p.relative_to(blog.out).as_posix() for p in cards(blog)}
    assert names == {"_cards/index.png", *(f"_cards/posts/{name}.png" for name in PLAIN)}


def test_a_title_that_no_font_can_draw_is_a_note(blog):
    blog = blog()
    blog.post("a", "# 日本語の記事\n\nWords.\n")
    blog.post("b", "# Rockets 🚀\n\nWords.\n")
    blog.build()
    assert blog.warnings == []
    (note,) = (line for line in blog.status.splitlines() if "social card" in line)
    assert note.startswith(
        "posts/a: its social card shows the name of the blog, since no font has 日"
    )
    assert note.endswith("add a font file that has these letters to blink_card_font in conf.py")


def test_a_title_that_changes_is_drawn_again_and_no_other(blog):
    blog = blog(blog_default_author=None)
    blog.post("a", "# First\n\nWords.\n")
    blog.post("b", "# Second\n\nWords.\n")
    before, times = cards(blog.build()), {p: p.stat().st_mtime_ns for p in cards(blog)}
    assert len(before) == 3
    blog.post("a", "# Other\n\nWords.\n")
    after = cards(blog.build())
    one = blog.out / "_cards/posts/a.png"
    assert {p for p in before if after[p] != before[p]} == {one}
    assert {p for p in before if p.stat().st_mtime_ns != times[p]} == {one}
    one.write_bytes(b"somebody's")
    assert cards(blog.build()) == after


def test_pictures_go_with_their_posts(blog):
    blog = blog()
    blog.post("a/goes")
    blog.post("stays")
    blog.build()
    assert (blog.out / "_cards/posts/a/goes.png").is_file()
    (blog.folder / "posts/a/goes.md").unlink()
    blog.build()
    assert not (blog.out / "_cards/posts/a").exists()
    (blog.out / "_cards/strange.png").touch()  # of somebody else, and so left alone
    blog.build()
    assert {p.name for p in cards(blog)} == {"index.png", "stays.png", "strange.png"}
