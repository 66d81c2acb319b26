"""What an entry measured: typed values, and the values of its runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from logbooks.metrics.measuring import ACCURACY, entry_of, measured, of_study, runs

from blink.logbooks.analysis import measured_entries, scales_of
from blink.logbooks.display.formatting import format_value
from blink.logbooks.metrics.measurements import counted_runs
from blink.logbooks.metrics.scales import Scale
from blink.model import EntryRun, Metric


def test_entries_share_the_unit_and_the_direction_of_a_metric():
    entries = [
        entry_of("a", metrics=(Metric("m", "1"),)),
        entry_of("b", metrics=(Metric("m", "2", "s", better="lower"), Metric("k", "1"))),
        entry_of("c", metrics=(Metric("k", "3"), Metric("m", "3"))),
    ]
    first, *_, last = measured_entries(entries, {})
    assert scales_of([last]) == {
        "m": Scale("m", "s", "lower"), "k": Scale("k", "", "", place=1),
    }  # fmt: skip
    assert format_value(first.metric("m")) == "1 s"


@pytest.mark.parametrize(
    ("label", "text"),
    [("lr10", "97.44 ± 0.46 %"), ("lr10b", "96.22 ± 1.98 %")],
)
def test_runs_give_the_mean_and_the_standard_deviation(label, text):
    (entry,) = of_study(label)
    one = entry.metric("test_acc")
    assert format_value(one) == text
    assert (one.count, one.failed) == (5, 0)
    assert one.by_run[0][0] == ("5" if label == "lr10b" else "0")
    assert list(entry.measured) == ["test_acc"]  # others are not declared


def test_without_a_declaration_all_metrics_of_runs_count():
    (entry,) = of_study("base", declared=())
    assert list(entry.measured) == ["test_acc", "test_loss", "params", "seconds"]
    assert format_value(entry.metric("params")) == "4810"


def test_a_failed_run_does_not_count():
    five = runs([1.0, 2.0, 3.0, 4.0, 100.0])
    (entry,) = measured_entries(
        [entry_of("a", runs=(*five[:4], replace(five[4], failed="`loss` is nan")))], {}
    )
    one = entry.metric("m")
    assert (one.sample.mean, one.count, one.failed) == (2.5, 4, 1)


def test_a_failed_run_that_was_run_again_does_not_count():
    good = runs([1.0, 2.0], params=(("lr", "1"),))
    failed = [replace(run, path=f"{run.path}-a", metrics=(), params=(), failed="no such folder")
              for run in runs([0, 0, 0])]  # fmt: skip
    unknown = replace(failed[0], seed="")
    (entry,) = measured_entries([entry_of("a", runs=(*failed, unknown, *good))], {})
    one = entry.metric("m")
    assert (one.count, one.failed) == (2, 2)
    assert counted_runs(entry.fields.runs) == [failed[2], unknown, *good]
    (entry,) = measured_entries([entry_of("a", runs=(*failed[:2], *good))], {})
    assert entry.metric("m").failed == 0
    assert entry.params == {"lr": "1"}


def test_a_metric_has_other_names_in_runs():
    scale = Scale("test_acc", "%", "higher", ("eval_accuracy",), 100, declared=True)
    for name in ("test_acc", "eval_accuracy", "test/acc", "Test-Acc"):
        (entry,) = measured_entries([entry_of("a", runs=runs([0.5], name))], {"test_acc": scale})
        assert format_value(entry.metric("test_acc")) == "50 %"
    (entry,) = measured_entries([entry_of("a", runs=runs([0.5], "acc"))], {"test_acc": scale})
    assert entry.measured == {}


def test_a_mean_in_a_file_keeps_its_deviation():
    run = EntryRun("r.json", metrics=(("m", 0.9),), summaries=(("m", 0.01, 5),))
    scale = Scale("m", "%", "higher", times=100, declared=True)
    (entry,) = measured_entries([entry_of("a", runs=(run,))], {"m": scale})
    one = entry.metric("m")
    assert format_value(one) == "90.0 ± 1.0 %"
    assert one.sample.deviation == pytest.approx(1)
    assert one.count == 5


def test_what_a_typed_spread_is_decides_on_the_deviation():
    metric = Metric("m", "10", "s", "2", 4)
    assert measured(metric).sample.deviation is None
    assert measured(metric, spread_is="sd").sample.deviation == 2
    assert measured(metric, spread_is="sem").sample.deviation == 4
    assert measured(metric, spread_is="range").sample.deviation is None


def test_runs_without_seeds_of_their_own_are_not_paired():
    twice = tuple(replace(run, seed="1") for run in runs([1.0, 2.0]))
    (entry,) = measured_entries([entry_of("a", runs=twice)], {})
    assert [seed for seed, _ in entry.metric("m").by_run] == ["1", "a/2"]


def test_parameters_are_those_of_all_runs_and_the_typed_ones():
    (entry,) = of_study("lr03", declared=(ACCURACY,), lr03={"params": (("note", "warm"),)})
    assert entry.params["lr"] == "0.3"
    assert entry.params["note"] == "warm"
    run = EntryRun("r", params=(("lr", "1"), ("seed", "3")))
    (entry,) = measured_entries(
        [entry_of("a", runs=(run, replace(run, params=(("lr", "2"), ("x", "1")))))], {}
    )
    assert entry.params == {}


@pytest.mark.parametrize("values", [[1e307, 1e307, 2.0], [1e200, 2.0], [1e149, 2.0]])
def test_a_run_whose_value_is_too_large_failed(values):
    scale = {"m": ACCURACY._replace(name="m")}
    (entry,) = measured_entries([entry_of("a", runs=runs(values))], scale)
    one = entry.metric("m")
    assert (one.sample.mean, one.count, one.failed) == (200, 1, len(values) - 1)
