"""The files of each tool are read, whatever is wrong with them."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from blink.logbooks.runs.reading import read_runs
from blink.logbooks.runs.record import curves_csv, record_text
from blink.logbooks.runs.run import BrokenRunError, Curve

HERE = Path(__file__).parent
CONFIG = {"batch": "32", "epochs": "20", "lr": "0.3", "momentum": "0.0", "prune": "0.0",
          "seed": "0", "wd": "0.0", "width": "64"}  # fmt: skip


@pytest.mark.parametrize(
    ("folder", "tool", "name", "metric", "value", "curve", "param"),
    [
        ("flat-json", "json", "", "test_acc", 0.9533333333333334, "", ""),
        ("dvc", "dvc", "", "test/acc", 0.9681481481481482, "val/acc", "train/lr"),
        ("mlflow", "mlflow", "seed0", "test_acc", 0.9740740740740741, "val_acc", "lr"),
        ("tensorboard", "tensorboard", "seed0", "hparam/test_acc", 0.9611, "val/acc", "lr"),
        ("lightning", "lightning", "version_0", "test_acc", 0.9648, "train_loss", "lr"),
        ("hf-trainer", "trainer", "", "eval_accuracy", 0.9729629629629629, "eval_accuracy", ""),
        ("hydra", "hydra", "", "test_acc", 0.9574074074074073, "", "optim/lr"),
        ("wandb", "wandb", "seed0", "test_acc", 0.9666666666666667, "val_acc", "lr"),
        ("wandb-older", "wandb", "", "test_acc", 0.9666666666666667, "", "lr"),
    ],
)
def test_a_folder_of_a_tool_is_a_run(folder, tool, name, metric, value, curve, param):
    run = read_runs(HERE / folder)[0]
    assert (run.tool, run.name, run.failed) == (tool, name, "")
    assert run.metrics[metric] == pytest.approx(value, abs=5e-5)
    if curve:
        assert len(run.curves[curve].values) == 20
    if param:
        assert float(run.params[param]) in (0.3, 1.0)


def test_what_a_tool_knows_of_the_run():
    (run,) = read_runs(HERE / "wandb")
    assert run.params == CONFIG
    assert (run.seed, run.seconds, run.started) == ("0", 2, "2026-11-27T22:03:53Z")
    assert run.commit == "5d83c60941e366a9f1b672e461267df5bd781971"
    assert run.command[:4] == ["python", "train.py", "--fmt", "wandb"]
    (run,) = read_runs(HERE / "mlflow/run")
    assert (run.seed, run.seconds, run.started) == ("0", 0.237, "2026-11-27T22:04:20Z")
    assert run.commit == "5d83c60941e366a9f1b672e461267df5bd781971"
    (run,) = read_runs(HERE / "tensorboard/seed0")
    assert run.params == {**CONFIG, "lr": "0.3", "prune": "0", "wd": "0", "momentum": "0",
                          "width": "16"}  # fmt: skip


def test_a_folder_of_folders_has_a_run_in_each():
    runs = read_runs(HERE / "lightning")
    assert [(run.name, run.seed) for run in runs] == [("version_0", "0"), ("version_1", "1")]
    assert "test_acc" in runs[1].metrics
    assert len(runs[0].curves["val_loss"].values) == 20  # of a table that is mostly empty


def test_lists_are_runs_and_means_stay_means(tmp_path):
    runs = read_runs(HERE / "bad/seeds-list.json")
    assert [(run.seed, run.metrics["test_acc"]) for run in runs][:2] == [
        ("0", 0.9667),
        ("1", 0.9593),
    ]
    (run,) = read_runs(HERE / "bad/mean-std.json")
    assert (run.metrics, run.summaries) == ({"test_acc": 0.96}, {"test_acc": (0.005, 5)})
    file = tmp_path / "a.json"
    file.write_text('{"seed": [7, 9], "a": [1, 2], "b": {"c": [3, 4]}, "_x": 1, "name": "n"}')
    found = [(run.seed, run.metrics) for run in read_runs(file)]
    assert found == [("7", {"a": 1, "b/c": 3}), ("9", {"a": 2, "b/c": 4})]
    file.write_text('{"a": [1, 2], "b": [3]}')
    with pytest.raises(BrokenRunError, match="`b` has 1 values and `a` 2"):
        read_runs(file)


def test_what_is_no_number_is_ignored_and_what_is_not_finite_is_a_failed_run():
    assert read_runs(HERE / "bad/bool.json")[0].metrics == {"test_acc": 0.96}
    assert read_runs(HERE / "bad/string.json")[0].metrics == {"test_acc": 0.96}
    (run,) = read_runs(HERE / "bad/nan.json")
    assert (run.metrics, run.failed) == ({}, "`test_acc` is nan")


def test_tables(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("seed,acc,name\n3,0.5,x\n4,0.6,y\n")
    assert [(r.seed, r.metrics) for r in read_runs(file)] == [
        ("3", {"acc": 0.5}),
        ("4", {"acc": 0.6}),
    ]
    curves = read_runs(HERE / "flat-json/curve.csv")
    assert [run.seed for run in curves] == ["0", "1", "2", "3", "4"]
    assert len(curves[4].curves["val_acc"].steps) == 20
    file.write_text("a,b\n1\n")
    with pytest.raises(BrokenRunError, match="line 2 has 1 values, and the header 2"):
        read_runs(file)


def test_a_database_of_trackio(tmp_path):
    path = tmp_path / "digits.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE metrics (id INTEGER, run_name TEXT, step INTEGER, metrics TEXT)"
        )
        database.execute("CREATE TABLE configs (run_name TEXT, config TEXT)")
        rows = [(n, f"seed{n % 2}", n // 2, json.dumps({"acc": n / 10, "_t": 1})) for n in range(6)]
        database.executemany("INSERT INTO metrics VALUES (?, ?, ?, ?)", rows)
        config = json.dumps({"lr": 0.1, "seed": 1, "_Username": "ann"})
        database.execute("INSERT INTO configs VALUES ('seed1', ?)", (config,))
    first, second = read_runs(path)
    assert (first.name, first.metrics, first.curves["acc"].steps) == (
        "seed0",
        {"acc": 0.4},
        [0, 1, 2],
    )
    assert (second.params, second.seed) == ({"lr": "0.1", "seed": "1"}, "1")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(BrokenRunError, match="not a sound database"):
        read_runs(path)


def test_a_record_is_read_as_it_was_written(tmp_path):
    curve = Curve([float(n) for n in range(1000)], [n / 10 for n in range(1000)])
    data = {
        "schema": "blink-run/1", "command": ["python", "train.py"], "seconds": 4.1, "exit": 0,
        "git": {"commit": "a" * 40}, "params": {"lr": 1.0}, "seed": 5, "metrics": {"acc": 0.97},
        "curves": "curves.csv",
    }  # fmt: skip
    (tmp_path / "run.json").write_text(record_text(data))
    (tmp_path / "curves.csv").write_text(curves_csv({"acc": curve}))
    (run,) = read_runs(tmp_path)
    assert (run.seed, run.metrics, run.params, run.commit) == (
        "5",
        {"acc": 0.97},
        {"lr": "1.0"},
        "a" * 40,
    )
    assert len(run.curves["acc"].steps) == 200
    assert (run.curves["acc"].steps[-1], run.curves["acc"].values[-1]) == (999, 99.9)
    (tmp_path / "run.json").write_text(record_text({**data, "curves": "../x.csv"}))
    with pytest.raises(BrokenRunError, match='"curves" must be the name of a file beside it'):
        read_runs(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "{", "line 1 is not valid JSON"), ("a.json", "[1]", "must be an object"),
        ("a.json", '{"a":' * 9999, "nested too deeply"), ("a.csv", "", "it is empty"),
        ("a.json", b"\xff", "not encoded as UTF-8"), ("a.wandb", "words", "not a file of Weights"),
        ("a.yaml", "a: &x [1]\nb: *x", "line 2 has an alias"), ("a.yaml", "a: [", "not valid YAML"),
        ("run.json", "{}", '"schema" is not "blink-run/1"'), ("a.txt", "", "not a file of a tool"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_one_message(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BrokenRunError, match=message) as caught:
        read_runs(path)
    assert caught.value.path == path


def test_a_folder_without_runs_is_told(tmp_path):
    with pytest.raises(BrokenRunError, match="no run of a tool"):
        read_runs(tmp_path)


FILES = [
    path
    for path in sorted(HERE.rglob("*"))
    if path.is_file() and path.suffix not in (".py", ".pyc") and "bad" not in path.parts
]


@pytest.mark.parametrize("folder", sorted({path.relative_to(HERE).parts[0] for path in FILES}))
def test_a_file_with_any_bytes_is_read_or_told(tmp_path, folder):
    generator = random.Random(folder)
    copy = tmp_path / folder
    shutil.copytree(HERE / folder, copy)
    paths = [path for path in sorted(copy.rglob("*")) if path.is_file()]
    for _ in range(150):
        path = generator.choice(paths)
        before = path.read_bytes()
        data = bytearray(before)
        for _ in range(generator.randint(1, 4)):
            if data:
                data[generator.randrange(len(data))] = generator.randrange(256)
        path.write_bytes(
            data[: generator.randint(0, len(data))] if generator.random() < 0.4 else data
        )
        with suppress(BrokenRunError):
            read_runs(copy)
        path.write_bytes(before)
