"""The published JSON Schema describes what is written as ``run.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from blink.logbooks.capture.redaction import is_secret, redacted, secrets_in_patch, without_secrets
from blink.logbooks.capture.schema import run_schema_json
from blink.logbooks.capture.writing import run_files, write_folder
from blink.logbooks.runs.reading import read_runs
from blink.logbooks.runs.record import MOST_BYTES
from blink.logbooks.runs.run import Curve, Run

HERE = Path(__file__).parents[1] / "runs"
URL = "https://example.org/blog/logbook/run.schema.json"
#: Section 3 of the specification of logbooks
RECORD = {
    "schema": "blink-run/1", "command": ["python", "train.py", "--lr", "1.0", "--seed", "5"],
    "cwd": "study", "started": "2026-11-27T21:28:03Z", "seconds": 4.1, "exit": 0,
    "git": {"remote": "https://example.org/a.git", "commit": "a" * 40, "dirty": True,
            "patch": "run.patch"},
    "env": {"python": "3.12.3", "lock": "requirements.lock", "sha256": "b" * 64},
    "host": {"cpu": "X", "cores": 2, "ram_gb": 24, "gpus": []},
    "params": {"lr": 1.0, "width": 64}, "seed": 5, "metrics": {"test_acc": 0.9741},
    "curves": "curves.csv", "inputs": [{"path": "data.npz", "sha256": "c" * 64, "bytes": 1}],
    "from": "wandb",
}  # fmt: skip


@pytest.fixture(scope="module")
def schema():
    schema = json.loads(run_schema_json(URL))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == URL
    return Draft202012Validator(schema)


def test_the_schema_is_that_of_the_specification(schema):
    schema.validate(RECORD)
    assert not schema.is_valid({**RECORD, "schema": "blink-run/2"})
    assert not schema.is_valid({**RECORD, "env": {"WANDB_API_KEY": "x"}})
    assert not schema.is_valid({**RECORD, "host": {"name": "node17"}})


@pytest.mark.parametrize(
    "tool", ["flat-json", "dvc", "mlflow", "tensorboard", "lightning", "hf-trainer", "hydra",
             "wandb", "bad/mean-std.json", "bad/nan.json"],
)  # fmt: skip
def test_runs_of_all_tools_are_valid(schema, tool):
    for run in read_runs(HERE / tool):
        schema.validate(json.loads(run_files(run, {}).files["run.json"]))


def test_a_record_is_at_most_20_kb(tmp_path):
    run = Run("json", seed="5", command=["python", "train.py", *("--x" * 200 for _ in range(500))])
    for number in range(900):
        run.add_param(f"group/{'deep/' * 20}param{number}", "text " * 50)
        run.add_metric(f"metric{number}/{'name' * 30}", number / 7)
    run.add_metric("loss", 0.5)
    run.curves = {f"curve{n}": Curve([*range(900)], [*map(float, range(900))]) for n in range(300)}
    facts = {"git": {"untracked": [f"file{number:0>200}" for number in range(100)]}}
    kept = run_files(run, facts)
    assert len(kept.files["run.json"]) <= MOST_BYTES
    assert kept.data["seed"] == 5
    assert kept.shortened[0] == "names of untracked files"
    assert kept.shortened[-1] == "all but 200 of 300 curves"
    path = write_folder(tmp_path / "runs", "seed-5", kept.files)
    (again,) = read_runs(path)
    assert len(again.curves) == 200
    assert {len(curve.values) for curve in again.curves.values()} == {200}
    assert (again.curves["curve0"].values[0], again.curves["curve0"].values[-1]) == (0, 899)
    assert write_folder(tmp_path / "runs", "seed-5", {}).name == "seed-5-2"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["a", "--token", "hf_" + "x1" * 15], ["a", "--token", "***"]),
        (["a", "--password", "short"], ["a", "--password", "***"]),
        (["a", "--api-key=x", "db_password=y"], ["a", "--api-key=***", "db_password=***"]),
        (["a", "ghp_" + "x1" * 20], ["a", "***"]),
        (["a", "-H", "Auth: Bearer ab12cd34ef56"], ["a", "-H", "Auth: Bearer ***"]),
        (["a", "https://me:pw@example.org/x"], ["a", "https://example.org/x"]),
        (["a", "--max_tokens", "512", "--tokenizer", "bert-base-uncased-v1"],) * 2,
        (["a", "--pad-token", "[PAD]", "--key", "value", "--author", "x"],) * 2,
        (["a", "--revision", "5d83c60941e366a9f1b672e461267df5bd781971"],) * 2,
    ],
)
def test_secrets_in_arguments_are_redacted(words, kept):
    assert redacted(words) == kept


def test_secrets_are_no_parameters():
    params = {"lr": 0.1, "optim/hf_token": "hf_0123456789abcdef0123", "wandb/apiKey": "x",
              "data": "s3://user:pw@bucket/x", "tokens": 4096}  # fmt: skip
    assert without_secrets(params) == {"lr": 0.1, "data": "s3://bucket/x", "tokens": 4096}
    assert not is_secret("monkey", "a1b2c3d4e5f6g7")
    run = Run("wandb", params={"lr": "0.1", "hf_token": "hf_0123456789abcdef0123"})
    run.remote = "https://me:pw@example.org/a.git"
    data = run_files(run, {}).data
    assert data["params"] == {"lr": 0.1}
    assert data["git"]["remote"] == "https://example.org/a.git"


def test_a_patch_says_where_a_secret_is():
    patch = (
        "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1,2 +10,4 @@\n context\n"
        "-API_KEY = 'AKIAABCDEFGHIJKLMNOP'\n+password = os.environ['PASSWORD']\n"
        "+KEY = 'AKIAABCDEFGHIJKLMNOP'\n"
    )
    places = list(secrets_in_patch(patch))
    assert places == ["x.py:12: this line looks like it has an access key of AWS"]
    lines = ("+token: abcdef012345\n", "+secret = 'correct horse'\n", "+pwd = pwd_of(user)\n")
    found = [list(secrets_in_patch(f"+++ b/c.yml\n@@ -1 +1 @@\n{line}")) for line in lines]
    assert [len(places) for places in found] == [1, 1, 0]
