"""Plots of metrics over entries."""

from __future__ import annotations

from logbooks.metrics.measuring import of_study
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


def test_a_plot_has_the_runs_and_the_numbers_of_its_entries():
    entries = of_study("base", "lr03", "lr10")
    drawn = entry_plot(entries[1:], "test_acc", among=entries)
    assert [point.number for point in drawn.points] == [2, 3]
    assert len(drawn.points[0].runs) == 5
    assert drawn.points[1].text == "97.44"
    assert drawn.caption.startswith("test_acc (%) of each entry.")
    assert "Bars show the standard deviation of the runs." in drawn.caption
    assert "Dots are single runs." in drawn.caption
    assert "arrow" not in drawn.caption
    over_time = entry_plot(entries, "test_acc", axis="time")
    assert "over time" in over_time.caption
