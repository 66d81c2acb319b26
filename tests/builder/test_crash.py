"""Of a crash of Sphinx, authors get one message; all else passes."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import ROOT

from blink.builder.crash import Crashes, message

HANDLER = "Handler <function f at 0x7> for event 'html-page-context' threw an exception"
FILES = "allow a process more of them, as by `ulimit -n 4096`"
ACCOUNT = """\x1b[91m
Versions
========

* Platform: linux

Traceback
=========

      File "x.py", line 1
    ValueError: of no use
      File "y.py", line 1
    {}


The full traceback has been saved in:
/t/sphinx-err.log

Thanks!
"""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("KeyError: 'x'", "the build broke: KeyError: 'x'. What led to it is in /t/sphinx-err.log"),
        ("OSError: [Errno 28] No space left on device: '/a'", "/a: No space left on device; make"),
        ("docutils.utils.SystemMessage Error", "something unexpected happened"),
    ],
)
def test_an_account_becomes_a_message(error, said):
    stream = io.StringIO()
    told = Crashes(stream)
    for piece in ("a.md:1: WARNING", ": x\n", ACCOUNT.format(error)):
        told.write(piece)
    told.end()
    found = stream.getvalue()
    assert found.startswith("a.md:1: WARNING: x\n")
    assert said in found or "something" in said
    assert "Traceback" not in found
    assert "Versions" not in found


def test_all_else_passes():
    stream = io.StringIO()
    told = Crashes(stream)
    told.write("Versions of things\nand")
    told.end()
    assert stream.getvalue() == "Versions of things\nand"
    assert not told.isatty()


def test_what_the_system_refuses_is_told_with_what_to_do():
    said = message("PermissionError: [Errno 13] Permission denied: '/a'", "/t")
    assert said == "/a: Permission denied; make it yours, or build elsewhere, and build again"


def test_what_conf_py_has_wrong_is_no_crash():
    assert message("ConfigError: conf.py: there is no style 'x'", "/t") == (
        "conf.py: there is no style 'x'"
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            "SphinxParallelError: OSError: [Errno 28] No space left on device",
            "/out: No space left on device; make room there, and build again",
        ),
        (
            f"ExtensionError: {HANDLER} (exception: [Errno {errno.EDQUOT}] Disk quota exceeded)",
            "/out: Disk quota exceeded; make room there, and build again",
        ),
        (
            "OSError: [Errno 24] Too many open files: '/a'",
            f"/a: Too many open files; {FILES}, and build again",
        ),
        (
            "OSError: [Errno 36] File name too long: '/a'",
            "/a: File name too long; give it a shorter name, and build again",
        ),
        ("NestingError: /a.md:1: is nested too deeply", "/a.md:1: is nested too deeply"),
    ],
)
def test_no_report_is_asked_for_what_is_no_fault_of_blink(error, said):
    assert message(error, "/t/sphinx-err.log", "/out") == said


@pytest.mark.parametrize(
    "error",
    [
        "MemoryError",
        "EOFError",
        "RecursionError: maximum recursion depth exceeded",
        "SphinxParallelError: MemoryError",
        "ExtensionError: Handler f threw (exception: maximum recursion depth exceeded)",
    ],
)
def test_nor_for_want_of_memory_or_deep_sources(error):
    assert "report" not in message(error, "/t/sphinx-err.log")


def test_a_full_disk_is_told_where_the_error_does_not_name_it(monkeypatch):
    monkeypatch.setattr(
        "blink.builder.crash.shutil.disk_usage", lambda _: SimpleNamespace(free=4096)
    )
    said = message("ValueError: Expecting value: line 1 column 1", "/t/sphinx-err.log", "/out")
    assert said == "/out: No space left on device; make room there, and build again"


def test_a_static_file_that_cannot_be_copied_is_a_full_disk():
    stream = io.StringIO()
    told = Crashes(stream, "/out")
    told.write("WARNING: Failed to copy a file in html_static_file: '/s/a.css': ")
    told.write("OSError(28, 'No space left on device')\n")
    told.end()
    assert told.unwritten  # so that the build fails
    assert stream.getvalue() == "/out: No space left on device; make room there, and build again\n"


def test_files_that_cannot_be_written_are_one_message():
    stream = io.StringIO()
    told = Crashes(stream, "/out")
    for name in "abc":
        told.write(f"WARNING: error writing file /o/{name}: [Errno 28] No space left on device\n")
    told.write("\nSphinx parallel build error!\n\n")
    told.write(ACCOUNT.format("OSError: [Errno 28] No space left on device"))
    told.end()
    assert told.unwritten
    assert stream.getvalue() == "/out: No space left on device; make room there, and build again\n"


def test_headings_that_no_account_follows_pass():
    stream = io.StringIO()
    told = Crashes(stream)
    told.write("a\n\nTake care!\nb\n\n")
    told.end()
    assert stream.getvalue() == "a\n\nTake care!\nb\n\n"


@pytest.mark.parametrize("room", [4_000, 40_000])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_that_runs_out_of_room_says_so_once(blog, room, jobs):
    made = blog()
    for number in range(30):
        made.post(f"p{number}", f"Words {number}.\n" * 300)
    # A file may grow no further than this, as on a full disk.
    limit = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}));"
        "from blink.cli import main;"
        f"sys.exit(main(['build', '--', '-q', '--jobs', '{jobs}']))"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", limit], cwd=made.folder, env=environ, check=False,
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert done.returncode
    lines = [line for line in done.stderr.splitlines() if line]
    assert [line for line in lines if "make room there" in line] == lines[:1], lines
    assert "report" not in done.stderr
    assert not made.out.exists()
