"""Find what a directive names in vain: entries, metrics, parameters and curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.analysis import scales_of
from blink.logbooks.display.parts.curves import curve_names, runs_with
from blink.logbooks.display.parts.selection import (
    entry_problem,
    name_problem,
    option_problems,
    parameter_names,
    value_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.parts.makers import Shown
    from blink.logbooks.requests import Request

_NO_CURVE = "name it in the key `curves` of that entry, or leave the entry out"
_NO_CURVES = "name the curves of its runs in the key `curves` of an entry, as in `curves: [loss]`"


def part_problems(
    request: Request, parts: Sequence[Shown], published: Mapping[str, LogEntry]
) -> Iterator[tuple[str, str]]:
    """Yield the kind of problem and a message for each name that does not exist in *parts*."""
    visible = {entry.label: entry for shown in parts for entry in shown.visible}
    problems = [entry_problem(name, visible, published) for name in request.entries]
    problems = [message for message in problems if message]
    yield from (("entry", message) for message in problems)
    entries = [entry for shown in parts for entry in shown.entries]
    if problems or not visible or not entries:
        return
    yield from option_problems(request, entries, scales_of(entries))
    if request.baseline:
        yield from _baseline_problems(request, parts[0].all_entries, entries)
    if request.kind == "curves":
        yield from _curve_problems(request, list(visible.values()), entries)
    elif request.kind == "scatter":
        for shown in parts:
            yield from _scatter_problems(request, shown)


def _curve_problems(
    request: Request, visible: Sequence[LogEntry], entries: Sequence[LogEntry]
) -> Iterator[tuple[str, str]]:
    """Yield a message for each curve that no entry names.

    If an entry names a curve that its runs do not have, this is reported there, or its runs were
    changed after a report was recorded: the ledger keeps no curves.
    """
    name, known = request.names[0], curve_names(visible)
    if any(name in entry.fields.curves for entry in visible):
        known = [*known, name]
    if not known:
        yield "metric", f"no entry has the curve `{name}`; {_NO_CURVES}"
    elif name not in known:
        yield "metric", name_problem("curve", name, known)
    else:
        for entry in entries:
            is_there = name in entry.fields.curves or runs_with(entry, name)
            if entry.label in request.entries and not is_there:
                yield "metric", f"`{entry.label}` has no curve `{name}`; {_NO_CURVE}"


def _baseline_problems(
    request: Request, all_entries: Mapping[str, LogEntry], entries: Sequence[LogEntry]
) -> Iterator[tuple[str, str]]:
    label = request.baseline
    if message := entry_problem(label, all_entries, all_entries):
        yield "entry", f"baseline: {message}"
        return
    base, known = all_entries[label], scales_of(entries)
    names = [name for name in request.metrics or known if name in known]
    missing = [name for name in names if not base.metric(name)]
    if missing and (request.metrics or missing == names):
        one = f"the metric `{missing[0]}`" if request.metrics else "the metrics of these entries"
        yield "metric", f"baseline: `{label}` lacks {one}; name another entry, or other metrics"


def _scatter_problems(request: Request, shown: Shown) -> Iterator[tuple[str, str]]:
    known = scales_of(shown.visible)
    names = [*known, *parameter_names(shown.visible)]
    unknown = [name for name in request.names if name not in names]
    for name in unknown:
        yield "metric", name_problem("metric or parameter", name, names)
    if unknown:
        return
    for entry in shown.entries:
        missing = [name for name in request.names if value_at(entry, name) is None]
        if missing and entry.label in request.entries:
            message = f"`{entry.label}` has no number for `{missing[0]}`"
            yield "metric", f"{message}; leave the entry out, or name another metric"
    for name in request.names if request.pareto else ():
        if name not in known or not known[name].better:
            kind = "metric" if name in known else "parameter"
            message = f"the {kind} `{name}` has no `better: lower` or `better: higher`"
            fix = "write it, or delete the option" if name in known else "delete the option"
            yield "option", f"pareto: {message}; {fix}"
    if "x" in request.log:
        name = request.names[0]
        for entry in shown.entries:
            value = value_at(entry, name)
            if value is not None and value <= 0:
                message = f"`{name}` of `{entry.label}` is not above 0"
                yield "option", f"log: {message}; delete the option, or leave that entry out"
                return
