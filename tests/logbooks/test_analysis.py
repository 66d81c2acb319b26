"""The analysis of the entries of a logbook."""

from __future__ import annotations

from dataclasses import replace

from blink.logbooks.analysis import (
    LogEntry,
    backlinks,
    circles,
    count_by,
    dead_ends,
    measured_entries,
    open_steps,
    selected,
)  # fmt: skip
from blink.model import EntryFields, Metric


def make_entry(label, value="", day="2026-01-01", tags=(), better="", unit="", **fields):
    metrics = (Metric("m", value, unit, better=better),) if value else ()
    entry = LogEntry(
        label, f"posts/{label}", label.upper(), f"{day}T00:00:00+00:00", tags,
        EntryFields("P", metrics=metrics, **fields),
    )  # fmt: skip
    return measured_entries([entry], {})[0]


def labels(entries):
    return [entry.label for entry in entries]


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
