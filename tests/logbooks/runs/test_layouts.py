"""The folders and databases of a whole study, as the newest versions of the tools leave them."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from blink.logbooks.runs.reading import read_runs
from blink.logbooks.runs.run import BrokenRunError

HERE = Path(__file__).parent
LARGEST = 1.7976931348623157e308  # MLflow's infinity


def database(path, *statements):
    with closing(sqlite3.connect(path)) as opened:
        for statement, rows in statements:
            opened.executemany(statement, rows) if rows else opened.execute(statement)
        opened.commit()
    return path


def mlflow_database(path):
    """Write what MLflow 3 writes unless it is told otherwise, in the columns that are read."""
    runs = [
        ("b", "second", "FINISHED", 2000, 3500, "active"),
        ("a", "first", "FINISHED", 1000, 2000, "active"),
        ("c", "killed", "RUNNING", 3000, None, "active"),
        ("d", "deleted", "FINISHED", 4000, 5000, "deleted"),
    ]
    metrics = [
        (key, value, step, name, step, is_nan)
        for name in "abd"
        for step in range(3)
        for key, value, is_nan in [("acc", step / 10, 0), ("loss", 0.5, 0)]
    ]
    metrics += [("loss", 0.0, 9, "b", 9, 1), ("loss", LARGEST, 8, "b", 8, 0)]
    return database(
        path,
        ("CREATE TABLE runs (run_uuid, name, status, start_time, end_time, lifecycle_stage)", ()),
        ("CREATE TABLE metrics (key, value, timestamp, run_uuid, step, is_nan)", ()),
        ("CREATE TABLE params (key, value, run_uuid)", ()),
        ("CREATE TABLE tags (key, value, run_uuid)", ()),
        ("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", runs),
        ("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?)", metrics),
        ("INSERT INTO params VALUES (?, ?, ?)", [("lr", "0.1", "a"), ("seed", "7", "a")]),
        ("INSERT INTO tags VALUES (?, ?, ?)", [("mlflow.source.git.commit", "5d83c60", "a")]),
    )


def test_the_database_of_mlflow(tmp_path):
    path = mlflow_database(tmp_path / "mlflow.db")
    first, second, killed = read_runs(path)
    assert (first.tool, first.name, first.seed, first.params) == (
        "mlflow",
        "first",
        "7",
        {"lr": "0.1", "seed": "7"},
    )
    assert (first.metrics, first.failed) == ({"acc": 0.2, "loss": 0.5}, "")
    assert first.curves["acc"].steps == [0, 1, 2]
    assert (first.commit, first.started, first.seconds) == ("5d83c60", "1970-01-01T00:00:01Z", 1)
    assert (second.metrics, second.failed) == ({"acc": 0.2}, "`loss` is nan")
    assert second.curves["loss"].values[-2] == float("inf")
    assert killed.failed == "MLflow has the status RUNNING"
    assert len(read_runs(tmp_path)) == 3


def test_the_log_of_a_database_is_read_too(tmp_path):
    path = tmp_path / "study.db"
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = wal")
    writer.execute("CREATE TABLE metrics (id, run_id, run_name, step, timestamp, metrics)")
    for number, key in enumerate(("x", "y")):  # two runs of one name
        row = (number, key, "seed3", 0, "2026-11-28T23:40:12.2+00:00", '{"loss": 0.5}')
        writer.execute("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?)", row)
    last = '{"acc": 0.5, "loss": "NaN"}'
    writer.execute("INSERT INTO metrics VALUES (2, 'y', 'seed3', 1, '', ?)", (last,))
    writer.commit()
    before = sorted(tmp_path.iterdir())
    first, second = read_runs(path)
    assert (first.seed, first.metrics, first.started) == (
        "3",
        {"loss": 0.5},
        "2026-11-28T23:40:12Z",
    )
    assert (second.metrics, second.failed) == ({"acc": 0.5}, "`loss` is nan")
    assert sorted(tmp_path.iterdir()) == before
    writer.close()


def test_a_deleted_run_in_the_files_of_mlflow_is_left_out(tmp_path):
    for name in ("kept", "gone"):
        shutil.copytree(HERE / "mlflow/run", tmp_path / name)
    meta = tmp_path / "gone/meta.yaml"
    meta.write_text(meta.read_text().replace("lifecycle_stage: active", "lifecycle_stage: deleted"))
    assert len(read_runs(tmp_path)) == 1
    meta.write_text(meta.read_text().replace("deleted", "active").replace("status: 3", "status: 1"))
    assert [run.failed for run in read_runs(tmp_path)] == ["MLflow has the status RUNNING", ""]


def test_a_run_of_wandb_without_its_end_is_a_failed_one(tmp_path):
    data = (HERE / "wandb/run-tsh8kk81.wandb").read_bytes()
    file = tmp_path / "run-a.wandb"
    file.write_bytes(data[: len(data) // 2])
    (run,) = read_runs(tmp_path)
    assert (run.failed, run.seed) == ("it has not come to its end", "0")
    changed = bytearray(data)
    changed[len(data) // 3] ^= 1
    file.write_bytes(changed)
    with pytest.raises(BrokenRunError, match=r"the part at byte [\d,]+ is damaged") as caught:
        read_runs(tmp_path)
    assert caught.value.path == file


def test_a_link_to_the_latest_run_is_not_another_run(tmp_path):
    folder = tmp_path / "wandb/offline-run-1"
    folder.mkdir(parents=True)
    shutil.copy(HERE / "wandb/run-tsh8kk81.wandb", folder)
    (tmp_path / "wandb/latest-run").symlink_to(folder.name)
    assert len(read_runs(tmp_path)) == len(read_runs(tmp_path / "wandb/latest-run")) == 1


def test_an_older_folder_of_wandb_has_facts_of_the_run(tmp_path):
    shutil.copytree(HERE / "wandb-older", tmp_path, dirs_exist_ok=True)
    facts = {"git": {"commit": "a" * 40, "remote": "r"}, "program": "t.py", "args": ["--lr", "1"]}
    facts["startedAt"] = "2026-11-27T22:03:53.1"
    (tmp_path / "wandb-metadata.json").write_text(json.dumps(facts))
    (run,) = read_runs(tmp_path)
    assert (run.commit, run.remote, run.started) == ("a" * 40, "r", "2026-11-27T22:03:53Z")
    assert run.command == ["python", "t.py", "--lr", "1"]


def test_the_last_checkpoint_of_a_trainer_is_the_run(tmp_path):
    for step in (50, 100, 9):
        folder = tmp_path / f"seed3/checkpoint-{step}"
        folder.mkdir(parents=True)
        log = [{"step": step, "eval_loss": 1 / step, "x": {"y": 1}}]
        state = {"log_history": log, "max_steps": 100, "trial_params": {"lr": 0.1}}
        (folder / "trainer_state.json").write_text(json.dumps(state))
    (run,) = read_runs(tmp_path)
    assert (run.seed, run.metrics) == ("3", {"eval_loss": 0.01, "x/y": 1})
    assert run.params == {"max_steps": "100", "lr": "0.1"}


def test_hydra_knows_the_parameters_and_another_tool_the_metrics(tmp_path):
    for number in (0, 1, 2, 10):
        folder = tmp_path / f"multirun/2026-11-28/{number}"
        (folder / ".hydra").mkdir(parents=True)
        (folder / ".hydra/config.yaml").write_text(f"lr: 0.1\nseed: {number}\n")
        shutil.copytree(HERE / "lightning/version_0", folder / "csv/version_0")
        shutil.copytree(HERE / "tensorboard/seed0", folder / "tensorboard")
    runs = read_runs(tmp_path / "multirun")
    assert [run.params["seed"] for run in runs] == ["0", "1", "2", "10"]
    assert {run.tool for run in runs} == {"hydra"}
    assert "test_acc" in runs[0].metrics


def test_the_other_logger_of_lightning(tmp_path):
    folder = tmp_path / "lightning_logs/version_0"
    shutil.copytree(HERE / "tensorboard/seed0", folder)
    shutil.rmtree(folder / "hp")
    (folder / "hparams.yaml").write_text("lr: 0.25\nseed: 4\n")
    (run,) = read_runs(tmp_path)
    assert (run.seed, run.params, run.name) == ("4", {"lr": "0.25", "seed": "4"}, "version_0")


def test_dvclive_has_the_parameters_of_its_project(tmp_path):
    shutil.copytree(HERE / "dvc", tmp_path / "dvclive")
    (tmp_path / "dvclive/params.yaml").rename(tmp_path / "params.yaml")
    assert read_runs(tmp_path)[0].params == {}
    (tmp_path / "dvc.yaml").write_text("{}")
    assert float(read_runs(tmp_path)[0].params["train/lr"]) in (0.3, 1.0)


@pytest.mark.parametrize("name", ["seed3", "run-seed_3", "lr=0.1,seed=3", "x.seed-03"])
def test_the_name_of_a_folder_has_the_seed(tmp_path, name):
    shutil.copytree(HERE / "hf-trainer", tmp_path / name)
    assert read_runs(tmp_path)[0].seed == "3"


def test_a_file_of_results_has_the_parameters_beside_the_metrics(tmp_path):
    results = {"params": {"lr": 0.1, "net": {"width": 8}}, "seed": 3, "metrics": {"acc": 0.5}}
    (tmp_path / "results.json").write_text(json.dumps(results))
    (tmp_path / "curve.csv").write_text("epoch,val_acc\n1,0.25\n2,0.5\n")
    (run,) = read_runs(tmp_path)
    assert (run.seed, run.params) == ("3", {"lr": "0.1", "net/width": "8"})
    assert (run.metrics, run.curves["val_acc"].values) == ({"acc": 0.5}, [0.25, 0.5])


def test_a_table_of_several_configurations_is_told(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("seed,lr,acc\n0,0.1,1\n1,0.1,2\n0,0.2,3\n")
    with pytest.raises(BrokenRunError, match="row 3 has the seed 0 again; write a file for each"):
        read_runs(path)
    path.write_text("epoch,acc\n0,0.1\n1,nan\n")
    assert read_runs(path)[0].failed == "`acc` is nan"
