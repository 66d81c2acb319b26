"""Record the published entries and reports of logbooks in ``posts/logbooks.jsonl``.

Run in the folder of conf.py, after a build without drafts: that build lists what to record.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from blink.builder.crash import system_message
from blink.files.writing import replace_file
from blink.ledger_lines import ATTRIBUTES, merge_by_lines
from blink.logbooks.history import LEDGER, STATE, add_new, entry_from_data, ledger_text, read_ledger
from blink.settings.conf_py import local_time, placed_reason, read_valid

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date


def record_logbooks(state: Path, day: date) -> int:
    """Add what a build listed in *state* to the ledger, as of *day*; return the exit code."""
    path = Path(LEDGER)
    try:
        built = json.loads(state.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        print(
            f"nothing was recorded: {state} cannot be read; run `make html` first", file=sys.stderr
        )
        return 1
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        ledger, problems = read_ledger(text)
    except OSError as error:
        print(f"nothing was recorded: {system_message(error)}", file=sys.stderr)
        return 1
    except ValueError:
        print(
            f"nothing was recorded: {LEDGER} cannot be read: it is not encoded as UTF-8; restore it"
            f" with `git checkout HEAD -- {LEDGER}`",
            file=sys.stderr,
        )
        return 1
    for problem in problems:
        print(f"{LEDGER}:{problem.line}: {problem.message}", file=sys.stderr)
    if problems:
        print(f"nothing was recorded: {LEDGER} has errors", file=sys.stderr)
    elif built["drafts"]:
        print(
            "nothing was recorded: the last build includes drafts; run `make html` first",
            file=sys.stderr,
        )
    if problems or built["drafts"]:
        return 1
    entries = [entry_from_data(data) for data in built["entries"]]
    changes = add_new(ledger, entries, built["reports"], str(day))
    new = ledger_text(ledger)
    rows = [row for row in text.splitlines() if row.strip()]
    if not changes:
        print("the logbooks have nothing new to record")
        if rows == sorted(rows) and len(rows) == len(new.splitlines()):
            return 0
    try:
        replace_file(path, new.encode())
    except OSError as error:
        print(f"nothing was recorded: {system_message(error)}", file=sys.stderr)
        return 1
    if not changes:
        print(f"{LEDGER} has been merged: its lines are sorted, each once; commit it")
        return 0
    print("\n".join(changes))
    files = f"it and {ATTRIBUTES}" if merge_by_lines(Path(), [LEDGER]) else "it"
    print(f"recorded in {LEDGER}; commit {files} with the posts")
    return 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "state",
        nargs="?",
        type=Path,
        default=Path("_build/cache/html") / STATE,
        metavar="FILE",
        help="the list that the last build wrote (default: %(default)s)",
    )


def run(arguments: Namespace) -> int:
    try:
        day = local_time(read_valid(Path())).date()
    except ConfigError as error:
        print(placed_reason(error), file=sys.stderr)
        return 2
    return record_logbooks(arguments.state, day)
