"""What plots show: means and bands of curves, the Pareto line, and their text alternatives."""

from __future__ import annotations

import pytest

from blink.logbooks.analysis import LogEntry, measured_entries
from blink.logbooks.display.parts.curves import curve_names, curves_plot, mean_curve
from blink.logbooks.display.parts.scatter import pareto_front, scatter_plot
from blink.logbooks.metrics.scales import Scale
from blink.model import EntryCurve, EntryFields, EntryRun
from blink.words import ENGLISH

SCALES = {
    "acc": Scale("acc", "%", "higher", sources=("val/acc",), times=100, declared=True),
    "size": Scale("size", "", "lower", declared=True),
}


def entry(label, *runs, status="", supersedes=(), **params):
    """Return an entry of which each run has an accuracy, a size and perhaps a curve."""
    made = [
        EntryRun(
            f"{label}/{number}", seed=str(number), metrics=(("acc", acc), ("size", size)),
            params=tuple(params.items()), curves=curves, failed=failed,
        )
        for number, (acc, size, curves, failed) in enumerate(runs)
    ]  # fmt: skip
    fields = EntryFields("L", status=status, supersedes=supersedes, runs=tuple(made))
    return LogEntry(label, label, f"Entry {label}", f"2026-01-0{len(label)}", (), fields)


def run(acc=0.5, size=1.0, curve=(), failed=""):
    curves = (EntryCurve("val/acc", *zip(*curve, strict=True)),) if curve else ()
    return acc, size, curves, failed


def measured(*entries):
    return measured_entries(entries, SCALES)


# -- Curves --------------------------------------------------------------------------


def test_a_mean_is_taken_where_all_curves_have_steps():
    short = EntryCurve("c", (0.0, 2.0), (0.0, 4.0))
    long = EntryCurve("c", (1.0, 2.0, 3.0), (4.0, 6.0, 9.0))
    line = mean_curve("x", [short, long])
    assert (line.steps, line.mean) == ((1.0, 2.0), (3.0, 5.0))
    assert line.low == pytest.approx((3 - 2**0.5, 5 - 2**0.5))
    wide = mean_curve("x", [short, long], band="range", times=10)
    assert (wide.low, wide.high) == ((20.0, 40.0), (40.0, 60.0))
    assert mean_curve("x", [long]).low == ()


def test_curves_without_a_common_step_or_a_finite_value_have_no_mean():
    first = EntryCurve("c", (0.0, 1.0), (1.0, 1.0))
    assert mean_curve("x", [first, EntryCurve("c", (2.0, 3.0), (1.0, 1.0))]) is None
    assert mean_curve("x", [EntryCurve("c", (0.0, 1.0), (float("nan"), 1e300))]) is None
    assert mean_curve("x", [first, EntryCurve("c", (0.0, 1.0), (float("inf"), 3.0))]).mean == (2,)


def test_a_plot_of_curves_has_the_unit_of_the_metric_and_leaves_failed_runs_out():
    good, failed = run(curve=[(0, 0.1), (1, 0.5)]), run(curve=[(0, 9), (1, 9)], failed="NaN")
    entries = measured(entry("a", good, run(curve=[(0, 0.3), (1, 0.7)]), failed), entry("bb", good))
    assert curve_names(entries) == ["val/acc"]
    plot = curves_plot(entries, "val/acc", SCALES, ENGLISH)
    assert plot.label == "val/acc (%)"
    assert plot.lines[0].mean == pytest.approx((20, 60))
    assert plot.lines[1].low == ()
    assert plot.description == (
        "val/acc over the steps of the runs, curves of 2 entries. Entry a goes from 20 to 60."
        " Entry bb goes from 10 to 50."
    )
    assert "standard deviation" in plot.caption
    assert "smallest" in curves_plot(entries, "val/acc", SCALES, ENGLISH, band="range").caption
    assert curves_plot(entries, "other", SCALES, ENGLISH) is None


# -- Scatter plots -------------------------------------------------------------------


def test_the_pareto_line_has_what_nothing_beats_in_the_directions_of_the_metrics():
    points = [(1, 5), (2, 7), (3, 6), (2, 7), (2, 4), (4, 8)]
    assert sorted(pareto_front(points, "lower", "higher")) == [0, 1, 3, 5]
    assert sorted(pareto_front(points, "higher", "higher")) == [5]
    assert sorted(pareto_front(points, "lower", "lower")) == [0, 4]


def test_a_scatter_plot_has_a_mark_for_each_entry_with_both_values():
    entries = measured(
        entry("a", run(0.5, 10), run(0.7, 10), lr="0.1"), entry("bb", run(0.8, 20), lr="0.2"),
        entry("ccc", run(0.7, 30), lr="adam"), entry("dddd", run(0.9, 5), status="abandoned"),
    )  # fmt: skip
    plot = scatter_plot(entries, ("size", "acc"), SCALES, frozenset(), ENGLISH, pareto=True)
    assert [mark.front for mark in plot.marks] == [True, True, False, False]
    assert [mark.excluded for mark in plot.marks] == [False, False, False, True]
    assert plot.marks[0].spread == pytest.approx(14.142, abs=1e-3)
    assert plot.marks[1].y == 80
    assert (plot.x_label, plot.y_label, plot.high_x) == ("size", "acc (%)", False)
    assert plot.description.endswith("On the Pareto line, from left to right: Entry a, Entry bb.")
    by_param = scatter_plot(entries, ("lr", "acc"), SCALES, frozenset(), ENGLISH)
    assert [mark.x for mark in by_param.marks] == [0.1, 0.2]
    assert scatter_plot(entries[:1], ("lr", "acc"), SCALES, frozenset(), ENGLISH) is None
    superseded = scatter_plot(entries, ("size", "acc"), SCALES, frozenset({"a"}), ENGLISH)
    assert "cross" in superseded.caption
