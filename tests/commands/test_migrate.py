"""A clone of Blink, as it was at commit 41cd1ce, becomes a blog that depends on the engine."""

import os
import shutil
import subprocess

import pytest
from conftest import ROOT

from blink.cli import main
from blink.commands.engine.wheels import PackageError
from blink.commands.migrate import find_base, migrate

CLONE = ROOT / "tests/roots/clone-41cd1ce"
#: Files of the engine that the clone has, too
ENGINE = {
    "blink/__init__.py": '"""The engine."""\n',
    "blink/feeds/atom.py": '"""Write Atom."""\n',
    "tests/test_engine.py": '"""Test the engine."""\n',
    "_static/blink.css": "/* The stylesheet of the engine. */\n",
    "posts/2026/how-to-write.md": "---\ndate: 2026-01-31\n---\n\n# How to write\n\nThe manual.\n",
    "requirements.txt": "# pins\n",
    "README.md": "# Blink\n",
    "Makefile": "html:\n\t.venv/bin/python -m blink.build\n",
    "pyproject.toml": "[tool.ruff]\n",
}
POST = "---\ndate: 2026-02-01\n---\n\n# Mine\n\nWords.\n"


def git(folder, *command):
    identity = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    done = subprocess.run(
        ["git", *identity, *command], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "change")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def clone(tmp_path):
    """Return a clone with an author's posts, settings and template, and its base."""
    folder = tmp_path / "clone"
    shutil.copytree(CLONE, folder)
    (folder / "gitignore").rename(folder / ".gitignore")
    write(folder, ENGINE)
    git(folder, "init", "--quiet")
    base = commit(folder)
    conf = (folder / "conf.py").read_text("utf-8").replace("Your Name", "Ada")
    pager = (folder / "_templates/pager.html").read_text("utf-8") + "<p>Mine</p>\n"
    write(folder, {"conf.py": conf, "_templates/pager.html": pager, "posts/2026/mine.md": POST})
    commit(folder)
    return folder, base


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """Let the engine come from a wheel, without asking a package index."""
    path = tmp_path / "dist/blink_blog-0.9.0-py3-none-any.whl"
    write(tmp_path, {"dist/blink_blog-0.9.0-py3-none-any.whl": "wheel"})
    monkeypatch.setattr("blink.commands.migrate.engine_wheel", lambda *_: path)
    monkeypatch.setattr("blink.commands.migrate.origin", lambda: (str(path), ""))
    return path


def test_a_clone_becomes_a_blog(clone, wheel):
    folder, base = clone
    notes = migrate(folder, base)
    listed = git(folder, "ls-files").split()
    assert listed == [
        ".gitattributes",
        ".gitignore",
        ".readthedocs.yaml",
        "Makefile",
        "_static/icon.svg",
        "_templates/pager.html",
        "about.md",
        "conf.py",
        "index.md",
        "posts/2026/mine.md",
        "requirements.in",
        "requirements.txt",
        "wheels/blink_blog-0.9.0-py3-none-any.whl",
    ]
    assert not (folder / "blink").exists()
    assert "blink-blog[preview] @ wheels/" in (folder / "requirements.in").read_text("utf-8")
    assert "blink-blog[preview]==0.9.0" in (folder / "requirements.txt").read_text("utf-8")
    assert "add PACKAGE" in (folder / "Makefile").read_text("utf-8")
    conf = (folder / "conf.py").read_text("utf-8")
    assert 'html_theme = "blink"' in conf
    assert 'author = "Ada"' in conf
    assert len(notes) == 2
    assert notes[0].startswith("_templates/pager.html overrides a file of the theme that changed")
    assert "html_theme" not in notes[0]
    assert (
        '"pydata_sphinx_theme" is now "blink", so that pages keep the layout of Blink' in notes[1]
    )


def test_a_theme_that_had_no_layout_of_its_own_is_listed(clone, wheel):
    folder, base = clone
    text = (folder / "conf.py").read_text("utf-8").replace('"pydata_sphinx_theme"', '"furo"')
    (folder / "conf.py").write_text(text, encoding="utf-8")
    commit(folder)
    assert '"furo" now gives pages its own layout' in migrate(folder, base)[-1]
    assert 'html_theme = "furo"' in (folder / "conf.py").read_text("utf-8")


def test_changes_to_the_engine_are_listed(clone, wheel):
    folder, base = clone
    write(
        folder,
        {
            "blink/feeds/atom.py": "# mine\n",
            "blink/feeds/own.py": "# mine\n",
            "Makefile": "mine:\n",
            "tests/test_mine.py": "# mine\n",
            "README.md": "# Mine\n",
        },
    )
    commit(folder)
    notes = [note for note in migrate(folder, base) if "is not in the blog" in note]
    assert [note.partition(":")[0] for note in notes] == [
        "Makefile",
        "blink/feeds/atom.py",
        "blink/feeds/own.py",
    ]
    assert not (folder / "blink").exists()
    assert {"README.md", "tests/test_mine.py"} <= {*git(folder, "ls-files").split()}


def test_nothing_changes_in_a_clone_that_is_not_committed(clone, wheel):
    folder, base = clone
    write(folder, {"posts/2026/new.md": POST})
    before = git(folder, "status", "--porcelain")
    with pytest.raises(PackageError, match=r"commit them(.|\n)*posts/2026/new.md"):
        migrate(folder, base)
    assert git(folder, "status", "--porcelain") == before


def test_without_a_git_identity_nothing_is_said_to_be_committed(clone, wheel, monkeypatch, capsys):
    folder, base = clone
    monkeypatch.chdir(folder)
    for name, value in (
        ("GIT_CONFIG_GLOBAL", os.devnull),
        ("GIT_CONFIG_SYSTEM", os.devnull),
        ("GIT_AUTHOR_NAME", ""),
        ("EMAIL", ""),
    ):
        monkeypatch.setenv(name, value)
    git(folder, "config", "user.useConfigOnly", "true")
    assert main(["migrate", "--base", base]) == 1
    told = capsys.readouterr()
    assert "git did not commit them" in told.err
    assert "HEAD~1" not in told.out + told.err.replace("HEAD~1 --", "")


def test_the_base_is_the_last_commit_of_blink(clone, monkeypatch):
    folder, base = clone
    monkeypatch.setattr("blink.commands.migrate.engine_file", lambda _: f"{base[:12]}\n")
    assert find_base(folder) == base
    monkeypatch.setattr("blink.commands.migrate.engine_file", lambda _: "")
    with pytest.raises(PackageError, match="--base"):
        find_base(folder)


def test_the_commit_of_the_oldest_layout_is_known():
    assert "41cd1ce4d191" in (ROOT / "blink/scaffold/commits.txt").read_text("utf-8").split()
