"""Add a dated note to a logbook, in ``posts/notes.jsonl``; the running entry shows it.

Run in the folder of conf.py. The note belongs to the entry whose status is ``running``, and if
there is none, to the last one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blink.commands.arguments import add_text
from blink.commands.failures import exit_code_of
from blink.commands.logbook.drafts import logbook_problem, sources, unknown_logbook
from blink.commands.new import POSTS
from blink.ledger_lines import append_line, merge_by_lines
from blink.logbooks.capture.notes import NOTES, LogNote, note_to_data
from blink.settings.conf_py import local_time, read_valid
from blink.text import one_line

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from datetime import datetime

    from blink.commands.logbook.drafts import LogbookSource

#: The most characters of a note
_MOST_CHARACTERS = 500


def noted_entry(known: Sequence[LogbookSource]) -> LogbookSource | None:
    """Return the entry of *known*, oldest first, that a note belongs to: the last running one.

    If none is running, it is the last entry that was not abandoned.
    """
    entries = [source for source in known if "logbook" in source.values]
    running = [entry for entry in entries if entry.values.get("status") == "running"]
    others = [entry for entry in entries if entry.values.get("status") != "abandoned"]
    return next((some[-1] for some in (running, others, entries) if some), None)


def text_problem(text: str) -> str:
    """Return why *text* cannot be a note, or ``""``."""
    if not text:
        return 'the text is missing; write one, as in TEXT="lr 1e-3 diverges"'
    if len(text) > _MOST_CHARACTERS:
        return f"a note has at most {_MOST_CHARACTERS} characters; write more into the entry"
    return "" if text.isprintable() else "a note must not contain control characters"


def add_note(entry: LogbookSource, text: str, time: datetime) -> None:
    """:raises OSError: if the file cannot be written."""
    note = LogNote(time.isoformat(timespec="seconds"), entry.label, entry.logbook, text)
    append_line(Path(NOTES), note_to_data(note))
    merge_by_lines(Path(), [NOTES])


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "logbook", "the name of the logbook")
    add_text(parser, "text", "the note")


def _note(logbook: str, text: str) -> int:
    settings = read_valid(Path())
    entry = noted_entry(sources(POSTS, logbook, settings))
    if not entry:
        message = unknown_logbook(POSTS, logbook, settings) or "there is no logbook yet"
        print(message, file=sys.stderr)
        return 2
    add_note(entry, text, local_time(settings))
    print(f"noted in {NOTES}, for {entry.path.as_posix()}")
    return 0


def run(arguments: Namespace) -> int:
    logbook, text = arguments.logbook.strip(), one_line(arguments.text)
    if problem := logbook_problem(logbook) or text_problem(text):
        print(problem, file=sys.stderr)
        return 2
    return exit_code_of(lambda: _note(logbook, text))
