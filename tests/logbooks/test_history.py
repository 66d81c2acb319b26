"""What was published of a logbook is noted, and what is taken back is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logbooks.test_analysis import entry

from blink.logbooks.history import digest, from_data, noted, read, rewritten, to_data, write
from blink.model import Amendment, Logged, Metric

OLD = entry(
    "a", "12.3", status="done", hypothesis="It helps 2 times.", outcome="supported",
    words="w", numbers="n", next=("b",),
)  # fmt: skip


def said(record=OLD, **values):
    return replace(record, said=replace(record.said, **values))


def told(new, old=OLD, gone=frozenset()):
    return [message for _, message in rewritten(old, new, gone)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "refuted"}, "`outcome` was 'supported', is 'refuted'"),
        ({"hypothesis": ""}, "`hypothesis` is gone: it was 'It helps 2 times.'"),
        ({"method": "Another"}, "`method` is new: Another"),
        ({"metrics": (Metric("m", "11"),)}, "`m` was 12.3, is 11"),
        ({"metrics": ()}, "`m` is gone: it was 12.3"),
        ({"metrics": (Metric("m", "12.3"), Metric("k", "1"))}, "`k` is new: 1"),
        ({"follows": ("x",)}, "`follows` is new: x"),
        ({"status": "running"}, "`status` was done, is running"),
        ({"words": "x"}, "the text has other words"),
        ({"words": "x", "numbers": "y"}, "the text has other numbers"),
    ],
)
def test_what_is_taken_back_is_named(values, words):
    assert told(said(**values)) == [words]


def test_another_day():
    assert told(replace(OLD, date="2026-01-02T00:00:00+00:00")) == [
        "`date` was 2026-01-01, is 2026-01-02"
    ]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"next": ("c",)},
        {"artifacts": (("w", "https://x.example"),)},
        {"cost": ("2 h",)},
        {"metrics": (Metric("m", "12.3", "%", "", 0, "lower"),)},
    ],
)
def test_what_is_no_rewriting(values):
    assert told(said(**values)) == []
    assert told(replace(OLD, title="Other", tags=("t",), docname="elsewhere/a")) == []


def test_an_amendment_or_a_successor_says_why():
    other = said(outcome="refuted", words="x", numbers="y")
    assert told(said(other, amendments=(Amendment("2026-02-01", "Wrong."),))) == []
    assert told(other, gone=frozenset({"a"})) == []


def test_spelling_is_mended_with_a_line():
    other = said(hypothesis="It helped 2 times.", words="x", fix=("a tense",))
    assert told(other) == []
    assert told(other, old=said(fix=("a tense",))) != []  # which was for another time
    assert told(said(other, hypothesis="It helped 3 times.")) != []
    assert told(said(other, numbers="y")) == ["the text has other numbers"]


def test_what_is_not_done_may_be_filled_in():
    plan = entry("a", status="planned", hypothesis="It helps.", words="w", numbers="n")
    done = said(plan, status="done", outcome="refuted", metrics=(Metric("m", "1"),), words="x",
                numbers="y", commit=("abcdef0",))  # fmt: skip
    assert told(done, old=plan) == []
    assert told(said(done, hypothesis="It harms."), old=plan) == [
        "`hypothesis` was 'It helps.', is 'It harms.'"
    ]


# -- the file --------------------------------------------------------------------

texts = st.text(max_size=20)
records = st.builds(
    lambda label, title, question, steps, value: replace(
        entry(label, value, question=question, next=tuple(steps)), title=title
    ),
    st.from_regex(r"[a-z]{1,8}", fullmatch=True), texts, texts, st.lists(texts, max_size=3),
    st.integers().map(str),
)  # fmt: skip


@given(records)
def test_a_record_comes_back(record):
    assert from_data(json.loads(json.dumps(to_data(record)))) == record
    assert digest(from_data(to_data(record))) == digest(record)


@given(st.lists(records, min_size=1, max_size=5, unique_by=lambda record: record.label))
def test_a_ledger_comes_back_whatever_the_order_of_its_lines(some):
    ledger, _ = read("")
    noted(ledger, some, {"r": {one.label: digest(one) for one in some}}, "2026-01-01")
    text = write(ledger)
    assert read(text) == (ledger, [])
    assert write(read("\n".join(text.split("\n")[::-1]))[0]) == text
    assert list(read(text)[0].covered("r").values()) == sorted(some, key=lambda one: one.label)
    assert ledger.covered("other") is None


def test_versions_are_added_and_reports_stay():
    ledger, _ = read("")
    assert noted(ledger, [OLD], {}, "2026-01-01") == ["a: published"]
    assert noted(ledger, [OLD], {}, "2026-01-02") == []
    new = said(outcome="refuted")
    covers = {"a": digest(OLD)}
    assert noted(ledger, [new], {"r": covers}, "2026-01-03") == [
        "a: amended, version 2", "r: a report of 1 entries, frozen",
    ]  # fmt: skip
    noted(ledger, [new], {"r": {"a": digest(new)}}, "2026-01-04")
    again, _ = read(write(ledger))
    assert again.covered("r") == {"a": OLD}
    assert [one.number for one in again.entries["a"]] == [1, 2]


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "{}", '{"entry": "a"}', "[1]", '{"report": 1}'])
def test_a_line_that_says_nothing_is_told(line):
    ledger, _ = read("")
    noted(ledger, [OLD], {}, "2026-01-01")
    found, problems = read(f"{write(ledger)}\n{line}\n")
    assert found == ledger
    assert [(one.line, one.kind) for one in problems] == [(3, "line")]


def test_unknown_keys_of_a_later_blink_are_left_alone():
    data = to_data(OLD)
    data["said"]["later"] = 1
    assert from_data(data) == OLD
    assert from_data({**data, "said": {"logbook": "P"}}).said == Logged("P")
