"""The engine as a package: what pyproject.toml declares, and a blog built from the wheel alone."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from zipfile import ZipFile

import pytest
from conftest import ROOT
from source.test_defaults import CONF, POST

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(lines):
    """Return the packages that requirements or dependencies name."""
    found = (re.match(r"[a-z][a-z0-9-]*(\[[a-z]+\])?", line) for line in lines)
    return {match[0] for match in found if match}


def declared(*files):
    return set().union(*(names((ROOT / file).read_text("utf-8").splitlines()) for file in files))


def test_the_package_asks_for_what_the_requirements_name():
    extras = PROJECT["optional-dependencies"]
    assert names(PROJECT["dependencies"]) | names(extras["preview"]) == declared("requirements.in")
    assert names(extras["notebooks"]) == declared("blink/notebooks/requirements.in")
    assert names(extras["import"]) == declared("blink/material/requirements.in")


def test_no_dependency_has_an_upper_limit():
    every = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    limited = [
        one for some in every for one in some if not re.fullmatch(r"[\w\[\]-]+>=[\d.]+", one)
    ]
    assert limited == []


@pytest.mark.matrix
def test_a_wheel_builds_a_blog_of_three_files(tmp_path):
    def run(*command, cwd=tmp_path):
        done = subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv/bin/python"
    run(python, "-m", "pip", "install", "-q", "build")
    run(python, "-m", "build", "-q", "--outdir", tmp_path / "dist", ROOT)
    (wheel,) = (tmp_path / "dist").glob("blink_blog-*.whl")
    assert len(list((tmp_path / "dist").glob("blink_blog-*.tar.gz"))) == 1
    with ZipFile(wheel) as files:
        packed = set(files.namelist())
    for path in (ROOT / "blink").rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert path.relative_to(ROOT).as_posix() in packed

    run(sys.executable, "-m", "venv", tmp_path / "empty")
    python = tmp_path / "empty/bin/python"
    run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", ROOT / "requirements.txt")
    run(python, "-m", "pip", "install", "-q", "--no-deps", wheel)
    (tmp_path / "project/posts").mkdir(parents=True)
    (tmp_path / "project/conf.py").write_text(CONF)
    (tmp_path / "project/index.md").write_text("# Home\n")
    (tmp_path / "project/posts/one.md").write_text(POST)
    run(tmp_path / "empty/bin/sphinx-build", "-W", "-q", "project", "site")
    assert "<math" in (tmp_path / "site/posts/one.html").read_text("utf-8")
    assert (tmp_path / "site/_static/blink.css").is_file()
    assert "linkcheck" in run(tmp_path / "empty/bin/blink", "--help")
    run(tmp_path / "empty/bin/blink", "build", cwd=tmp_path / "project")
    assert (tmp_path / "project/_build/html/posts/one.html").is_file()
