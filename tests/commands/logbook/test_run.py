"""``make run`` keeps the runs of an entry, and notes its hypothesis before the first of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from blink.cli import main
from blink.logbooks.capture.hypotheses import hypothesis_digest
from blink.logbooks.capture.redaction import without_home
from blink.logbooks.history import LEDGER, ledger_text, read_ledger
from blink.logbooks.runs.reading import read_runs

ENTRY = Path("posts/2026/digits/seeds-5-to-9.md")
RUNS = Path("posts/2026/digits/runs/seeds-5-to-9")
HEADER = """\
---
title: "Seeds"
date: 2026-11-28
draft: true
logbook: digits
status: planned  # until tomorrow
hypothesis: "Above 0.9."
---

Text
"""
TRAIN = """\
import argparse, json, os, sys
p = argparse.ArgumentParser()
for name in ("--seed", "--lr", "--fail", "--key"):
    p.add_argument(name)
a = p.parse_args()
print("training", a.seed)
seed = int(a.seed or 0)
data = {"acc": 0.9 + seed / 100, **({"seed": seed} if a.seed else {})}
text = json.dumps(data)
open("results.json", "w").write(text.replace("0.92", "NaN"))
open("curve.csv", "w").write("step,loss\\n" + "".join(f"{i},{1 / (i + 1)}\\n" for i in range(999)))
sys.exit(int(a.fail or 0) if a.seed == "1" else 0)
"""
PYTHON = sys.executable


def git(*words):
    subprocess.run(["git", *words], check=True, capture_output=True)


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Stand in a blog with spaces in its path, a git repository with a program and an entry."""
    folder = tmp_path / "a blog"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("ENTRY", "SEEDS", "CMD", "INPUTS", "DIR"):
        monkeypatch.delenv(f"BLINK_{name}", raising=False)
    Path("conf.py").write_text("blink_timezone = 'UTC'\n")
    Path("train.py").write_text(TRAIN)
    Path("requirements.txt").write_text(f"pytest=={pytest.__version__}\nnot-here==1.0\n")
    Path(".gitignore").write_text("results.json\ncurve.csv\n")
    ENTRY.parent.mkdir(parents=True)
    ENTRY.write_text(HEADER)
    git("init", "-q", ".")
    git("remote", "add", "origin", "https://me:secret@example.org/study.git")
    git("add", "-A")
    git("-c", "user.name=n", "-c", "user.email=a@b", "commit", "-qm", "first")
    return folder


def run(*words, seeds="", **options):
    given = [word for name, value in options.items() for word in (f"--{name}", value)]
    return main(["run", "seeds-5-to-9", "--seeds", seeds, *given, "--", *words])


def record(name):
    return json.loads((RUNS / name / "run.json").read_text())


def test_the_runs_of_an_entry_are_kept(study, capfd):
    assert run(PYTHON, "train.py", "--lr", "1e-3", "--seed", "{seed}", seeds="5-6,9") == 0
    assert "training 9" in capfd.readouterr().out
    assert sorted(path.name for path in RUNS.iterdir()) == ["seed-5", "seed-6", "seed-9"]
    assert ENTRY.read_text() == HEADER.replace("status: planned  #", "status: done  #").replace(
        "tomorrow\n", "tomorrow\nruns: runs/seeds-5-to-9/*\n"
    )
    data = record("seed-5")
    assert list(data) == [
        "schema", "command", "cwd", "started", "seconds", "exit", "git", "env", "host",
        "params", "seed", "metrics", "curves", "from",
    ]  # fmt: skip
    program = without_home(PYTHON)
    assert data["command"] == [program, "train.py", "--lr", "1e-3", "--seed", "5"]
    assert (data["params"], data["seed"], data["from"]) == ({"lr": 0.001}, 5, "json")
    assert (data["cwd"], data["exit"]) == (".", 0)
    assert data["metrics"]["acc"] == pytest.approx(0.95)
    assert data["env"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert data["env"]["lock"] == "requirements.txt"
    assert data["git"]["remote"] == "https://example.org/study.git"
    assert data["git"]["dirty"] is False
    assert len((RUNS / "seed-5/curves.csv").read_text().splitlines()) == 201
    (first,) = read_runs(RUNS / "seed-5")
    assert (first.tool, first.seed, first.failed) == ("json", "5", "")
    assert first.lock == "requirements.txt"
    assert first.commit == data["git"]["commit"]
    assert "core" in first.host


def test_the_hypothesis_is_noted_before_the_first_run(study):
    command = [PYTHON, "-c", f"import shutil; shutil.copy({LEDGER!r}, 'seen.jsonl')"]
    assert run(*command) == 0
    ledger, problems = read_ledger(Path("seen.jsonl").read_text())
    assert problems == []
    (note,) = ledger.hypotheses["seeds-5-to-9"]
    assert note.digest == hypothesis_digest("above 0.9")
    assert datetime.fromisoformat(note.time) <= datetime.fromisoformat(record("run-1")["started"])
    assert read_ledger(ledger_text(ledger))[0] == ledger
    before = Path(LEDGER).read_text()
    assert run(*command) == 0
    assert Path(LEDGER).read_text() == before  # the same words have one note
    ENTRY.write_text(HEADER.replace("Above 0.9", "Above 0.8"))
    assert run(*command) == 0
    assert len(read_ledger(Path(LEDGER).read_text())[0].hypotheses["seeds-5-to-9"]) == 2


def test_an_entry_needs_a_hypothesis(study, capsys):
    ENTRY.write_text(HEADER.replace('hypothesis: "Above 0.9."\n', ""))
    assert run("true") == 2
    assert f"{ENTRY}:5: this entry has no hypothesis" in capsys.readouterr().err
    assert not RUNS.exists()
    assert main(["run", "seeds-5-to-9", "--no-hypothesis", "--", "true"]) == 0
    assert not Path(LEDGER).exists()
    ENTRY.write_text(HEADER.replace("planned", "abandoned"))
    assert run("true") == 2
    assert f"{ENTRY}:6: this entry was abandoned" in capsys.readouterr().err


def test_a_command_that_cannot_work_is_not_run_for_all_seeds(study, capfd):
    assert run(PYTHON, "none.py", "{seed}", seeds="1-5") == 1
    err = capfd.readouterr().err
    assert sorted(path.name for path in RUNS.iterdir()) == ["seed-1", "seed-2"]
    assert (
        "the first two runs failed at once (exit code 2), so the other 3 were not started; correct"
        f" the command, and delete these runs: rm -r {RUNS}/seed-1 {RUNS}/seed-2\n"
    ) in err
    assert "runs: 2 failed" in err


def test_failed_runs_are_kept_as_failed(study, capfd):
    command = [PYTHON, "train.py", "--fail", "3", "--seed", "{seed}"]
    assert run(*command, seeds="1-3") == 1
    err = capfd.readouterr().err
    assert "seed 1: failed (exit code 3)" in err
    assert "seed 2: failed (`acc` is nan)" in err
    assert "runs: 1 good, 2 failed" in err
    failed = [read_runs(RUNS / f"seed-{seed}")[0].failed for seed in (1, 2, 3)]
    assert failed == ["it ended with the exit code 3", "`acc` is nan", ""]
    assert "status: done" in ENTRY.read_text()
    assert run(*command, "--lr", "2", seeds="3") == 2
    assert f"{RUNS}/seed-3 is a run of seed 3 with another command" in capfd.readouterr().err
    assert run(*command, seeds="1-3") == 1  # only those that failed are run again
    assert "seed 3: it is in" in capfd.readouterr().err
    names = ["seed-1", "seed-1-2", "seed-2", "seed-2-2", "seed-3"]
    assert sorted(path.name for path in RUNS.iterdir()) == names


def test_other_seeds_have_the_same_parameters(study, capfd):
    command = [PYTHON, "train.py", "--seed", "{seed}", "--key", "k{seed}"]
    assert run(*command, "--lr", "1", seeds="2-3") == 1  # the accuracy of seed 2 is nan
    capfd.readouterr()
    assert run(*command, "--lr", "2", seeds="4-5") == 2
    assert f"{RUNS}/seed-3 is a run with lr = 1, not 2" in capfd.readouterr().err
    assert not (RUNS / "seed-4").exists()
    assert run(*command, "--lr", "1.0", seeds="4") == 0


def test_a_seed_that_was_run_twice_is_reported(study, capfd):
    command = [PYTHON, "train.py", "--seed", "{seed}"]
    assert run(*command, seeds="3") == 0
    assert "the same seed" not in capfd.readouterr().err
    assert main(["run", "seeds-5-to-9", "--seeds", "3", "--again", "--", *command]) == 0
    err = capfd.readouterr().err
    assert f"seed 3: {RUNS}/seed-3 and {RUNS}/seed-3-2 have the same seed" in err


def test_what_an_earlier_run_wrote_is_not_taken_for_the_next(study, capfd):
    Path("results.json").write_text('{"acc": 0.5}')
    assert run(PYTHON, "-c", "open('log.txt', 'w').write('x')") == 0
    assert record("run-1")["metrics"] == {}
    assert "it wrote no metrics that Blink reads" in capfd.readouterr().err
    command = [PYTHON, "train.py", "--seed", "3", "--lr", "{seed}"]
    assert run(*command, seeds="4") == 0  # its file says seed 3
    assert "no run in it is that of seed 4" in capfd.readouterr().err
    assert record("seed-4")["metrics"] == {}


@pytest.mark.parametrize(
    ("seeds", "command", "message"),
    [
        ("5-9", ["true"], "the command does not contain {seed}"),
        ("", ["echo", "{seed}"], "say which seeds"),
        ("9-5", ["echo", "{seed}"], "the seeds have `9-5`"),
        ("a", ["echo", "{seed}"], "the seeds have `a`"),
        ("0-9999", ["echo", "{seed}"], "more than 1,000 seeds"),
        ("", [], "the command is missing"),
        ("", ["echo 'a"], "cannot be read"),
    ],
)
def test_what_cannot_be_run(study, capsys, seeds, command, message):
    assert run(*command, seeds=seeds) == 2
    assert message in capsys.readouterr().err
    assert ENTRY.read_text() == HEADER
    assert not Path(LEDGER).exists()


def test_what_cannot_be_started_is_no_run(study, capsys):
    assert run("no-such-program") == 2
    assert "`no-such-program` cannot be started" in capsys.readouterr().err
    assert [*RUNS.iterdir()] == []


def test_an_unknown_entry(study, capsys):
    assert main(["run", "seeds-5-9", "--", "true"]) == 2
    assert "did you mean `seeds-5-to-9`?" in capsys.readouterr().err
    for name in ("SEEDS-5-TO-9", str(ENTRY)):
        assert main(["run", name, "--", "true"]) == 0


def test_secrets_are_not_kept(study, monkeypatch):
    monkeypatch.setenv("WANDB_API_KEY", "0123456789" * 4)
    token = "hf_" + "a1" * 15
    command = f"HF_TOKEN={token} {PYTHON} train.py --key {token} --api-key=xyzzy --lr 1 || true"
    monkeypatch.setenv("BLINK_CMD", command)
    monkeypatch.setenv("BLINK_ENTRY", "seeds-5-to-9")
    assert main(["run"]) == 0
    text = (RUNS / "run-1/run.json").read_text()
    shown = f"HF_TOKEN=*** {without_home(PYTHON)} train.py --key *** --api-key=*** --lr 1 || true"
    assert record("run-1")["command"] == ["sh", "-c", shown]
    assert record("run-1")["params"] == {"lr": 1}
    for secret in (token, "0123456789", "xyzzy", "secret@"):
        assert secret not in text


def test_changes_that_are_not_committed(study, capsys):
    Path("train.py").write_text(TRAIN + "# changed\n")
    Path("new.py").write_text("")
    command = [PYTHON, "train.py"]
    assert run(*command) == 0
    state = record("run-1")["git"]
    assert state["dirty"] is True
    assert state["patch_bytes"] > 0
    assert len(state["patch_sha256"]) == 64
    assert state["untracked"] == ["new.py"]  # the entry, its runs and the ledger are no code
    assert "patch" not in state
    assert main(["run", "seeds-5-to-9", "--keep-patch", "--", *command]) == 0
    assert record("run-2")["git"]["patch"] == "run.patch"
    assert record("run-2")["git"]["untracked"] == ["new.py"]  # nor is an earlier run
    patch = (RUNS / "run-2/run.patch").resolve()
    git("checkout", "train.py")
    git("apply", str(patch))
    assert Path("train.py").read_text().endswith("# changed\n")
    Path("train.py").write_text(TRAIN + "password = 'correct horse'\nAPI_KEY = 'abcdefgh'\n")
    assert main(["run", "seeds-5-to-9", "--keep-patch", "--", *command]) == 2
    err = capsys.readouterr().err
    lines = len(TRAIN.splitlines())
    assert f"train.py:{lines + 2}: this line looks like it has the value of `API_KEY`" in err
    assert "abcdefgh" not in err
    assert not (RUNS / "run-3").exists()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_interrupted_run_is_not_kept(study, name):
    code = "import time; open('started', 'w'); time.sleep(60)"
    start = (
        "import signal, sys; from blink.cli import main;"
        "signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(main())"
    )
    command = [PYTHON, "-c", start, "run", "seeds-5-to-9", "--", PYTHON, "-c", code]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen(command, env=env, start_new_session=True)
    while not Path("started").exists():
        time.sleep(0.05)
    if name == "SIGTERM":
        process.send_signal(signal.SIGTERM)
    else:
        os.killpg(process.pid, getattr(signal, name))
    assert process.wait(30) == (130 if name != "SIGKILL" else -9)
    assert [*RUNS.iterdir()] == []
    assert "status: running" in ENTRY.read_text()


def test_the_study_may_be_elsewhere(study, tmp_path):
    """Without git, and below the folder of another repository's blog."""
    other = tmp_path / "study"
    other.mkdir()
    (other / "train.py").write_text(TRAIN)
    (other / "data.bin").write_bytes(b"x" * 10)
    assert run(PYTHON, "train.py", dir=str(other), inputs="data.bin") == 0
    data = record("run-1")
    assert "git" not in data
    assert data["cwd"] == "."
    (given,) = data["inputs"]
    assert (given["path"], given["bytes"]) == ("data.bin", 10)
    assert data["metrics"] == {"acc": 0.9}
    assert str(tmp_path) not in (RUNS / "run-1/run.json").read_text().replace(PYTHON, "")


def test_an_entry_with_a_folder_has_its_runs_there(study):
    own = Path("posts/2026/wider/index.rst")
    own.parent.mkdir()
    own.write_text(":date: 2026-11-28\n:logbook: digits\n:hypothesis: More.\n\nWider\n=====\n")
    assert main(["run", "wider", "--", PYTHON, "train.py"]) == 0
    assert (own.parent / "runs/run-1/run.json").is_file()
    assert ":logbook: digits\n:status: done\n:runs: runs/*\n" in own.read_text()


def test_a_folder_that_cannot_be_written(study, capsys):
    RUNS.parent.write_text("a file")
    assert run("true") == 2
    assert f"{RUNS}: " in capsys.readouterr().err.replace(f"{study}/", "")
    assert ENTRY.read_text() == HEADER


def test_entries_of_one_folder_do_not_share_runs(study):
    folder = Path("posts/2026/pair")
    folder.mkdir()
    header = "---\ndate: 2026-11-28\nlogbook: digits\nhypothesis: More.\n---\n\n# Title\n"
    (folder / "index.md").write_text(header)
    assert main(["run", "pair", "--", "true"]) == 0
    (folder / "other.md").write_text(header)
    for name in ("other", "pair", "other"):
        assert main(["run", name, "--", "true"]) == 0
    index, other = ((folder / f"{name}.md").read_text() for name in ("index", "other"))
    assert "runs: runs/*\n" in index
    assert "runs: other-runs/*\n" in other
    paths = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("run.json"))
    assert paths == [
        "other-runs/run-1/run.json", "other-runs/run-2/run.json",
        "runs/run-1/run.json", "runs/run-2/run.json",
    ]  # fmt: skip
    (folder / "runs").rename(folder / "gone")
    (folder / "index.md").write_text(header)
    assert main(["run", "pair", "--", "true"]) == 0
    assert "runs: runs/index/*\n" in (folder / "index.md").read_text()


@pytest.mark.parametrize("kind", ["worktree", "shallow", "no remote", "no commit", "broken"])
def test_the_code_is_known_in_any_repository(study, monkeypatch, capsys, kind):
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    remote = "https://example.org/study.git"
    if kind == "worktree":
        git("worktree", "add", "-q", "../tree")
        monkeypatch.chdir("../tree")
    elif kind == "shallow":
        git("clone", "-q", "--depth", "1", f"file://{study}", "../shallow")
        monkeypatch.chdir("../shallow")
        remote = ""  # it is a path on this machine
    elif kind == "no remote":
        git("remote", "remove", "origin")
        remote = ""
    elif kind == "no commit":
        git("update-ref", "-d", "HEAD")
        commit = ""
    else:
        Path(".git/HEAD").write_text("nonsense")
    assert run("true") == 0
    state = record("run-1").get("git", {})
    err = capsys.readouterr().err
    if kind == "broken":
        assert state == {}
        assert "the commit is not kept: git says: fatal: not a git repository" in err
        return
    assert (state["commit"], state["dirty"]) == (commit, False)
    assert state["remote"] == remote
    assert ("the commit is not kept: there is none yet" in err) is (kind == "no commit")


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("requirements.txt", "pytest==0.1\n", f"pytest {pytest.__version__}, not 0.1"),
        ("requirements.txt", "not-here==1.0 \\\n    --hash=sha256:0\n", "it has none of 1"),
        ("uv.lock", '[[package]]\nname = "pytest"\nversion = "0.1"\n', "not 0.1"),
        ("requirements.txt", "pytest\n", ""),
        ("uv.lock", f'[[package]]\nname = "pytest"\nversion = "{pytest.__version__}"\n', ""),
    ],
)
def test_a_lock_is_recorded_only_if_it_is_that_of_the_python(study, capsys, file, text, message):
    Path(file).write_text(text)
    assert run(PYTHON, "-c", "") == 0
    err = capsys.readouterr().err
    assert (f"{file} is not recorded, because `{PYTHON}` has other packages" in err) is bool(
        message
    )
    assert message in err
    assert ("lock" in record("run-1")["env"]) is not bool(message)


def test_paths_of_this_computer_are_not_kept(study):
    command = [PYTHON, str(study / "train.py"), "--lr", "/home/ada/lr", "--seed", "{seed}"]
    assert run(*command, seeds="3") == 0
    data = record("seed-3")
    assert data["command"][1:] == ["train.py", "--lr", "~/lr", "--seed", "3"]
    assert data["params"] == {"lr": "~/lr"}
    assert run(*command, seeds="3") == 0  # it is known to be the same command
    assert len([*RUNS.iterdir()]) == 1
