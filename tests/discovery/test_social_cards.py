"""The social card of a post, which other sites show with a link to it."""

from __future__ import annotations

import io
from pathlib import Path

import html5lib
import pytest
from conftest import SETTINGS
from PIL import Image
from sphinx.errors import ConfigError

from blink.discovery.social_cards import (
    HEIGHT,
    LEAST,
    WIDTH,
    CardText,
    _font,
    _set,
    drawable,
    font_file,
    picture,
    wrap,
)

ANN = CardText("What pruning costs", "Ann · 2026-01-31", "Blink")


class Asker:
    """An application with a setting."""

    def __init__(self, font="", folder="."):
        self.config, self.confdir = self, folder
        self.blink_card_font = font


FONT = font_file(Asker())


def opened(data):
    return Image.open(io.BytesIO(data))


def test_a_picture_is_of_the_size_that_is_asked_for_and_small():
    long = ANN._replace(title="wide words of a title " * 40)
    for shown in (ANN, long):
        data = picture(shown, FONT)
        assert opened(data).size == (WIDTH, HEIGHT)
        assert opened(data).format == "PNG"
        assert len(data) < 30_000
        assert data == picture(shown, FONT)


def ink(data):
    """Return the box of all that is not ground."""
    image = opened(data)
    image.putpalette([0, 0, 0, *[255] * 45])
    return image.convert("L").getbbox()


@pytest.mark.parametrize("title", ["W" * 300, "wide words of a title " * 40, "A", "a b " * 300])
def test_no_title_leaves_the_picture(title):
    left, top, right, bottom = ink(picture(ANN._replace(title=title), FONT))
    assert left >= 70
    assert top >= 70
    assert right <= WIDTH - 60
    assert bottom <= HEIGHT - 50


def test_each_word_of_it_changes_it():
    others = [ANN._replace(**{name: "Other"}) for name in ANN._fields]
    assert len({picture(shown, FONT) for shown in (ANN, *others)}) == 4


def test_words_are_kept_whole_where_they_fit():
    font = _font(FONT, 48, 700)
    lines = wrap("one two three four", font, 250)
    assert " ".join(lines) == "one two three four"
    assert len(lines) > 1
    long = wrap("a " + "x" * 100 + " b", font, 250)
    assert "".join(long).replace(" ", "") == "a" + "x" * 100 + "b"
    assert all(font.getlength(line) <= 250 for line in long)


def test_a_long_title_is_set_smaller_and_then_cut():
    assert _set("short", FONT)[1].size > _set("some more words in it " * 5, FONT)[1].size
    lines, _ = _set("word " * 100, FONT)
    assert len(lines) == 4
    assert lines[3].endswith("…")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Über Łódź, Привет, κόσμε", "Über Łódź, Привет, κόσμε"),
        ("Zoe\u0308  two", "Zoë two"),
        ("Rockets 🚀\ufe0f fly", "Rockets fly"),
        ("∑ᵢ xᵢ ≤ √n, ⟨a, 𝟙⟩ ∈ ℝⁿ", "∑ᵢ xᵢ ≤ √n, ⟨a, 𝟙⟩ ∈ ℝⁿ"),
        ("日本語の記事", ""),
        ("מאמר", ""),
        ("मैं", ""),
        ("", ""),
    ],
)
def test_what_can_be_drawn(text, left):
    assert drawable(text, FONT) == left


def test_what_the_font_lacks_leaves_the_blogs_name():
    lacking, named = ANN._replace(title="日本語"), ANN._replace(title="Blink", site="")
    assert picture(lacking, FONT) == picture(named, FONT)


def test_a_sign_of_a_formula_is_drawn_by_another_font():
    shown = [picture(ANN._replace(title=title), FONT) for title in ("a ≤ b", "a ≥ b", "a b")]
    assert len(set(shown)) == 3


def test_no_font_is_a_mistake_in_the_settings(tmp_path):
    with pytest.raises(ConfigError, match=r"blink_card_font.*none\.ttf"):
        font_file(Asker("none.ttf", tmp_path))
    (tmp_path / "own.ttf").write_bytes(Path(FONT).read_bytes())
    assert font_file(Asker("own.ttf", tmp_path)) == str(tmp_path / "own.ttf")


# -- in a site --------------------------------------------------------------------


def png(width, height):
    out = io.BytesIO()
    Image.new("L", (width, height)).save(out, "PNG")
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


def test_an_own_picture_wins_if_it_is_large(blog):
    blog = blog()
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
    base = SETTINGS["html_baseurl"]
    assert image_of(blog, "posts/large ä") == {
        "url": f"{base}_images/large%20%C3%A4.png", "width": "600", "height": "315",
        "alt": "Post large ä",
    }  # fmt: skip
    for name in ("small", "drawn", "broken"):
        assert image_of(blog, f"posts/{name}")["url"] == f"{base}_cards/posts/{name}.png"
        assert image_of(blog, f"posts/{name}")["width"] == "1200"
    names = {p.relative_to(blog.out).as_posix() for p in cards(blog)}
    assert names == {
        "_cards/index.png",
        *(f"_cards/posts/{n}.png" for n in ("small", "drawn", "broken")),
    }


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
