"""All warnings of a build are listed at its end, by file and line, each once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from blink.commands import check
from blink.messages.listing import ListedWarning, listing, logged, ordered
from tests.conftest import ROOT, Blog

EXPECTED = """\
6 warnings in 3 files:
conf.py:1: warning: a setting
posts/a.md:3: warning: unknown key `colour`; delete it, or write it under the key `extra` [frontmatter.key]
posts/a.md:10: warning: there is no directive `nte`; did you mean `note`? [myst.directive_unknown]
posts/b.md:7: warning: there is no label `gone`; write `(gone)=` in the line above what it leads to [ref.ref]
posts/b.md:9: error: there is no footnote `x`; write `[^x]: text` on a line of its own [docutils]
warning: no place
"""  # noqa: E501  # messages
EXTENSION = """
def setup(app):
    app.connect("builder-inited", warn)

def warn(app):
    from sphinx.util import logging
    logger = logging.getLogger("own")
    logger.warning("no place")
    logger.warning("a setting", location="conf.py:1")
    logger.warning("a setting", location="conf.py:1")
"""


def write(blog):
    blog.post("b", "{ref}`gone`\n\nWords[^x].\n")
    blog.post("a", "Words.\n\n```{nte}\n```\n", colour="red")
    blog.write("conf.py", (blog.folder / "conf.py").read_text() + EXTENSION)
    return blog


def test_order():
    found = [ListedWarning("b.md", 10, "error", "x"), ListedWarning("", 0, "warning", "w"),
             ListedWarning("b.md", 9, "warning", "z"), ListedWarning("a.md", 0, "warning", "y"),
             ListedWarning("b.md", 9, "warning", "z")]  # fmt: skip
    assert [str(each) for each in ordered(found)] == [
        "a.md: warning: y", "b.md:9: warning: z", "b.md:10: error: x", "warning: w",
    ]  # fmt: skip
    assert listing([]) == []
    assert listing(found[:1])[0] == "1 warning:"


def test_lines_that_sphinx_wrote(tmp_path):
    lines = [f"{tmp_path}/a b.md:3: ERROR: x: y [a.b]", "WARNING: no place", "a traceback",
             "/other/c.md: CRITICAL: z"]  # fmt: skip
    assert [str(each) for each in logged(lines, tmp_path)] == [
        "a b.md:3: error: x: y [a.b]", "warning: no place", "/other/c.md: error: z",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    return write(Blog(tmp_path_factory.mktemp("listed") / "blog", {}))


def test_a_build_lists_its_warnings_at_the_end(listed):
    status = listed.build().status
    at = status.index("6 warnings")
    shown = status[at:].partition("\nbuild ")[0]
    assert [line.partition("; delete")[0] for line in shown.splitlines()] == [
        line.partition("; delete")[0] for line in EXPECTED.splitlines()
    ]
    assert "writing output" in status[:at]
    assert "checked" in status[:at]
    assert listed.build(suppress_warnings=["ref.ref"]).status.count("`gone`") == 0


@pytest.mark.parametrize("options", [[], ["--fail-on-warning", "--keep-going", "--jobs", "2"]])
def test_the_command_lists_them_without_colours(listed, options):
    output = f"_build/{len(options)}"
    command = [sys.executable, "-m", "blink", "build", "--output", output, "--", *options]
    done = subprocess.run(
        command, cwd=listed.folder, env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == (1 if options else 0)
    lines = done.stdout.partition("6 warnings in 3 files:\n")[2].splitlines()
    assert lines[0] == "conf.py:1: warning: a setting"
    assert lines[3].startswith("posts/b.md:7: warning: there is no label `gone`")
    assert "\x1b" not in done.stdout + done.stderr


def test_the_checks_list_them_too(listed, capfd, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(listed.folder)
    assert check.report(listed.folder, listed.folder / "_build/check") == 1
    captured = capfd.readouterr()
    assert "6 warnings in 3 files:\nconf.py:1: warning: a setting\nposts/a.md:3:" in captured.err
