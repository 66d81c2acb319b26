"""Read the dates of last changes from git, if the old site did so.

Git is run once, with everything disabled that would let a repository run programs.
"""

from __future__ import annotations

import os
import subprocess
from datetime import date
from typing import TYPE_CHECKING

from blink.material.site.header import day_of

if TYPE_CHECKING:
    from pathlib import Path

    from blink.material.site.header import ConvertedFields
    from blink.material.site.project import Project

_PLUGINS = ("git-revision-date-localized", "git-revision-date", "git-committers", "document-dates")
_SAFE = (
    "log.showSignature=false", "core.fsmonitor=false", "core.hooksPath=/dev/null",
    "protocol.allow=never", "core.pager=cat", "core.quotePath=false", "log.mailmap=false",
    "diff.external=", "core.attributesFile=/dev/null",
)  # fmt: skip


def last_changes(project: Project) -> dict[Path, date]:
    """Return the day of the last commit of each file of the docs folder, if the site shows it."""
    if project.plugin(*_PLUGINS) is None:
        return {}
    command = ["git", "-C", str(project.docs), "--no-pager", "--no-optional-locks"]
    for setting in _SAFE:
        command += ["-c", setting]
    command += ["log", "--no-ext-diff", "--no-textconv", "--format=%x00%cs", "--name-only"]
    command += ["--relative", "--", "."]
    environment = {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ATTR_NOSYSTEM": "1",
    }
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=60, env=environment
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return {}
    days: dict[Path, date] = {}
    day: date | None = None
    for line in done.stdout.splitlines() if not done.returncode else ():
        if line.startswith("\0"):
            day = date.fromisoformat(line[1:])
        elif line and day:
            days.setdefault(project.docs / line, day)
    return days


def set_updated(fields: ConvertedFields, committed: date | None) -> None:
    """Set a missing ``updated`` to the day of the last commit, if that is after the date."""
    own = fields.date
    if committed and own and "updated" not in fields.values and committed > day_of(own):
        fields.values["updated"] = f"{committed:%Y-%m-%d}"
