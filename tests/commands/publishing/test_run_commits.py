"""Publishing an entry tells which of its runs nobody else can repeat."""

from __future__ import annotations

import json
import subprocess

import pytest

from blink.commands.publishing.run_commits import commit_messages, new_runs
from blink.git import is_on_remote
from blink.logbooks.history import STATE, add_new, entry_from_data, ledger_text, read_ledger


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Return a clone that has a commit more than its remote, and these two commits."""
    top = tmp_path_factory.mktemp("repository")

    def git(folder, *words):
        command = ["git", "-c", "user.name=n", "-c", "user.email=a@b", *words]
        return subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True
        ).stdout.strip()

    git(top, "init", "-q", "origin")
    git(top / "origin", "commit", "-q", "--allow-empty", "-m", "pushed")
    git(top, "clone", "-q", "origin", "clone")
    clone = top / "clone"
    git(clone, "commit", "-q", "--allow-empty", "-m", "not pushed")
    return clone, git(clone, "rev-parse", "HEAD~"), git(clone, "rev-parse", "HEAD")


def test_whether_a_remote_has_a_commit(repository, tmp_path):
    folder, pushed, local = repository
    assert is_on_remote(folder, pushed) is True
    assert is_on_remote(folder, local) is False
    assert is_on_remote(folder, "0" * 40) is None
    assert is_on_remote(folder, "--all") is None
    assert is_on_remote(tmp_path, pushed) is None


def test_what_nobody_else_can_repeat(repository):
    folder, pushed, local = repository
    runs = {
        "good": [(pushed, False), ("0" * 40, False), ("", False)],
        "local": [(local, False), (pushed, False)],
        "dirty": [(pushed, True), (pushed, False)],
    }
    messages = list(commit_messages(runs, folder))
    assert [message.partition(":")[0] for message in messages] == ["local", "dirty"]
    assert local[:10] in messages[0]
    assert "1 of its runs" in messages[1]


def test_only_entries_that_are_published_now_are_told_of(blog, tmp_path):
    site = blog()
    record = {"schema": "blink-run/1", "params": {}, "metrics": {"a": 1}, "from": "json",
              "git": {"commit": "a" * 40, "dirty": True}}  # fmt: skip
    for name in ("one", "two"):
        site.write(f"posts/runs/{name}/r/run.json", json.dumps(record))
        site.post(name, f"# {name}\n", logbook="digits", runs=f"runs/{name}/*")
    site.build()
    state, ledger = next(site.folder.rglob(STATE)), tmp_path / "ledger"
    assert new_runs(state, ledger) == {name: [("a" * 40, True)] for name in ("one", "two")}
    known, _ = read_ledger("")
    built = json.loads(state.read_text())["entries"]
    add_new(known, [entry_from_data(built[0])], {}, "2026-01-01")
    ledger.write_text(ledger_text(known))
    assert [*new_runs(state, ledger)] == [built[1]["label"]]
    assert new_runs(tmp_path / "none", ledger) == {}
