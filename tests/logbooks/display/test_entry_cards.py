"""The card of an entry, and its position in its logbook."""

from __future__ import annotations

from logbooks.test_analysis import make_entry

from blink.logbooks.analysis import Scale
from blink.logbooks.display.entry_cards import entry_card, entry_positions


def test_a_card_shows_the_change_against_its_baseline():
    a = make_entry("a", "10", better="lower", unit="ms")
    b = make_entry("b", "8", baseline="a", follows=("a#1", "a"), supersedes=("gone",))
    found = entry_card(b, {"a": a, "b": b}, {"m": Scale("m", "ms", "lower")})
    assert found["baseline"]["docname"] == "posts/a"
    (row,) = found["metrics"]
    assert (row["value"], row["base"], row["by"], row["word"]) == ("8 ms", "10 ms", "−2", "better")
    assert [[name, [one["title"] for one in some]] for name, some in found["relations"]] == [
        ["Follows", ["A"]], ["Supersedes", []],
    ]  # fmt: skip


def test_an_entry_has_a_number_neighbours_and_backlinks():
    a, b, c = make_entry("a"), make_entry("b", follows=("a",)), make_entry("c", supersedes=("a",))
    found = entry_positions([a, b, c], {"a": a, "b": b, "c": c})
    assert (found["b"]["number"], found["b"]["total"]) == (2, 3)
    assert found["b"]["previous"]["title"], found["b"]["next"]["title"] == ("A", "C")
    assert found["a"]["previous"] is found["c"]["next"] is None
    assert [[name, [one["title"] for one in some]] for name, some in found["a"]["back"]] == [
        ["Followed by", ["B"]], ["Superseded by", ["C"]],
    ]  # fmt: skip
