"""A command that is killed at any moment leaves the last good site, the sources and the ledgers.

The next run works, and has what the killed one would have had.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from conftest import ROOT
from material_help import PNG, Mkdocs

from blink.logbooks import history
from blink.posts.permalinks.published_ledger import LEDGER

CONF = """\
project = "Notes"
extensions = ["blink"]
html_theme = "blink"
html_baseurl = "https://h.test/"
blink_authority = "h.test"
blink_search = False
"""
ENTRY = """\
---
date: 2026-01-31
logbook: Pruning
status: done
outcome: refuted
---

# {}

Words.
"""
#: Has Python end by a signal at a moment: while it writes the file NAME, where it would put that
#: file in place or after it has, or while a command that has NAME in it runs
KILLS = """
import os, pathlib, signal, subprocess, time

moment, name, how = os.environ.pop("KILL").split()

def end():
    os.kill(os.getpid(), int(how))
    time.sleep(9)  # until an interrupt is heard

def write(path, data, *rest, real):
    if path.name != f".{name}.new":
        return real(path, data, *rest)
    real(path, data[: len(data) // 2])
    end()

def replace(source, target, *, real=os.replace):
    ends = os.path.basename(target) == name
    if ends and moment == "before":
        end()
    real(source, target)
    if ends and moment == "after":
        end()

class Popen(subprocess.Popen):
    def __init__(self, args, *rest, **options):
        super().__init__(args, *rest, **options)
        if name in args:
            time.sleep(0.4)
            end()

if moment == "writing":
    for kind in ("write_bytes", "write_text"):
        real = getattr(pathlib.Path, kind)
        setattr(pathlib.Path, kind, lambda *given, real=real, **more: write(*given, real=real))
elif moment == "running":
    subprocess.Popen = Popen
os.replace = replace
"""
KILL, TERM, INT = (int(how) for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT))


class Notes:
    """A blog of a few files, in a git repository."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.temporary = folder / "notes", folder / "temporary"
        (folder / "kills").mkdir(parents=True)
        self.temporary.mkdir()
        self.tools = folder / "tools"  # without Java, so that pages are not validated
        self.tools.mkdir()
        (self.tools / "git").symlink_to(str(shutil.which("git")))
        (folder / "kills/sitecustomize.py").write_text(KILLS)
        (self.folder / "posts").mkdir(parents=True)
        self.write("conf.py", CONF)
        self.write("index.md", "# Notes\n\nWords.\n")
        self.write(".gitignore", "_build/\n")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def run(self, *command: str, **environment: str) -> tuple[int, str]:
        """Run a command of Blink; return its code, and what it printed."""
        path = [str(self.folder.parent / "kills")] if "KILL" in environment else []
        done = subprocess.run(
            [sys.executable, "-m", "blink", *command], cwd=self.folder, check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            env={**os.environ, "PYTHONPATH": os.pathsep.join([*path, str(ROOT)]),
                 "TMPDIR": str(self.temporary), "PATH": str(self.tools), **environment},
        )  # fmt: skip
        assert "Traceback" not in done.stdout, done.stdout
        return done.returncode, done.stdout

    def works(self, *command: str, **environment: str) -> str:
        code, said = self.run(*command, **environment)
        assert code == 0, said
        return said

    def is_killed(self, *command: str, at: str, **environment: str) -> str:
        code, said = self.run(*command, KILL=at, **environment)
        assert code == (130 if at.endswith(f" {INT}") else -int(at.split()[2])), said
        return said

    def files(self, below: str = "") -> dict[str, bytes]:
        """Return the files of the blog, or of its site, by name."""
        root = self.folder / below
        found = {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}
        return {
            name: path.read_bytes()
            for name, path in found.items()
            if below or not name.startswith(("_build/", ".git/"))
        }

    def git(self, *command: str) -> str:
        me = ["-c", "user.name=Ann", "-c", "user.email=ann@h.test"]
        return subprocess.run(
            ["git", *me, *command], cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout


def without_remains(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if not name.endswith(".new")}


def test_a_publish_that_is_killed_at_any_moment(tmp_path):
    notes = Notes(tmp_path)
    notes.write("posts/one.md", ENTRY.format("One"))
    notes.git("init", "-q")
    notes.works("publish")
    notes.git("add", "--all")
    notes.git("commit", "-q", "-m", "one")
    notes.write("posts/two.md", ENTRY.format("Two"))
    before, ledgers = notes.files(), ("published.jsonl", "logbooks.jsonl")
    for moment in (
        f"running build {TERM}",  # the build goes on, or ends, by itself
        f"writing {ledgers[0]} {KILL}",
        f"writing {ledgers[0]} {INT}",
        f"running blink.builder.crash {KILL}",  # that of what a clone would have
    ):
        tools = str(notes.tools) if "crash" in moment else ""  # a publish without git is quicker
        said = notes.is_killed("publish", at=moment, PATH=tools)
        assert without_remains(notes.files()) == before, moment
        assert "interrupted" in said or not moment.endswith(f" {INT}")
        assert notes.git("status", "--porcelain", "--untracked-files=no") == ""
    notes.is_killed("publish", at=f"writing {ledgers[1]} {KILL}", PATH="")
    assert "posts/two.html" in (notes.folder / LEDGER).read_text()
    assert notes.files()[history.LEDGER] == before[history.LEDGER]
    assert "two: new entry" in notes.works("publish")
    assert not list(notes.folder.glob("posts/.*.new"))
    for name in (LEDGER, history.LEDGER):
        rows = (notes.folder / name).read_text().splitlines()
        assert all(map(json.loads, rows))
        assert {*before[name].decode().splitlines()} <= {*rows}
    assert "Two" in (notes.folder / "_build/html/posts/two.html").read_text()


def test_a_record_that_is_killed_at_any_moment(tmp_path):
    notes = Notes(tmp_path)
    notes.write("posts/one.md", ENTRY.format("One"))
    notes.works("build")
    name = Path(history.LEDGER).name
    for moment in (f"writing {name} {TERM}", f"before {name} {KILL}"):
        notes.is_killed("record", at=moment)
        assert not (notes.folder / history.LEDGER).exists()
    notes.works("record")
    text = (notes.folder / history.LEDGER).read_text()
    update = "\n```{update} 2026-02-01\nX.\n```\n"
    notes.write("posts/one.md", ENTRY.format("One") + update)
    notes.works("build")
    notes.is_killed("record", at=f"writing {name} {KILL}")
    assert (notes.folder / history.LEDGER).read_text() == text
    notes.is_killed("record", at=f"after {name} {TERM}")
    assert (notes.folder / history.LEDGER).read_text().startswith(text)
    assert "nothing new" in notes.works("record")


def test_an_import_that_is_killed_at_any_moment(tmp_path):
    source = Mkdocs(tmp_path / "old", "site_name: Old\nsite_url: https://old.test/\n"
                    "theme: {name: material}\nplugins: [blog]\n")  # fmt: skip
    for name in "abc":
        source.post(name, f"# {name}\n\n![p](clock.png)\n")
    source.write("docs/blog/posts/clock.png", PNG)
    given = {path: path.read_bytes() for path in source.folder.rglob("*") if path.is_file()}
    command = ("import", str(source.folder), "--no-build")
    whole, notes = Notes(tmp_path / "whole"), Notes(tmp_path / "killed")
    whole.works(*command)
    record = next(name for name in whole.files() if "import" in name and name.endswith(".json"))
    for moment in (
        f"writing b.md {KILL}",
        f"before b.md {TERM}",
        f"after b.md {INT}",
        f"writing conf.py {KILL}",
        f"before {record} {TERM}",
        f"after {record} {KILL}",
    ):
        conf = notes.files()["conf.py"]
        notes.is_killed(*command, at=moment)
        files = without_remains(notes.files())
        expected = whole.files()
        assert files["conf.py"] in (conf, expected["conf.py"])
        posts = {name for name in files if name.startswith("posts/")}
        assert all(files[name] == expected[name] for name in posts)
    notes.works(*command)
    left = {name for name in notes.files() if name.startswith("import-report")}
    assert len(left) <= 1
    for name, data in whole.files().items():
        if not name.startswith("import-report") and name != record:
            assert notes.files()[name] == data
    assert not [name for name in notes.files() if name.endswith(".new")]
    assert given == {path: path.read_bytes() for path in source.folder.rglob("*") if path.is_file()}
