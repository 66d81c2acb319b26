"""Unlucky machines: no rights, a wrong clock, other ends of lines, and unusual clones."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from conftest import ROOT
from material_help import Mkdocs
from test_kills import ENTRY, INT, KILL, TERM, Notes

from blink.logbooks import history
from blink.posts.permalinks.published_ledger import LEDGER

if TYPE_CHECKING:
    from pathlib import Path

DRAFT = "---\ndraft: true\n---\n\n# Draft\n\nWords.\n"
#: Moves the clock of Python by HOURS, and keeps what it had made before
CLOCK = """
import datetime, os, time

hours = float(os.environ["HOURS"])
delta, real, real_time, real_ns = (
    datetime.timedelta(hours=hours), datetime.datetime, time.time, time.time_ns
)

class Kind(type):
    def __instancecheck__(cls, value):
        return isinstance(value, real)

class Moved(real, metaclass=Kind):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) + delta

Moved.__name__ = Moved.__qualname__ = "datetime"
Moved.__module__ = "datetime"
datetime.datetime = Moved
time.time = lambda: real_time() + hours * 3600
time.time_ns = lambda: real_ns() + int(hours * 3600 * 10**9)
"""


# -- Rights ----------------------------------------------------------------------------


def as_an_ordinary_user() -> None:
    """Have root be refused as others are, in the next program (capabilities(7))."""
    if os.geteuid() == 0:
        for number in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH; PR_CAPBSET_DROP is 24
            assert ctypes.CDLL(None, use_errno=True).prctl(24, number, 0, 0, 0) == 0


def refused(notes: Notes, *command: str, **environment: str) -> tuple[int, str]:
    """Run a command as an ordinary user; end it by an interrupt once it says what is wrong."""
    process = subprocess.Popen(
        [sys.executable, "-m", "blink", *command], cwd=notes.folder, text=True, bufsize=1,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=as_an_ordinary_user,  # noqa: PLW1509
        env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": "", "BLINK_POST": "", **environment},
    )  # fmt: skip
    lines = []
    for line in process.stdout:
        lines.append(line)
        if command[0] == "preview" and "Permission denied" in line:
            process.send_signal(signal.SIGINT)
    code, said = process.wait(60), "".join(lines)
    assert "Traceback" not in said, said
    return code, said


def test_folders_and_files_that_may_only_be_read_are_named_and_nothing_changes(tmp_path):
    notes = Notes(tmp_path)
    notes.write("posts/one.md", ENTRY.format("One"))
    notes.works("publish", PATH="")
    (notes.folder / "posts/2026").mkdir()
    notes.write("posts/2026/draft.md", DRAFT)
    notes.write("posts/two.md", ENTRY.format("Two"))
    before, site = notes.files(), notes.files("_build/html")
    source = Mkdocs(tmp_path / "old", "site_name: Old\nplugins: [blog]\n")
    source.post("a", "# A\n\nWords.\n")

    def folders(name: str) -> list[Path]:
        root = notes.folder / name
        return [root, *(path for path in root.rglob("*") if path.is_dir())]

    posts, port = {"BLINK_POST": "posts/2026/draft.md"}, ("--port", "18800")
    for paths, mode, runs in (
        (folders("posts"), 0o555, [
            (("new", "Hello"), {}, 1, "posts"), (("entry", "Pruning", "Half"), {}, 1, "posts"),
            (("publish",), posts, 2, "posts/2026: "), (("publish",), {}, 1, "published: posts: "),
            (("record",), {}, 1, "nothing was recorded: posts: "),
        ]),
        ([notes.folder / LEDGER], 0, [(("publish",), {}, 1, "posts/published.jsonl:1: ")]),
        ([notes.folder / history.LEDGER], 0, [(("record",), {}, 1, "recorded: posts/logb")]),
        ([notes.folder / "conf.py"], 0, [(("new", "Hello"), {}, 1, "conf.py: ")]),
        ([notes.folder / "conf.py"], 0, [(("preview", *port), {}, 0, "conf.py: error: ")]),
        (folders("_build"), 0o555, [
            (("publish",), {}, 1, "_build/"), (("preview", *port), {}, 0, "_build/cache/preview: "),
        ]),
        ([notes.folder], 0o555, [(("import", str(source.folder), "--no-build"), {}, 1, ": ")]),
    ):  # fmt: skip
        modes = [path.stat().st_mode for path in paths]
        for path in paths[::-1]:
            path.chmod(mode)
        try:
            for command, environment, code, place in runs:
                ended, said = refused(notes, *command, **environment)
                (line, *_) = [line for line in said.splitlines() if "Permission denied" in line]
                assert (ended, place in line) == (code, True), (command, said)
        finally:
            for path, old in zip(paths, modes, strict=True):
                path.chmod(old)
        files = notes.files()
        files.pop("posts/2026/hello.md", None)
        assert files == before
    assert notes.files("_build/html").keys() >= site.keys()
    notes.works("publish", PATH="", **posts)


# -- A preview that is killed ----------------------------------------------------------


def test_a_preview_that_is_killed_at_any_moment(tmp_path):
    notes = Notes(tmp_path)
    notes.write("posts/one.md", ENTRY.format("One"))
    notes.works("build", "--", "-q")
    before, site = notes.files(), notes.files("_build/html")

    def start(text: str, words: str) -> tuple[subprocess.Popen[str], str]:
        """Save *text*, start a preview, and return it when it has said *words*."""
        notes.write("posts/one.md", text)
        process = subprocess.Popen(
            [sys.executable, "-m", "blink", "preview", "--port", "18850"], cwd=notes.folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        for line in process.stdout:
            if words in line:
                return process, line
        raise AssertionError(words)

    text = before["posts/one.md"].decode()
    for number, (how, words, delay) in enumerate([
        (KILL, "http://", 0.3), (TERM, "http://", 0.8), (INT, "http://", 0.5), (KILL, "built", 0),
    ]):  # fmt: skip
        process, _ = start(f"{text}\nVersion {number}.\n", words)
        time.sleep(delay)
        if words == "built":  # while it builds what was saved again
            notes.write("posts/one.md", f"{text}\nHalf.\n")
            time.sleep(0.4)
        process.send_signal(how)
        process.wait(20)
        assert notes.files("_build/html") == site
    process, _ = start(f"{text}\nThe last.\n", "built")
    process.send_signal(signal.SIGINT)
    process.wait(20)
    page = (notes.folder / "_build/preview/posts/one.html").read_text()
    assert ("The last." in page, "Half." in page) == (True, False)
    notes.write("posts/one.md", text)
    assert notes.files() == before
    notes.works("build", "--", "-q")
    assert notes.files("_build/html") == site


# -- The clock -------------------------------------------------------------------------


def test_a_clock_that_jumps_publishes_nothing_early_and_misses_no_change(tmp_path):
    notes = Notes(tmp_path)
    (tmp_path / "kills/sitecustomize.py").write_text(CLOCK)
    path = os.pathsep.join([str(tmp_path / "kills"), str(ROOT)])
    tomorrow = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 24 * 3600))
    notes.write("posts/one.md", ENTRY.format("One"))
    notes.write("posts/soon.md", f"---\ndate: {tomorrow}\n---\n\n# Soon\n\nWords.\n")

    def build(hours: int) -> dict[str, bytes]:
        notes.works("build", "--", "-q", PYTHONPATH=path, HOURS=str(hours))
        return notes.files("_build/html")

    now = build(0)
    assert "posts/soon.html" not in now
    ahead = build(48)
    assert "posts/soon.html" in ahead
    # Files were written by a clock that was ahead; it is right again, and then behind.
    for file in [*notes.folder.rglob("*"), notes.folder]:
        os.utime(file, (time.time() + 48 * 3600,) * 2)
    assert build(0) == now
    assert not [name for name, data in build(-48).items() if b"Soon" in data]
    notes.write("posts/one.md", ENTRY.format("One").replace("Words", "Other words"))
    os.utime(notes.folder / "posts/one.md", (time.time() - 10**7,) * 2)
    site = build(-48)
    assert b"Other words" in site["posts/one.html"]
    assert "posts/soon.html" not in site
    assert "posts/soon.html" in build(48)


# -- Clones ----------------------------------------------------------------------------


def test_clones_with_other_ends_of_lines_or_little_history_publish_the_same(tmp_path):
    notes = Notes(tmp_path / "first")
    notes.write("posts/one.md", ENTRY.format("One"))
    notes.write("posts/rest.rst", ":date: 2026-01-31\n\nRest\n====\n\nWords.\n")
    makefile = (ROOT / "blink/scaffold/files/Makefile").read_text()
    notes.write("Makefile", makefile)
    notes.git("init", "-q")
    attributes = "Makefile text eol=lf\n"
    notes.write(".gitattributes", attributes)
    notes.works("publish")
    told = (notes.folder / ".gitattributes").read_text()
    assert told.startswith(attributes)
    for _ in range(2):  # so that there is some history
        notes.git("add", "--all")
        notes.git("commit", "-q", "--allow-empty", "-m", "one")
    site = notes.files("_build/html")
    for name, options in (("crlf", ["-c", "core.autocrlf=true"]), ("shallow", ["--depth=1"])):
        clone = Notes(tmp_path / name)
        for path in clone.folder.iterdir():
            path.unlink() if path.is_file() else path.rmdir()
        notes.git("clone", "-q", *options, f"file://{notes.folder}", str(clone.folder))
        files = clone.files()
        ends = {name: b"\r\n" in data for name, data in files.items()}
        assert ends["posts/one.md"] == ends["conf.py"] == (name == "crlf")
        assert not any(ends[name] for name in ("Makefile", LEDGER, history.LEDGER))
        if name == "crlf":  # as a program that copies files may leave them
            for ledger in (LEDGER, history.LEDGER):
                path = clone.folder / ledger
                path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
            said = subprocess.run(["make"], cwd=clone.folder, check=True, capture_output=True)
            assert b"publish" in said.stdout
        else:  # and a work tree of it, as agents and reviewers use it
            clone.git("worktree", "add", "-q", "--detach", str(clone.folder.with_name("tree")))
            clone.folder = clone.folder.with_name("tree")
        said = clone.works("publish")
        assert re.search(r"since the last publication:\n  none\n", said), said
        assert "git commit" not in said
        built = clone.files("_build/html")
        for file in [file for file in built if file.startswith("_sources/")]:
            assert built.pop(file).replace(b"\r\n", b"\n") == site[file]
        assert built == {n: data for n, data in site.items() if not n.startswith("_sources/")}
        assert clone.git("diff") == ""
