"""Compare two entries: the parameters and metrics in which they differ, and their curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.analysis import scales_of
from blink.logbooks.display.formatting import (
    entry_link,
    format_value,
    metric_heading,
    some_pairs,
)
from blink.logbooks.display.parts.citations import change_text
from blink.logbooks.display.parts.curves import curve_names, curves_plot, runs_with
from blink.logbooks.display.parts.selection import changed_parameters, parameter_names
from blink.logbooks.metrics.changes import change_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.plots.curves import CurvesPlot


def comparison(
    old: LogEntry, new: LogEntry, metrics: Sequence[str], words: NullTranslations
) -> Data:
    """Return the parameters and metrics of two entries side by side, with how *new* differs.

    :param metrics: the names of the metrics to show; if empty, all
    """
    pair = (old, new)
    changed = changed_parameters(pair)
    return {
        "entries": [entry_link(entry) for entry in pair],
        "params": [
            {"name": name, "values": [entry.params.get(name, "") for entry in pair]}
            for name in changed
        ],
        "same": len(parameter_names(pair)) - len(changed),
        "metrics": [
            _metric_row(old, new, name, words)
            for name in scales_of(pair)
            if not metrics or name in metrics
        ],
    }


def _metric_row(old: LogEntry, new: LogEntry, name: str, words: NullTranslations) -> Data:
    measured = [entry.metric(name) for entry in (old, new)]
    scale = next(one.scale for one in measured[::-1] if one)
    row: Data = {
        "name": metric_heading(scale),
        "better": scale.better,
        "values": [format_value(one, unit=False) if one else "" for one in measured],
        "runs": [{"n": one.count, "failed": one.failed} if one else {} for one in measured],
        "change": "",
        "percent": "",
        "verdict": "",
        "pairs": 0,
    }
    before, after = measured
    if before and after and before.scale.unit == after.scale.unit:
        change = change_from(after, before, scale)
        row |= {
            "change": change_text(change, words, verdict=False),
            "percent": change.percent if change.difference.value else "",
            "verdict": change.verdict,
            "pairs": some_pairs(change, after, before),
        }
    return row


def compared_curves(
    old: LogEntry, new: LogEntry, log: Sequence[str], words: NullTranslations
) -> list[CurvesPlot]:
    """Return a plot of each curve that both entries have."""
    pair = (old, new)
    names = [name for name in curve_names(pair) if all(runs_with(entry, name) for entry in pair)]
    plots = (curves_plot(pair, name, scales_of(pair), words, log=log) for name in names)
    return [plot for plot in plots if plot]
