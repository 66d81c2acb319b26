"""Find the commits of runs that readers cannot get, because no remote has them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from blink.git import is_on_remote
from blink.logbooks.history import entry_digest, entry_from_data, latest, read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

#: The commit of a run, and whether it had changes of which no patch was kept
RunCode = tuple[str, bool]


def new_runs(state: Path, ledger: Path) -> dict[str, list[RunCode]]:
    """Return the code of the runs of each entry that *ledger* does not have as it is, by label.

    :param state: the file in which a build lists the entries
    """
    try:
        built = json.loads(state.read_text(encoding="utf-8"))
        text = ledger.read_text(encoding="utf-8") if ledger.exists() else ""
    except (OSError, ValueError):
        return {}  # `make record` says what is wrong
    known = read_ledger(text)[0].entries
    runs: dict[str, list[RunCode]] = {}
    for data in built["entries"]:
        entry = entry_from_data(data)
        versions = known.get(entry.label, ())
        if not versions or latest(versions, entry).digest != entry_digest(entry):
            runs[entry.label] = [(str(c), bool(lost)) for c, lost in built["code"][entry.label]]
    return runs


def commit_messages(runs: Mapping[str, Sequence[RunCode]], folder: Path) -> Iterator[str]:
    """Yield a message for each entry whose *runs* nobody else can repeat; they are by label.

    Commits of other repositories than that of *folder* are not known here.
    """
    answers: dict[str, bool | None] = {}
    for label, code in runs.items():
        commits = dict.fromkeys(commit for commit, _ in code if commit)
        for commit in commits:
            if commit not in answers:
                answers[commit] = is_on_remote(folder, commit)
        if lost := [commit[:10] for commit in commits if answers[commit] is False]:
            several = "the commits" if lost[1:] else "the commit"
            yield (
                f"{label}: no remote has {several} {', '.join(lost)} of its runs; push"
                f" {'them' if lost[1:] else 'it'}, or nobody else can repeat the runs"
            )
        if changed := sum(is_lost for _, is_lost in code):
            yield (
                f"{label}: {changed} of its runs had changes that were not committed, and their"
                " patch was not kept (KEEP_PATCH=1), so nobody else can repeat them exactly"
            )
