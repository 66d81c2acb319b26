"""The card of an entry, and its position in its logbook."""

from __future__ import annotations

from dataclasses import replace

from logbooks.metrics.measuring import ACCURACY, entry_of, of_study, runs
from logbooks.test_analysis import make_entry

from blink.logbooks.analysis import measured_entries
from blink.logbooks.display.entry_cards import changed_params, entry_card, entry_positions


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


def test_an_entry_opens_with_its_result_and_what_changed():
    lr03, lr10 = of_study("lr03", "lr10", lr10={"baseline": "lr03"})
    opening = entry_card(lr10, {"lr03": lr03, "lr10": lr10})["opening"]
    (result,) = opening["results"]
    assert (result["name"], result["value"], result["n"]) == ("test_acc", "97.44 ± 0.46 %", 5)
    said = [result[key] for key in ("change", "unit", "interval", "verdict")]
    assert said == ["+1.04", "points", "[+0.48, +1.59]", "better"]
    assert opening["changes"] == [["lr", "0.3", "1.0"]]
    assert opening["baseline"]["title"] == "LR03"
    assert entry_card(entry_of("a"), {})["opening"] is None


def test_parameters_that_one_entry_does_not_have_are_named():
    a = entry_of("a", params=(("lr", "0.1"), ("width", "64")))
    b = entry_of("b", params=(("lr", "0.1"), ("depth", "2")))
    assert changed_params(b, a) == [("depth", "–", "2"), ("width", "64", "–")]
    assert changed_params(b, entry_of("c")) == []


def test_runs_are_listed_in_a_few_words():
    own = runs([0.97, 0.96, 0.98, 0.1], "test_acc", seconds=1.26, host="2 cores")
    own = (*own[:3], replace(own[3], failed="it ended with the exit code 1"))
    (entry,) = measured_entries([entry_of("a", runs=own)], {"test_acc": ACCURACY})
    card = entry_card(entry, {})
    assert card["runs"] == {
        "n": 3, "failed": 1, "seeds": "0–3",
        "failures": [{"seed": "3", "name": "runs/3", "reason": "it ended with the exit code 1"}],
        "silent": [],
    }  # fmt: skip
    assert card["provenance"] == [["Hardware", ["2 cores"]], ["Duration", ["5.0 s"]]]
    assert card["expected"] == [["test_acc", "97.00 ± 1.00 %", "0–2", ["97", "96", "98"]]]
    assert (card["metrics"][0]["n"], card["metrics"][0]["failed"]) == (3, 1)


def test_a_failed_run_that_was_run_again_is_not_listed():
    good = runs([0.97, 0.96], "test_acc", seconds=2.0, command=("a",))
    early = [replace(run, path=f"{run.path}-a", metrics=(), failed="exit", command=("wrong",))
             for run in good]  # fmt: skip
    (entry,) = measured_entries([entry_of("a", runs=(*early, *good))], {"test_acc": ACCURACY})
    card = entry_card(entry, {})
    assert (card["runs"]["n"], card["runs"]["failed"], card["runs"]["failures"]) == (2, 0, [])
    assert card["provenance"] == [["Duration", ["4 s"]]]
    ((_, lines, _),) = card["recipes"]
    assert lines == ("a",)


def test_a_good_run_without_a_metric_is_named():
    both = (("test_acc", 0.9), ("loss", 1.0))
    own = [replace(run, metrics=both) for run in runs([0, 0, 0])]
    own[1] = replace(own[1], metrics=(("loss", 1.0), ("rare", 1.0)))
    own[2] = replace(own[2], seed="", metrics=(("test_acc", 0.9),))

    def silent(*declared):
        scales = {scale.name: scale for scale in declared}
        (entry,) = measured_entries([entry_of("a", runs=tuple(own))], scales)
        return [(one["seed"] or one["name"], one["metrics"])
                for one in entry_card(entry, {})["runs"]["silent"]]  # fmt: skip

    assert silent(ACCURACY) == [("1", ["test_acc"])]
    assert silent(ACCURACY._replace(primary=False)) == []
    assert silent() == [("1", ["test_acc"]), ("runs/2", ["loss"])]
