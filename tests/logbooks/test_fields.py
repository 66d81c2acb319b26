"""The front matter of a logbook entry, and the messages for mistakes in it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.fields import OUTCOME, STATUS, lines_of, make_metric, read_choice
from blink.logbooks.keys import LOGBOOK_KEYS, PLAIN_KEYS, contradictions
from blink.model import Metric
from blink.problems import Mistake
from blink.source.front_matter.fields import Scalar
from blink.source.front_matter.header import read_header
from blink.source.front_matter.keys import Keys
from blink.source.front_matter.post_keys import POST_KEYS
from blink.source.front_matter.reader import read_fields
from blink.source.front_matter.values import Rules

RULES, KEYS = Rules(UTC), Keys(POST_KEYS, LOGBOOK_KEYS)


def read(lines, *, book="logbook: Pruning\n"):
    header = read_header(f"---\n{book}{lines}\n---\n\n# T\n".encode(), markdown=True)
    values, problems = read_fields(header.fields, RULES, KEYS)
    return values, [(p.line, p.kind) for p in [*header.problems, *problems]]


def problem_of(lines):
    header = read_header(f"---\nlogbook: P\n{lines}\n---\n\n# T\n".encode(), markdown=True)
    (problem,) = read_fields(header.fields, RULES, KEYS)[1]
    return problem


def test_only_logbook_is_required():
    assert read("") == ({"logbook": ("Pruning",)}, [])


def test_all_keys_are_read():
    values, problems = read(
        "status: Done\nquestion: Does it\n  fit?\nhypothesis: It does.\nmethod: Try.\n"
        "outcome: supported\nbaseline: posts/2026/First.md\nfollows: [first, second#2]\n"
        "supersedes: third\nreplicates: fourth.rst\ncommit: 0123456\nseed: [1, 2]\n"
        "data: https://x.example/set\nhardware: one core, 2 GB\ncost: 2 h\n"
        "command: |\n  make a\n  make b\nartifacts:\n  weights: https://x.example/w\n"
        "next: ['one, two', three]\nmetrics: run/results.json\nfix: a comma"
    )
    assert problems == []
    assert values == {
        "logbook": ("Pruning",), "status": "done", "question": "Does it fit?",
        "hypothesis": "It does.", "method": "Try.", "outcome": "supported", "baseline": "first",
        "follows": ("first", "second#2"), "supersedes": ("third",), "replicates": ("fourth",),
        "commit": ("0123456",), "seed": ("1", "2"), "data": ("https://x.example/set",),
        "hardware": ("one core, 2 GB",), "cost": ("2 h",), "command": "make a\nmake b",
        "artifacts": (("weights", "https://x.example/w"),), "next": ("one, two", "three"),
        "metrics": "run/results.json", "fix": ("a comma",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "metric"),
    [
        ("12.30", Metric("m", "12.30")),
        ("12.3 %", Metric("m", "12.3", "%")),
        ("12.3%", Metric("m", "12.3", "%")),
        ("12.3 ± 0.4 ms", Metric("m", "12.3", "ms", "0.4")),
        ("12 +- 3", Metric("m", "12", "", "3")),
        ("-1e-3", Metric("m", "-1e-3")),
        ("{value: 3, unit: kB, spread: 0.5, n: 7, better: lower}",
         Metric("m", "3", "kB", "0.5", 7, "lower")),
        ("{value: 3 ± 1 kB, n: 2}", Metric("m", "3", "kB", "1", 2)),
    ],
)  # fmt: skip
def test_a_metric_is_read(written, metric):
    assert read(f"metrics:\n  m: {written}") == (
        {"logbook": ("Pruning",), "metrics": (metric,)},
        [],
    )


@pytest.mark.parametrize("empty", ["", "~", "{value: , unit: kB}", "{unit: kB}"])
def test_a_metric_without_a_value_is_left_out(empty):
    assert read(f"metrics:\n  m: {empty}")[0]["metrics"] == ()


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        ("status: doen", 3, "not `doen`; did you mean `done`?"),
        ("status: [done]", 3, "a list"),
        ("outcome: maybe", 3, "supported, refuted, inconclusive"),
        ("metrics:\n  a: 1\n  b: fast", 5, "`b` must be a number, not `fast`"),
        ("metrics:\n  a: 1,234", 4, "must be a number"),
        ("metrics:\n  a: 2026-01-31", 4, "must be a number"),
        ("metrics:\n  a: nan", 4, "must be a number"),
        ("metrics:\n  a: 1e999", 4, "too large"),
        ("metrics:\n  a: -1e150", 4, "too large; write a number below 1e150"),
        ("metrics:\n  a: {value: 1, spread: 1e150}", 4, "at least 0 and below 1e150"),
        ("metrics:\n  a: {value: 1, spread: 1e999}", 4, "spread"),
        ("metrics:\n  a: 1\n  a: 2", 5, "given twice"),
        ("metrics:\n  '…': 1", 4, "must contain a letter or a digit"),
        ("metrics:\n  a: {value: 1, units: kB}", 4, "unknown key `units`"),
        (
            "metrics:\n  a: {value: 1, spread: -1}",
            4,
            "spread must be a number of at least 0 and below 1e150, not `-1`",
        ),
        ("metrics:\n  a: {value: 1, n: 0}", 4, "n must be the number of runs, at least 1, not `0`"),
        ("metrics:\n  a: {value: 1, better: up}", 4, "lower or higher"),
        ("metrics:\n  a: {value: {value: 1}}", 4, "must have a single plain value"),
        ("metrics:\n  a: [1, 2]", 4, "`a` must be a number, not a list; write it like"),
        ("metrics: [1, 2]", 3, "or the path of a .json or .csv file, not a list"),
        ("metrics: results.yaml", 3, ".json or .csv"),
        ("artifacts:\n  w: javascript:alert(1)", 4, "is not a URL"),
        ("artifacts: https://x.example/", 3, "`name: URL`"),
        ("baseline: a b", 3, "is not the name of an entry"),
        ("follows:\n  - one\n  - two#0", 5, "is not the name of an entry"),
        ("question:\n  a: b", 4, "`key: value` pairs"),
        ("logbok: x", 3, "did you mean `logbook`?"),
    ],
)
def test_a_mistake_is_reported_at_its_line(lines, line, word):
    problem = problem_of(lines)
    assert problem.line == line
    assert word in problem.message


@pytest.mark.parametrize(
    "key", sorted({*PLAIN_KEYS, "logbook", "report", "runs"} - {"artifacts", "params"})
)
def test_a_mapping_is_not_a_value(key):
    book = "" if key in ("logbook", "report") else "logbook: Pruning\n"
    line = 3 if book else 2
    assert read(f"{key}: {{a: b}}", book=book)[1] == [(line, "type")]


def test_every_mistake_in_metrics_is_reported():
    assert read("metrics:\n  a: x\n  b: 1\n  c: y")[1] == [(4, "metrics"), (6, "metrics")]


def test_keys_of_entries_need_a_logbook():
    assert read("status: done\nnext: [a]", book="")[1] == [(2, "logbook"), (3, "logbook")]
    assert read("report: Pruning")[1] == [(3, "logbook")]
    assert read("report: [A, B]", book="") == ({"report": ("A", "B")}, [])
    assert read("status:", book="") == ({}, [])


def test_recursive_and_deep_values_are_mistakes():
    assert read("metrics: &a\n  x: *a")[1] != []
    deep = "{" + "a: {" * 30 + "}" * 30 + "}"
    assert read(f"metrics: {deep}")[1] != []


def test_each_item_of_a_list_has_its_line():
    fields = read_header(b"---\nfollows:\n  - posts/One.md\n  - two\n---\n", markdown=True).fields
    assert lines_of(fields["follows"], ["one", "two", "x"]) == {"one": 3, "two": 4, "x": 3}
    assert list(contradictions({}, {})) == []


numbers = st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str)


@given(numbers, st.sampled_from(["", "%", "ms", "µs", "GB/s", "°C"]))
def test_any_number_can_have_any_unit(number, unit):
    found = make_metric("m", {"value": f"{number} {unit}"})
    assert found == Metric("m", number, unit)


@given(st.text(max_size=30))
def test_any_text_is_a_metric_or_a_mistake(text):
    with suppress(Mistake):
        found = make_metric("m", {"value": text})
        assert found is None or float(found.text) == float(found.text)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("48kB", "48", "kB"), ("48 kB", "48", "kB"), ("3%", "3", "%"), ("3 runs/s", "3", "runs/s"),
     ("12.3±0.4ms", "12.3", "ms"), ("5µs", "5", "µs"), ("4m/s", "4", "m/s")],
)  # fmt: skip
def test_a_unit_is_apart_or_has_letters_alone(text, value, unit):
    found = make_metric("m", {"value": text})
    assert (found.text, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["5d83c60", "3e8f2", "12x4", "7_a", "1.2.3"])
def test_what_begins_with_a_digit_is_no_number(text):
    with pytest.raises(Mistake, match="must be a number"):
        make_metric("git", {"value": text})


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [("finished", STATUS, "done"), ("failed", STATUS, "abandoned"),
     ("rejected", OUTCOME, "refuted"), ("abandonned", STATUS, "abandoned")],
)  # fmt: skip
def test_other_words_are_understood(word, known, meant):
    with pytest.raises(Mistake, match=f"did you mean `{meant}`"):
        read_choice(known)(Scalar(word, 1), None)


def test_an_unknown_key_of_an_entry_names_the_keys_of_entries():
    message = problem_of("xyzzy: 1").message
    assert message.startswith("unknown key `xyzzy`; the keys of an entry of a logbook are logbook,")
    assert "hypothesis" in message
