"""Stars, replications and the number of comparisons of a logbook."""

from __future__ import annotations

from logbooks.metrics.measuring import ACCURACY, entry_of, of_study, runs

from blink.logbooks.analysis import measured_entries, superseded_labels
from blink.logbooks.metrics.scales import Scale
from blink.logbooks.metrics.standing import (
    best_so_far,
    chosen_by_test,
    comparisons,
    ends,
    not_replicated,
    standing,
    starred_scales,
)
from blink.model import Metric

LOWER, HIGHER = Scale("m", "", "lower"), Scale("m", "", "higher")


def typed(label, value="", **fields):
    metrics = (Metric("m", value, better="lower"),) if value else ()
    return measured_entries([entry_of(label, metrics=metrics, **fields)], {})[0]


def labels(entries):
    return [entry.label for entry in entries]


def test_the_best_values_so_far():
    entries = [typed("a", "3"), typed("b", "4"), typed("c", "2"), typed("d", "2.0"), typed("e")]
    assert labels(best_so_far(entries, LOWER, frozenset())) == ["a", "c"]
    assert labels(best_so_far(entries, HIGHER, frozenset())) == ["a", "b"]
    assert best_so_far(entries, Scale("m", "", ""), frozenset()) == []
    assert standing(entries, LOWER)[:2] == ("c", frozenset())


def test_abandoned_planned_and_superseded_entries_are_never_best():
    entries = [
        typed("a", "3"), typed("b", "1", status="abandoned"), typed("c", "2"),
        typed("d", "1", status="planned"), typed("e", "5", supersedes=("c",)),
    ]  # fmt: skip
    assert superseded_labels(entries) == {"c"}
    assert labels(best_so_far(entries, LOWER, superseded_labels(entries))) == ["a"]
    assert standing(entries, LOWER).best == "a"


def test_the_best_entry_is_judged_with_its_replication():
    entries = of_study("base", "lr03", "lr10", "lr10b", "p90", lr10b={"replicates": ("lr10",)})
    found = standing(entries, ACCURACY)
    assert found.best == "lr10"
    sample = found.samples["lr10"]
    assert f"{sample.mean:.2f} ± {sample.deviation:.2f}" == "96.83 ± 1.50"
    assert (sample.count, found.samples["p90"].count) == (10, 5)
    assert "lr10b" not in found.samples
    assert found.tied == {"lr03"}  # of ten runs, lr10 is not better for certain
    alone = standing(entries[:3], ACCURACY)
    assert (alone.best, alone.tied) == ("lr10", frozenset())


def test_a_replication_that_differs_marks_the_original():
    scale = {"m": Scale("m", "", "higher", declared=True)}
    first = entry_of("a", runs=runs([1.0, 1.1, 0.9]))
    other = entry_of("b", runs=runs([2.0, 2.1, 1.9], first=5), replicates=("a",))
    same = entry_of("c", runs=runs([1.05, 1.1, 0.8], first=9), replicates=("a",))
    rest = entry_of("d", runs=runs([0.5, 0.4, 0.6]))
    entries = measured_entries([first, other, same, rest], scale)
    assert {k: labels(v) for k, v in not_replicated(entries).items()} == {"a": ["b"]}
    assert standing(entries, scale["m"]).best == "d"
    assert not_replicated(measured_entries([first, same, rest], scale)) == {}
    refuted = entry_of("e", replicates=("a",), outcome="refuted")
    entries = measured_entries([first, refuted], scale)
    assert {k: labels(v) for k, v in not_replicated(entries).items()} == {"a": ["e"]}


def test_a_replication_of_a_replication_is_one_of_the_first_entry():
    scale = {"m": HIGHER._replace(declared=True)}
    first, rest = entry_of("a", runs=runs([1.0, 1.1, 0.9])), entry_of("d", runs=runs([0.1, 0.2]))
    again = entry_of("b", runs=runs([1.0, 1.1, 0.8], first=5), replicates=("a",))
    third = entry_of("c", runs=runs([1.1, 1.0, 0.7], first=9), replicates=("b",))
    found = standing(measured_entries([first, again, third, rest], scale), scale["m"])
    assert (found.best, found.samples["a"].count) == ("a", 9)
    other = entry_of("c", runs=runs([0.3, 0.2, 0.25], first=9), replicates=("b",))
    entries = measured_entries([first, again, other, rest], scale)
    contradicted = {k: labels(v) for k, v in not_replicated(entries).items()}
    assert contradicted == {"a": ["c"], "b": ["c"]}
    assert standing(entries, scale["m"]).best == "d"


def test_a_replication_stands_alone_where_its_original_does_not_count():
    entries = [
        typed("a", "3"), typed("b", "2", replicates=("a",)), typed("c", "5"),
        typed("d", replicates=("c",), supersedes=("b",)),
    ]  # fmt: skip
    assert standing(entries, LOWER).samples["a"].mean == 3  # b is superseded
    for fields in ({"status": "abandoned"}, {"status": "planned"}):
        assert standing([typed("a", "3", **fields), *entries[1:3]], LOWER).best == "b"
    assert standing([typed("a"), *entries[1:3]], LOWER).best == "b"
    instead = typed("b", "2", replicates=("a",), supersedes=("a",))
    assert standing([entries[0], instead, entries[2]], LOWER).best == "b"


def test_a_superseded_replication_contradicts_nothing():
    entries = [
        typed("a", "3"), typed("b", "9", replicates=("a",), outcome="refuted"),
        typed("c", "3", replicates=("a",), supersedes=("b",)),
    ]  # fmt: skip
    assert labels(not_replicated(entries[:2])["a"]) == ["b"]
    assert not_replicated(entries) == {}


def test_only_primary_metrics_have_stars():
    cost = Scale("params", "weights", "lower", role="cost")
    assert list(starred_scales({"m": LOWER, "params": cost})) == ["m"]
    assert list(starred_scales({"m": LOWER, "test_acc": ACCURACY})) == ["test_acc"]
    entries = of_study("base", "w16", declared=(ACCURACY, cost._replace(declared=True)))
    assert standing(entries, cost).best == ""


def test_comparisons_with_one_baseline_are_counted():
    names = ("lr03", "div", "lr10", "mom", "p50", "p80", "p90", "w16", "w256", "wd")
    entries = of_study("base", *names, **{name: {"baseline": "base"} for name in names})
    (found,) = comparisons(entries, {entry.label: entry for entry in entries})
    assert (found.baseline, found.total) == ("base", 10)
    assert 0 < found.remaining < 10
    assert [(s.name, n) for s, n in chosen_by_test(entries)] == [("test_acc", 11)]
    assert chosen_by_test(entries[:5]) == []


def test_a_replication_that_refutes_ends_its_original_and_not_itself():
    entries = [
        typed("a", outcome="supported"), typed("b", outcome="refuted", replicates=("a",)),
        typed("c", status="abandoned"), typed("d", outcome="refuted"),
        typed("e"), typed("f", outcome="refuted", replicates=("e",)), typed("g", follows=("e",)),
    ]  # fmt: skip
    assert [(entry.label, why) for entry, why in ends(entries)] == [
        ("a", "not replicated"), ("c", "abandoned"), ("d", "refuted"),
    ]  # fmt: skip


def test_a_run_that_is_there_twice_counts_once():
    scale = Scale("m", "", "higher", declared=True)
    first = entry_of("a", runs=runs([1.0, 1.1, 0.9]))
    copy = entry_of("b", runs=runs([1.0, 1.1, 0.8]), replicates=("a",))
    entries = measured_entries([first, copy], {"m": scale})
    assert standing(entries, scale).samples["a"].count == 4
