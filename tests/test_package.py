"""The engine as a package: what pyproject.toml declares, and a blog built from the wheel alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from zipfile import ZipFile

import pytest
import yaml
from conftest import ROOT
from source.test_defaults import CONF, POST

from blink.commands.engine.pins import pinned

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
    assert names(extras["cjk"]) == declared("blink/discovery/requirements.in")
    assert names(extras["import"]) == declared("blink/material/requirements.in")


def test_no_dependency_has_an_upper_limit():
    every = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    limited = [
        one for some in every for one in some if not re.fullmatch(r"[\w\[\]-]+>=[\d.]+", one)
    ]
    assert limited == []


def run(*command, cwd, fails=False, **env):
    # `make test-matrix` would tell another `make` that it is its child
    plain = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    done = subprocess.run(
        command,
        cwd=cwd,
        check=False,
        capture_output=True,
        text=True,
        env={**plain, "NO_COLOR": "1", **env},
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def sources(folder):
    """Copy what git has, or will have, of this repository into *folder*."""
    listed = run("git", "ls-files", "-z", "-c", "-o", "--exclude-standard", cwd=ROOT).split("\0")
    for name in listed:
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Return the wheel of this engine, and the Python of an environment that has it."""
    folder = tmp_path_factory.mktemp("package")
    run(sys.executable, "-m", "venv", folder / "build", cwd=folder)
    run(folder / "build/bin/python", "-m", "pip", "install", "-q", "build", cwd=folder)
    python = folder / "build/bin/python"
    run(python, "-m", "build", "-q", "--outdir", folder / "dist", ROOT, cwd=folder)
    (wheel,) = (folder / "dist").glob("blink_blog-*.whl")
    assert len(list((folder / "dist").glob("blink_blog-*.tar.gz"))) == 1
    run(sys.executable, "-m", "venv", folder / "empty", cwd=folder)
    python = folder / "empty/bin/python"
    pins = ROOT / "requirements.txt"
    run(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", pins, cwd=folder)
    run(python, "-m", "pip", "install", "-q", "--no-deps", wheel, cwd=folder)
    return wheel, folder / "empty/bin"


@pytest.mark.matrix
def test_a_wheel_has_all_files_of_the_engine(package):
    with ZipFile(package[0]) as files:
        packed = set(files.namelist())
    for path in (ROOT / "blink").rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert path.relative_to(ROOT).as_posix() in packed
    assert {"blink/scaffold/CHANGELOG.md", "blink/scaffold/requirements.txt"} <= packed


@pytest.mark.matrix
def test_a_wheel_builds_a_blog_of_three_files(package, tmp_path):
    _, programs = package
    (tmp_path / "project/posts").mkdir(parents=True)
    (tmp_path / "project/conf.py").write_text(CONF)
    (tmp_path / "project/index.md").write_text("# Home\n")
    (tmp_path / "project/posts/one.md").write_text(POST)
    run(programs / "sphinx-build", "-W", "-q", "project", "site", cwd=tmp_path)
    assert "<math" in (tmp_path / "site/posts/one.html").read_text("utf-8")
    assert (tmp_path / "site/_static/blink.css").is_file()
    assert "linkcheck" in run(programs / "blink", "--help", cwd=tmp_path)
    run(programs / "blink", "build", cwd=tmp_path / "project")
    assert (tmp_path / "project/_build/html/posts/one.html").is_file()


IDENTITY = {
    f"GIT_{role}_{part}": "a@b.example"
    for role in ("AUTHOR", "COMMITTER")
    for part in ("NAME", "EMAIL")
}
VERSION = "from importlib.metadata import version; print(version('blink-blog'))"
ANSWERS = ["--title", "Pruning & more", "--author", "Ada", "--url", "https://ada.test"]


def commit(folder, message):
    run("git", "add", "--all", cwd=folder)
    run("git", "commit", "-q", "-m", message, cwd=folder, **IDENTITY)


@pytest.fixture(scope="module")
def blog(package, tmp_path_factory):
    """Return a blog that `blink init` wrote and `make html` built, committed."""
    folder = tmp_path_factory.mktemp("blog")
    run(package[1] / "blink", "init", "notes", *ANSWERS, "--timezone", "UTC", cwd=folder)
    blog = folder / "notes"
    assert "the site is in _build/html" in run("make", "html", cwd=blog)
    commit(blog, "Start a blog")
    return blog


def clone_of(blog, folder):
    """Clone *blog* into *folder*, with the environment of the original."""
    run("git", "clone", "-q", blog, folder, cwd=blog)
    (folder / ".venv").symlink_to(blog / ".venv")
    (folder / ".venv/.ready").touch()
    return folder


@pytest.mark.matrix
def test_a_new_blog_is_published_by_the_commands_that_are_printed(blog, tmp_path):
    folder = clone_of(blog, tmp_path / "notes")
    name = run("make", "new", "TITLE=One", cwd=folder).split()[0]
    (folder / name).write_text((folder / name).read_text("utf-8") + "Words.\n", "utf-8")
    refused = subprocess.run(
        ["make", "publish"], cwd=folder, check=False, capture_output=True, text=True
    )
    assert refused.returncode != 0
    assert refused.stderr.count("this is still the text of a new blog") == 3
    for path in (folder / "about.md", *folder.glob("posts/*/welcome.md")):
        path.unlink()
    (folder / "index.md").write_text("# Notes\n\nOn pruning.\n")
    told = run("make", "publish", f"POST={name}", cwd=folder)
    assert "git commit" in told
    assert (folder / "_build/html" / name).with_suffix(".html").is_file()


@pytest.mark.matrix
def test_a_clone_of_a_new_blog_builds_the_same_pages(blog, tmp_path):
    folder = clone_of(blog, tmp_path / "clone")
    run("make", "html", cwd=folder)
    for page in (blog / "_build/html").rglob("*.html"):
        copy = folder / page.relative_to(blog)
        assert copy.read_bytes() == page.read_bytes(), page


@pytest.mark.matrix
def test_the_steps_of_the_workflow_run_as_they_stand(blog, tmp_path):
    folder = clone_of(blog, tmp_path / "checkout")
    text = (folder / ".github/workflows/site.yml").read_text("utf-8")
    steps = [step for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]
    commands = [step["run"] for step in steps if "run" in step]
    assert commands
    for command in commands:
        run("bash", "-e", "-c", command, cwd=folder)
    cached = [step["with"]["path"] for step in steps if "cache/" in step.get("uses", "")]
    assert len(cached) == 2
    again = clone_of(blog, tmp_path / "another folder")
    (again / cached[0]).parent.mkdir(parents=True)
    shutil.copytree(folder / cached[0], again / cached[0])
    told = run("make", "html", cwd=again)
    assert "0 added, 0 changed, 0 removed" in told
    for page in (folder / "_build/html").rglob("*.html"):
        copy = again / page.relative_to(folder)
        assert copy.read_bytes() == page.read_bytes(), page


@pytest.mark.matrix
def test_a_package_is_added_without_touching_other_pins(blog):
    before = (blog / "requirements.txt").read_text("utf-8")
    conf = (blog / "conf.py").read_text("utf-8")
    assert '    "blink",\n' in conf
    conf = conf.replace('    "blink",\n', '    "blink",\n    "sphinx_copybutton",\n')
    (blog / "conf.py").write_text(conf, encoding="utf-8")
    told = run("make", "html", cwd=blog, fails=True)
    assert "make add PACKAGE=sphinx-copybutton" in told
    assert "report this" not in told
    assert "added sphinx-copybutton" in run("make", "add", "PACKAGE=sphinx-copybutton", cwd=blog)
    after = (blog / "requirements.txt").read_text("utf-8")
    assert pinned(before).items() < pinned(after).items()
    assert pinned(after).keys() - pinned(before).keys() == {"sphinx-copybutton"}
    assert "setting up" not in run("make", "check", cwd=blog)  # its files are within the budget
    told = run("make", "add", "PACKAGE=no-such-package-at-all", cwd=blog, fails=True)
    assert "no-such-package-at-all" in told
    assert (blog / "requirements.txt").read_text("utf-8") == after
    commit(blog, "Add a button")


@pytest.mark.matrix
def test_an_upgrade_can_be_undone_by_one_command(blog, tmp_path):
    if "sphinx-copybutton" not in pinned((blog / "requirements.txt").read_text("utf-8")):
        run("make", "add", "PACKAGE=sphinx-copybutton", cwd=blog)
        commit(blog, "A package")
    newer = sources(tmp_path / "newer")
    changes = (
        ("pyproject.toml", '\nversion = "', '\nversion = "9.'),
        ("blink/scaffold/files/Makefile", "# The tasks of a blog", "# All tasks of a blog"),
        ("CHANGELOG.md", "## Unreleased", "## 9.0.1.0\n\n- Pages have more.\n\n## Unreleased"),
        ("blink/theme/blog/pager.html", "<nav", "<nav data-new=''"),
        (
            "blink/settings/declared.py",
            "check=checks.giscus,",
            'check=checks.giscus, former=("blink_giscus",),',
        ),
        ("blink/settings/declared.py", '"blink_giscus",\n        \'', '"blink_talk",\n        \''),
        ("blink/pages/comments.py", "config.blink_giscus", "config.blink_talk"),
    )
    for name, old, new in changes:
        text = (newer / name).read_text("utf-8")
        assert old in text
        (newer / name).write_text(text.replace(old, new))
    run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, newer, cwd=tmp_path
    )
    (wheel,) = tmp_path.glob("*.whl")
    (blog / "_templates/pager.html").write_text("{% extends '!pager.html' %}\n")
    told = run("make", "upgrade", f"FROM={wheel}", cwd=blog, fails=True)
    assert "_templates/pager.html" in told  # it is not committed
    assert run("git", "status", "--porcelain", cwd=blog).split() == ["??", "_templates/pager.html"]
    commit(blog, "A pager")

    told = run("make", "upgrade", f"FROM={wheel}", cwd=blog)
    assert "- Pages have more." in told
    assert "blink_giscus is now blink_talk" in told
    assert "Makefile is that of this version" in told
    assert (blog / "Makefile").read_text("utf-8").startswith("# All tasks of a blog")
    assert "_templates/pager.html overrides a file of the theme that changed" in told
    assert "+<nav data-new=" in told
    assert "blink_talk = None" in (blog / "conf.py").read_text("utf-8")
    assert [path.name for path in (blog / "wheels").iterdir()] == [wheel.name]
    assert "sphinx-copybutton" in pinned((blog / "requirements.txt").read_text("utf-8"))
    run("make", "html", cwd=blog)

    run("git", "reset", "--hard", cwd=blog)
    assert run("git", "status", "--porcelain", cwd=blog) == ""
    assert "setting up .venv" in run("make", "html", cwd=blog)
    assert not run(blog / ".venv/bin/python", "-c", VERSION, cwd=blog).startswith("9")
