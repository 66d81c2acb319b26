"""Prepare the curves of entries for a plot: the mean of their runs, and a band around it."""

from __future__ import annotations

from math import fsum, isfinite
from typing import TYPE_CHECKING

import numpy as np

from blink.logbooks.display.formatting import joined
from blink.logbooks.plots.curves import CurveLine, CurvesPlot
from blink.logbooks.statistics.rounding import fixed, significant
from blink.logbooks.statistics.samples import deviation_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.scales import Scale
    from blink.model import EntryCurve

#: Values from here on are left out, as infinite ones are: their squares are infinite
_LARGEST = 1e100
#: The most entries of which a text alternative tells the last value
_MOST_TOLD = 8


def curve_names(entries: Sequence[LogEntry]) -> list[str]:
    """Return the names of the curves that the runs of *entries* have."""
    return list(
        dict.fromkeys(
            curve.name for entry in entries for run in entry.fields.runs for curve in run.curves
        )
    )


def runs_with(entry: LogEntry, name: str) -> list[EntryCurve]:
    """Return the curve *name* of the runs of *entry* that did not fail."""
    return [
        curve
        for run in entry.fields.runs
        if not run.failed
        for curve in run.curves
        if curve.name == name and curve.steps
    ]


def mean_curve(
    label: str, curves: Sequence[EntryCurve], *, times: float = 1, band: str = "sd"
) -> CurveLine | None:
    """Return the mean of *curves* at the steps that all of them have, and a band around it.

    Values between two steps of a curve are on the line between them.

    :param times: the factor from a value of a run to that of the plot
    :param band: ``sd`` for the standard deviation, ``range`` for the smallest and largest value
    """
    finite = []
    for curve in curves:
        pairs = sorted(
            (step, value * times)
            for step, value in zip(curve.steps, curve.values, strict=True)
            if isfinite(step) and abs(value * times) < _LARGEST
        )
        if pairs:
            finite.append(([step for step, _ in pairs], [value for _, value in pairs]))
    if not finite:
        return None
    first, last = max(steps[0] for steps, _ in finite), min(steps[-1] for steps, _ in finite)
    steps = sorted({step for every, _ in finite for step in every if first <= step <= last})
    if not steps:
        return None
    rows = [np.interp(steps, every, values).tolist() for every, values in finite]
    means, lows, highs = [], [], []
    for values in zip(*rows, strict=True):
        mean = fsum(values) / len(values)
        deviation = deviation_of(list(values)) or 0.0
        means.append(mean)
        lows.append(min(values) if band == "range" else mean - deviation)
        highs.append(max(values) if band == "range" else mean + deviation)
    has_band = len(rows) > 1
    return CurveLine(
        label, tuple(steps), tuple(means),
        tuple(lows) if has_band else (), tuple(highs) if has_band else (),
    )  # fmt: skip


def curves_plot(
    entries: Sequence[LogEntry],
    name: str,
    known: Mapping[str, Scale],
    words: NullTranslations,
    *,
    log: Sequence[str] = (),
    band: str = "sd",
) -> CurvesPlot | None:
    """Return a plot of the curve *name* of *entries*; ``None`` if none has it.

    *known* are the scales of their logbook.
    """
    scale = next((one for one in known.values() if name in (one.name, *one.sources)), None)
    times = scale.times if scale else 1
    lines = []
    for entry in entries:
        line = mean_curve(entry.title, runs_with(entry, name), times=times, band=band)
        if line and _is_shown(line, log):
            lines.append(line)
    if not lines:
        return None
    left_out = [e.title for e in entries if name in e.fields.curves and not runs_with(e, name)]
    unit = f" ({scale.unit})" if scale and scale.unit else ""
    return CurvesPlot(
        f"{name}{unit}",
        words.gettext("Step"),
        tuple(lines),
        joined(_description(name, lines, words), words),
        joined(_caption(name, lines, left_out, band, words), words),
        "x" in log,
        "y" in log,
    )


def _is_shown(line: CurveLine, log: Sequence[str]) -> bool:
    """Return whether logarithmic axes can show a part of *line*."""
    return any(
        (step > 0 or "x" not in log) and (mean > 0 or "y" not in log)
        for step, mean in zip(line.steps, line.mean, strict=True)
    )


def _description(name: str, lines: Sequence[CurveLine], words: NullTranslations) -> Iterator[str]:
    count = len(lines)
    text = words.ngettext(
        "%(curve)s over the steps of the runs, a curve of %(count)s entry.",
        "%(curve)s over the steps of the runs, curves of %(count)s entries.",
        count,
    )
    yield text % {"curve": name, "count": count}
    for line in lines[:_MOST_TOLD]:
        first, last = line.mean[0], line.mean[-1]
        places = max(significant(first, 3), significant(last, 3))
        told = {"entry": line.name, "first": fixed(first, places), "last": fixed(last, places)}
        yield words.gettext("%(entry)s goes from %(first)s to %(last)s.") % told


def _caption(
    name: str,
    lines: Sequence[CurveLine],
    left_out: Sequence[str],
    band: str,
    words: NullTranslations,
) -> Iterator[str]:
    yield words.gettext("%(curve)s: the mean of the runs of each entry.") % {"curve": name}
    if any(line.low for line in lines):
        if band == "range":
            yield words.gettext("The band goes from the smallest to the largest value.")
        else:
            yield words.gettext("The band shows the standard deviation of the runs.")
    if left_out:
        between = words.pgettext("between two items of a list", ", ")
        text = words.gettext("Without this curve: %(names)s.")
        yield text % {"names": between.join(left_out)}
