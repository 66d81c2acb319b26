"""A run of an experiment, as all readers return it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: The most characters of a name and of a text
MOST_CHARACTERS = 300
#: The most values in a list that is a parameter
_MOST_ITEMS = 50
#: The deepest nesting of names
DEEPEST = 20


class BrokenRunError(Exception):
    """A file of a run cannot be read; the message says why."""

    #: the file, once it is known
    path: Path | None = None


@dataclass
class Curve:
    """The values of a metric while a run went on."""

    steps: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add(self, step: float, value: float) -> None:
        self.steps.append(step)
        self.values.append(value)


@dataclass
class Run:
    """What is known of a run; each name is flat, with ``/`` between its parts."""

    #: ``wandb``, ``mlflow``, …
    tool: str
    #: its name in the tool, such as ``seed0``
    name: str = ""
    params: dict[str, str] = field(default_factory=dict)
    #: final values
    metrics: dict[str, float] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)
    #: typed standard deviations and numbers of runs, by metric, if the file has only means
    summaries: dict[str, tuple[float, int]] = field(default_factory=dict)
    seed: str = ""
    command: list[str] = field(default_factory=list)
    commit: str = ""
    remote: str = ""
    #: ISO 8601
    started: str = ""
    seconds: float | None = None
    #: why it failed, or ``""``
    failed: str = ""
    #: the folder that it was found in, relative to the one that was searched
    folder: str = ""
    #: its ``run.json``, if it was read from one
    record: Path | None = None
    #: the folder of the command, relative to the top of the repository
    cwd: str = ""
    #: whether files that git knows had changes that were not committed
    dirty: bool = False
    #: name of the file with these changes, beside ``run.json``, if it was kept
    patch: str = ""
    #: version of Python, and the file that pins its packages, relative to the top of the repository
    python: str = ""
    lock: str = ""
    #: the machine, in words
    host: str = ""
    #: path and SHA-256 of each input file
    inputs: list[tuple[str, str]] = field(default_factory=list)

    def add_metric(self, name: str, value: float) -> None:
        """Set a final value; one that is no number makes the run a failed one."""
        if isfinite(value):
            self.metrics[name] = value
        else:
            self.failed = self.failed or f"`{name}` is {value}"

    def add_param(self, name: str, value: object) -> None:
        """Set a parameter; its last name ``seed`` is the seed of the run."""
        text = param_text(value)
        if text is None:
            return
        self.params[name] = text
        if is_seed(name) and not self.seed:
            self.seed = seed_text(text)


def is_seed(name: str) -> bool:
    """Return whether a parameter of this *name* is the seed of a run."""
    return name.rpartition("/")[2].lower() in ("seed", "random_seed")


def seed_text(seed: object) -> str:
    """Return a seed in one form for all tools: an integer, if it is one.

    >>> seed_text(3), seed_text("3.0"), seed_text("a")
    ('3', '3', 'a')
    """
    text = str(seed).strip()
    with suppress(ValueError, OverflowError):
        if float(text) == int(float(text)):
            return str(int(float(text)))
    return text[:MOST_CHARACTERS]


def param_text(value: object) -> str | None:
    """Return the value of a parameter as text, in one form for all tools; ``None`` for nothing.

    >>> param_text(0.30), param_text(True), param_text([1, 2]), param_text("adam")
    ('0.3', 'true', '[1, 2]', 'adam')
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{int(value)}.0" if abs(value) < 1e15 and value == int(value) else repr(value)
    if isinstance(value, list):
        inner = [param_text(item) or "null" for item in value[:_MOST_ITEMS]]
        more = ", …" if len(value) > _MOST_ITEMS else ""
        return f"[{', '.join(inner)}{more}]"[:MOST_CHARACTERS]
    return " ".join(str(value).split())[:MOST_CHARACTERS]


def flattened(
    data: Mapping[Any, Any], before: str = "", depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """Yield the names and values in *data*, with the names around them; private ones are left out.

    :raises BrokenRunError: if it is nested too deeply.
    """
    if depth > DEEPEST:
        raise BrokenRunError("it is nested too deeply")
    for key, value in data.items():
        name = str(key)[:MOST_CHARACTERS]
        if name.startswith("_"):
            continue
        whole = f"{before}/{name}" if before else name
        if isinstance(value, dict):
            yield from flattened(value, whole, depth + 1)
        else:
            yield whole, value


def number_of(value: object) -> float | None:
    """Return *value* if it is a number, and no truth value or text."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
