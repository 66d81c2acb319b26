"""Run a command once for each seed, and keep each run that came to its end.

What a run prints goes to the terminal and is not kept. A run that is interrupted is not kept.
"""

from __future__ import annotations

import shlex
import sys
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.capture.command_line import params_of
from blink.logbooks.capture.earlier import (
    SEED,
    Task,
    good_run,
    good_runs,
    other_configuration,
    shown_path,
)
from blink.logbooks.capture.environment import environment_facts
from blink.logbooks.capture.facts import (
    CaptureError,
    git_facts,
    git_problem,
    host_facts,
    input_facts,
    relative_folder,
)
from blink.logbooks.capture.outputs import changed_files, snapshot, written_runs
from blink.logbooks.capture.process import execute, interrupts
from blink.logbooks.capture.redaction import kept_command, redacted
from blink.logbooks.capture.writing import folder_name, run_files, write_folder
from blink.logbooks.runs.run import Run, seed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

#: A run that fails within so many seconds cannot have done anything
_AT_ONCE = 2
READS = (
    "results.json, metrics.json, results.csv, metrics.csv, or the folder of a tool such as W&B,"
    " MLflow or TensorBoard"
)


class Result(NamedTuple):
    """How the runs of a task ended."""

    good: int = 0
    failed: int = 0
    #: runs of earlier calls
    earlier: int = 0
    interrupted: bool = False


class Outcome(NamedTuple):
    """How a run ended."""

    #: why it failed, or ``""``
    failed: str
    message: str
    folder: Path
    #: whether it failed before it can have done anything
    at_once: bool


def check_task(task: Task) -> None:
    """:raises CaptureError: if *task* cannot be run; nothing has happened then."""
    if not task.command:
        raise CaptureError("the command is missing; write it after `--`")
    if not task.folder.is_dir():
        raise CaptureError(f"{task.folder} is not a folder")
    has_place = any(SEED in word for word in task.command)
    if task.seeds != [""] and not has_place:
        raise CaptureError(
            f"the command does not contain {SEED}, so that all seeds would be the same run; write"
            f" it where the command takes the seed, as in `--seed {SEED}`"
        )
    if has_place and task.seeds == [""]:
        raise CaptureError(f"the command contains {SEED}; say which seeds: {task.options.seeds}")
    for seed in filter(None, () if task.again else task.seeds):
        command = [word.replace(SEED, seed) for word in task.command]
        if path := good_run(task, seed, command):
            raise CaptureError(
                f"{shown_path(path)} is a run of seed {seed} with another command, but an entry"
                " has one configuration; start another entry, or delete that folder"
            )
    if not task.again and (message := other_configuration(task)):
        raise CaptureError(message)
    git_facts(task.folder, task.left_out, keep_patch=task.keep_patch)
    input_facts(task.folder, task.inputs)
    try:
        task.runs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CaptureError(f"{error.filename}: {error.strerror}") from error


# -- Running -------------------------------------------------------------------


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def run_task(task: Task, on_kept: Callable[[], None] = lambda: None) -> Result:
    """Run *task*, print how each run ended, and return the numbers of runs.

    :param on_kept: called after each run that was kept
    :raises CaptureError: if the command cannot be started, or a run cannot be kept.
    """
    good = failed = earlier = 0
    outcomes: list[Outcome] = []
    environment, other_packages = environment_facts(task.folder, task.command)
    machine = {"env": environment, "host": host_facts()}
    for remark in filter(None, (_remark(task), other_packages)):
        say(remark)
    for seed in task.seeds:
        command = [word.replace(SEED, seed) for word in task.command]
        label = f"seed {seed}" if seed else "the run"
        if seed and not task.again and (path := good_run(task, seed)):
            earlier += 1
            again = f"{task.options.again} runs it again"
            say(f"{label}: it is in {shown_path(path)} already; {again}")
            continue
        shown = " ".join(shlex.quote(word) for word in redacted(command))
        say(f"{label}: {shown}")
        with interrupts():
            try:
                outcome = _run_once(task, command, seed, machine)
            except KeyboardInterrupt:
                say(f"\n{label} was interrupted and is not kept; the same command goes on with it")
                return Result(good, failed, earlier, interrupted=True)
        on_kept()
        say(f"{label}: {outcome.message}")
        same = [path for path, data in good_runs(task) if seed_text(data.get("seed")) == seed]
        if seed and not outcome.failed and len(same) > 1:
            names = " and ".join(shown_path(path) for path in same)
            say(f"{label}: {names} have the same seed; the build fails until one is left")
        good, failed = (good, failed + 1) if outcome.failed else (good + 1, failed)
        outcomes.append(outcome)
        remaining = len(task.seeds) - task.seeds.index(seed) - 1
        if remaining and (message := _failed_at_once(outcomes, remaining)):
            say(message)
            break
    return Result(good, failed, earlier)


def _failed_at_once(outcomes: Sequence[Outcome], remaining: int) -> str:
    """Return why no other run is started if all *outcomes*, which are two, are the same failure."""
    if len(outcomes) != 2 or not all(one.at_once for one in outcomes):
        return ""
    if outcomes[0].failed != outcomes[1].failed:
        return ""
    folders = " ".join(shlex.quote(shown_path(one.folder)) for one in outcomes)
    return (
        f"the first two runs failed at once ({outcomes[0].failed}), so the other {remaining} were"
        f" not started; correct the command, and delete these runs: rm -r {folders}"
    )


def _remark(task: Task) -> str:
    """Return what is not known or not kept of the code, or ``""``."""
    facts, _ = git_facts(task.folder, task.left_out)
    if facts.get("dirty") and not task.keep_patch:
        return (
            "files have changes that are not committed: only a digest of them is kept, unless you"
            f" write {task.options.keep_patch}"
        )
    if facts.get("commit"):
        return ""
    return "the commit is not kept: " + (
        "there is none yet" if facts else git_problem(task.folder) or "this is no git repository"
    )


def _run_once(task: Task, command: list[str], seed: str, machine: dict[str, Any]) -> Outcome:
    """Run *command* and keep the run; return how it ended.

    *machine* has the facts that are the same for all runs.
    """
    git, patch = git_facts(task.folder, task.left_out, keep_patch=task.keep_patch)
    facts: dict[str, Any] = {
        "command": kept_command(command, str(task.folder)),
        "cwd": relative_folder(task.folder),
        "started": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "git": git,
        **machine,
        "inputs": input_facts(task.folder, task.inputs),
    }
    own_folder = task.runs.resolve()
    before = snapshot(task.folder, own_folder)
    start = time.monotonic()
    facts["exit"] = execute(command, task.folder)
    facts["seconds"] = round(time.monotonic() - start, 2)
    changed = changed_files(before, snapshot(task.folder, own_folder))
    runs, problem = written_runs(task.folder, changed, seed)
    runs = runs or [Run("blink")]
    notes = [problem] if problem else []
    for run in runs:
        run.seed = seed or run.seed
        run.params.pop("seed", None)
        run.params = run.params or params_of(command)
        kept = run_files(run, facts, patch)
        try:
            path = write_folder(task.runs, folder_name(run), kept.files)
        except OSError as error:
            raise CaptureError(f"the run cannot be kept: {error}") from error
        notes += [f"run.json would be too large: {what} left out" for what in kept.shortened]
    failed = f"exit code {facts['exit']}" if facts["exit"] else runs[0].failed
    measured = any(run.metrics for run in runs)
    if not measured and not failed and not problem:
        notes.append(f"it wrote no metrics that Blink reads ({READS})")
    message = "; ".join([_ending(runs, failed, path, facts["seconds"]), *notes])
    at_once = bool(facts["exit"]) and facts["seconds"] < _AT_ONCE and not measured
    return Outcome(failed, message, path, at_once)


def _ending(runs: list[Run], failed: str, path: Path, seconds: float) -> str:
    where = shown_path(path) if len(runs) == 1 else f"{shown_path(path.parent)} ({len(runs)} runs)"
    if failed:
        return (
            f"failed ({failed}); kept in {where}, which you may delete if this says nothing about"
            " the experiment"
        )
    metrics = [f"{name} = {value:.6g}" for name, value in list(runs[0].metrics.items())[:4]]
    more = ", …" if len(runs[0].metrics) > 4 else ""
    tool = f" from {runs[0].tool}" if runs[0].metrics else ""
    values = f"; {', '.join(metrics)}{more}{tool}" if len(runs) == 1 and metrics else ""
    return f"done in {seconds:.1f} s, kept in {where}{values}"
