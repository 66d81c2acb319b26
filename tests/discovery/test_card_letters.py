"""The letters of social cards: which fonts draw them, and where a line ends."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PIL import Image

from blink.discovery.card_letters import (
    CardLine,
    Letters,
    face,
    is_shaped,
    noto_sans,
    runs_left,
    sign_font,
    words,
)

LETTERS = Letters([])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Über Łódź, Привет, κόσμε", "Über Łódź, Привет, κόσμε"),
        ("Zoe\u0308  two", "Zoë two"),
        ("Rockets 🚀\ufe0f fly", "Rockets fly"),
        ("👩\u200d💻 A woman 👋🏽 codes", "A woman codes"),
        ("1\ufe0f\u20e3 of 🇩🇪", "1 of"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England", "England"),
        ("∑ᵢ xᵢ ≤ √n, ⟨a, 𝟙⟩ ∈ ℝⁿ", "∑ᵢ xᵢ ≤ √n, ⟨a, 𝟙⟩ ∈ ℝⁿ"),
        ("मैं हूँ", "मैं हूँ"),
        ("日本語の記事", ""),
        ("מאמר", ""),
        ("", ""),
    ],
)
def test_what_can_be_drawn(text, left):
    assert LETTERS.drawable(text) == left


def test_the_letters_that_no_font_has_are_named():
    assert LETTERS.lacking("a 日本日 🚀") == "日本"
    assert LETTERS.lacking("abc ∑") == ""


@pytest.mark.parametrize(
    ("text", "leftward"),
    [("Blink עולם", False), ("(מאמר) Blink", True), ("3 دروس", True), ("123", False)],
)
def test_the_first_letter_decides_from_which_side_a_text_runs(text, leftward):
    assert runs_left(text) == leftward


def test_which_texts_are_shaped():
    assert [text for text in ("abc", "日本語", "é", "مرحبا", "नमस्ते", "ไทย") if is_shaped(text)] == [
        "مرحبا", "नमस्ते", "ไทย",
    ]  # fmt: skip


def test_a_line_ends_between_words_or_letters_that_are_written_without_spaces():
    assert words("one  two") == ["one ", "two"]
    assert words("ビルド「時間」、A b") == ["ビ", "ル", "ド", "「時", "間」、", "A ", "b"]


def test_words_are_kept_whole_where_they_fit():
    lines = LETTERS.wrapped("one two three four", 48, 700, 250)
    assert " ".join(lines) == "one two three four"
    assert len(lines) > 1
    long = LETTERS.wrapped("a " + "x" * 100 + " b", 48, 700, 250)
    assert "".join(long).replace(" ", "") == "a" + "x" * 100 + "b"
    assert all(LETTERS.width(line, 48, 700) <= 250 for line in long)


def test_lines_are_of_about_the_same_width():
    title = "Where the time of a cold build goes and why"
    filled = LETTERS.wrapped(title, 66, 700, 1040)
    lines = LETTERS.balanced(title, 66, 700, 1040)
    widths = [LETTERS.width(line, 66, 700) for line in lines]
    assert len(lines) == len(filled) == 2
    assert Fraction(min(widths) / max(widths)) > Fraction(2, 3)
    assert widths[0] < LETTERS.width(filled[0], 66, 700)


def drawn(text, letters=LETTERS, leftward=False, weight=700):
    image = Image.new("L", (900, 120))
    letters.write(image, CardLine(text, 80, 50, 48, weight), 255, leftward=leftward)
    return image


def test_text_is_drawn_from_its_side():
    for text in ("abc", "हिन्दी"):
        left, right = drawn(text).getbbox(), drawn(text, leftward=True).getbbox()
        assert 45 <= left[0] <= 60
        assert 840 <= right[2] <= 856
        assert abs((left[2] - left[0]) - (right[2] - right[0])) <= 2


def test_a_shaped_text_follows_the_weight_and_joins_its_letters():
    ink = {weight: sum(drawn("मैं", weight=weight).tobytes()) for weight in (400, 700)}
    assert ink[700] > 1.1 * ink[400]
    # क्त is one sign and not three
    assert drawn("क्त").getbbox() != drawn("क\u200c्त").getbbox()


def test_the_first_font_that_has_a_letter_draws_it():
    own = Letters([sign_font()])
    assert drawn("abc", own).tobytes() != drawn("abc").tobytes()
    assert own.files == (sign_font(), noto_sans())
    assert drawn("ह", own).tobytes() == drawn("ह", Letters([])).tobytes()


def test_a_sign_of_a_formula_is_drawn_by_another_font():
    shown = [drawn(title).tobytes() for title in ("a ≤ b", "a ≥ b", "a b")]
    assert len(set(shown)) == 3


def test_a_file_that_is_not_a_font(tmp_path):
    (tmp_path / "no.ttf").write_text("no")
    with pytest.raises(OSError, match="unknown file format"):
        face(str(tmp_path / "no.ttf"), 48, 400)
