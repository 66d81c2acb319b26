"""What the entries of a logbook add up to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.analysis import (
    Record,
    Scale,
    backlinks,
    bests,
    change,
    chosen,
    circles,
    dead_ends,
    disagreements,
    open_steps,
    scales,
    signed,
    superseded,
    tally,
)  # fmt: skip
from blink.model import Logged, Metric

LOWER, HIGHER = Scale("m", "", "lower"), Scale("m", "", "higher")


def entry(label, value="", day="2026-01-01", tags=(), better="", unit="", **said):
    metrics = (Metric("m", value, unit, better=better),) if value else ()
    return Record(
        label, f"posts/{label}", label.upper(), f"{day}T00:00:00+00:00", tags,
        Logged("P", metrics=metrics, **said),
    )  # fmt: skip


def labels(records):
    return [record.label for record in records]


def test_what_one_says_of_a_scale_all_say():
    records = [entry("a", "1"), entry("b", "2", better="lower", unit="s"), entry("c", "3")]
    assert scales(records) == {"m": Scale("m", "s", "lower")}
    assert disagreements(records) == []
    other = entry("d", "4", better="higher", unit="ms")
    assert [(r.label, "`s`" in said or "`lower`" in said) for r, said in
            disagreements([*records, other])] == [("d", True), ("d", True)]  # fmt: skip


def test_the_best_so_far():
    records = [entry("a", "3"), entry("b", "4"), entry("c", "2"), entry("d", "2.0"), entry("e")]
    assert labels(bests(records, LOWER, frozenset())) == ["a", "c"]
    assert labels(bests(records, HIGHER, frozenset())) == ["a", "b"]
    assert bests(records, Scale("m", "", ""), frozenset()) == []


def test_what_was_given_up_or_replaced_is_never_best():
    records = [
        entry("a", "3"), entry("b", "1", status="abandoned"), entry("c", "2"),
        entry("d", "1", status="planned"), entry("e", "5", supersedes=("c",)),
    ]  # fmt: skip
    assert superseded(records) == {"c"}
    assert labels(bests(records, LOWER, superseded(records))) == ["a"]


def test_changes():
    a, b = Metric("m", "12.30", spread="0.3"), Metric("m", "12.0", spread="0.4")
    assert change(b, a, LOWER) == ("−0.30", "−2.4 %", "within the spread")
    assert change(Metric("m", "10"), Metric("m", "8"), LOWER) == ("+2", "+25.0 %", "worse")
    assert change(Metric("m", "10"), Metric("m", "8"), HIGHER).word == "better"
    assert change(Metric("m", "10"), Metric("m", "8"), Scale("m", "", "")).word == ""
    assert change(Metric("m", "1"), Metric("m", "0"), HIGHER) == ("+1", "", "better")
    assert change(a, a, LOWER) == ("±0.00", "±0.0 %", "the same")
    assert change(Metric("m", "1e300"), Metric("m", "1e-300"), LOWER) == ("+1.00e+300", "", "worse")
    assert change(Metric("m", "1e-5"), Metric("m", "2e-5"), LOWER).text == "−0.00001"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**11), max_value=10**11
    )
)
def test_signed_says_what_the_number_is(number):
    text = signed(number)
    assert Decimal(text.replace("−", "-").replace("±", "")) == number
    assert text[0] in "+−±"


def test_dead_ends():
    records = [
        entry("a", outcome="refuted"), entry("b", outcome="refuted", follows=("a#1",)),
        entry("c", status="abandoned"), entry("d", follows=("c",), outcome="supported"),
    ]  # fmt: skip
    assert labels(dead_ends(records)) == ["b", "c"]


def test_open_steps():
    a = entry("a", next=("one", "two", "three"))
    b = entry("b", follows=("a#2",), next=("four",))
    c = entry("c", status="abandoned", next=("five",))
    assert [step.text for step in open_steps([a, b, c])] == ["one", "three", "four"]
    assert [
        step.text for step in open_steps([a, replace(b, said=replace(b.said, follows=("a",)))])
    ] == ["four"]
    d = entry("d", supersedes=("b",))
    assert [step.text for step in open_steps([a, b, d])] == ["one", "three"]
    # an entry before it takes up nothing
    assert [step.text for step in open_steps([entry("e", follows=("a",)), a])] == list(a.said.next)


def test_counts_backlinks_and_choice():
    records = [
        entry("a", day="2026-01-01", status="done", tags=("x",)),
        entry("b", day="2026-02-01", status="done", follows=("a#1", "a#2"), replicates=("a",)),
        entry("c", day="2026-03-01", status="planned"),
    ]
    assert tally(records, "status") == [("planned", 1), ("done", 2)]
    found = backlinks(records)
    assert {kind: labels(some) for kind, some in found["a"].items()} == {
        "follows": ["b"], "replicates": ["b"],
    }  # fmt: skip
    assert labels(chosen(records, since="2026-02-01")) == ["b", "c"]
    assert labels(chosen(records, until="2026-02-01", status="done")) == ["a", "b"]
    assert labels(chosen(records, tag="x")) == ["a"]


def test_circles():
    records = [entry("a", follows=("b",)), entry("b", follows=("a#1",)), entry("c", follows=("a",))]
    assert labels(circles({record.label: record for record in records})) == ["a", "b"]
    assert circles({"d": entry("d", follows=("gone",))}) == []
