"""The analysis of the entries of a logbook."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.analysis import (
    LogEntry,
    Scale,
    backlinks,
    best_so_far,
    change_from,
    circles,
    count_by,
    dead_ends,
    open_steps,
    scale_conflicts,
    scales,
    selected,
    superseded_labels,
)  # fmt: skip
from blink.logbooks.numbers import rounded, signed
from blink.model import EntryFields, Metric

LOWER, HIGHER = Scale("m", "", "lower"), Scale("m", "", "higher")


def make_entry(label, value="", day="2026-01-01", tags=(), better="", unit="", **fields):
    metrics = (Metric("m", value, unit, better=better),) if value else ()
    return LogEntry(
        label, f"posts/{label}", label.upper(), f"{day}T00:00:00+00:00", tags,
        EntryFields("P", metrics=metrics, **fields),
    )  # fmt: skip


def labels(entries):
    return [entry.label for entry in entries]


def test_entries_share_the_unit_and_the_direction_of_a_metric():
    entries = [
        make_entry("a", "1"),
        make_entry("b", "2", better="lower", unit="s"),
        make_entry("c", "3"),
    ]
    assert scales(entries) == {"m": Scale("m", "s", "lower")}
    assert scale_conflicts(entries) == []
    other = make_entry("d", "4", better="higher", unit="ms")
    assert [(r.label, "`s`" in said or "`lower`" in said) for r, said in
            scale_conflicts([*entries, other])] == [("d", True), ("d", True)]  # fmt: skip


def test_the_best_values_so_far():
    entries = [
        make_entry("a", "3"),
        make_entry("b", "4"),
        make_entry("c", "2"),
        make_entry("d", "2.0"),
        make_entry("e"),
    ]
    assert labels(best_so_far(entries, LOWER, frozenset())) == ["a", "c"]
    assert labels(best_so_far(entries, HIGHER, frozenset())) == ["a", "b"]
    assert best_so_far(entries, Scale("m", "", ""), frozenset()) == []


def test_abandoned_planned_and_superseded_entries_are_never_best():
    entries = [
        make_entry("a", "3"), make_entry("b", "1", status="abandoned"), make_entry("c", "2"),
        make_entry("d", "1", status="planned"), make_entry("e", "5", supersedes=("c",)),
    ]  # fmt: skip
    assert superseded_labels(entries) == {"c"}
    assert labels(best_so_far(entries, LOWER, superseded_labels(entries))) == ["a"]


def test_a_change_has_a_difference_a_percentage_and_a_verdict():
    a, b = Metric("m", "12.30", spread="0.3"), Metric("m", "12.0", spread="0.4")
    assert change_from(b, a, LOWER) == ("−0.30", "−2.4 %", "within the spread")
    assert change_from(Metric("m", "10"), Metric("m", "8"), LOWER) == ("+2", "+25.0 %", "worse")
    assert change_from(Metric("m", "10"), Metric("m", "8"), HIGHER).verdict == "better"
    assert change_from(Metric("m", "10"), Metric("m", "8"), Scale("m", "", "")).verdict == ""
    assert change_from(Metric("m", "1"), Metric("m", "0"), HIGHER) == ("+1", "", "better")
    assert change_from(a, a, LOWER) == ("±0.00", "±0.0 %", "the same")
    assert change_from(Metric("m", "1e300"), Metric("m", "1e-300"), LOWER) == (
        "+1.00e+300",
        "",
        "worse",
    )
    assert change_from(Metric("m", "1e-5"), Metric("m", "2e-5"), LOWER).text == "−0.00001"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**11), max_value=10**11
    )
)
def test_a_signed_number_keeps_its_value(number):
    text = signed(number)
    assert Decimal(text.replace("−", "-").replace("±", "")) == number
    assert text[0] in "+−±"


def test_dead_ends_are_abandoned_or_refuted_and_not_followed():
    entries = [
        make_entry("a", outcome="refuted"), make_entry("b", outcome="refuted", follows=("a#1",)),
        make_entry("c", status="abandoned"), make_entry("d", follows=("c",), outcome="supported"),
    ]  # fmt: skip
    assert labels(dead_ends(entries)) == ["b", "c"]


def test_steps_are_open_until_a_later_entry_follows():
    a = make_entry("a", next=("one", "two", "three"))
    b = make_entry("b", follows=("a#2",), next=("four",))
    c = make_entry("c", status="abandoned", next=("five",))
    assert [step.text for step in open_steps([a, b, c])] == ["one", "three", "four"]
    assert [
        step.text for step in open_steps([a, replace(b, fields=replace(b.fields, follows=("a",)))])
    ] == ["four"]
    d = make_entry("d", supersedes=("b",))
    assert [step.text for step in open_steps([a, b, d])] == ["one", "three"]
    # an entry before it takes up nothing
    assert [step.text for step in open_steps([make_entry("e", follows=("a",)), a])] == list(
        a.fields.next
    )


def test_entries_are_counted_linked_and_selected():
    entries = [
        make_entry("a", day="2026-01-01", status="done", tags=("x",)),
        make_entry("b", day="2026-02-01", status="done", follows=("a#1", "a#2"), replicates=("a",)),
        make_entry("c", day="2026-03-01", status="planned"),
    ]
    assert count_by(entries, "status") == [("planned", 1), ("done", 2)]
    found = backlinks(entries)
    assert {kind: labels(some) for kind, some in found["a"].items()} == {
        "follows": ["b"], "replicates": ["b"],
    }  # fmt: skip
    assert labels(selected(entries, since="2026-02-01")) == ["b", "c"]
    assert labels(selected(entries, until="2026-02-01", status="done")) == ["a", "b"]
    assert labels(selected(entries, tag="x")) == ["a"]


def test_a_number_that_a_program_wrote_is_rounded():
    numbers = {"0.17442824944361893": "0.1744", "97.30": "97.30", "1234.567": "1234.567",
               "123456.78901234": "123457", "4810000000000": "4810000000000"}  # fmt: skip
    assert {text: str(rounded(Decimal(text))) for text in numbers} == numbers


def test_entries_that_follow_themselves_are_found():
    entries = [
        make_entry("a", follows=("b",)),
        make_entry("b", follows=("a#1",)),
        make_entry("c", follows=("a",)),
    ]
    found = circles({entry.label: entry for entry in entries})
    assert [labels(way) for way in found] == [["a", "b"], ["b", "a"]]
    own = make_entry("c", follows=("c",))
    assert [labels(way) for way in circles({"c": own})] == [["c"]]
    assert circles({"d": make_entry("d", follows=("gone",))}) == []
