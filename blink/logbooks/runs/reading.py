"""Find out which tool wrote a file or a folder of runs, and read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.logbooks.runs import (
    databases,
    flat,
    folders,
    mlflow,
    record,
    tensorboard,
    trackio,
    trainer,
    wandb,
)
from blink.logbooks.runs.files import files_below, reading
from blink.logbooks.runs.run import MOST_CHARACTERS, BrokenRunError, Run, clean_name, seed_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: How many folders below a folder may have runs, and how many of them are read
_DEEPEST, MOST_RUNS, _MOST_FOLDERS = 4, 10_000, 20_000
#: The most words of a command
_MOST_WORDS = 1000
#: A seed in the name of a run or of its folder, for tools that are not told the seed
_SEED = re.compile(r"(?:^|[^a-z])seed[-_=. ]?(\d{1,9})(?!\d)", re.IGNORECASE)
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
    return [_shortened(run) for run in runs]


def _shortened(run: Run) -> Run:
    """Return *run* without what a page or a terminal could not show."""
    run.name = clean_name(run.name)
    run.failed, run.commit, run.remote, run.started = (
        clean_name(text) for text in (run.failed, run.commit, run.remote, run.started)
    )
    run.command = [word[: 10 * MOST_CHARACTERS] for word in run.command[:_MOST_WORDS]]
    return run


def _with_seed(run: Run, folder: Path) -> Run:
    """Return *run* with the seed in its name or in that of its folder, if it has no other."""
    for name in (run.name, folder.name) if not run.seed else ():
        if match := _SEED.search(name):
            run.seed = seed_text(match[1])
            break
    return run


def runs_here(folder: Path) -> list[Run]:
    """Return the runs whose files are in *folder* itself; there may be none.

    :raises BrokenRunError: if a file is damaged.
    """
    with reading(folder):
        return [_with_seed(_shortened(run), folder) for run in _here(folder, _names_in(folder))]


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
        return [_with_seed(tensorboard.read_events([path]), path.parent)]
    if databases.is_database(path):
        return _of_database(path)
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


def _of_database(path: Path) -> list[Run]:
    with databases.opened(path) as database:
        columns = databases.tables(database)
        if trackio.is_trackio(columns):
            return [_with_seed(run, path) for run in trackio.read_trackio(database, columns)]
        if mlflow.is_mlflow_database(columns):
            return [_with_seed(run, path) for run in mlflow.read_mlflow_database(database)]
    raise BrokenRunError("it is a database of neither MLflow nor Trackio")


def _names_in(folder: Path) -> dict[str, Path]:
    names = {path.name: path for path in folder.iterdir()}
    if len(names) > _MOST_FOLDERS:
        raise BrokenRunError(f"it has more than {_MOST_FOLDERS:,} files")
    return names


def _of_folder(
    folder: Path, depth: int = 0, errors: list[BrokenRunError] | None = None
) -> list[Run]:
    """:raises BrokenRunError: if a file is damaged, and *errors* does not take that."""
    try:
        if runs := runs_here(folder):
            for run in runs:
                run.folder = folder.as_posix()
            return runs
        with reading(folder):
            return _below(_names_in(folder), depth, errors)
    except BrokenRunError as error:
        if errors is None:
            raise
        errors.append(error)
        return []


def _below(
    names: dict[str, Path], depth: int = 0, errors: list[BrokenRunError] | None = None
) -> list[Run]:
    """Return the runs in the folders among *names*; those of links would be there twice."""
    if depth == _DEEPEST:
        return []
    below = [path for path in names.values() if path.is_dir() and not path.is_symlink()]
    if checkpoint := trainer.last_checkpoint(below):
        run = _with_seed(trainer.read_trainer(checkpoint), checkpoint.parent)
        run.folder = checkpoint.as_posix()
        return [run]
    runs: list[Run] = []
    for path in sorted(below, key=_in_order):
        for run in _of_folder(path, depth + 1, errors):
            run.name = run.name or ("" if run.record else path.name)
            runs.append(run)
        if len(runs) > MOST_RUNS:
            break
    return runs


def _in_order(path: Path) -> list[tuple[int, int, str]]:
    """Return the key that puts ``version_10`` behind ``version_9``."""
    parts = re.split(r"(\d+)", path.name)
    return [(0, int(p), "") if p.isdecimal() and len(p) < 20 else (1, 0, p) for p in parts]


def _here(folder: Path, names: dict[str, Path]) -> Iterator[Run]:
    """Yield the runs whose files, by *names*, are in *folder* itself."""
    logs = sorted(path for path in names.values() if wandb.is_wandb(path))
    files = names.get("files", folder)
    if record.FILE in names:
        with reading(names[record.FILE]):
            yield record.read_record(names[record.FILE])
    elif logs:
        for path in logs:
            with reading(path):
                yield wandb.read_log(path)
    elif "wandb-summary.json" in names or (files / "wandb-summary.json").is_file():
        yield wandb.read_folder(folder if "wandb-summary.json" in names else files)
    elif mlflow.is_mlflow(folder):
        yield from mlflow.read_mlflow(folder)
    elif trainer.is_trainer(folder):
        yield trainer.read_trainer(folder)
    elif folders.is_lightning(folder):
        yield folders.read_lightning(folder)
    elif folders.is_hydra(folder):
        yield from _of_hydra(folder, names)
    elif folders.is_dvc(folder):
        yield folders.read_dvc(folder)
    elif any(map(tensorboard.is_event_file, names.values())):
        yield from _events(folder)
    elif found := [path for path in sorted(names.values()) if databases.is_database(path)]:
        for path in found:
            with reading(path):
                yield from _of_database(path)
    else:
        yield from _results(names)


def _of_hydra(folder: Path, names: dict[str, Path]) -> Iterator[Run]:
    """Yield the runs of a program in its output folder of Hydra.

    Where several tools wrote of them, the files of one are read.
    """
    runs = _results(names) or _below(names) or _events(folder) or [Run("hydra")]
    tool = runs[0].tool
    for run in runs:
        if run.tool == tool:
            run.tool = "hydra"
            folders.add_hydra(run, folder)
            yield run


def _events(folder: Path) -> list[Run]:
    """Return the run of the event files of *folder* and of the folders below it, if any."""
    paths = [path for path in files_below(folder) if tensorboard.is_event_file(path)]
    if not paths:
        return []
    run = tensorboard.read_events(paths)
    folders.add_hparams(run, folder)
    return [run]


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
