"""Differences from the baseline, with intervals and verdicts."""

from __future__ import annotations

import pytest
from logbooks.metrics.measuring import ACCURACY, entry_of, measured, of_study

from blink.logbooks.analysis import measured_entries
from blink.logbooks.metrics.changes import change_from
from blink.logbooks.metrics.scales import Scale
from blink.logbooks.run_files import entry_runs
from blink.logbooks.statistics.bootstrap import bootstrap_interval
from blink.logbooks.statistics.comparison import (
    BETTER,
    SAME,
    TOO_FEW,
    UNKNOWN,
    WORSE,
)
from blink.model import Metric

LOWER = Scale("m", "s", "lower")


@pytest.mark.parametrize(
    ("new", "old", "text", "interval", "word"),
    [
        ("lr03", "base", "+1.07", "[+0.48, +1.67]", BETTER),
        ("lr10", "lr03", "+1.04", "[+0.48, +1.59]", BETTER),
        ("p80", "lr03", "−0.67", "[−1.17, −0.16]", WORSE),
        ("w16", "lr03", "−2.00", "[−4.04, +0.04]", UNKNOWN),
        ("p90", "lr03", "−3.44", "[−5.06, −1.83]", WORSE),
        ("lr10b", "lr10", "−1.22", "[−3.65, +1.21]", UNKNOWN),
    ],
)
def test_a_study_is_judged_as_its_seeds_say(new, old, text, interval, word):
    entries = {entry.label: entry for entry in of_study(new, old)}
    change = change_from(entries[new].metric("test_acc"), entries[old].metric("test_acc"), ACCURACY)
    assert change[:5] == (text, interval, "points", "", word)


def change(new, old, scale=LOWER, **fields):
    return change_from(measured(new, **fields), measured(old, **fields), scale)


def test_typed_values_without_a_spread_have_a_difference_and_no_verdict():
    found = change(Metric("m", "12.30"), Metric("m", "12.0"))
    assert found[:5] == ("+0.30", "", "s", "+2.5 %", "")
    assert change(Metric("m", "10"), Metric("m", "8")).text == "+2"
    assert change(Metric("m", "1"), Metric("m", "0")).percent == ""
    assert change(Metric("m", "8"), Metric("m", "8")).text == "±0"
    assert change(Metric("m", "1e300"), Metric("m", "1e-300")).text == "+1.00e+300"
    assert change(Metric("m", "1e-5"), Metric("m", "2e-5")).text == "−0.00001"


def test_typed_deviations_and_numbers_of_runs_have_a_verdict():
    new, old = Metric("m", "2.5", "", "0.1", 5), Metric("m", "2.2", "", "0.1", 5)
    assert change(new, old).verdict == ""
    found = change(new, old, spread_is="sd")
    assert (found.interval, found.verdict) == ("[+0.15, +0.45]", WORSE)
    assert found.text == "+0.30"
    assert change(new, old, Scale("m", "s", "lower", margin=0.5), spread_is="sd").verdict == SAME
    assert change(new, old, Scale("m", "s", "lower", role="info"), spread_is="sd").verdict == ""
    few = [metric._replace(n=2) for metric in (new, old)]
    assert change(*few, spread_is="sd").verdict == TOO_FEW


def test_per_cent_is_only_for_quantities_with_a_true_zero():
    new, old = Metric("m", "97.44", "%"), Metric("m", "96.40", "%")
    found = change(new, old, Scale("m", "%", "higher"))
    assert (found.text, found.unit, found.percent) == ("+1.04", "points", "")
    assert change(new, old, Scale("m", "MB", "lower")).percent == "+1.1 %"
    assert change(new, old, Scale("m", "", "lower")).percent == ""


def test_a_file_with_a_value_for_each_example_is_compared_by_the_bootstrap(tmp_path):
    entries = []
    for name, every in (("old", 4), ("new", 3)):
        rows = [f"{number},{int(number % every == 0)}" for number in range(60)]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(["example,correct", *rows]), encoding="utf-8")
        runs, mistakes = entry_runs([path], tmp_path, ())
        assert mistakes == []
        entries.append(entry_of(name, runs=tuple(runs)))
    old, new = (entry.metric("correct") for entry in measured_entries(entries, {}))
    found = change_from(new, old, Scale("correct", "", "higher")).difference
    assert (found.pairs, old.count) == (60, 60)
    pairs = [dict(one.by_run) for one in (new, old)]
    shared = sorted(pairs[0])
    assert found.interval == bootstrap_interval(
        *([values[example] for example in shared] for values in pairs), paired=True
    )
