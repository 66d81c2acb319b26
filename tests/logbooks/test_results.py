"""Metrics are read from a file that a run wrote, or a message says what is wrong in it."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.results import read_csv, read_json, read_results
from blink.model import Metric
from blink.problems import Mistake


def test_json_may_hold_numbers():
    assert read_json('{"WER": 12.30, "size": 31, "gain": -1e-3}') == (
        Metric("WER", "12.30"), Metric("size", "31"), Metric("gain", "-1e-3"),
    )  # fmt: skip


def test_json_may_hold_objects_below_metrics():
    text = '{"when": [1, "x"], "metrics": {"t": {"value": 2, "unit": "s", "spread": 0.1, "n": 3}}}'
    assert read_json(text) == (Metric("t", "2", "s", "0.1", 3),)


def test_csv_may_have_a_row_for_each_metric():
    text = "name,value,unit,spread,n,better,note\nt,2.0,s,0.1,3,lower,x\nsize,31,,,,,\n"
    assert read_csv(text) == (Metric("t", "2.0", "s", "0.1", 3, "lower"), Metric("size", "31"))


def test_csv_may_have_a_column_for_each_metric():
    assert read_csv("a,b,c\n1,2.50,\n") == (Metric("a", "1"), Metric("b", "2.50"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "is not valid JSON"),
        ("{", "is not valid JSON"),
        ("[1]", "must be a JSON object"),
        ('{"a": 1, "a": 2}', "the key `a` twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": "fast"}', "must be a number"),
        ('{"a": true}', "is not a metric"),
        ('{"a": [1]}', "is not a metric"),
        ('{"a": {"value": [1]}}', "is not a metric"),
        ('{"a": {"valeu": 1}}', "unknown key `valeu`"),
        ("{}", "has no metrics"),
        ('{"a": null}', "has no metrics"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_without_metrics_is_a_mistake(text, word):
    with pytest.raises(Mistake, match=word):
        read_json(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "a header row with the names of its columns, and a row of values"),
        ("a,b\n", "a header row with the names of its columns, and a row of values"),
        (
            "a,b\n1,2\n\n1\n",
            "line 4 of the file must have as many values as the header row, 2, not 1",
        ),
        ("a,a\n1,2\n", "two columns named `a`"),
        ("a,b\n1,fast\n", "row of numbers"),
        ("a,b\n1,2\n3,4\n", "a row for each metric"),
        ("name,value\nt,1\nt,2\n", "`t` twice"),
        ("name,value\nt,fast\n", "must be a number"),
    ],
)
def test_csv_without_metrics_is_a_mistake(text, word):
    with pytest.raises(Mistake, match=word):
        read_csv(text)


def test_a_file_must_be_readable_and_small(tmp_path):
    path = tmp_path / "r.json"
    with pytest.raises(Mistake, match="cannot be read: No such file"):
        read_results(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Mistake, match="UTF-8"):
        read_results(path)
    path.write_text(" " * 1_000_001)
    with pytest.raises(Mistake, match="at most 1,000,000 bytes"):
        read_results(path)
    path.write_text('\ufeff{"a": 1}')
    assert read_results(path) == (Metric("a", "1"),)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.integers(), min_size=1))
def test_any_metrics_written_by_json_are_read(values):
    metrics = read_json(json.dumps(values))
    if values.keys() != {"metrics"}:
        assert {metric.name: int(metric.text) for metric in metrics} == values


@given(st.text(max_size=60))
def test_any_text_is_metrics_or_a_mistake(text):
    for read in (read_json, read_csv):
        with suppress(Mistake):
            assert read(text)
