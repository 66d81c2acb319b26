"""Prepare what the card of an entry shows beside its fields: the time of its hypothesis, and
its notes.

Warnings: ``ledger.line``, for a line of the notes that is not valid.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sphinx.util import logging

from blink.logbooks.capture.hypotheses import hypothesis_times
from blink.logbooks.capture.notes import NOTES, read_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo

    from sphinx.application import Sphinx

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.capture.notes import LogNote
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.history import Ledger

logger = logging.getLogger(__name__)


def card_notes(
    entry: LogEntry, ledger: Ledger, notes: Mapping[str, Sequence[LogNote]], zone: tzinfo
) -> Data:
    """Return ``hypothesis_times`` and ``notes`` for the card of *entry*, if it has them.

    :param notes: by the label of their entry
    """
    versions = ledger.entries.get(entry.label, ())
    times = hypothesis_times(
        entry.fields.hypothesis,
        ledger.hypotheses.get(entry.label, ()),
        [(version.day, version.entry.fields.hypothesis) for version in versions],
        [run.started for run in entry.fields.runs],
        zone,
    )
    data: Data = {"hypothesis_times": list(times)} if times else {}
    if entry.label in notes:
        data["notes"] = [[note.minute, note.text] for note in notes[entry.label]]
    return data


def code_of(entry: LogEntry) -> list[list[str | bool]]:
    """Return the commit of each run of *entry*, and whether changes of it were not kept."""
    return [[run.commit, run.dirty and not run.patch] for run in entry.fields.runs]


# -- Sphinx ------------------------------------------------------------------


def notes_for_cards(app: Sphinx, ledger: Ledger) -> Callable[[LogEntry], Data]:
    """Return what gives the data of `card_notes` for an entry; problems of notes are reported."""
    path = Path(app.srcdir) / NOTES
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    notes, problems = read_notes(text)
    for problem in problems:
        place = f"{path}:{problem.line}"
        logger.warning("%s", problem.message, location=place, type="ledger", subtype=problem.kind)
    zone = ZoneInfo(app.config.blink_timezone)
    return lambda entry: card_notes(entry, ledger, notes, zone)
