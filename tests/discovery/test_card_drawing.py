"""Social cards as they are drawn: in the colours of the blog, or over a picture."""

from __future__ import annotations

import io
from itertools import product

import pytest
from PIL import Image, ImageChops

from blink.discovery.card_drawing import HEIGHT, SIZE, WIDTH, Cards, CardText, set_title
from blink.discovery.card_letters import Letters
from blink.identity.colours import AA, contrast
from blink.identity.look import Look
from blink.identity.palettes import PALETTES

ANN = CardText("What pruning costs", "Ann · 2026-01-31", "Blink")
LETTERS = Letters([])


def look(name="ultramarine"):
    return Look(*PALETTES[name][2:4], 0.25, 42)


CARDS = Cards(LETTERS, look())


def opened(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def hexadecimal(pixel):
    return "#{:02x}{:02x}{:02x}".format(*pixel)


def test_a_card_is_of_the_size_that_is_asked_for_and_small():
    long = ANN._replace(title="wide words of a title " * 40)
    for shown in (ANN, long):
        data = CARDS.plain(shown)
        assert opened(data).size == SIZE
        assert len(data) < 70_000
        assert data == Cards(LETTERS, look()).plain(shown)


@pytest.mark.parametrize(
    "title", ["W" * 300, "wide words of a title " * 40, "A", "a b " * 300, "語" * 90]
)
def test_no_title_leaves_the_card(title):
    empty = opened(CARDS.plain(CardText("", "", "")))
    with_title = opened(CARDS.plain(ANN._replace(title=title)))
    left, top, right, bottom = box_of_difference(empty, with_title)
    assert left >= 70
    assert top >= 60
    assert right <= WIDTH - 70
    assert bottom <= HEIGHT - 40


def box_of_difference(one, other):
    return ImageChops.difference(one, other).getbbox()


def test_each_word_of_it_changes_it():
    others = [ANN._replace(**{name: "Other"}) for name in ANN._fields]
    assert len({CARDS.plain(shown) for shown in (ANN, *others)}) == 4


@pytest.mark.parametrize("name", PALETTES)
def test_the_colours_are_those_of_the_palette(name):
    colours = look(name).light
    image = opened(Cards(LETTERS, look(name)).plain(ANN))
    assert hexadecimal(image.getpixel((4, 300))) == colours.accent
    assert hexadecimal(image.getpixel((300, 20))) == colours.background
    used = {hexadecimal(pixel) for _, pixel in image.getcolors(WIDTH * HEIGHT)}
    assert colours.text in used


def test_a_long_title_is_set_smaller_and_then_cut():
    assert set_title("short", LETTERS).size > set_title("some more words in it " * 5, LETTERS).size
    lines, _ = set_title("word " * 100, LETTERS)
    assert len(lines) == 4
    assert lines[3].endswith("…")


def test_what_the_fonts_lack_leaves_the_blogs_name():
    lacking, named = ANN._replace(title="日本語"), ANN._replace(title="Blink", site="")
    assert CARDS.plain(lacking) == CARDS.plain(named)


def logo(folder, size, colour):
    file = folder / f"{size}.png"
    Image.new("RGB", size, colour).save(file)
    return file


def test_the_logo_is_at_the_side_where_the_text_begins(tmp_path):
    file = logo(tmp_path, (100, 100), "#ff00aa")
    image = opened(Cards(LETTERS, look(), file).plain(ANN))
    assert hexadecimal(image.getpixel((100, 100))) == "#ff00aa"
    wide = opened(Cards(LETTERS, look(), logo(tmp_path, (900, 30), "#00ff00")).plain(ANN))
    assert hexadecimal(wide.getpixel((390, 73))) == "#00ff00"
    assert Cards(LETTERS, look(), tmp_path / "none.png").plain(ANN) == CARDS.plain(ANN)


def test_a_drawn_logo_keeps_its_form(tmp_path):
    rectangle = '<rect width="20" height="10" fill="#f00"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{rectangle}</svg>'
    (tmp_path / "logo.svg").write_text(svg)
    image = opened(Cards(LETTERS, look(), tmp_path / "logo.svg").plain(ANN))
    assert hexadecimal(image.getpixel((80 + 120, 100))) == "#ff0000"


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ff8800"])
def test_a_title_over_a_picture_can_be_read(tmp_path, colour):
    file = logo(tmp_path, (1600, 900), colour)
    image = opened(CARDS.over(ANN._replace(title="il " * 20), file))
    assert image.size == SIZE
    grounds = [image.getpixel((x, y)) for x, y in product((1150, 700), (300, 400, 480, 600))]
    ink = look().dark.text
    assert min(contrast(hexadecimal(pixel), ink) for pixel in grounds) >= AA


def test_a_picture_behind_a_card_is_cut_and_turned_as_it_is_shown(tmp_path):
    image = Image.new("RGB", (400, 800), "#000")
    image.paste("#ffffff", (0, 0, 200, 800))  # the upper half, when it is turned
    exif = image.getexif()
    exif[0x0112] = 6  # turned by a quarter to the right
    image.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    shown = opened(CARDS.over(ANN, tmp_path / "turned.jpg"))
    assert sum(shown.getpixel((900, 20))) > 3 * sum(shown.getpixel((900, 615)))
