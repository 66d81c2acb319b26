"""``make attach`` keeps the runs that a tool wrote, once and whole."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from blink.cli import main
from blink.logbooks.analysis import LogEntry
from blink.logbooks.history import LEDGER, Ledger, Version, ledger_text
from blink.logbooks.runs.reading import read_runs
from blink.model import EntryFields

TOOLS = Path(__file__).parents[2] / "logbooks/runs"
RUNS = Path("posts/runs/one")


@pytest.fixture
def entry(tmp_path, monkeypatch):
    """Stand in a blog with a planned entry, and return its path."""
    monkeypatch.chdir(tmp_path)
    for name in ("ENTRY", "FROM", "WHERE", "NAME"):
        monkeypatch.delenv(f"BLINK_{name}", raising=False)
    Path("conf.py").write_text("blink_timezone = 'UTC'\n")
    path = Path("posts/one.md")
    path.parent.mkdir()
    path.write_text("---\ndate: 2026-11-28\nlogbook: digits\nstatus: planned\n---\n\n# One\n")
    return path


def attach(source, *options):
    return main(["attach", "one", "--from", str(source), *options])


def study(folder, seeds=(0, 1), rates=(0.1, 0.3)):
    """Write runs as Lightning does, of each rate and seed."""
    for number, (rate, seed) in enumerate((rate, seed) for rate in rates for seed in seeds):
        run = folder / f"version_{number}"
        run.mkdir(parents=True)
        (run / "hparams.yaml").write_text(f"lr: {rate}\nseed: {seed}\nhf_token: abcdef0123456\n")
        (run / "metrics.csv").write_text(f"epoch,loss\n0,3\n1,{rate * seed}\n")


@pytest.mark.parametrize(
    "tool",
    ["flat-json", "dvc", "mlflow", "tensorboard", "lightning", "hf-trainer", "hydra", "wandb"],
)
def test_a_run_stays_the_same(entry, tool):
    assert attach(TOOLS / tool) == 0
    old, new = read_runs(TOOLS / tool), read_runs(RUNS)
    for before, after in zip(old, new, strict=True):
        assert after.metrics == before.metrics
        assert after.seed == before.seed
        assert after.params == {k: v for k, v in before.params.items() if k != "seed"}
        assert (after.tool, after.commit, after.started) == (
            before.tool, before.commit, before.started,
        )  # fmt: skip
        assert {name: curve.values for name, curve in after.curves.items()} == {
            name: curve.values for name, curve in before.curves.items() if curve.values[1:]
        }
    assert "status: done\nruns: runs/one/*\n" in entry.read_text()


def test_it_says_what_was_attached_and_adds_nothing_twice(entry, capsys):
    study(Path("logs"), seeds=(0, 1, 2), rates=(0.1,))
    assert attach("logs") == 0
    assert capsys.readouterr().out == (
        "3 runs of lightning attached to posts/one.md, in posts/runs/one/\n"
        "  seeds: 0, 1, 2\n  parameters: lr = 0.1\n"
        "  metrics: loss\n  curves: loss\n"
    )
    assert "abcdef" not in "".join(path.read_text() for path in RUNS.rglob("run.json"))
    names = sorted(path.name for path in RUNS.iterdir())
    text = entry.read_text()
    assert attach("logs") == 0
    assert "nothing is new: one has the 3 runs of logs already" in capsys.readouterr().out
    study(Path("logs/more"), seeds=(3,), rates=(0.1,))
    assert attach("logs") == 0
    assert "1 run of lightning attached" in capsys.readouterr().out
    assert sorted(path.name for path in RUNS.iterdir()) == [*names, "seed-3"]
    assert entry.read_text() == text


def test_one_configuration_is_chosen(entry, capsys):
    study(Path("logs"))
    assert attach("logs") == 1
    err = capsys.readouterr().err
    assert "the 4 runs differ in `lr` (0.1, 0.3)" in err
    assert "WHERE='lr=0.1'" in err
    assert not RUNS.exists()
    assert attach("logs", "--where", "lr=0.5") == 1
    assert "none of the 4 runs in logs has lr=0.5: `lr` is 0.1, 0.3" in capsys.readouterr().err
    assert attach("logs", "--where", "lr") == 2
    assert attach("logs", "--where", "lr=3e-1") == 0
    assert [run.params["lr"] for run in read_runs(RUNS)] == ["0.3", "0.3"]
    assert attach("logs") == 1
    assert attach("logs", "--all") == 0
    assert len(read_runs(RUNS)) == 4


def test_later_runs_have_the_configuration_of_the_first(entry, capsys):
    study(Path("logs"))
    assert attach("logs", "--where", "lr=0.1") == 0
    names = sorted(path.name for path in RUNS.iterdir())
    assert attach("logs", "--where", "lr=0.3") == 1
    assert "the runs in posts/runs/one have lr = 0.1, but these have lr = 0.3" in (
        capsys.readouterr().err
    )
    assert sorted(path.name for path in RUNS.iterdir()) == names
    assert attach("logs", "--where", "lr=0.3", "--all") == 0


def test_an_example_of_where_keeps_the_conditions(entry, capsys):
    for number in range(16):
        folder = Path(f"logs/{number}")
        folder.mkdir(parents=True)
        params = {"lr": number % 8, "width": number // 8}
        run = {"schema": "blink-run/1", "params": params, "metrics": {"loss": 1}, "from": "json"}
        (folder / "run.json").write_text(json.dumps(run))
    assert attach("logs") == 1
    err = capsys.readouterr().err
    assert re.search(r"`lr` \((\d, ){6}…\), `width` \(0, 1\),", err)
    assert attach("logs", "--where", "lr=3") == 1
    assert "WHERE='lr=3 width=0'" in capsys.readouterr().err
    assert attach("logs", "--where", "rate=3") == 1
    assert "has rate=3: no run has the parameter `rate`" in capsys.readouterr().err


def test_names_choose_where_parameters_are_not_known(entry, capsys):
    for number in range(6):
        folder = Path(f"logs/c{number % 2}-s{number // 2}")
        folder.mkdir(parents=True)
        (folder / "results.json").write_text(json.dumps({"loss": number}))
    assert attach("logs") == 1
    assert "NAME='c0-*'" in capsys.readouterr().err
    assert attach("logs", "--name", "c0-*") == 0
    found = [(run.seed, run.metrics["loss"]) for run in read_runs(RUNS)]
    assert found == [("0", 0), ("1", 2), ("2", 4)]


def test_of_a_damaged_study_nothing_is_attached(entry, capsys):
    study(Path("logs"), rates=(0.1,), seeds=(0, 1, 2))
    Path("logs/version_0/metrics.csv").write_text("epoch,loss\n0\n")
    Path("logs/version_2/hparams.yaml").write_text("lr: [")
    text = entry.read_text()
    assert attach("logs") == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in lines[:2]] == [
        "logs/version_0/metrics.csv",
        "logs/version_2/hparams.yaml",
    ]
    assert lines[2].startswith("nothing was attached")
    assert len(lines) == 3
    assert not RUNS.exists()
    assert entry.read_text() == text


def test_a_full_disk_leaves_nothing(entry, monkeypatch, capsys):
    study(Path("logs"), rates=(0.1,), seeds=(0, 1, 2))
    plain, written = Path.write_bytes, []

    def write(path, data):
        written.append(path)
        if len(written) == 4:
            raise OSError(28, "No space left on device", str(path))
        return plain(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)
    assert attach("logs") == 1
    assert "No space left" in capsys.readouterr().err
    assert [*RUNS.parent.rglob("*")] == [RUNS]


def test_what_cannot_be_attached(entry, capsys):
    Path("empty").mkdir()
    for source, message in (("empty", "no run of a tool"), ("none", "does not exist")):
        assert attach(source) == 1
        assert message in capsys.readouterr().err
    assert main(["attach", "one"]) == 2
    assert main(["attach", "on", "--from", "empty"]) == 2
    assert "did you mean `one`?" in capsys.readouterr().err


def test_a_list_of_runs_gets_another_item(entry):
    for old, new in (
        ("runs: a.json  # x", "runs: [a.json, runs/one/*]  # x"),
        ("runs: [a.json]", "runs: [a.json, runs/one/*]"),
        ("runs:\n  - a.json\n  - b.json", "runs:\n  - a.json\n  - b.json\n  - runs/one/*"),
        ("runs:", "runs: runs/one/*"),
    ):
        head, tail = "---\ndate: 2026-11-28\nlogbook: digits\nstatus: done\n", "\n---\n\n# One\n"
        entry.write_text(f"{head}{old}{tail}")
        assert attach(TOOLS / "wandb") == 0
        assert entry.read_text() == f"{head}{new}{tail}"
        shutil.rmtree(RUNS)


def test_the_records_of_a_cluster_are_attached(entry):
    """As ``blink_run.py`` wrote them: with the command, the machine and the time."""
    record = {
        "schema": "blink-run/1", "command": ["./a"], "cwd": "study",
        "started": "2026-11-27T21:28:03Z",
        "seconds": 4.1, "exit": 0, "git": {"commit": "a" * 40, "dirty": True, "patch": "run.patch"},
        "env": {"python": "3.9.1", "lock": "uv.lock", "sha256": "b" * 64},
        "host": {"cpu": "X", "cores": 2, "ram_gb": 24, "gpus": ["G"]},
        "params": {"lr": 1.0}, "seed": 5, "metrics": {"acc": 0.5}, "from": "json",
    }  # fmt: skip
    folder = Path("logs/seed-5")
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps(record))
    (folder / "run.patch").write_text("patch")
    assert attach("logs") == 0
    assert json.loads((RUNS / "seed-5/run.json").read_text()) == record
    assert (RUNS / "seed-5/run.patch").read_text() == "patch"


def test_a_captured_run_gets_the_metrics_that_its_tool_wrote(entry, capsys):
    """As where ``blink_run.py`` could not read files of YAML."""
    record = {"schema": "blink-run/1", "command": ["./a"], "started": "2026-11-27T21:28:03Z",
              "git": {"commit": "a" * 40}, "params": {"lr": 0.5}, "metrics": {},
              "from": "blink"}  # fmt: skip
    for seed in (0, 1):
        folder = RUNS / f"seed-{seed}"
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps({**record, "seed": seed}))
    study(Path("logs"), seeds=(0, 1, 2), rates=(0.1,))
    assert attach("logs") == 0
    assert "2 of them were there without metrics" in capsys.readouterr().out
    runs = read_runs(RUNS)
    assert [(run.seed, run.metrics["loss"]) for run in runs] == [("0", 0), ("1", 0.1), ("2", 0.2)]
    assert [run.commit[:1] for run in runs] == ["a", "a", ""]
    assert runs[0].command == ["./a"]
    assert runs[0].params == {"lr": "0.1"}
    assert sorted(path.name for path in RUNS.iterdir()) == ["seed-0", "seed-1", "seed-2"]
    assert attach("logs") == 0
    assert "nothing is new" in capsys.readouterr().out


def test_another_run_of_a_seed_is_not_attached_by_mistake(entry, capsys):
    study(Path("logs"), seeds=(0, 1), rates=(0.1,))
    assert attach("logs") == 0
    study(Path("other"), seeds=(1, 2), rates=(0.1,))
    Path("other/version_0/metrics.csv").write_text("epoch,loss\n0,3\n1,2\n")
    text = entry.read_text()
    assert attach("other") == 1
    assert "one has other runs of the same seeds: posts/runs/one/seed-1;" in capsys.readouterr().err
    assert len(read_runs(RUNS)) == 2
    assert entry.read_text() == text
    assert attach("other", "--all") == 0
    assert len(read_runs(RUNS)) == 4


@pytest.mark.parametrize(("status", "is_finished"), [("done", True), ("running", False)])
def test_runs_that_are_added_to_a_recorded_entry_must_be_explained(
    entry, capsys, status, is_finished
):
    old = LogEntry("one", "posts/one", "One", "2026-11-28", (), EntryFields("P", status=status))
    version = Version(1, "2026-11-28", "0" * 16, old)
    Path(LEDGER).write_text(ledger_text(Ledger({"one": [version]})))
    study(Path("logs"), rates=(0.1,))
    remark = (
        "posts/one.md: this entry is recorded as finished in posts/logbooks.jsonl; explain the runs"
        " that are added now in an `update` directive at its end, or the build fails\n"
    )
    assert attach("logs") == 0
    assert capsys.readouterr().err == remark * is_finished
    assert main(["run", "one", "--no-hypothesis", "--", "true"]) == 0
    assert capsys.readouterr().err.startswith(remark) is is_finished
