"""The ledger records versions of entries and reports, and finds changes without a reason."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logbooks.test_analysis import make_entry

from blink.logbooks.history import (
    add_new,
    entry_digest,
    entry_from_data,
    entry_to_data,
    ledger_text,
    read_ledger,
)
from blink.logbooks.ledger.changes import OTHER_FACTS, unexplained_changes
from blink.logbooks.ledger.reports import as_recorded
from blink.model import Amendment, EntryCurve, EntryFields, EntryRun, Metric

OLD = make_entry(
    "a", "12.3", status="done", hypothesis="It helps 2 times.", outcome="supported",
    words="w", numbers="n", next=("b",),
)  # fmt: skip


def changed(entry=OLD, **values):
    return replace(entry, fields=replace(entry.fields, **values))


def messages(new, old=OLD, superseded=frozenset()):
    return [message for _, message in unexplained_changes(old, new, superseded)]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"outcome": "refuted"}, "`outcome` was 'supported' and is now 'refuted'"),
        ({"hypothesis": ""}, "`hypothesis` was removed: 'It helps 2 times.'"),
        ({"method": "Another"}, "`method` was added: 'Another'"),
        ({"metrics": (Metric("m", "11"),)}, "the metric `m` was 12.3 and is now 11"),
        ({"metrics": ()}, "the metric `m` was removed: 12.3"),
        ({"metrics": (Metric("m", "12.3"), Metric("k", "1"))}, "the metric `k` was added: 1"),
        ({"follows": ("x",)}, "`follows` was added: 'x'"),
        ({"logbook": "Other"}, "`logbook` was 'P' and is now 'Other'"),
        ({"status": "running"}, "`status` was 'done' and is now 'running'"),
        ({"words": "x"}, "words in the text were changed"),
        ({"words": "x", "numbers": "y"}, "numbers in the text were changed"),
    ],
)
def test_a_change_without_a_reason_has_a_message(values, message):
    assert messages(changed(**values)) == [message]


def test_an_amendment_that_was_changed_or_removed_has_a_message():
    old = changed(amendments=(Amendment("2026-01-02", "It was 6."),))
    was_changed = ["the amendment of 2026-01-02 was changed or removed"]
    assert messages(OLD, old) == was_changed
    for day, text in (("2026-01-03", "It was 6."), ("2026-01-02", "It was 7.")):
        assert messages(changed(amendments=(Amendment(day, text),)), old) == was_changed
    again = changed(amendments=(Amendment("2026-01-02", "*It* was 6"),))
    assert messages(again, old) == []
    fixed = changed(amendments=(Amendment("2026-01-02", "It is 6."),), fix=("a word",))
    assert messages(fixed, old) == []


def test_the_time_of_an_entry_decides_its_order_and_has_a_message():
    timed = replace(OLD, date="2026-01-01T10:30:00+00:00")
    assert messages(timed) == []  # it had none
    assert messages(replace(OLD, date="2026-01-01T10:20:00+00:00"), timed) == [
        "`date` was 2026-01-01 10:30:00 and is now 2026-01-01 10:20:00"
    ]
    assert messages(replace(OLD, date="2026-01-01T10:30:00+01:00"), timed) == []  # other time zone


def test_a_changed_date_has_a_message():
    assert messages(replace(OLD, date="2026-01-02T00:00:00+00:00")) == [
        "`date` was 2026-01-01 and is now 2026-01-02"
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
def test_some_fields_may_change_without_a_reason(values):
    assert messages(changed(**values)) == []
    assert messages(replace(OLD, title="Other", tags=("t",), docname="elsewhere/a")) == []


def test_an_amendment_or_a_superseding_entry_is_a_reason():
    other = changed(outcome="refuted", words="x", numbers="y")
    assert messages(changed(other, amendments=(Amendment("2026-02-01", "Wrong."),))) == []
    assert messages(other, superseded=frozenset({"a"})) == []


def test_fix_allows_other_words_once_but_no_other_numbers():
    other = changed(hypothesis="It helped 2 times.", words="x", fix=("a tense",))
    assert messages(other) == []
    assert (
        messages(other, old=changed(fix=("a tense",))) != []
    )  # that fix was for an earlier change
    assert messages(changed(other, hypothesis="It helped 3 times.")) != []
    assert messages(changed(other, numbers="y")) == ["numbers in the text were changed"]


def test_a_planned_entry_may_be_completed():
    plan = make_entry("a", status="planned", hypothesis="It helps.", words="w", numbers="n")
    done = changed(plan, status="done", outcome="refuted", metrics=(Metric("m", "1"),), words="x",
                numbers="y", commit=("abcdef0",))  # fmt: skip
    assert messages(done, old=plan) == []
    assert messages(changed(done, hypothesis="It harms."), old=plan) == [
        "`hypothesis` was 'It helps.' and is now 'It harms.'"
    ]


# -- the file --------------------------------------------------------------------

texts = st.text(max_size=20)
entries = st.builds(
    lambda label, title, question, steps, value: replace(
        make_entry(label, value, question=question, next=tuple(steps)), title=title
    ),
    st.from_regex(r"[a-z]{1,8}", fullmatch=True), texts, texts, st.lists(texts, max_size=3),
    st.integers().map(str),
)  # fmt: skip


@given(entries)
def test_an_entry_survives_the_way_through_json(entry):
    assert entry_from_data(json.loads(json.dumps(entry_to_data(entry)))) == entry
    assert entry_digest(entry_from_data(entry_to_data(entry))) == entry_digest(entry)


@given(st.lists(entries, min_size=1, max_size=5, unique_by=lambda entry: entry.label))
def test_the_order_of_its_lines_does_not_change_a_ledger(entries):
    ledger, _ = read_ledger("")
    add_new(
        ledger,
        entries,
        {"r": {entry.label: entry_digest(entry) for entry in entries}},
        "2026-01-01",
    )
    text = ledger_text(ledger)
    assert read_ledger(text) == (ledger, [])
    assert ledger_text(read_ledger("\n".join(text.split("\n")[::-1]))[0]) == text
    assert list(read_ledger(text)[0].covered("r").values()) == sorted(
        entries, key=lambda entry: entry.label
    )
    assert ledger.covered("other") is None


def test_new_versions_are_added_and_reports_do_not_change():
    ledger, _ = read_ledger("")
    assert add_new(ledger, [OLD], {}, "2026-01-01") == ["a: new entry"]
    assert add_new(ledger, [OLD], {}, "2026-01-02") == []
    new = changed(outcome="refuted")
    covers = {"a": entry_digest(OLD)}
    assert add_new(ledger, [new], {"r": covers}, "2026-01-03") == [
        "a: changed entry, version 2", "r: new report on 1 entry",
    ]  # fmt: skip
    add_new(ledger, [new], {"r": {"a": entry_digest(new)}}, "2026-01-04")
    again, _ = read_ledger(ledger_text(ledger))
    assert again.covered("r") == {"a": OLD}
    assert [version.number for version in again.entries["a"]] == [1, 2]


def line_of(date="2026-01-01", **said):
    """Return the line of an entry with the values *said*."""
    record = {"label": "b", "docname": "b", "title": "B", "date": date, "tags": []}
    record["said"] = {"logbook": "P", **said}
    return json.dumps({"entry": "b", "version": 1, "noted": "2026-01-02", "record": record})


def line_of_report(**said):
    head = {"report": "r", "covers": {"a": "x"}, "version": 1, "noted": "2026-01-01"}
    return json.dumps({**head, "said": {"date": "2026-01-01", **said}})


WRONG_VALUES = (
    line_of_report(scales={"P": [{"name": "m", "times": "many"}]}),
    line_of_report(date="once"),
    line_of_report(amendments=[["2026-01-01"]]),
    line_of(metrics=[["m", "one"]]),
    line_of(date="once"),
    line_of(runs=[{"path": "r", "metrics": {"m": "x"}}]),
    line_of(runs=[{"path": "r", "summaries": [["m", 1]]}]),
)


@pytest.mark.parametrize(
    "line", [*WRONG_VALUES, "<<<<<<< HEAD", "{}", '{"entry": "a"}', "[1]", '{"report": 1}']
)
def test_a_line_that_is_not_valid_is_a_problem(line):
    ledger, _ = read_ledger("")
    add_new(ledger, [OLD], {}, "2026-01-01")
    read, problems = read_ledger(f"{ledger_text(ledger)}\n{line}\n")
    assert read == ledger
    assert [(problem.line, problem.kind) for problem in problems] == [(3, "line")]


LINES = (
    '{"entry": "a", "version": 1, "noted": "2026-01-02", "record": {"label": "a", "docname":'
    ' "posts/a", "title": "A", "date": "2026-01-01T00:00:00+00:00", "tags": [], "said": {"logbook":'
    ' "P", "status": "done", "metrics": [["m", "1.0", "", "", 0, ""]]}}}\n'
    '{"report": "r", "covers": {"a": "200248530286487e"}}\n'
)


def test_the_keys_and_digests_of_the_ledger_do_not_change():
    ledger, problems = read_ledger(LINES)
    assert problems == []
    assert ledger_text(ledger) == LINES
    assert ledger.covered("r") == {"a": make_entry("a", "1.0", status="done")}


def test_unknown_fields_of_a_later_version_are_ignored():
    data = entry_to_data(OLD)
    data["said"]["later"] = 1
    assert entry_from_data(data) == OLD
    assert entry_from_data({**data, "said": {"logbook": "P"}}).fields == EntryFields("P")


# -- runs --------------------------------------------------------------------------


def run_of(seed, value=0.974, digest="", **facts):
    metrics = (("test_acc", value),)
    digest = digest or f"{seed}{value}"
    return EntryRun(f"runs/{seed}", digest, "wandb", seed=str(seed), metrics=metrics, **facts)


RUNS = (run_of(4), run_of(5, params=(("lr", "0.1"),)))
DONE = changed(metrics=(), runs=RUNS)


@pytest.mark.parametrize(
    ("runs", "message"),
    [
        ((RUNS[0], run_of(5, 0.99, params=(("lr", "0.1"),))),
         "the run `runs/5` of the seed 5 had test_acc 0.974 and has 0.99"),
        ((RUNS[0], run_of(5, digest="x", params=(("lr", "1"),))),
         "the run `runs/5` of the seed 5 had lr 0.1 and has 1"),
        ((RUNS[0], run_of(5, digest="x", params=(("lr", "0.1"),))),
         f"the run `runs/5` of the seed 5 {OTHER_FACTS}"),
        ((RUNS[0], EntryRun("runs/5", "x", seed="5", params=(("lr", "0.1"),), failed="nan")),
         "the run `runs/5` of the seed 5 has no test_acc any more, has failed now"),
        (RUNS[:1], "the run `runs/5` of the seed 5 was removed"),
        ((*RUNS, run_of(6)), "the run `runs/6` of the seed 6 was added"),
    ],
)  # fmt: skip
def test_a_changed_run_names_its_file_seed_and_metric(runs, message):
    assert messages(changed(DONE, runs=runs), old=DONE) == [message]
    amended = changed(DONE, runs=runs, amendments=(Amendment("2026-02-01", "Wrong."),))
    assert messages(amended, old=DONE) == []


def test_runs_may_be_added_until_an_entry_is_done_but_not_changed():
    running = changed(DONE, status="running")
    assert messages(changed(DONE, runs=(*RUNS, run_of(6))), old=running) == []
    assert messages(changed(DONE, runs=RUNS[:1]), old=running) != []


def test_many_changed_runs_are_counted():
    old = changed(DONE, runs=tuple(run_of(seed) for seed in range(20)))
    found = messages(changed(DONE, runs=()), old=old)
    assert len(found) == 6
    assert found[-1] == "15 other runs were changed, added or removed"


def test_the_ledger_keeps_metrics_seeds_and_params_of_runs_but_no_curves():
    curve = EntryCurve("loss", (1.0, 2.0), (0.5, 0.25))
    entry = changed(DONE, runs=(run_of(4, curves=(curve,), command=("python", "a.py")),))
    data = json.loads(json.dumps(entry_to_data(entry)))
    assert data["said"]["runs"] == [
        {"path": "runs/4", "digest": "40.974", "seed": "4", "metrics": {"test_acc": 0.974}}
    ]
    again = entry_from_data(data)
    assert entry_digest(again) == entry_digest(entry)
    assert messages(entry, old=again) == []


def test_curves_are_those_of_the_published_runs_if_none_has_changed():
    curve = EntryCurve("loss", (1.0, 2.0), (0.5, 0.25))
    published = changed(DONE, runs=(run_of(4, curves=(curve,)), run_of(5, curves=(curve,))))
    recorded = entry_from_data(entry_to_data(published))
    assert [run.curves for run in as_recorded(recorded, published).fields.runs] == [(curve,)] * 2
    other = changed(published, runs=(*published.fields.runs[:1], run_of(5, 0.9, curves=(curve,))))
    assert [run.curves for run in as_recorded(recorded, other).fields.runs] == [(), ()]
    assert as_recorded(recorded, None).docname == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("planned", "running", "a: started entry, version 2"),
        ("planned", "done", "a: finished entry, version 2"),
        ("running", "abandoned", "a: abandoned entry, version 2"),
        ("done", "abandoned", "a: changed entry, version 2"),
    ],
)
def test_the_message_says_what_became_of_an_entry(old, new, message):
    ledger, _ = read_ledger("")
    add_new(ledger, [changed(status=old)], {}, "2026-01-01")
    assert add_new(ledger, [changed(status=new)], {}, "2026-01-01") == [message]


def test_an_amended_entry_is_called_so():
    ledger, _ = read_ledger("")
    add_new(ledger, [OLD], {}, "2026-01-01")
    amended = changed(outcome="refuted", amendments=(Amendment("2026-02-01", "Wrong."),))
    assert add_new(ledger, [amended], {}, "2026-01-01") == ["a: amended entry, version 2"]
