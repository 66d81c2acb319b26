"""Find what a run wrote: the files of a tool that are new or changed since it started."""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Dict, NamedTuple, Tuple

from blink.logbooks.runs.reading import runs_here
from blink.logbooks.runs.run import BrokenRunError, Run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The times and sizes of files, by path
Snapshot = Dict[Path, Tuple[int, int]]
#: Files that a tool writes; a folder in which none of them changed has nothing of the run
_WRITTEN = {
    "wandb": ("*.wandb", "wandb-summary.json"),
    "trackio": ("*.db", "*.db-wal"),
    "mlflow": ("*",),
    "trainer": ("trainer_state.json", "all_results.json"),
    "lightning": ("metrics.csv",),
    "hydra": ("*",),
    "dvc": ("metrics.json",),
    "tensorboard": ("*.tfevents.*",),
    "json": ("results.json", "metrics.json"),
    "csv": ("results.csv", "metrics.csv"),
}
#: Folders that are not looked into, how deep others are, and how many files are seen
_SKIPPED = frozenset(
    (".git", ".hg", ".venv", "venv", ".tox", ".mypy_cache", "__pycache__", "node_modules", "_build")
)
_DEEPEST, _MOST_FILES = 8, 200_000


class Written(NamedTuple):
    """What a run wrote."""

    runs: list[Run]
    #: why a file cannot be read, or which values are not known; ``""`` if there is nothing to say
    problem: str = ""


def snapshot(folder: Path, left_out: Path | None = None) -> Snapshot:
    """Return the files in *folder* and below it, without the folder *left_out*."""
    seen: Snapshot = {}
    waiting = [(str(folder), 0)]
    while waiting and len(seen) < _MOST_FILES:
        place, depth = waiting.pop()
        try:
            with os.scandir(place) as items:
                for item in items:
                    if item.is_symlink():
                        continue
                    if not item.is_dir():
                        stat = item.stat()
                        seen[Path(item.path)] = (stat.st_mtime_ns, stat.st_size)
                    elif (
                        depth < _DEEPEST
                        and item.name not in _SKIPPED
                        and (left_out is None or Path(item.path).resolve() != left_out)
                    ):
                        waiting.append((item.path, depth + 1))
        except OSError:  # it may not be read, or is gone
            continue
    return seen


def changed_files(before: Snapshot, after: Snapshot) -> list[Path]:
    """Return the files of *after* that *before* has not or has otherwise, newest first."""
    changed = [path for path, state in after.items() if before.get(path) != state]
    return sorted(changed, key=lambda path: (after[path][0], str(path)), reverse=True)


def written_runs(folder: Path, changed: Iterable[Path], seed: str = "") -> Written:
    """Return the runs whose files are among *changed*, below *folder*, and newest first.

    Of several folders, the newest of a tool that has parameters or curves too is taken, and what
    it lacks comes from the others.

    :param seed: of which seed the run is, if that is known
    """
    found: list[tuple[Path, list[Run]]] = []
    problem = ""
    by_folder = _by_folder(folder, changed)
    newest = list(by_folder)
    for place, paths in sorted(by_folder.items(), key=lambda item: -len(item[0].parts)):
        if any(place in other.parents for other, _ in found):
            continue
        try:
            runs = runs_here(place)
        except BrokenRunError as error:
            problem = problem or f"{error.path or place}: {error}"
            continue
        if runs and _is_written(runs[0], paths):
            found.append((place, runs))
    if not found:
        return Written([], problem)
    found.sort(key=lambda pair: (pair[1][0].tool in ("json", "csv"), newest.index(pair[0])))
    runs = found[0][1]
    if seed or (runs[1:] and runs[0].tool in ("trackio", "mlflow")):  # a database has them all
        runs = _of_seed(runs, seed)
        if not runs:
            return Written([], f"{found[0][0]}: no run in it is that of seed {seed}")
    for _, others in found[1:]:
        _fill_up(runs, _of_seed(others, seed) if seed else others)
    return Written(runs, problem)


def _by_folder(folder: Path, changed: Iterable[Path]) -> Mapping[Path, list[Path]]:
    """Return the *changed* files by each folder that they are in, the newest folders first."""
    by_folder: dict[Path, list[Path]] = {}
    for path in changed:
        for place in path.parents:
            if place != folder and folder not in place.parents:
                break
            by_folder.setdefault(place, []).append(path)
    return by_folder


def _is_written(run: Run, changed: Iterable[Path]) -> bool:
    patterns = _WRITTEN.get(run.tool, ("*",))
    return any(fnmatch(path.name, pattern) for path in changed for pattern in patterns)


def _of_seed(runs: list[Run], seed: str) -> list[Run]:
    """Return the last run of *seed*, or the only run, if it does not say its seed."""
    same = [run for run in runs if run.seed == seed] if seed else runs
    if not same and len(runs) == 1 and not runs[0].seed:
        return runs
    return sorted(same, key=lambda run: run.started)[-1:]


def _fill_up(runs: list[Run], others: list[Run]) -> None:
    """Give *runs* the parameters, metrics and curves of *others* where they have none at all."""
    by_seed = {run.seed: run for run in others}
    for run in runs:
        other = by_seed.get(run.seed) or (others[0] if len(others) == len(runs) == 1 else None)
        if other:
            run.params = run.params or other.params
            run.metrics = run.metrics or other.metrics
            run.summaries = run.summaries or other.summaries
            run.curves = run.curves or other.curves
            run.failed = run.failed or other.failed
