"""Find out which tool wrote a file or a folder of runs, and read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.runs import flat, folders, record, tensorboard, trackio, wandb
from blink.logbooks.runs.files import reading
from blink.logbooks.runs.run import BrokenRunError, Run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: How many folders below a folder may have runs, and how many of them are read
_DEEPEST, MOST_RUNS = 4, 10_000
#: Files of a program of the author, in the order in which one is taken
_RESULTS = ("results.json", "metrics.json", "results.csv", "metrics.csv")
_SUFFIXES = (".json", ".csv", ".tsv")


def read_runs(path: Path) -> list[Run]:
    """Return the runs in a file or a folder, or in the folders below it; there is one at least.

    :raises BrokenRunError: if a file is damaged, or there is none.
    """
    with reading(path):
        runs = _of_folder(path) if path.is_dir() else _of_file(path)
        if not runs:
            raise BrokenRunError("it has no run of a tool that Blink reads")
        if len(runs) > MOST_RUNS:
            raise BrokenRunError(f"it has more than {MOST_RUNS:,} runs")
    return runs


def runs_here(folder: Path) -> list[Run]:
    """Return the runs whose files are in *folder* itself; there may be none.

    :raises BrokenRunError: if a file is damaged.
    """
    with reading(folder):
        return list(_here(folder))


def read_each(path: Path) -> tuple[list[Run], list[BrokenRunError]]:
    """Return the runs as `read_runs` does, and an error for each folder that is damaged."""
    if not path.is_dir():
        try:
            return read_runs(path), []
        except BrokenRunError as error:
            return [], [error]
    errors: list[BrokenRunError] = []
    runs = _of_folder(path, errors=errors)
    for run in runs:
        run.folder = run.folder[len(path.as_posix()) :].strip("/")
    if not runs and not errors:
        errors.append(BrokenRunError("it has no run of a tool that Blink reads"))
    elif len(runs) > MOST_RUNS:
        errors.append(BrokenRunError(f"it has more than {MOST_RUNS:,} runs"))
    for broken in errors:
        broken.path = broken.path or path
    return runs, errors


def _of_file(path: Path) -> list[Run]:
    if wandb.is_wandb(path):
        return [wandb.read_log(path)]
    if tensorboard.is_event_file(path):
        return [tensorboard.read_events([path])]
    if trackio.is_trackio(path):
        return trackio.read_database(path)
    if path.name == record.FILE:
        return [record.read_record(path)]
    suffix = path.suffix.lower()
    if suffix == ".json":
        return flat.read_json(path)
    if suffix in (".yaml", ".yml"):
        return [folders.read_params(path)]
    if suffix in _SUFFIXES:
        return flat.read_csv(path)
    raise BrokenRunError("it is not a file of a tool that Blink reads")


def _of_folder(
    folder: Path, depth: int = 0, errors: list[BrokenRunError] | None = None
) -> list[Run]:
    """:raises BrokenRunError: if a file is damaged, and *errors* does not take that."""
    try:
        if runs := runs_here(folder):
            for run in runs:
                run.folder = folder.as_posix()
            return runs
    except BrokenRunError as error:
        if errors is None:
            raise
        errors.append(error)
        return []
    if depth == _DEEPEST:
        return []
    below = sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    return [run for path in below for run in _of_folder(path, depth + 1, errors)]


def _here(folder: Path) -> Iterator[Run]:
    """Yield the runs whose files are in *folder* itself."""
    names = {path.name: path for path in folder.iterdir()}
    logs = sorted(path for path in names.values() if wandb.is_wandb(path))
    files = names.get("files", folder)
    if record.FILE in names:
        yield record.read_record(names[record.FILE])
    elif logs:
        yield from map(wandb.read_log, logs)
    elif "wandb-summary.json" in names or (files / "wandb-summary.json").is_file():
        yield wandb.read_folder(folder if "wandb-summary.json" in names else files)
    elif folders.is_mlflow(folder):
        yield folders.read_mlflow(folder)
    elif folders.is_trainer(folder):
        yield folders.read_trainer(folder)
    elif folders.is_lightning(folder):
        yield folders.read_lightning(folder)
    elif folders.is_hydra(folder):
        for run in _results(names) or _events(folder) or [Run("hydra")]:
            run.tool = "hydra"
            folders.add_hydra(run, folder)
            yield run
    elif folders.is_dvc(folder):
        yield folders.read_dvc(folder)
    elif any(map(tensorboard.is_event_file, names.values())):
        yield from _events(folder)
    else:
        databases = [path for path in names.values() if trackio.is_trackio(path)]
        for path in sorted(databases):
            yield from trackio.read_database(path)
        if not databases:
            yield from _results(names)


def _events(folder: Path) -> list[Run]:
    """Return the run of the event files of *folder* and of the folders below it, if any."""
    paths = [path for path in folder.rglob("*.tfevents.*") if path.is_file()]
    return [tensorboard.read_events(paths)] if paths else []


def _results(names: dict[str, Path]) -> list[Run]:
    """Return the runs of a file of results, with the curves of another table beside it."""
    name = next((name for name in _RESULTS if name in names), "")
    if not name:
        return []
    with reading(names[name]):
        runs = _of_file(names[name])
    by_seed = {run.seed: run for run in runs}
    for path in sorted(names.values()):
        if path.suffix.lower() in (".csv", ".tsv") and path.name not in _RESULTS:
            with reading(path):
                for other in flat.read_csv(path):
                    of = by_seed.get(other.seed) or (runs[0] if len(runs) == 1 else None)
                    if of and other.curves and other.seed in ("", of.seed):
                        of.curves.update(other.curves)
    return runs
