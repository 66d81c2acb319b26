"""Find the commits of runs that readers cannot get, because no remote has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from blink.git import is_on_remote
from blink.logbooks.history import entry_digest, entry_from_data, latest, read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from blink.logbooks.analysis import LogEntry


def new_entries(state: Path, ledger: Path) -> list[LogEntry]:
    """Return the entries that a build listed in *state* and that *ledger* does not have so."""
    try:
        built = json.loads(state.read_text(encoding="utf-8"))
        text = ledger.read_text(encoding="utf-8") if ledger.exists() else ""
    except (OSError, ValueError):
        return []  # `make record` says what is wrong
    known = read_ledger(text)[0].entries
    entries = [entry_from_data(data) for data in built["entries"]]
    return [
        entry
        for entry in entries
        if not known.get(entry.label)
        or latest(known[entry.label], entry).digest != entry_digest(entry)
    ]


def commit_messages(entries: Iterable[LogEntry], folder: Path) -> Iterator[str]:
    """Yield a message for each of *entries* that cannot be repeated from what others can get.

    Commits of other repositories than that of *folder* are not known here.
    """
    answers: dict[str, bool | None] = {}
    for entry in entries:
        commits = dict.fromkeys(run.commit for run in entry.fields.runs if run.commit)
        for commit in commits:
            if commit not in answers:
                answers[commit] = is_on_remote(folder, commit)
        if lost := [commit[:10] for commit in commits if answers[commit] is False]:
            several = "the commits" if lost[1:] else "the commit"
            yield (
                f"{entry.label}: no remote has {several} {', '.join(lost)} of its runs; push"
                f" {'them' if lost[1:] else 'it'}, or nobody else can repeat the runs"
            )
        changed = [run for run in entry.fields.runs if run.dirty and not run.patch]
        if changed:
            yield (
                f"{entry.label}: {len(changed)} of its runs had changes that were not committed,"
                " and their patch was not kept (KEEP_PATCH=1); nobody else can repeat them exactly"
            )
