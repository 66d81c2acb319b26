"""Record the published entries and reports of logbooks in ``posts/logbooks.jsonl``.

Run in the folder of conf.py, after a build without drafts: that build lists what to record.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from blink.builder.crash import system_message
from blink.files.writing import replace_file
from blink.ledger_lines import ATTRIBUTES, merge_by_lines
from blink.logbooks.history import LEDGER, STATE, add_new, entry_from_data, ledger_text, read_ledger
from blink.logbooks.ledger.reading import missing_versions
from blink.logbooks.ledger.reports import text_from_data
from blink.settings.conf_py import local_time, placed_reason, read_valid

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from blink.logbooks.history import Ledger

_NOTHING = "nothing was recorded"


class LedgerError(Exception):
    """Something cannot be recorded; the message says why."""


def read_state(state: Path, nothing: str) -> dict[str, Any]:
    """Return what a build of the published site listed in *state*.

    :raises LedgerError: if there is no such build; its message begins with *nothing*.
    """
    try:
        built: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{nothing}: {state} cannot be read; run `make html` first"
        raise LedgerError(message) from error
    if built["drafts"]:
        raise LedgerError(f"{nothing}: the last build includes drafts; run `make html` first")
    return built


def recorded_ledger(nothing: str) -> tuple[Ledger, bytes]:
    """Return the ledger of the current folder, and the content of its file.

    :raises LedgerError: if it cannot be read or has errors; its message ends with *nothing*, or
        begins with it.
    """
    path = Path(LEDGER)
    try:
        content = path.read_bytes() if path.exists() else b""
        ledger, problems = read_ledger(content.decode())
        problems = problems or missing_versions(ledger, content.decode())
    except OSError as error:
        raise LedgerError(f"{nothing}: {system_message(error)}") from error
    except ValueError as error:
        reason = f"{LEDGER} cannot be read: it is not encoded as UTF-8"
        restore = f"restore it with `git checkout HEAD -- {LEDGER}`"
        raise LedgerError(f"{nothing}: {reason}; {restore}") from error
    if problems:
        rows = [f"{LEDGER}:{problem.line}: {problem.message}" for problem in problems]
        raise LedgerError("\n".join([*rows, f"{nothing}: {LEDGER} has errors"]))
    return ledger, content


def record_logbooks(state: Path, day: date) -> int:
    """Add what a build listed in *state* to the ledger, as of *day*; return the exit code."""
    path = Path(LEDGER)
    try:
        built = read_state(state, _NOTHING)
        ledger, content = recorded_ledger(_NOTHING)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    entries = [entry_from_data(data) for data in built["entries"]]
    texts = {label: text_from_data(data) for label, data in built.get("texts", {}).items()}
    changes = add_new(ledger, entries, built["reports"], str(day), texts)
    new = ledger_text(ledger)
    rows = [row for row in content.decode().splitlines() if row.strip()]
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
        print(f"{LEDGER} now has its lines sorted, each once; commit it")
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
