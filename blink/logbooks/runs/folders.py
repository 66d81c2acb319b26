"""Read the folders of runs that MLflow, DVC, Hugging Face, Lightning and Hydra write."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.files import parse_json, read_mapping, read_table, read_text, read_yaml
from blink.logbooks.runs.run import BrokenRunError, Curve, Run, flattened, number_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


# -- MLflow ------------------------------------------------------------------


def is_mlflow(folder: Path) -> bool:
    return (folder / "meta.yaml").is_file() and (folder / "metrics").is_dir()


def read_mlflow(folder: Path) -> Run:
    """Return the run in a folder of MLflow's file store.

    :raises BrokenRunError: if a file is damaged.
    """
    meta = read_mapping(folder / "meta.yaml")
    run = Run("mlflow", str(meta.get("run_name") or ""))
    for path in _files(folder / "params"):
        run.add_param(path.relative_to(folder / "params").as_posix(), read_text(path).strip())
    for path in _files(folder / "metrics"):
        name = path.relative_to(folder / "metrics").as_posix()
        run.curves[name] = curve = Curve()
        for number, line in enumerate(read_text(path).splitlines(), 1):
            if line.strip():
                curve.add(*_point(path.name, number, line))
        if curve.values:
            run.add_metric(name, curve.values[-1])
    tag = folder / "tags" / "mlflow.source.git.commit"
    run.commit = read_text(tag).strip() if tag.is_file() else ""
    start, end = (number_of(meta.get(key)) for key in ("start_time", "end_time"))
    if start and 0 < start < 1e14:
        day = datetime.fromtimestamp(start / 1000, timezone.utc)
        run.started = day.strftime("%Y-%m-%dT%H:%M:%SZ")
        run.seconds = (end - start) / 1000 if end else None
    if meta.get("status") in (4, 5, "FAILED", "KILLED"):  # RunStatus of MLflow
        run.failed = run.failed or "MLflow has it as failed"
    return run


def _point(name: str, number: int, line: str) -> tuple[float, float]:
    """Return the step and the value of a line ``time value step``."""
    parts = line.split()
    try:
        return float(parts[2]) if len(parts) > 2 else float(number), float(parts[1])
    except (IndexError, ValueError) as error:
        raise BrokenRunError(f"line {number} of metrics/{name} is not `time value step`") from error


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


# -- DVC -----------------------------------------------------------------------


def is_dvc(folder: Path) -> bool:
    return (folder / "metrics.json").is_file() and (
        (folder / "params.yaml").is_file() or (folder / "plots").is_dir()
    )


def read_dvc(folder: Path) -> Run:
    """Return the run in a folder of DVC or DVCLive.

    :raises BrokenRunError: if a file is damaged.
    """
    run = Run("dvc")
    _add_metrics(run, read_mapping(folder / "metrics.json"))
    if (folder / "params.yaml").is_file():
        _add_params(run, read_mapping(folder / "params.yaml"))
    plots = folder / "plots" / "metrics"
    for path in _files(plots):
        if path.suffix.lower() in (".tsv", ".csv"):
            head, rows = read_table(path)
            name = path.relative_to(plots).with_suffix("").as_posix()
            run.curves[name] = _column(rows, head.index("step") if "step" in head else 0, -1)
    return run


def _add_metrics(run: Run, data: dict[Any, Any]) -> None:
    for name, value in flattened(data):
        if (number := number_of(value)) is not None:
            run.add_metric(name, number)


def _add_params(run: Run, data: dict[Any, Any]) -> None:
    for name, value in flattened(data):
        run.add_param(name, value)


def _column(rows: Iterable[list[str]], step: int, column: int) -> Curve:
    curve = Curve()
    for row in rows:
        if row[column].strip() and row[step].strip():
            try:
                curve.add(float(row[step]), float(row[column]))
            except ValueError as error:
                value = row[column][:60]
                raise BrokenRunError(f"a curve has `{value}` instead of a number") from error
    return curve


def read_params(path: Path) -> Run:
    """Return a run of which a file in YAML has the parameters.

    :raises BrokenRunError: if it is damaged.
    """
    run = Run("yaml")
    _add_params(run, read_mapping(path))
    return run


# -- Hugging Face ------------------------------------------------------------


def is_trainer(folder: Path) -> bool:
    return (folder / "trainer_state.json").is_file()


def read_trainer(folder: Path) -> Run:
    """Return the run in an output folder of the Trainer of Hugging Face Transformers.

    :raises BrokenRunError: if a file is damaged.
    """
    run = Run("trainer")
    state = read_mapping(folder / "trainer_state.json")
    log = state.get("log_history")
    for row in log if isinstance(log, list) else ():
        if isinstance(row, dict):
            step = number_of(row.get("step")) or 0.0
            for name, value in flattened(row):
                if (number := number_of(value)) is not None and name not in ("step", "epoch"):
                    run.curves.setdefault(name, Curve()).add(step, number)
    for name, curve in run.curves.items():
        run.add_metric(name, curve.values[-1])
    for name in ("all_results.json", "train_results.json", "eval_results.json"):
        if (folder / name).is_file():
            _add_metrics(run, read_mapping(folder / name))
    run.seconds = run.metrics.get("train_runtime")
    return run


# -- Lightning ---------------------------------------------------------------


def is_lightning(folder: Path) -> bool:
    return (folder / "metrics.csv").is_file() and (folder / "hparams.yaml").is_file()


def read_lightning(folder: Path) -> Run:
    """Return the run in a folder of Lightning's CSVLogger, whose table is mostly empty.

    :raises BrokenRunError: if a file is damaged.
    """
    run = Run("lightning", folder.name)
    params = read_yaml(folder / "hparams.yaml")
    _add_params(run, params if isinstance(params, dict) else {})
    head, rows = read_table(folder / "metrics.csv")
    step = head.index("step") if "step" in head else 0
    for index, name in enumerate(head):
        if name not in ("step", "epoch") and not name.startswith("_"):
            curve = _column(rows, step, index)
            if curve.values:
                run.curves[name] = curve
                run.add_metric(name, curve.values[-1])
    return run


# -- Hydra -------------------------------------------------------------------


def is_hydra(folder: Path) -> bool:
    return (folder / ".hydra" / "config.yaml").is_file()


def add_hydra(run: Run, folder: Path) -> None:
    """Add the configuration of Hydra to the run in its output folder.

    :raises BrokenRunError: if a file is damaged.
    """
    _add_params(run, read_mapping(folder / ".hydra" / "config.yaml"))
    overrides = folder / ".hydra" / "overrides.yaml"
    given = read_yaml(overrides) if overrides.is_file() else []
    if isinstance(given, list) and not run.command:
        run.command = [str(word) for word in given]


# -- Trackio -----------------------------------------------------------------


def rows_of_trackio(cells: Iterable[tuple[str, float, Any]]) -> dict[str, Run]:
    """Return the runs of Trackio, by name, from the names, steps and metrics of its rows.

    :raises BrokenRunError: if a row is damaged.
    """
    runs: dict[str, Run] = {}
    for name, step, written in cells:
        run = runs.setdefault(name, Run("trackio", name))
        row = parse_json(written)
        for key, value in flattened(row) if isinstance(row, dict) else ():
            if (number := number_of(value)) is not None:
                run.curves.setdefault(key, Curve()).add(step, number)
    for run in runs.values():
        for name, curve in run.curves.items():
            run.add_metric(name, curve.values[-1])
    return runs
