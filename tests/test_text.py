"""Slugs of names are safe, readable and unique."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.text import fold, has_words, one_line, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("F# and C++", "f-sharp-and-c-plus-plus"),
        ("#1 reason", "1-reason"),
        ("日本語", "日本語"),
        ("한국어", "한국어"),
        ("हिन्दी", "हिन्दी"),
        ("Ελληνικά", "ελληνικά"),
        ("Café au  Lait", "cafe-au-lait"),
        ("Cafe\u0301", "cafe"),
        ("Straße", "strasse"),
        ("ＡＢＣ", "abc"),
        ("snake_case - and—dash", "snake_case-anddash"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("../../etc/passwd", "etcpasswd"),
        ("3.10", "310"),
        ("a\tb\nc", "a-b-c"),
        ("--x--", "x"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_slug(name, expected):
    assert slug(name) == expected


@given(st.text())
def test_slugs_are_safe_file_names(name):
    found = slug(name)
    assert all(c in "-_" or unicodedata.category(c)[0] in "LNM" for c in found)
    assert not found.startswith("-")
    assert not found.endswith("-")
    assert "--" not in found
    assert found == found.casefold()


@given(st.text())
def test_names_with_words_have_a_slug(name):
    assert slug(name) if has_words(name) else not any(c.isalnum() for c in slug(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Python", "python"), ("machine learning", "Machine-Learning"), ("a_b", "a b"), ("Ａ", "a")],
)
def test_two_spellings_of_one_name(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C++", "C#"), ("cafe", "café")])
def test_names_that_differ_in_more_than_spelling(one, other):
    assert fold(one) != fold(other)


def test_one_line():
    assert one_line("  a\n\tb \u3000 c ") == "a b c"
