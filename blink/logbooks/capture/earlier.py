"""What is to be run, and the runs of earlier calls that it meets in its folder."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.capture.command_line import OF_A_RUN, params_of
from blink.logbooks.capture.redaction import kept_command
from blink.logbooks.capture.writing import kept_records
from blink.logbooks.runs.run import seed_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: What stands for the seed in a command
SEED = "{seed}"


class Options(NamedTuple):
    """How messages tell users to write an option."""

    seeds: str = "`--seeds 0-4`"
    again: str = "`--again`"
    keep_patch: str = "`--keep-patch`"


class Task(NamedTuple):
    """What is to be run, and where its runs are kept."""

    #: arguments, each of which may contain ``{seed}``
    command: list[str]
    #: ``[""]`` for one run without a seed
    seeds: list[str]
    #: the folder to run in
    folder: Path
    #: the folder that gets a folder for each run
    runs: Path
    #: names of input files, relative to *folder*
    inputs: Sequence[str] = ()
    #: patterns of paths that are not code, relative to the top of the repository
    left_out: Sequence[str] = ()
    keep_patch: bool = False
    #: whether seeds are run again that have a good run of the same command
    again: bool = False
    options: Options = Options()


def good_run(task: Task, seed: str, command: list[str] | None = None) -> Path | None:
    """Return the folder of a good run of *seed*, if there is one; *command* is not that of it."""
    kept = kept_command(command or (), str(task.folder))
    for path, data in good_runs(task):
        other = command is None or data.get("command", kept) != kept
        if seed_text(data.get("seed")) == seed and other:
            return path
    return None


def good_runs(task: Task) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the folder and the data of each run of *task* that did not fail."""
    for path, data in kept_records(task.runs):
        if not data.get("exit") and not data.get("failed"):
            yield path.parent, data


def other_configuration(task: Task) -> str:
    """Return which parameter has another value in the command of an earlier run, or ``""``."""
    params = params_of(kept_command(task.command, str(task.folder)))
    for path, data in good_runs(task):
        command = data.get("command")
        earlier = params_of(command) if isinstance(command, list) else {}
        for name, value in params.items():
            before = earlier.get(name, value)
            if SEED not in value and not OF_A_RUN.search(name) and not _equal(before, value):
                return (
                    f"{shown_path(path)} is a run with {name} = {before}, not {value}, but an entry"
                    " has one configuration; start another entry, or delete that folder"
                )
    return ""


def _equal(text: str, other: str) -> bool:
    with suppress(ValueError):
        return float(text) == float(other)
    return text == other


def shown_path(path: Path) -> str:
    """Return *path* as messages show it: relative to the current folder, if it is below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
