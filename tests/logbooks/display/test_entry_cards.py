"""The card of an entry, and its position in its logbook."""

from __future__ import annotations

from logbooks.test_analysis import make_entry

from blink.logbooks.analysis import measured_entries
from blink.logbooks.display.entry_cards import entry_card, entry_positions


def test_a_card_shows_the_change_against_its_baseline():
    a = make_entry("a", "10", better="lower", unit="ms")
    b = make_entry("b", "8", baseline="a", follows=("a#1", "a"), supersedes=("gone",))
    a, b = measured_entries([a, b], {})
    card = entry_card(b, {"a": a, "b": b})
    assert card["baseline"]["docname"] == "posts/a"
    (row,) = card["metrics"]
    assert (row["value"], row["base"], row["change"], row["unit"]) == ("8 ms", "10 ms", "−2", "ms")
    assert row["verdict"] == ""
    assert [[name, [link["title"] for link in links]] for name, links in card["relations"]] == [
        ["Follows", ["A"]], ["Supersedes", []],
    ]  # fmt: skip


def test_an_entry_has_a_number_neighbours_and_backlinks():
    a, b, c = make_entry("a"), make_entry("b", follows=("a",)), make_entry("c", supersedes=("a",))
    positions = entry_positions([a, b, c], {"a": a, "b": b, "c": c})
    assert (positions["b"]["number"], positions["b"]["total"]) == (2, 3)
    neighbours = (positions["b"]["previous"]["title"], positions["b"]["next"]["title"])
    assert neighbours == ("A", "C")
    assert positions["a"]["previous"] is positions["c"]["next"] is None
    back = positions["a"]["back"]
    assert [[name, [link["title"] for link in links]] for name, links in back] == [
        ["follows", ["B"]], ["supersedes", ["C"]],
    ]  # fmt: skip
