"""Read runs from a file of JSON or CSV that a program of the author wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.logbooks.runs.files import parse_json, read_table, read_text
from blink.logbooks.runs.run import (
    DEEPEST,
    MOST_CHARACTERS,
    BrokenRunError,
    Run,
    clean_name,
    number_of,
    seed_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: The names of a mean, its standard deviation and the number of runs
_MEANS, _DEVIATIONS, _COUNTS = ("mean", "value"), ("std", "sd", "spread"), ("n", "count")
#: Columns that say when a value was measured, in the order in which one is taken
_STEPS = ("step", "epoch", "iteration")
#: Columns that say which run, or which example of a data set, a row is
_KEYS = ("seed", "example")
_MOST_RUNS = 10_000


def read_json(path: Path) -> list[Run]:
    """Return the runs in a file of JSON: one, or one for each value of its lists.

    :raises BrokenRunError: if it is damaged, or has lists of different lengths.
    """
    data = parse_json(read_text(path))
    lists, summary = {}, Run("json")
    if isinstance(data, dict) and isinstance(data.get("metrics"), dict):
        for key in ("params", "config"):
            if isinstance(data.get(key), dict):
                summary.add_params(data[key])
        if number_of(data.get("seed")) is not None:
            summary.seed = seed_text(data["seed"])
        data = data["metrics"]
    if not isinstance(data, dict):
        raise BrokenRunError("it must be an object of names and values")
    for name, value in _values(data):
        if isinstance(value, dict):
            _add_summary(summary, name, value)
        elif isinstance(value, list):
            numbers = [number_of(item) for item in value]
            if numbers and None not in numbers:
                lists[name] = [number for number in numbers if number is not None]
        elif (number := number_of(value)) is not None:
            if name.rpartition("/")[2] == "seed":
                summary.add_param(name, value)
            else:
                summary.add_metric(name, number)
    return [summary] if not lists else _by_seed(summary, lists)


def _values(data: dict[Any, Any], before: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield names and values; a mean with its deviation stays together."""
    if depth > DEEPEST:
        raise BrokenRunError("it is nested too deeply")
    for key, value in data.items():
        name = f"{before}/{key}" if before else str(key)
        if str(key).startswith("_"):
            continue
        if isinstance(value, dict) and not any(number_of(value.get(k)) is not None for k in _MEANS):
            yield from _values(value, name, depth + 1)
        else:
            yield name[:MOST_CHARACTERS], value


def _add_summary(run: Run, name: str, value: dict[Any, Any]) -> None:
    mean, deviation, count = (
        next((number_of(value[key]) for key in keys if key in value), None)
        for keys in (_MEANS, _DEVIATIONS, _COUNTS)
    )
    if mean is not None:
        run.add_metric(name, mean)
        if deviation is not None:
            run.add_summary(name, deviation, count)


def _by_seed(summary: Run, lists: dict[str, list[float]]) -> list[Run]:
    """Return a run for each place in *lists*; a list ``seed`` has their seeds."""
    lengths = {name: len(values) for name, values in lists.items()}
    if len(set(lengths.values())) > 1:
        first, other = sorted(lengths, key=lengths.__getitem__)[:: len(lengths) - 1][:2]
        raise BrokenRunError(
            f"`{first}` has {lengths[first]} values and `{other}` {lengths[other]}; write one for"
            " each seed"
        )
    count = next(iter(lengths.values()))
    if count > _MOST_RUNS:
        raise BrokenRunError(f"it has more than {_MOST_RUNS:,} runs")
    seeds = lists.pop("seed", None) or lists.pop("seeds", None) or [*map(float, range(count))]
    runs = []
    for place, seed in enumerate(seeds):
        run = Run("json", params=dict(summary.params), metrics=dict(summary.metrics))
        run.seed = seed_text(seed)
        for name, values in lists.items():
            run.add_metric(name, values[place])
        runs.append(run)
    return runs


def read_csv(path: Path) -> list[Run]:
    """Return the runs in a table: a row for each, or curves if it has a column of steps.

    The values of a column ``example`` take the place of seeds: rows of the same example are pairs.

    :raises BrokenRunError: if it is damaged.
    """
    head, rows = read_table(path)
    step = next((head.index(name) for name in _STEPS if name in head), None)
    seed = next((head.index(name) for name in _KEYS if name in head), None)
    runs: dict[str, Run] = {}
    for number, row in enumerate(rows):
        key = row[seed].strip() if seed is not None else "" if step is not None else str(number)
        if step is None and key in runs:
            raise BrokenRunError(
                f"row {number + 1} has the {head[seed or 0]} {clean_name(key)} again; write a file"
                " for each configuration"
            )
        run = runs.setdefault(
            key, Run("csv", seed=seed_text(key) if seed is not None or len(rows) > 1 else "")
        )
        for name, cell in zip(head, row):
            value = _number(cell)
            if value is None or name in (*_KEYS, *_STEPS) or name.startswith("_"):
                continue
            if step is None:
                run.add_metric(name, value)
            elif (at := _number(row[step])) is not None:
                run.add_point(name, at, value)
        if len(runs) > _MOST_RUNS:
            raise BrokenRunError(f"it has more than {_MOST_RUNS:,} runs")
    for run in runs.values():
        run.end_curves()
    return list(runs.values())


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
