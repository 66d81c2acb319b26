"""A run of an experiment, as all readers return it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: The most characters of a name and of a text
MOST_CHARACTERS = 300
#: The most values in a list that is a parameter, and the deepest nesting of lists in it
_MOST_ITEMS, _MOST_LISTS = 50, 5
_NOT_FINITE = ("nan", "inf", "-inf", "infinity", "-infinity")
#: The deepest nesting of names
DEEPEST = 20
#: The most parameters, metrics or curves of a run, and the most points of all its curves
MOST_NAMES, MOST_VALUES = 10_000, 1_000_000
#: The largest number of runs of a mean
MOST_COUNT = 1_000_000_000


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
    #: a digest of its ``run.json`` and its patch
    facts: str = ""
    _points: int = 0

    def add_metric(self, name: str, value: float) -> None:
        """Set a final value; one that is no number makes the run a failed one."""
        if isfinite(value):
            self.metrics[clean_name(name)] = value
            _hold(self.metrics)
        else:
            self.failed = self.failed or f"`{clean_name(name)}` is {value}"

    def add_summary(self, name: str, deviation: float, count: float | None) -> None:
        """Set the standard deviation of a metric that is a mean of *count* runs."""
        if isfinite(deviation):
            number = int(count) if count is not None and 0 < count < MOST_COUNT else 0
            self.summaries[clean_name(name)] = (deviation, number)

    def add_point(self, name: str, step: float, value: float) -> None:
        """Add a point to a curve.

        :raises BrokenRunError: if there are too many.
        """
        curve = self.curves.get(name)
        if curve is None:
            curve = self.curves.setdefault(clean_name(name), Curve())
            _hold(self.curves)
        curve.add(step, value)
        self._points += 1
        if self._points > MOST_VALUES:
            raise BrokenRunError(f"its curves have more than {MOST_VALUES:,} points")

    def end_curves(self) -> None:
        """Take the last value of each curve as the final one."""
        for name, curve in self.curves.items():
            if curve.values:
                self.add_metric(name, curve.values[-1])

    def add_metrics(self, data: Mapping[Any, Any]) -> None:
        """Set the final values of the numbers in *data*, which may be nested."""
        for name, value in flattened(data):
            if (number := number_of(value)) is not None:
                self.add_metric(name, number)

    def add_params(self, data: Mapping[Any, Any]) -> None:
        """Set the parameters in *data*, which may be nested."""
        for name, value in flattened(data):
            self.add_param(name, value)

    def add_param(self, name: str, value: object) -> None:
        """Set a parameter; its last name ``seed`` is the seed of the run."""
        text = param_text(value)
        if text is None:
            return
        name = clean_name(name)
        self.params[name] = text
        _hold(self.params)
        if is_seed(name) and not self.seed:
            self.seed = seed_text(text)


def _hold(names: Mapping[str, object]) -> None:
    if len(names) > MOST_NAMES:
        raise BrokenRunError(f"it has more than {MOST_NAMES:,} names")


def clean_name(name: str) -> str:
    r"""Return *name* on one line, without control characters and half characters.

    >>> clean_name("val\nacc")
    'val acc'
    """
    if name.isprintable() and len(name) <= MOST_CHARACTERS:
        return name
    kept = "".join(char if char.isprintable() else " " for char in name[: 4 * MOST_CHARACTERS])
    return " ".join(kept.split())[:MOST_CHARACTERS]


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
    return clean_name(text)


def param_text(value: object, depth: int = 0) -> str | None:
    """Return the value of a parameter as text, in one form for all tools; ``None`` for nothing.

    >>> param_text(0.30), param_text(True), param_text([1, 2]), param_text("adam")
    ('0.3', 'true', '[1, 2]', 'adam')
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{int(value)}.0" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple)):
        if depth >= _MOST_LISTS:
            return "[…]"
        inner = [param_text(item, depth + 1) or "null" for item in value[:_MOST_ITEMS]]
        more = ", …" if len(value) > _MOST_ITEMS else ""
        return f"[{', '.join(inner)}{more}]"[:MOST_CHARACTERS]
    if isinstance(value, dict):
        if depth >= _MOST_LISTS:
            return "{…}"
        items = islice(value.items(), _MOST_ITEMS)
        inner = [f"{key_text(key)}: {param_text(item, depth + 1)}" for key, item in items]
        return clean_name(f"{{{', '.join(inner)}}}")
    if isinstance(value, int) and value.bit_length() > 1000:
        return "a number of more than 300 digits"
    return clean_name(" ".join(str(value)[: 4 * MOST_CHARACTERS].split()))


def flattened(
    data: Mapping[Any, Any], before: str = "", depth: int = 0
) -> Iterator[tuple[str, Any]]:
    """Yield the names and values in *data*, with the names around them; private ones are left out.

    :raises BrokenRunError: if it is nested too deeply.
    """
    if depth > DEEPEST:
        raise BrokenRunError("it is nested too deeply")
    for key, value in data.items():
        name = key_text(key)
        if name.startswith("_"):
            continue
        whole = f"{before}/{name}" if before else name
        if isinstance(value, dict) and "_type" in value:
            continue  # a picture or another medium of Weights & Biases
        if isinstance(value, dict):
            yield from flattened(value, whole, depth + 1)
        else:
            yield whole, value


def key_text(key: object) -> str:
    """Return a name in a mapping as text; a program may have other things there.

    >>> key_text("lr"), key_text(8)
    ('lr', '8')
    """
    return key[:MOST_CHARACTERS] if isinstance(key, str) else param_text(key) or ""


def number_of(value: object) -> float | None:
    """Return *value* if it is a number, and no truth value or text.

    Some tools write a number that is not finite as text, since JSON has none.

    >>> number_of(3), number_of("3"), number_of(True), number_of("NaN")
    (3.0, None, None, nan)
    """
    if isinstance(value, str):
        return float(value) if value.lower() in _NOT_FINITE else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf
