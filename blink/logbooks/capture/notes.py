"""Read the notes of logbooks from ``posts/notes.jsonl``; ``make note`` adds them.

Each line is a note with its time and the entry that it is shown with. Lines do not depend on each
other, so that git can merge them.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from blink.ledger_lines import conflict_message, values_in
from blink.problems import Problem

#: Path of the file, relative to the folder of conf.py
NOTES = "posts/notes.jsonl"


class LogNote(NamedTuple):
    """A dated note."""

    #: in the time zone of the blog, ISO 8601
    time: str
    #: label of the entry that it belongs to
    entry: str
    logbook: str
    text: str

    @property
    def minute(self) -> str:
        """The time as pages show it: ``2026-11-27 21:25``."""
        return f"{self.time[:10]} {self.time[11:16]}"


def read_notes(text: str) -> tuple[dict[str, list[LogNote]], list[Problem]]:
    """Return the notes in *text* by the label of their entry, oldest first.

    There is a problem for each line that is not valid.
    """
    notes: dict[LogNote, None] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            for data in values_in(line):
                datetime.fromisoformat(data["noted"])
                names = (str(data[key]) for key in ("noted", "entry", "logbook", "text"))
                notes[LogNote(*names)] = None
        except (ValueError, TypeError, KeyError):
            wrong = f"`make note` did not write the line `{line[:40]}`; correct or delete it"
            problems.append(Problem(number, "line", conflict_message(line) or wrong))
    by_entry: dict[str, list[LogNote]] = {}
    for note in sorted(notes, key=lambda note: _moment(note.time)):
        by_entry.setdefault(note.entry, []).append(note)
    return by_entry, problems


def _moment(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()


def note_to_data(note: LogNote) -> dict[str, str]:
    """Return *note* as a line of the file has it."""
    return {
        "noted": note.time, "logbook": note.logbook, "entry": note.entry, "text": note.text,
    }  # fmt: skip
