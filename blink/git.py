"""Find renamed sources, dates of changes, lost and pushed lines, and merge drivers, with Git.

Without Git, or outside a repository, all results are empty.
"""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def _git(folder: Path, *command: str) -> str:
    """Return the output of a Git command in *folder*, or ``""`` if it fails."""
    try:
        result = subprocess.run(
            ["git", "-c", "core.quotepath=false", *command], cwd=folder,
            capture_output=True, text=True, errors="replace", check=False, timeout=20,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "" if result.returncode else result.stdout


def user_name() -> str:
    """Return the name that Git writes into commits here."""
    return _git(Path(), "config", "user.name").strip()


#: What `commit_dates` has Git print of a commit
_COMMIT = re.compile(r"([0-9a-f]{40,64}) (\d{4}-\d\d-\d\dT[\d:]{8}(?:Z|[+-][\d:]{5}))")


def renames(folder: Path) -> dict[str, str]:
    """Return the new name of each renamed source, by its old name."""
    names: dict[str, str] = {}
    options = ("--diff-filter=R", "--name-status", "-M", "--relative")
    for command in (("log", "-n", "300", "--format=", *options), ("diff", "HEAD", *options)):
        rows = [line.split("\t") for line in _git(folder, *command, "--", "posts").splitlines()]
        names.update({row[1]: row[2] for row in reversed(rows) if len(row) == 3})
    return names


def commit_dates(folder: Path) -> dict[str, datetime]:
    """Return the date of the last commit of each file below *folder*, by its path there.

    It is the date on which the author made the change. The oldest commits of a shallow clone seem
    to have changed every file, so they give no dates.
    """
    path = folder / _git(folder, "rev-parse", "--git-path", "shallow").strip()
    oldest = {*path.read_text(encoding="utf-8").split()} if path.is_file() else set()
    dates: dict[str, datetime | None] = {}
    date = None
    log = ("log", "--format=%x00%H %aI", "--name-only", "--relative", "--no-renames", "-z")
    for part in _git(folder, *log, "--", ".").split("\0"):
        name = part.lstrip("\n")
        if commit := _COMMIT.fullmatch(name):
            date = None if commit[1] in oldest else datetime.fromisoformat(commit[2])
        elif name:
            dates.setdefault(name, date)
    return {name: date for name, date in dates.items() if date}


def merge_drivers(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Return how Git merges each file of *names*, or ``""`` if only the defaults say so.

    Files that Git ignores are left out.
    """
    ignored = {*_git(folder, "check-ignore", "--", *names).splitlines()}
    rows = _git(folder, "check-attr", "merge", "--", *names).splitlines()
    pairs = (row.rsplit(": merge: ", 1) for row in rows)
    return {
        name: "" if driver == "unspecified" else driver
        for name, driver in pairs
        if name not in ignored
    }


def pushed_lines(folder: Path, name: str) -> frozenset[str] | None:
    """Return the lines that the file *name* in *folder* has had in commits that a remote has.

    ``None`` if *folder* is in a repository, but Git cannot be run there.
    """
    if not _git(folder, "rev-parse", "--git-dir"):
        inside = any((parent / ".git").exists() for parent in (folder, *folder.resolve().parents))
        return None if inside else frozenset()
    if not _git(folder, "for-each-ref", "--count=1", "refs/remotes"):
        return frozenset()
    log = ("log", "--remotes", "--format=", "-p", "-U0", "-m", "--no-renames", "--no-color")
    rows = _git(folder, *log, "--no-ext-diff", "--no-textconv", "--", name).splitlines()
    return frozenset(row[1:] for row in rows if row.startswith("+") and not row.startswith("+++ "))


def is_on_remote(folder: Path, commit: str) -> bool | None:
    """Return whether a remote of the repository of *folder* has *commit*, as of the last fetch.

    ``None`` if the repository does not have it, or there is none.
    """
    if not re.fullmatch(r"[0-9a-f]{7,64}", commit):
        return None
    if not _git(folder, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"):
        return None
    return bool(_git(folder, "branch", "--remotes", "--contains", commit))


def pushed_text(folder: Path, name: str) -> str:
    """Return the file *name* in *folder* as it is in the last commit of HEAD that a remote has."""
    if not _git(folder, "for-each-ref", "--count=1", "refs/remotes"):
        return ""
    rows = _git(folder, "rev-list", "--boundary", "HEAD", "--not", "--remotes").splitlines()
    pushed = [row[1:] for row in rows if row.startswith("-")]
    commit = pushed[0] if pushed else "" if rows else "HEAD"
    return _git(folder, "show", f"{commit}:./{name}") if commit else ""


def lost_lines_message(folder: Path, name: str, addresses: Callable[[str], Iterable[str]]) -> str:
    """Return a message if the file *name* in *folder* lacks lines of the last commit, or ``""``.

    :param addresses: returns the addresses that the lines of a text record
    """
    path = folder / name
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    before = _git(folder, "show", f"HEAD:./{name}")
    if not before or before == text:
        return ""
    lost = sorted({*addresses(before)} - {*addresses(text)})
    if not lost:
        return ""
    more = f" and {len(lost) - 1} more" if lost[1:] else ""
    return (
        f"{name} no longer has the lines of `{lost[0]}`{more} that the last commit has, but it must"
        f" keep all that was published; run `git checkout HEAD -- {name}` to restore the file,"
        " or commit it as it is if nobody needs these lines"
    )
