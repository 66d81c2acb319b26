"""Read the folders of runs that DVC, Lightning and Hydra write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.runs.files import files_below, read_mapping, read_table, read_yaml, reading
from blink.logbooks.runs.run import BrokenRunError, Run

if TYPE_CHECKING:
    from pathlib import Path

_PARAMS = "params.yaml"


# -- DVC -----------------------------------------------------------------------


def is_dvc(folder: Path) -> bool:
    return (folder / "metrics.json").is_file() and (
        (folder / _PARAMS).is_file() or (folder / "plots").is_dir()
    )


def read_dvc(folder: Path) -> Run:
    """Return the run in a folder of DVC, or in DVCLive's in a project of DVC.

    :raises BrokenRunError: if a file is damaged.
    """
    run = Run("dvc")
    run.add_metrics(read_mapping(folder / "metrics.json"))
    project = folder.parent if (folder.parent / "dvc.yaml").is_file() else folder
    for path in (folder / _PARAMS, project / _PARAMS):
        if path.is_file():
            run.add_params(read_mapping(path))
            break
    plots = folder / "plots" / "metrics"
    for path in files_below(plots):
        if path.suffix.lower() in (".tsv", ".csv"):
            with reading(path):
                head, rows = read_table(path)
                name = path.relative_to(plots).with_suffix("").as_posix()
                _add_column(run, name, rows, head.index("step") if "step" in head else 0, -1)
    if run.curves:
        run.metrics.pop("step", None)  # DVCLive counts its steps there
    return run


def _add_column(run: Run, name: str, rows: list[list[str]], step: int, column: int) -> None:
    for row in rows:
        if row[column].strip() and row[step].strip():
            try:
                run.add_point(name, float(row[step]), float(row[column]))
            except ValueError as error:
                value = row[column][:60]
                raise BrokenRunError(f"a curve has `{value}` instead of a number") from error


def read_params(path: Path) -> Run:
    """Return a run of which a file in YAML has the parameters.

    :raises BrokenRunError: if it is damaged.
    """
    run = Run("yaml")
    run.add_params(read_mapping(path))
    return run


# -- Lightning ---------------------------------------------------------------


def is_lightning(folder: Path) -> bool:
    return (folder / "metrics.csv").is_file() and (folder / "hparams.yaml").is_file()


def read_lightning(folder: Path) -> Run:
    """Return the run in a folder of Lightning's CSVLogger, whose table is mostly empty.

    :raises BrokenRunError: if a file is damaged.
    """
    run = Run("lightning", folder.name)
    add_hparams(run, folder)
    with reading(folder / "metrics.csv"):
        head, rows = read_table(folder / "metrics.csv")
        step = head.index("step") if "step" in head else 0
        for index, name in enumerate(head):
            if name not in ("step", "epoch") and not name.startswith("_"):
                _add_column(run, name, rows, step, index)
    run.end_curves()
    return run


def add_hparams(run: Run, folder: Path) -> None:
    """Add the parameters that a logger of Lightning wrote to *folder*, if any.

    :raises BrokenRunError: if the file is damaged.
    """
    path = folder / "hparams.yaml"
    with reading(path):
        params = read_yaml(path) if path.is_file() else None
        run.add_params(params if isinstance(params, dict) else {})


# -- Hydra -------------------------------------------------------------------


def is_hydra(folder: Path) -> bool:
    return (folder / ".hydra" / "config.yaml").is_file()


def add_hydra(run: Run, folder: Path) -> None:
    """Add the configuration of Hydra to the run in its output folder.

    :raises BrokenRunError: if a file is damaged.
    """
    run.add_params(read_mapping(folder / ".hydra" / "config.yaml"))
    overrides = folder / ".hydra" / "overrides.yaml"
    with reading(overrides):
        given = read_yaml(overrides) if overrides.is_file() else []
    if isinstance(given, list) and not run.command:
        run.command = [str(word)[:300] for word in given[:1000]]
