"""``blink_run.py`` is one file that needs the standard library and Python 3.8 only."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from blink.cli import main
from blink.logbooks.capture.one_file import MODULES, NAME, one_file_source
from blink.logbooks.runs.reading import read_runs

#: What Python has since 3.9, and these modules must not use
NEWER = {"removeprefix", "removesuffix", "UTC", "batched", "pairwise", "is_relative_to", "readlink"}


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """Stand in a folder that has the file and a program, and return what runs the file there."""
    monkeypatch.chdir(tmp_path)
    assert main(["run", "--copy"]) == 0

    def run(*words):
        command = [sys.executable, "-I", "-S", NAME, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


def test_it_runs_without_packages(cluster):
    Path("train.py").write_text(
        "import json, sys\n"
        "json.dump({'acc': float(sys.argv[2]) / 8}, open('results.json', 'w'))\n"
        "sys.exit(sys.argv[2] == '4')\n"
    )
    command = ["--", sys.executable, "train.py", "--seed", "{seed}"]
    done = cluster("--out", "my runs", "--seeds", "2-4", "--input", "train.py", *command)
    assert done.returncode == 1
    assert "runs: 2 good, 1 failed" in done.stderr
    runs = read_runs(Path("my runs"))
    assert [(run.seed, run.metrics["acc"]) for run in runs] == [
        ("2", 0.25),
        ("3", 0.375),
        ("4", 0.5),
    ]
    assert runs[2].failed == "it ended with the exit code 1"
    assert (
        json.loads(Path("my runs/seed-2/run.json").read_text())["inputs"][0]["path"] == "train.py"
    )
    again = cluster("--out", "my runs", "--seeds", "2-3", *command)
    assert again.returncode == 0
    assert "seed 2: it is in my runs/seed-2 already" in again.stderr


def test_its_messages_name_its_own_options(cluster):
    assert "make" not in re.findall(r"[a-z]+", one_file_source().replace("make_parser", ""))
    done = cluster("--out", "runs", "--", "echo", "{seed}")
    assert (done.returncode, done.stderr) == (
        2, "the command contains {seed}; say which seeds: `--seeds 0-4`\n",
    )  # fmt: skip
    assert "blink attach ENTRY --from runs" in cluster("--help").stdout


def test_it_reads_tools_and_says_what_it_cannot_read(cluster):
    tools = Path(__file__).parents[2] / "logbooks/runs"
    for tool, metrics, message in (
        ("wandb", True, "from wandb"),
        ("tensorboard", True, "from tensorboard"),
        ("mlflow", False, "PyYAML must be installed here; `blink attach` reads it too"),
    ):
        copy = f"import shutil; shutil.copytree({str(tools / tool)!r}, {tool!r})"
        done = cluster("--out", f"{tool}-runs", "--", sys.executable, "-c", copy)
        assert done.returncode == 0, done.stderr
        assert message in done.stderr
        assert bool(read_runs(Path(f"{tool}-runs"))[0].metrics) is metrics


def test_mistakes_are_one_message(cluster):
    for words in (["--out", "runs", "--"], ["--out", "runs", "--seeds", "x", "--", "true"]):
        done = cluster(*words)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
    assert cluster("--", "true").returncode == 2


def test_its_modules_run_on_python_3_8():
    text = one_file_source()
    ast.parse(text, feature_version=(3, 8))
    for name in MODULES:
        source = text.split(f"SOURCES[{name!r}] = r'''")[1].split("'''")[0]
        tree = ast.parse(source, feature_version=(3, 8))
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
                  for alias in node.names}  # fmt: skip
        keywords = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
        merges = [n for n in ast.walk(tree) if isinstance(n, ast.AugAssign)
                  and isinstance(n.op, ast.BitOr) and "byte" not in ast.unparse(n)]  # fmt: skip
        assert not names & NEWER, name
        assert not keywords & {"strict", "slots", "kw_only"}, name
        assert not merges, f"{name}: a dict has no |="


def test_what_it_imports_is_in_it():
    for name in MODULES:
        path = Path(__file__).parents[3] / f"{name.replace('.', '/')}.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("blink."):
                packages = {f"{node.module}.{alias.name}" for alias in node.names}
                assert node.module in MODULES or packages <= set(MODULES), (name, node.module)
