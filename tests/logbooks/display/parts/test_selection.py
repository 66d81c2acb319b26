"""Which entries a directive shows, in which order, and what it names in vain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from logbooks.display.parts.test_plots import entry, measured, run

from blink.logbooks.display.parts.selection import (
    changed_parameters,
    chosen,
    entry_problem,
    option_problems,
    shown_parameters,
    sorted_by,
)
from blink.logbooks.requests import Request

ENTRIES = measured(
    entry("lr-1", run(0.5, 3), lr="0.1", width="64"),
    entry("lr-10", run(0.7, 1), lr="1e-2", width="64"),
    entry("base", run(0.6, 2), lr="adam", width="64", dropout="no"),
)


def labels(entries):
    return [one.label for one in entries]


def test_entries_are_chosen_by_label_and_pattern_in_that_order():
    assert labels(chosen(ENTRIES, ["base", "lr-*"])) == ["base", "lr-1", "lr-10"]
    assert labels(chosen(ENTRIES, ["lr-10", "*"])) == ["lr-10", "lr-1", "base"]
    assert labels(chosen(ENTRIES, [])) == ["lr-1", "lr-10", "base"]


def test_parameters_are_changed_all_or_named():
    assert changed_parameters(ENTRIES) == ["lr", "dropout"]
    assert shown_parameters(ENTRIES, ["all"]) == ["lr", "width", "dropout"]
    assert shown_parameters(ENTRIES, ["width"]) == ["width"]
    assert shown_parameters(ENTRIES[:1], ["changed"]) == []


@pytest.mark.parametrize(
    ("sort", "wanted"),
    {
        "acc": ["lr-1", "base", "lr-10"],
        "-acc": ["lr-10", "base", "lr-1"],
        "lr": ["lr-10", "lr-1", "base"],
        "-width": ["lr-1", "lr-10", "base"],
        "dropout": ["base", "lr-1", "lr-10"],
        "-date": ["lr-10", "lr-1", "base"],
        "": ["lr-1", "lr-10", "base"],
    }.items(),
)
def test_rows_are_sorted_by_number_and_equal_ones_keep_their_order(sort, wanted):
    assert labels(sorted_by(ENTRIES, sort)) == wanted


def test_what_does_not_exist_is_named_with_the_nearest():
    visible = {one.label: one for one in ENTRIES[:2]}
    published = {one.label: one for one in ENTRIES}
    assert entry_problem("lr-1", visible, published) == ""
    assert "did you mean `lr-10`?" in entry_problem("lr10", visible, published)
    assert "later than this report" in entry_problem("base", visible, published)
    assert "no entry has a name like `x*`" in entry_problem("x*", visible, published)
    other = replace(ENTRIES[2], fields=replace(ENTRIES[2].fields, logbook="M"))
    problem = entry_problem("base", visible, {**published, "base": other})
    assert "is an entry of the logbook `M`; name it in `:logbook:`" in problem


def test_options_name_metrics_and_parameters_that_exist():
    request = Request("table", 1, metrics=("ac",), params=("changed", "widht"), sort="-dat")
    messages = [message for _, message in option_problems(request, ENTRIES, ["acc", "size"])]
    assert [message.rpartition("did you mean ")[2] for message in messages] == [
        "`acc`?", "`width`?", "`date`?",
    ]  # fmt: skip
    fine = Request("table", 1, metrics=("acc",), params=("all",), sort="date")
    assert list(option_problems(fine, ENTRIES, ["acc"])) == []
