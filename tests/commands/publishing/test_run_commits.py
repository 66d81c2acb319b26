"""Publishing an entry tells which of its runs nobody else can repeat."""

from __future__ import annotations

import json
import subprocess

import pytest

from blink.commands.publishing.run_commits import commit_messages, new_entries
from blink.git import is_on_remote
from blink.logbooks.analysis import LogEntry
from blink.logbooks.history import add_new, entry_to_data, ledger_text, read_ledger
from blink.model import EntryFields, EntryRun


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


def entry(label, *runs):
    fields = EntryFields(logbook="digits", status="done", runs=runs)
    return LogEntry(label, f"posts/{label}", label, "2026-01-01T00:00:00+00:00", (), fields)


def test_whether_a_remote_has_a_commit(repository, tmp_path):
    folder, pushed, local = repository
    assert is_on_remote(folder, pushed) is True
    assert is_on_remote(folder, local) is False
    assert is_on_remote(folder, "0" * 40) is None
    assert is_on_remote(folder, "--all") is None
    assert is_on_remote(tmp_path, pushed) is None


def test_what_nobody_else_can_repeat(repository):
    folder, pushed, local = repository
    entries = [
        entry("good", EntryRun("runs/a", commit=pushed), EntryRun("runs/b", commit="0" * 40)),
        entry("local", EntryRun("runs/a", commit=local), EntryRun("runs/b", commit=pushed)),
        entry("dirty", EntryRun("runs/a", commit=pushed, dirty=True)),
        entry("kept", EntryRun("runs/a", commit=pushed, dirty=True, patch="run.patch")),
    ]
    messages = list(commit_messages(entries, folder))
    assert [message.partition(":")[0] for message in messages] == ["local", "dirty"]
    assert local[:10] in messages[0]
    assert "KEEP_PATCH=1" in messages[1]


def test_only_new_entries_are_told_of(tmp_path):
    one, two = entry("one", EntryRun("runs/a", seed="1")), entry("two")
    ledger, _ = read_ledger("")
    add_new(ledger, [one], {}, "2026-01-01")
    (tmp_path / "ledger").write_text(ledger_text(ledger))
    (tmp_path / "state").write_text(json.dumps({"entries": [*map(entry_to_data, (one, two))]}))
    labels = [e.label for e in new_entries(tmp_path / "state", tmp_path / "ledger")]
    assert labels == ["two"]
    assert new_entries(tmp_path / "none", tmp_path / "ledger") == []
