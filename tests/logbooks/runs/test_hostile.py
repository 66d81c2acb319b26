"""A file that is made to do harm is one message, or is read without what is in the way."""

from __future__ import annotations

import os
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest

from blink.logbooks.runs import tensorboard
from blink.logbooks.runs.reading import read_runs
from blink.logbooks.runs.run import BrokenRunError, number_of, param_text

HERE = Path(__file__).parent
METRICS = "CREATE TABLE metrics (id, run_name, step, metrics)"
INSERT = "INSERT INTO metrics VALUES"
ENDLESS = (
    "CREATE VIEW metrics AS WITH RECURSIVE r(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM r)"
    " SELECT id, 'a' run_name, 1 step, '{}' metrics FROM r"
)
RECORD = '{"schema": "blink-run/1", "curves": %s}'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.yaml", "a: " + "[" * 200_000, "nested too deeply"),  # libyaml would crash
        ("a.yaml", "a: " + "{a: " * 500, "nested too deeply"),
        ("a.yaml", "a: 1\n" * 200_001, "more than 200,000 parts"),
        ("a.yaml", "a: !!timestamp x", "not valid YAML"),
        ("a.yaml", "a: !!bool maybe", "not valid YAML"),
        ("a.yaml", "[1, 2]: 3", "line 1 is not valid YAML"),
        ("a.json", '{"a": 1' + "0" * 5000 + "}", "not valid JSON"),
        ("a.csv", "a" + ",a" * 10_001, "more than 10,000 columns"),
        ("a.csv", "a\n" * 500_001, "more than 500,000 lines"),
        ("a.csv", "step,a\n1," + "9" * 200_000, "line 2 is not valid CSV"),
        ("run.json", RECORD % '"../x.csv"', "must be the name of a file beside it"),
        ("run.json", RECORD % '"/etc/passwd"', "must be the name of a file beside it"),
        ("run.json", RECORD % '".."', "must be the name of a file beside it"),
        ("run.json", RECORD % '"a\\u0000"', "must be the name of a file beside it"),
        ("run.json", RECORD % '{"a": 1}', "must be the name of a file beside it"),
        ("run.json", RECORD % ('"' + "a" * 20_000 + '"'), "it has more than 20 kB"),
        ("a.tfevents.b", b"\0" * 100, "the record at byte 0 is damaged"),
    ],
)
def test_a_file_is_one_message(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BrokenRunError, match=message) as caught:
        read_runs(path)
    assert caught.value.path == path


def test_values_that_python_refuses():
    assert number_of(10**400) == float("inf")
    assert param_text(10**5000) == "a number of more than 300 digits"
    assert param_text(float("nan")) == "nan"
    assert param_text(-float("inf")) == "-inf"
    deep: list[object] = []
    for _ in range(900):
        deep = [deep]
    assert param_text(deep) == "[[[[[[…]]]]]]"


def test_names_are_on_one_line(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        '{"<b>a\\n\\u001b[31m": 1, "\\ud800x": 2, "m": {"mean": 1, "std": NaN, "n": NaN}}'
    )
    (run,) = read_runs(path)
    assert (run.metrics, run.summaries) == ({"<b>a [31m": 1, "x": 2, "m": 1}, {})


def test_what_is_no_file_is_told(tmp_path):
    os.mkfifo(tmp_path / "a.json")
    (tmp_path / "b.json").symlink_to("b.json")
    (tmp_path / "c.json").symlink_to("/dev/zero")
    with (tmp_path / "d.json").open("wb") as file:
        file.truncate(4 << 30)
    for name, message in {
        "a": "it is not a regular file",
        "b": "symbolic links",
        "c": "it is not a regular file",
        "d": "it has more than 20 MB",
    }.items():
        with pytest.raises(BrokenRunError, match=message):
            read_runs(tmp_path / f"{name}.json")
    (tmp_path / "up").symlink_to("..")
    with pytest.raises(BrokenRunError, match="no run of a tool"):
        read_runs(tmp_path)


def test_a_folder_that_nobody_may_read_is_told(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()

    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(BrokenRunError, match="Permission denied") as caught:
        read_runs(tmp_path / "a")
    assert caught.value.path == tmp_path / "a"


def test_a_record_of_events_that_has_another_byte_is_told(tmp_path):
    (source,) = (HERE / "tensorboard/seed0").glob("*.tfevents.*")
    data = bytearray(source.read_bytes())
    path = tmp_path / source.name
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(BrokenRunError, match=r"the record at byte [\d,]+ is damaged") as caught:
        read_runs(tmp_path)
    assert caught.value.path == path
    path.write_bytes(source.read_bytes()[:-3])
    assert read_runs(tmp_path)[0].failed == "its last record is cut off"


def test_a_record_of_many_parts_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(tensorboard, "_is_sound", lambda data: True)
    path = tmp_path / "a.tfevents.b"
    message = b"\x08\x01" * 200_000
    path.write_bytes(struct.pack("<Q", len(message)) + b"\0" * 4 + message + b"\0" * 4)
    with pytest.raises(BrokenRunError, match="a record of more than 100,000 parts"):
        read_runs(path)


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        (["CREATE TABLE a (b)"], "a database of neither MLflow nor Trackio"),
        ([ENDLESS], "a database of neither"),
        ([METRICS, f"{INSERT} (1, CAST(x'ff41' AS TEXT), 1, '{{}}')"], "not a sound database"),
        ([METRICS, f"{INSERT} (1, 'a', 1, '{{')"], "not valid JSON"),
    ],
)
def test_a_database_is_one_message(tmp_path, statements, message):
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    with pytest.raises(BrokenRunError, match=message) as caught:
        read_runs(tmp_path)
    assert caught.value.path == path


def test_a_database_with_values_of_other_types_is_read(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        database.execute(METRICS)
        rows = [(1, None, "x", 5), (2, b"\xff", None, '{"a": 1}'), (3, "b", 1e999, "[1]")]
        database.executemany("INSERT INTO metrics VALUES (?, ?, ?, ?)", rows)
        database.execute("CREATE TABLE configs (run_name, config)")
        database.execute("INSERT INTO configs VALUES (5, 6)")
        database.commit()
    assert [run.metrics for run in read_runs(tmp_path)] == [{}, {"a": 1}, {}]
