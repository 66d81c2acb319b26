"""What git has of the sources → where one went, and whether a ledger is missing.

Without git, or outside of its folders, nothing is known and nothing is told.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


def _git(folder: Path, *command: str) -> str:
    """Return what a command of git says in *folder*; nothing if it fails."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=false", *command], cwd=folder,
            capture_output=True, text=True, errors="replace", check=False, timeout=20,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if done.returncode else done.stdout


def renames(folder: Path) -> dict[str, str]:
    """Return old name → new name of the sources that git knows were renamed."""
    found: dict[str, str] = {}
    how = ("--diff-filter=R", "--name-status", "-M", "--relative")
    for command in (("log", "-n", "300", "--format=", *how), ("diff", "HEAD", *how)):
        rows = [line.split("\t") for line in _git(folder, *command, "--", "posts").splitlines()]
        found.update({row[1]: row[2] for row in reversed(rows) if len(row) == 3})
    return found


def missing(folder: Path, name: str, addresses: Callable[[str], Iterable[str]]) -> str:
    """Return what to do if ledger *name* of *folder* lacks lines that the last commit has.

    *addresses* names what the lines of a text note.
    """
    path = folder / name
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    before = _git(folder, "show", f"HEAD:./{name}")
    if not before or before == text:
        return ""
    lost = sorted({*addresses(before)} - {*addresses(text)})
    if not lost:
        return ""
    back = f"git checkout HEAD -- {name}" if not text.strip() else f"git show HEAD:./{name}"
    more = f" and {len(lost) - 1} more" if lost[1:] else ""
    return (
        f"has no line of `{lost[0]}`{more}, as the last commit has, and nothing that was published"
        f" may be forgotten; bring the lines back, with `{back}`, or commit that they are gone"
    )
