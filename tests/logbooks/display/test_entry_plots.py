"""Plots of metrics over entries."""

from __future__ import annotations

from logbooks.test_analysis import make_entry

from blink.logbooks.analysis import measured_entries
from blink.logbooks.display.entry_plots import entry_plot


def test_a_plot_needs_two_values():
    entries = measured_entries(
        [
            make_entry("a", "10", better="lower"),
            make_entry("b"),
            make_entry("c", "8", status="abandoned"),
        ],
        {},
    )
    drawn = entry_plot(entries, "m", "Pruning")
    assert [(p.value, p.excluded, p.best) for p in drawn.points] == [
        (10, False, True), (8, True, False),
    ]  # fmt: skip
    assert "The table has every value" in drawn.description
    assert entry_plot(entries[:2], "m") is entry_plot(entries, "other") is None
