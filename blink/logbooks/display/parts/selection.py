"""Select and sort the entries that a part of a logbook shows, and say what it names in vain."""

from __future__ import annotations

from fnmatch import fnmatchcase
from math import inf, isfinite
from typing import TYPE_CHECKING

from blink.logbooks.order import natural_key
from blink.messages.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.requests import Request

#: Words of the option ``params`` that are not names
ALL, CHANGED = "all", "changed"


def is_pattern(name: str) -> bool:
    return any(char in name for char in "*?[")


def chosen(entries: Iterable[LogEntry], names: Sequence[str]) -> tuple[LogEntry, ...]:
    """Return those of *entries* that *names* select, labels or patterns, in the order of *names*.

    Without names, these are all.
    """
    entries = list(entries)
    if not names:
        return tuple(entries)
    found: dict[str, LogEntry] = {}
    for name in names:
        for entry in entries:
            if entry.label == name or (is_pattern(name) and fnmatchcase(entry.label, name)):
                found.setdefault(entry.label, entry)
    return tuple(found.values())


def parameter_names(entries: Iterable[LogEntry]) -> list[str]:
    """Return the names of all parameters of *entries*, in the order of their first use."""
    return list(dict.fromkeys(name for entry in entries for name in entry.params))


def changed_parameters(entries: Sequence[LogEntry]) -> list[str]:
    """Return the names of the parameters in which *entries* differ."""
    return [
        name
        for name in parameter_names(entries)
        if len({entry.params.get(name, "") for entry in entries}) > 1
    ]


def shown_parameters(entries: Sequence[LogEntry], names: Sequence[str]) -> list[str]:
    """Return the parameters of *entries* that the option ``params`` names."""
    if CHANGED in names:
        return changed_parameters(entries)
    return parameter_names(entries) if ALL in names else list(names)


def number_of(text: str) -> float | None:
    """Return the number that *text* is, if it is one.

    >>> number_of("1e-3"), number_of("adam"), number_of("nan")
    (0.001, None, None)
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def value_at(entry: LogEntry, name: str) -> float | None:
    """Return the value of *entry* for a metric or a parameter, if it is a number."""
    if metric := entry.metric(name):
        return metric.sample.mean
    return number_of(entry.params.get(name, ""))


def sorted_by(entries: Sequence[LogEntry], sort: str) -> tuple[LogEntry, ...]:
    """Return *entries* sorted by a metric, a parameter or ``date``; ``-`` is for the largest first.

    Entries without a value come last; those of the same value keep their order.
    """
    name = sort.removeprefix("-")
    if not sort:
        return tuple(entries)
    is_down = sort.startswith("-")

    def has_value(entry: LogEntry) -> bool:
        return name == "date" or entry.metric(name) is not None or name in entry.params

    def key(entry: LogEntry) -> tuple[object, ...]:
        if name == "date":
            return (entry.date,)
        number = value_at(entry, name)
        if number is not None:
            return (0, number)
        return (1, inf, natural_key(entry.params.get(name, "")))

    ones = sorted(filter(has_value, entries), key=key)
    if is_down:  # of the same value in the same order
        ones = sorted(filter(has_value, list(entries)[::-1]), key=key)[::-1]
    return (*ones, *(entry for entry in entries if not has_value(entry)))


# -- What is named in vain ---------------------------------------------------------


def entry_problem(
    name: str, visible: Mapping[str, LogEntry], published: Mapping[str, LogEntry]
) -> str:
    """Return why a document cannot show the entry *name*, or ``""``.

    *visible* are the entries that it can show, and *published* all, by label.
    """
    if is_pattern(name):
        is_used = any(fnmatchcase(label, name) for label in visible)
        return "" if is_used else f"no entry has a name like `{name}`; correct the pattern"
    if name in visible:
        return ""
    if name in published:
        logbook = published[name].fields.logbook
        known = {entry.fields.logbook for entry in visible.values()}
        if logbook not in known:
            return f"`{name}` is an entry of the logbook `{logbook}`; name it in `:logbook:`"
        return f"`{name}` is later than this report; delete the name, or date the report later"
    near = did_you_mean(name, visible, "write the file name of an entry, such as `larger-batches`")
    return f"`{name}` is not a published logbook entry; {near}"


def name_problem(kind: str, name: str, known: Iterable[str]) -> str:
    """Return that there is no metric, parameter or the like *name*, with the nearest *known*."""
    names = list(known)
    shown = f"there are: {', '.join(names)}" if names else f"the entries have no {kind}"
    return f"no entry has the {kind} `{name}`; {did_you_mean(name, names, shown)}"


def option_problems(
    request: Request, entries: Sequence[LogEntry], metrics: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield the kind of problem and a message for each metric or parameter that does not exist."""
    metrics, params = list(metrics), parameter_names(entries)
    for name in request.metrics:
        if name not in metrics:
            yield "metric", f"metrics: {name_problem('metric', name, metrics)}"
    for name in request.params:
        if name not in (*params, ALL, CHANGED):
            yield "metric", f"params: {name_problem('parameter', name, params)}"
    sort = request.sort.removeprefix("-")
    if sort and sort not in (*metrics, *params, "date"):
        names = [*metrics, *params, "date"]
        yield "metric", f"sort: {name_problem('metric or parameter', sort, names)}"
