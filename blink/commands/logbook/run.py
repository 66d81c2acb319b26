"""Run the command of an entry once for each seed, and keep its runs beside the entry.

Run in the folder of conf.py. The hypothesis is noted in the ledger before the first run starts.
"""

from __future__ import annotations

import os
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.builder.crash import system_message
from blink.commands.arguments import add_text
from blink.commands.failures import exit_code_of
from blink.commands.logbook.entries import (
    UnknownEntryError,
    find_entry,
    recorded_remark,
    run_folder,
)
from blink.commands.logbook.headers import HeaderError, change_header
from blink.files.writing import replace_file
from blink.ledger_lines import append_line, merge_by_lines
from blink.logbooks.capture.command_line import command_words, parse_seeds
from blink.logbooks.capture.earlier import Options, Task
from blink.logbooks.capture.facts import CaptureError, top_of
from blink.logbooks.capture.hypotheses import HypothesisNote, hypothesis_digest, note_to_data
from blink.logbooks.capture.one_file import NAME, one_file_source
from blink.logbooks.capture.session import check_task, run_task, say
from blink.logbooks.capture.standalone import exit_code, summary
from blink.logbooks.history import LEDGER, read_ledger
from blink.settings.conf_py import read_valid
from blink.source.front_matter.header import read_header

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from blink.commands.logbook.drafts import LogbookSource

#: Files in the folder of posts that no program runs; a run that changes or adds them is not dirty
_NO_CODE = (
    ".gitattributes", "posts/**/*.md", "posts/**/*.rst", "posts/*.jsonl", "posts/**/run.json",
    "posts/**/curves.csv", "posts/**/run.patch",
)  # fmt: skip
#: Options, of the command and of make
_OPTIONS = Options(
    "SEEDS=0-4 (`--seeds 0-4`)", "AGAIN=1 (`--again`)", "KEEP_PATCH=1 (`--keep-patch`)"
)


class RunRefusedError(Exception):
    """Nothing was run; the message says why."""


def note_hypothesis(entry: LogbookSource) -> None:
    """Note in the ledger when the hypothesis of *entry* was written, unless it has that.

    :raises OSError: if the ledger cannot be read or written.
    """
    path = Path(LEDGER)
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    digest = hypothesis_digest(entry.values["hypothesis"])
    notes = read_ledger(text)[0].hypotheses.get(entry.label, ())
    if not any(note.digest == digest for note in notes):
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        append_line(path, note_to_data(entry.label, HypothesisNote(time, digest)))
        merge_by_lines(Path(), [LEDGER])


def not_code(blog: Path, folder: Path) -> list[str]:
    """Return patterns for the files of *blog* that are not code, if it is in the same repository.

    They are relative to the top of the repository of *folder*.
    """
    top = top_of(folder)
    if not top or top.resolve() not in (blog.resolve(), *blog.resolve().parents):
        return []
    place = blog.resolve().relative_to(top.resolve()).as_posix()
    return [pattern if place == "." else f"{place}/{pattern}" for pattern in _NO_CODE]


def _check_entry(entry: LogbookSource, *, without_hypothesis: bool) -> None:
    """:raises RunRefusedError: if *entry* is not ready for a run."""
    header = read_header(entry.path.read_bytes(), markdown=entry.path.suffix == ".md")
    if entry.values.get("status") == "abandoned":
        place = f"{entry.path}:{header.line_of('status')}"
        message = "this entry was abandoned; write `status: planned`, or start another entry"
        raise RunRefusedError(f"{place}: {message}")
    if not entry.values.get("hypothesis") and not without_hypothesis:
        place = f"{entry.path}:{header.line_of('hypothesis', 'logbook')}"
        message = (
            "this entry has no hypothesis; write what you expect before you see the result, or run"
            " it without one (NO_HYPOTHESIS=1, or `--no-hypothesis`)"
        )
        raise RunRefusedError(f"{place}: {message}")


def _set(entry: LogbookSource, key: str, value: str, *, add: bool = False) -> None:
    """Change a key of *entry*, or say what to write where that is not possible."""
    try:
        change_header(entry.path, key, value, add=add)
    except HeaderError as error:
        say(str(error))


def run_entry(entry: LogbookSource, task: Task) -> int:
    """Run *task*, and bring the front matter of *entry* up to date; return the exit code.

    :raises CaptureError: if the command cannot be run, or a run cannot be kept.
    :raises OSError: if a file of the blog cannot be written.
    """
    if entry.values.get("hypothesis"):
        note_hypothesis(entry)
    status = entry.values.get("status", "")
    if status in ("", "planned"):
        _set(entry, "status", "running")
    pattern = run_folder(entry).pattern
    result = run_task(task, lambda: _set(entry, "runs", pattern, add=True))
    if text := summary(result):
        say(text)
    if status != "done" and not result.interrupted:
        if result.good or result.earlier:
            _set(entry, "status", "done")
        else:
            say(f"{entry.path}: its status stays `running`, because no run succeeded")
    return exit_code(result)


# -- The command ---------------------------------------------------------------


def _copy(folder: Path) -> int:
    path = folder / NAME
    try:
        replace_file(path, one_file_source().encode())
    except OSError as error:
        print(system_message(error), file=sys.stderr)
        return 1
    print(f"{path} was written; it runs where Blink is not installed: python {NAME} --help")
    return 0


def add_arguments(parser: ArgumentParser) -> None:
    add_text(parser, "entry", "the name of the file of the entry")
    add_text(parser, "seeds", "the seeds, such as 5-9, 0,1,2 or 0-4,7", option=True)
    add_text(parser, "inputs", "files whose digests are recorded, such as data.npz", option=True)
    add_text(parser, "dir", "the folder to run in; without it, the current folder", option=True)
    for name, meaning in (
        ("--no-hypothesis", "run an entry that has no hypothesis"),
        ("--keep-patch", "keep the changes that are not committed, if they have no secrets"),
        ("--again", "run seeds again that have a good run of the same command"),
    ):
        parser.add_argument(name, action="store_true", help=meaning)
    parser.add_argument(
        "--copy",
        nargs="?",
        const=Path(),
        type=Path,
        metavar="FOLDER",
        help=f"only write {NAME}, which runs where Blink is not installed",
    )
    parser.epilog = (
        "The command follows `--`; {seed} in it stands for the seed (default: the value of"
        " BLINK_CMD)."
    )
    parser.usage = "%(prog)s [options] ENTRY [options] -- COMMAND"


def _command(arguments: Namespace) -> list[str]:
    words: list[str] = arguments.words
    if len(words) == 1:
        return command_words(words[0])
    return words or command_words(os.environ.get("BLINK_CMD", ""))


def _run(arguments: Namespace, settings: dict[str, Any]) -> int:
    entry = find_entry(arguments.entry, settings)
    _check_entry(entry, without_hypothesis=arguments.no_hypothesis)
    folder = Path(os.path.abspath(arguments.dir or "."))
    task = Task(
        _command(arguments),
        parse_seeds(arguments.seeds),
        folder,
        Path(os.path.abspath(run_folder(entry).path)),
        shlex.split(arguments.inputs),
        not_code(Path(), folder),
        arguments.keep_patch,
        arguments.again,
        _OPTIONS,
    )
    check_task(task)
    if remark := recorded_remark(entry):
        say(remark)
    return run_entry(entry, task)


def run(arguments: Namespace) -> int:
    if arguments.copy is not None:
        return _copy(arguments.copy)
    mistakes = UnknownEntryError, RunRefusedError, CaptureError
    return exit_code_of(lambda: _run(arguments, read_valid(Path())), *mistakes)
