"""Read the ledger for a build, and report what is wrong with its file.

Warnings: ``ledger.line``, ``ledger.empty``, ``ledger.version``; ``ledger.ledger``, for lines that
it has lost, or that were changed after they were pushed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

from blink.git import lost_lines_message, pushed_lines, pushed_text
from blink.logbooks.history import LEDGER, read_ledger
from blink.logbooks.ledger.freezing import REDONE, without_freeze
from blink.problems import Problem

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from blink.logbooks.history import Ledger

logger = logging.getLogger(__name__)


def missing_versions(ledger: Ledger, text: str) -> list[Problem]:
    """Return a problem for each version that a report covers, and *ledger* does not have.

    *text* is that of which `read_ledger` made *ledger*.
    """
    return [
        Problem(_line_of_report(text, report), "version", _missing_message(report, label))
        for report, covers in ledger.reports.items()
        for label, digest in covers.items()
        if digest not in {version.digest for version in ledger.entries.get(label, ())}
    ]


def _line_of_report(text: str, report: str) -> int:
    start = json.dumps({"report": report}, ensure_ascii=False)[:-1]
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if line.startswith(start)), 1)


def _missing_message(report: str, label: str) -> str:
    return (
        f"the report `{report}` covers a version of `{label}` that this file does not have: a line"
        f" of `{label}` was changed or deleted; restore the file with"
        f" `git checkout HEAD -- {LEDGER}`, or from an older commit"
    )


def recorded_names(text: str) -> list[str]:
    """Return what each line of *text* records: the version of an entry, or a report."""
    ledger, _ = read_ledger(text)
    names = [f"hypothesis of {label}" for label in ledger.hypotheses]
    for label, versions in ledger.entries.items():
        names += [f"{label}, version {version.number}" for version in versions]
    return [*names, *ledger.reports]


def recorded_versions(ledger: Ledger) -> set[tuple[str, str]]:
    """Return what *ledger* records: pairs of a name, as in messages, and of its content."""
    pairs = {
        (f"{label}, version {version.number}", version.digest)
        for label, versions in ledger.entries.items()
        for version in versions
    }
    for label, texts in ledger.texts.items():
        pairs |= {(f"{label}, version {one.number}", repr(one.text)) for one in texts}
    pairs |= {(label, entry) for label, covers in ledger.reports.items() for entry in covers}
    for label, notes in ledger.hypotheses.items():
        pairs |= {(f"hypothesis of {label}", repr(note)) for note in notes}
    return pairs


# -- Sphinx ------------------------------------------------------------------


def build_ledger(app: Sphinx) -> Ledger:
    """Return the ledger for a build; without the report whose freeze is being redone, if any."""
    folder = Path(app.srcdir)
    path = folder / LEDGER
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    ledger, problems = read_ledger(text)
    if lost := lost_lines_message(folder, LEDGER, recorded_names) or _changed_message(
        folder, ledger, text
    ):
        problems.append(Problem(1, "ledger", lost))
    problems = problems or missing_versions(ledger, text)
    for problem in problems:
        place = f"{path}:{problem.line}"
        logger.warning("%s", problem.message, location=place, type="ledger", subtype=problem.kind)
    if report := os.environ.get(REDONE):
        ledger = without_freeze(ledger, report, pushed_lines(folder, LEDGER) or ())
    return ledger


def _changed_message(folder: Path, ledger: Ledger, text: str) -> str:
    """Return a message if *ledger* has another record of something that was pushed, or ``""``.

    *text* is that of which `read_ledger` made *ledger*.
    """
    pushed = pushed_text(folder, LEDGER) if text else ""
    if pushed in ("", text):
        return ""
    recorded = recorded_versions(ledger)
    names = {name for name, _ in recorded}
    lost = recorded_versions(read_ledger(pushed)[0]) - recorded
    changed = sorted(name for name, _ in lost if name in names)
    if not changed:
        return ""
    return (
        f"{LEDGER} no longer has `{changed[0]}` as it was pushed: its line was changed, but the"
        " file must keep all that was published; find the line with"
        f" `git log -p -- {LEDGER}` and restore it"
    )
