"""What git has of the sources → where one went, and whether a ledger is missing.

Without git, or outside of its folders, nothing is known and nothing is told.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def _git(folder: Path, *command: str) -> str:
    """Return what a command of git says in *folder*; nothing if it fails."""
    try:
        done = subprocess.run(
            ["git", *command], cwd=folder,
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


def missing(folder: Path, name: str) -> str:
    """Return what to do if ledger *name* of *folder* is empty or gone, and git has lines of it."""
    path = folder / name
    if (path.is_file() and path.stat().st_size) or not _git(folder, "show", f"HEAD:./{name}"):
        return ""
    return (
        "has no line, and the last commit has some, which nobody may forget; bring them back with"
        f" `git checkout HEAD -- {name}`, or commit that they are gone"
    )
