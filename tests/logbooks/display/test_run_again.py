"""The lines with which readers run an entry again."""

from __future__ import annotations

import json
import subprocess
from types import SimpleNamespace

import pytest

from blink.logbooks.display.run_again import (
    CHANGED,
    MOST_COMMANDS,
    NO_COMMAND,
    NO_COMMIT,
    NO_FOLDER,
    NO_LOCK,
    NO_REMOTE,
    clone_url,
    recipes,
    seed_ranges,
    shell_line,
)

COMMIT = "5d83c60" + "0" * 33


def make_run(seed="0", **fields):
    known = {"remote": "https://example.org/a/digits.git", "commit": COMMIT, "dirty": False,
             "lock": "requirements.lock", "cwd": "study", "patch": "", "failed": "",
             "command": ("python", "train.py", "--seed", seed)}  # fmt: skip
    return SimpleNamespace(**{**known, **fields}, seed=seed)


def no_patch(run):
    return ""


def test_the_runs_of_an_entry_make_lines_that_can_be_copied():
    (recipe,) = recipes([make_run("0"), make_run("1")], no_patch)
    assert recipe.lines == (
        "git clone -- https://example.org/a/digits.git digits",
        "cd digits",
        f"git checkout --detach {COMMIT}",
        "python3 -m venv .venv && . .venv/bin/activate",
        "python -m pip install -r requirements.lock",
        "cd -- study",
        "python train.py --seed 0",
        "python train.py --seed 1",
    )
    assert (recipe.missing, recipe.seeds) == ((), "")


def test_runs_that_failed_are_not_run_again():
    runs = [make_run("0", failed="no such folder", cwd="wrong"), make_run("0"), make_run("1")]
    (recipe,) = recipes(runs, no_patch)
    assert recipe.lines[-3:] == (
        "cd -- study", "python train.py --seed 0", "python train.py --seed 1",
    )  # fmt: skip
    (recipe,) = recipes(runs[:1], no_patch)  # a failure can be repeated, too
    assert recipe.lines[-1] == "python train.py --seed 0"


def test_changes_are_applied_or_named():
    (kept,) = recipes([make_run(dirty=True, patch="run.patch")], lambda run: "https://b.org/p?a&b")
    assert "curl -fsSL 'https://b.org/p?a&b' | git apply" in kept.lines
    (lost,) = recipes([make_run(dirty=True)], no_patch)
    assert lost.missing == (CHANGED,)


def test_what_is_not_known_is_said():
    run = make_run(remote="", commit="HEAD; date", lock="", cwd="/home/someone", command=())
    (recipe,) = recipes([run], no_patch)
    assert recipe.lines == ()
    assert set(recipe.missing) == {NO_REMOTE, NO_COMMIT, NO_LOCK, NO_FOLDER, NO_COMMAND}
    for lock in ("../../etc/passwd", "/etc/passwd", "C:\\lock"):
        assert recipes([make_run(lock=lock)], no_patch)[0].missing == (NO_LOCK,)


def test_runs_of_several_commits_have_lines_of_their_own():
    runs = [make_run("0"), make_run("1", commit="b" * 40), make_run("2")]
    assert [recipe.seeds for recipe in recipes(runs, no_patch)] == ["0, 2", "1"]


def test_other_lock_files_have_other_installers():
    (recipe,) = recipes([make_run(lock="study/uv.lock")], no_patch)
    assert "(cd -- study && uv sync --frozen)" in recipe.lines


def test_the_number_of_commands_is_limited():
    (recipe,) = recipes([make_run(str(seed)) for seed in range(500)], no_patch)
    assert len(recipe.lines) < MOST_COMMANDS + 10


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("git@github.com:a/b.git", "https://github.com/a/b.git"),
        ("ssh://git@github.com/a/b.git", "https://github.com/a/b.git"),
        ("me@lab.example:study.git", "me@lab.example:study.git"),
        ("ssh://me:secret@lab.example:22/a.git", "ssh://me@lab.example:22/a.git"),
        ("https://token@example.org/a.git?x=1#y", "https://example.org/a.git"),
        ("/srv/git/a b.git", "/srv/git/a b.git"),
        ("file:///srv/git/a.git", "file:///srv/git/a.git"),
        ("ext::sh -c date", ""),
        ("--upload-pack=date", ""),
        ("ssh://-oProxyCommand=date/a", ""),
        ("-oProxyCommand=date:a", ""),
        ("https://[", ""),
        ("https://example.org:99999/a", ""),
        ("", ""),
    ],
)
def test_only_what_runs_no_command_is_cloned(remote, url):
    assert clone_url(remote) == url


@pytest.mark.parametrize(
    "words",
    [
        ["a b", "$(date)", "`date`", "it's", "", '"', "\\", "!", "*", "~", "#", "a\nb", "\t"],
        ["\x1b[31m", "\u202e", "it's \\ \x07", "é日本", "\u2028", "-rf", "a;b", "a|b", "é\x01"],
    ],
)
def test_a_shell_reads_the_words_of_a_command(words, tmp_path):
    script = "import json, sys; print(json.dumps(sys.argv[1:]))"
    line = shell_line(["python3", "-c", script, *words])
    assert line.isprintable() or "é" in line
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == words


def test_the_lines_run_in_a_fresh_folder(tmp_path):
    origin = tmp_path / "odd $(name) 'of' a repo.git"
    study = origin / "a study"
    study.mkdir(parents=True)
    (study / "train.py").write_text("import sys; print(sys.argv[1:], open('n').read())")
    (study / "n").write_text("1\n")

    def git(*words):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        command = ["git", "-C", str(origin), *identity, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    commit = git("rev-parse", "HEAD")
    (study / "n").write_text("2\n")
    patch = tmp_path / "run.patch"
    patch.write_text(git("diff") + "\n")
    git("commit", "-qam", "two")
    runs = [
        make_run(seed, remote=str(origin), commit=commit, lock="", cwd="a study", dirty=True,
                 command=("python3", "train.py", "--seed", seed, "$(date)"))
        for seed in ("0", "1")
    ]  # fmt: skip
    (recipe,) = recipes(runs, lambda run: patch.as_uri())
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    script = "set -e\n" + "\n".join(recipe.lines)
    command = ["bash", "-c", script]
    done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, check=True)
    assert done.stdout == ("['--seed', '0', '$(date)'] 2\n\n['--seed', '1', '$(date)'] 2\n\n")


def test_seeds_are_short():
    assert seed_ranges(["4", "1", "2", "3", "0"]) == "0–4"
    assert seed_ranges([]) == ""
