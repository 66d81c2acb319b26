"""Freeze a report: build the site, and record the report with the entries that it covers.

Run in the folder of conf.py. From then on, the report shows these entries as they are now, and a
build warns of changes in its text. A freeze that was not pushed can be redone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from blink.builder.crash import system_message
from blink.commands.arguments import add_text
from blink.commands.logbook.drafts import all_sources
from blink.commands.logbook.record import LedgerError, read_state, recorded_ledger
from blink.commands.new import POSTS
from blink.files.writing import replace_file
from blink.git import pushed_lines
from blink.ledger_lines import ATTRIBUTES, merge_by_lines
from blink.logbooks.analysis import sorted_entries
from blink.logbooks.history import (
    LEDGER,
    STATE,
    Ledger,
    add_new,
    entry_from_data,
    ledger_text,
)
from blink.logbooks.ledger.freezing import REDONE, was_pushed, with_first_days, without_freeze
from blink.logbooks.ledger.reports import text_from_data
from blink.posts.publication import state_of
from blink.settings.conf_py import local_time, placed_reason, read_valid

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from blink.commands.logbook.drafts import LogbookSource
    from blink.logbooks.analysis import LogEntry

_NOTHING = "nothing was frozen"
#: The list that the last build wrote
_STATE = Path("_build/cache/html") / STATE


def report_label(name: str) -> str:
    """Return the label of the report that *name* means, the name or the path of its file.

    >>> report_label("posts/2026/Half-a-year.md"), report_label("half-a-year")
    ('half-a-year', 'half-a-year')
    """
    path = Path(name.strip())
    stem = path.stem if path.suffix in {".md", ".rst", ".ipynb"} else path.name
    return (path.parent.name if stem == "index" else stem).lower()


def report_problem(label: str, known: Sequence[LogbookSource], now: datetime) -> str:
    """Return why the post *label* cannot be frozen as one of the *known* reports, or ``""``."""
    posts = {source.label: source for source in known}
    reports = {source.label for source in known if source.values.get("report")}
    if not label:
        return "the name of the report is missing; write one, such as REPORT=half-a-year"
    if label not in reports:
        near = get_close_matches(label, reports, 1)
        hint = f"did you mean `{near[0]}`?" if near else _names(reports)
        if label in posts:
            return f"`{label}` is an entry, not a report; {hint}"
        return f"there is no report `{label}` in {POSTS}; {hint}"
    source = posts[label]
    given = source.values.get("date")
    state, _ = state_of([given], draft=bool(source.values.get("draft")), now=now)
    if state == "published":
        return ""
    why = {"scheduled": f"is dated in the future, {given:%Y-%m-%d}" if given else ""}.get(state)
    why = why or ("is a draft" if source.values.get("draft") else "is a draft, as it has no date")
    publish = f"`make publish POST={source.path.as_posix()}`"
    return f"`{label}` {why}; only a published report can be frozen: run {publish} first"


def _names(reports: Iterable[str]) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(reports))
    return f"the reports are {names}" if names else "no post has `report: NAME` in its front matter"


def covered_list(title: str, ledger: Ledger, label: str) -> str:
    """Return the *title* of the report *label*, and a line for each entry that it covers."""
    every = sorted_entries((ledger.covered(label) or {}).values(), ledger.first_days)
    texts = ledger.texts.get(label)
    logbooks = texts[0].text.logbooks if texts else {entry.fields.logbook for entry in every}
    entries = [entry for entry in every if entry.fields.logbook in logbooks]
    others = ", ".join(entry.label for entry in every if entry not in entries)
    count = "1 entry" if len(entries) == 1 else f"{len(entries)} entries"
    width = max((len(entry.label) for entry in entries), default=0)
    rows = [
        f"  {entry.day}  {entry.label:{width}}  {entry.title}{_unfinished(entry)}"
        for entry in entries
    ]
    shown = [f"it also shows {others}"] if others else []
    return "\n".join([f"{title} covers {count}:", *rows, *shown])


def _unfinished(entry: LogEntry) -> str:
    status = entry.fields.status
    return f" ({status})" if status in ("planned", "running") else ""


def redo_problem(label: str, pushed: Iterable[str] | None) -> str:
    """Return why the freeze of the report *label* cannot be redone, or ``""``.

    *pushed* are the lines of the ledger that a remote has; ``None`` if Git cannot tell.
    """
    if pushed is None:
        return (
            f"git cannot tell whether the freeze of `{label}` was pushed; run `git status` to see"
            " why, and try it again"
        )
    if was_pushed(label, pushed):
        return (
            f"the freeze of `{label}` was pushed, and what was published stays; explain changes of"
            " the report in an `update` directive, or write another report"
        )
    return ""


def add_freeze(ledger: Ledger, label: str, built: Mapping[str, Any], day: date) -> str:
    """Add the report *label* and its entries, which a build listed in *built*, to *ledger*.

    Return the title of the report.

    :raises LedgerError: if the build has no such report, or it covers no entries.
    """
    covers = built["reports"].get(label, {})
    if label not in built["texts"]:
        raise LedgerError(f"{_NOTHING}: the last build has no report `{label}`; look at its errors")
    if not covers:
        raise LedgerError(
            f"{_NOTHING}: `{label}` covers no entries; check its `report` and its `date`"
        )
    entries = [entry_from_data(data) for data in built["entries"] if data["label"] in covers]
    text = text_from_data(built["texts"][label])
    add_new(ledger, entries, {label: covers}, str(day), {label: text})
    return text.title


def freeze(label: str, day: date, build: Callable[[], int], *, redo: bool, state: Path) -> int:
    """Freeze the report *label* as of *day* after *build*, which writes *state*; return the code.

    *build* takes the report that the environment variable `REDONE` names as not frozen. Without
    *redo*, a report that is frozen already is only listed.
    """
    ledger, _ = recorded_ledger(_NOTHING)
    first_days = ledger.first_days
    pushed = pushed_lines(Path(), LEDGER) if label in ledger.reports else None
    if label in ledger.reports and not redo:
        versions = ledger.texts.get(label, ())
        print(covered_list(versions[-1].text.title if versions else label, ledger, label))
        problem = redo_problem(label, pushed) or (
            f"`{label}` was frozen before, but not pushed; REDO=1 freezes it again, as it is now"
        )
        print(f"{_NOTHING}: {problem}", file=sys.stderr)
        return 1
    if label in ledger.reports:
        if problem := redo_problem(label, pushed):
            raise LedgerError(f"{_NOTHING}: {problem}")
        ledger = without_freeze(ledger, label, pushed or ())
    if code := build():
        print(f"{_NOTHING}: correct the errors, then freeze it again", file=sys.stderr)
        return code
    title = add_freeze(ledger, label, read_state(state, _NOTHING), day)
    with_first_days(ledger, first_days)
    replace_file(Path(LEDGER), ledger_text(ledger).encode())
    print(covered_list(title, ledger, label))
    files = f"it and {ATTRIBUTES}" if merge_by_lines(Path(), [LEDGER]) else "it"
    print(f"frozen in {LEDGER}; commit {files} with the posts")
    return 0


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "report", "the name or the path of the report's file")
    parser.add_argument(
        "--redo",
        action="store_true",
        help="freeze a report again, with what it covers now; refused if the freeze was pushed",
    )


def run(arguments: Namespace) -> int:
    def build() -> int:
        command = [sys.executable, "-m", "blink", "build", "--", "--fail-on-warning"]
        command += ["--keep-going", "--jobs", "auto"]
        redone = {REDONE: label} if arguments.redo else {}
        return subprocess.run(command, check=False, env={**os.environ, **redone}).returncode

    label = report_label(arguments.report)
    try:
        settings = read_valid(Path())
        now = local_time(settings)
        if problem := report_problem(label, list(all_sources(POSTS, settings)), now):
            print(f"{_NOTHING}: {problem}", file=sys.stderr)
            return 2
        return freeze(label, now.date(), build, redo=arguments.redo, state=_STATE)
    except ConfigError as error:
        print(placed_reason(error), file=sys.stderr)
        return 2
    except LedgerError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{_NOTHING}: {system_message(error)}", file=sys.stderr)
    return 1
