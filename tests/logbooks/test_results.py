"""A file that a run wrote becomes metrics, or one sentence on what is wrong in it."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.results import read_csv, read_json, read_results
from blink.model import Metric
from blink.problems import Mistake


def test_json_of_numbers_as_they_are_written():
    assert read_json('{"WER": 12.30, "size": 31, "gain": -1e-3}') == (
        Metric("WER", "12.30"), Metric("size", "31"), Metric("gain", "-1e-3"),
    )  # fmt: skip


def test_json_of_objects_below_metrics():
    text = '{"when": [1, "x"], "metrics": {"t": {"value": 2, "unit": "s", "spread": 0.1, "n": 3}}}'
    assert read_json(text) == (Metric("t", "2", "s", "0.1", 3),)


def test_csv_of_a_metric_a_row():
    text = "name,value,unit,spread,n,better,note\nt,2.0,s,0.1,3,lower,x\nsize,31,,,,,\n"
    assert read_csv(text) == (Metric("t", "2.0", "s", "0.1", 3, "lower"), Metric("size", "31"))


def test_csv_of_a_metric_a_column():
    assert read_csv("a,b,c\n1,2.50,\n") == (Metric("a", "1"), Metric("b", "2.50"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[1]", "is no object"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": "fast"}', "no number"),
        ('{"a": true}', "no metric"),
        ('{"a": [1]}', "no metric"),
        ('{"a": {"value": [1]}}', "no metric"),
        ('{"a": {"valeu": 1}}', "unknown key `valeu`"),
        ("{}", "holds no metric"),
        ('{"a": null}', "holds no metric"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_json_that_is_none(text, word):
    with pytest.raises(Mistake, match=word):
        read_json(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "a row of names"),
        ("a,b\n", "a row of names"),
        ("a,b\n1\n", "as many values"),
        ("a,a\n1,2\n", "a column twice"),
        ("a,b\n1,fast\n", "row of numbers"),
        ("a,b\n1,2\n3,4\n", "a metric a row"),
        ("name,value\nt,1\nt,2\n", "`t` twice"),
        ("name,value\nt,fast\n", "no number"),
    ],
)
def test_csv_that_is_none(text, word):
    with pytest.raises(Mistake, match=word):
        read_csv(text)


def test_files(tmp_path):
    path = tmp_path / "r.json"
    with pytest.raises(Mistake, match="cannot be read: No such file"):
        read_results(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Mistake, match="UTF-8"):
        read_results(path)
    path.write_text(" " * 1_000_001)
    with pytest.raises(Mistake, match="over 1,000,000 bytes"):
        read_results(path)
    path.write_text('\ufeff{"a": 1}')
    assert read_results(path) == (Metric("a", "1"),)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), st.integers(), min_size=1))
def test_what_json_writes_is_read(values):
    found = read_json(json.dumps(values))
    if values.keys() != {"metrics"}:
        assert {one.name: int(one.text) for one in found} == values


@given(st.text(max_size=60))
def test_whatever_the_file_holds(text):
    for read in (read_json, read_csv):
        with suppress(Mistake):
            assert read(text)
