"""Read the output folders of the Trainer of Hugging Face Transformers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.logbooks.runs.files import read_mapping
from blink.logbooks.runs.run import Run, flattened, number_of

if TYPE_CHECKING:
    from pathlib import Path

_STATE = "trainer_state.json"
#: What the state has of the parameters; the others are in a file that only a program can read
_PARAMS = ("train_batch_size", "num_train_epochs", "max_steps")


def is_trainer(folder: Path) -> bool:
    return (folder / _STATE).is_file()


def last_checkpoint(folders: list[Path]) -> Path | None:
    """Return the last of the checkpoints among *folders*, each of which has all that was before.

    There is none where the run is not kept in checkpoints only.
    """
    steps = {
        int(match[1]): folder
        for folder in folders
        if (match := re.fullmatch(r"checkpoint-(\d{1,15})", folder.name)) and is_trainer(folder)
    }
    return steps[max(steps)] if steps else None


def read_trainer(folder: Path) -> Run:
    """Return the run in an output folder, or in a checkpoint.

    :raises BrokenRunError: if a file is damaged.
    """
    run = Run("trainer")
    state = read_mapping(folder / _STATE)
    for name in _PARAMS:
        if number_of(state.get(name)) is not None:
            run.add_param(name, state[name])
    tried = state.get("trial_params")
    for name, value in flattened(tried) if isinstance(tried, dict) else ():
        run.add_param(name, value)
    log = state.get("log_history")
    for row in log if isinstance(log, list) else ():
        if isinstance(row, dict):
            step = number_of(row.get("step")) or 0.0
            for name, value in flattened(row):
                if (number := number_of(value)) is not None and name not in ("step", "epoch"):
                    run.add_point(name, step, number)
    run.end_curves()
    for name in ("all_results.json", "train_results.json", "eval_results.json"):
        if (folder / name).is_file():
            run.add_metrics(read_mapping(folder / name))
    run.seconds = run.metrics.get("train_runtime")
    return run
