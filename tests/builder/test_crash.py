"""One message replaces Sphinx's report of a crash; other text stays."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import ROOT

from blink.builder.crash import CrashFilter, crash_message

HANDLER = "Handler <function f at 0x7> for event 'html-page-context' threw an exception"
FILES = "raise the limit of open files, for example with `ulimit -n 4096`"
REPORT = """\x1b[91m
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
    ("error", "message"),
    [
        (
            "KeyError: 'x'",
            "the build failed: KeyError: 'x'; please report this, with the traceback in /t/sphinx-",
        ),
        ("OSError: [Errno 28] No space left on device: '/a'", "/a: No space left on device; free"),
        ("docutils.utils.SystemMessage Error", "the build failed: unknown error"),
    ],
)
def test_one_message_replaces_a_report(error, message):
    stream = io.StringIO()
    crash_filter = CrashFilter(stream)
    for piece in ("a.md:1: WARNING", ": x\n", REPORT.format(error)):
        crash_filter.write(piece)
    crash_filter.end()
    written = stream.getvalue()
    assert written.startswith("a.md:1: WARNING: x\n")
    assert message in written or "unknown" in message
    assert "Traceback" not in written
    assert "Versions" not in written


def test_other_text_stays():
    stream = io.StringIO()
    crash_filter = CrashFilter(stream)
    crash_filter.write("Versions of things\nand")
    crash_filter.end()
    assert stream.getvalue() == "Versions of things\nand"
    assert not crash_filter.isatty()


def test_the_message_for_an_error_of_the_system_says_what_to_do():
    message = crash_message("PermissionError: [Errno 13] Permission denied: '/a'", "/t")
    advice = "change its permissions, or build in another folder, and build again"
    assert message == f"/a: Permission denied; {advice}"


def test_a_mistake_in_conf_py_is_not_a_crash():
    assert crash_message("ConfigError: conf.py: there is no style 'x'", "/t") == (
        "conf.py: there is no style 'x'"
    )


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            "SphinxParallelError: OSError: [Errno 28] No space left on device",
            "/out: No space left on device; free some space there, and build again",
        ),
        (
            f"ExtensionError: {HANDLER} (exception: [Errno {errno.EDQUOT}] Disk quota exceeded)",
            "/out: Disk quota exceeded; free some space there, and build again",
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
def test_no_report_is_asked_for_an_error_that_is_not_blinks(error, message):
    assert crash_message(error, "/t/sphinx-err.log", "/out") == message


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
def test_no_report_is_asked_for_too_little_memory_or_a_deep_source(error):
    assert "report" not in crash_message(error, "/t/sphinx-err.log")


def test_a_full_disk_is_reported_if_the_error_does_not_name_it(monkeypatch):
    monkeypatch.setattr(
        "blink.builder.crash.shutil.disk_usage", lambda _: SimpleNamespace(free=4096)
    )
    message = crash_message(
        "ValueError: Expecting value: line 1 column 1", "/t/sphinx-err.log", "/out"
    )
    assert message == "/out: No space left on device; free some space there, and build again"


def test_a_static_file_that_cannot_be_copied_is_a_full_disk():
    stream = io.StringIO()
    crash_filter = CrashFilter(stream, "/out")
    crash_filter.write("WARNING: Failed to copy a file in html_static_file: '/s/a.css': ")
    crash_filter.write("OSError(28, 'No space left on device')\n")
    crash_filter.end()
    assert crash_filter.unwritten  # so that the build fails
    assert (
        stream.getvalue()
        == "/out: No space left on device; free some space there, and build again\n"
    )


def test_all_files_that_cannot_be_written_get_one_message():
    stream = io.StringIO()
    crash_filter = CrashFilter(stream, "/out")
    for name in "abc":
        crash_filter.write(
            f"WARNING: error writing file /o/{name}: [Errno 28] No space left on device\n"
        )
    crash_filter.write("\nSphinx parallel build error!\n\n")
    crash_filter.write(REPORT.format("OSError: [Errno 28] No space left on device"))
    crash_filter.end()
    assert crash_filter.unwritten
    assert (
        stream.getvalue()
        == "/out: No space left on device; free some space there, and build again\n"
    )


def test_headings_without_a_report_stay():
    stream = io.StringIO()
    crash_filter = CrashFilter(stream)
    crash_filter.write("a\n\nTake care!\nb\n\n")
    crash_filter.end()
    assert stream.getvalue() == "a\n\nTake care!\nb\n\n"


@pytest.mark.parametrize("size", [4_000, 40_000])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_build_on_a_full_disk_reports_it_once(blog, size, jobs):
    made = blog()
    for number in range(30):
        made.post(f"p{number}", f"Words {number}.\n" * 300)
    # A file may grow no further than this, as on a full disk.
    limit = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
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
    assert [line for line in lines if "free some space there" in line] == lines[:1], lines
    assert "report" not in done.stderr
    assert not made.out.exists()
