"""A BibTeX entry contains the data of the post, whatever characters they have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from blink.pages.bibtex import bibtex, key, tex

DAY = datetime(2026, 3, 9, tzinfo=UTC)


def test_an_entry():
    authors, url = ["Ada Lovelace", "Grace Hopper"], "https://b.test/p.html"
    assert bibtex("What pruning costs", authors, DAY, "Blink", url) == (
        "@misc{lovelace2026what,\n"
        "  author = {Ada Lovelace and Grace Hopper},\n"
        "  title = {{What pruning costs}},\n"
        "  howpublished = {Blink},\n"
        "  year = {2026},\n"
        "  month = {3},\n"
        "  url = {https://b.test/p.html},\n"
        "}"
    )  # fmt: skip


def test_an_author_that_is_no_person_is_not_taken_apart_and_none_is_left_out():
    assert "author = {{ACME}}" in bibtex("T", ["ACME"], DAY, "S", "u")
    several = bibtex("T", ["Smith and Sons", "Ann Sand", "Smith AND Co"], DAY, "S", "u")
    assert "author = {{Smith and Sons} and Ann Sand and {Smith AND Co}}" in several
    assert "author" not in bibtex("T", [], DAY, "S", "u")


def test_what_tex_takes_for_a_command_is_shown():
    assert tex(r"50% of C# & a_b {x} ~ ^ \ $") == (
        r"50\% of C\# \& a\_b \{x\} \textasciitilde{} \textasciicircum{} \textbackslash{} \$"
    )


@pytest.mark.parametrize(
    ("author", "title", "expected"),
    [
        ("Jürgen Müller", "Über Größe", "muller2026uber"),
        ("", "日本語", "post2026"),
        ("A B", "To be or not", "b2026to"),
    ],
)
def test_keys_are_ascii(author, title, expected):
    assert key(author, DAY, title) == expected
