"""Prepare a scatter plot of entries, by two metrics or parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.analysis import competes
from blink.logbooks.display.formatting import joined, metric_heading
from blink.logbooks.display.parts.selection import value_at
from blink.logbooks.plots.scatter import ScatterMark, ScatterPlot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.scales import Scale

#: The most entries on the Pareto line that a text alternative names
_MOST_TOLD = 12


def pareto_front(
    points: Sequence[tuple[float, float]], better_x: str, better_y: str
) -> frozenset[int]:
    """Return the indexes of the points that no other point beats.

    Another point beats one if it is at least as good in both values, and better in one.

    >>> sorted(pareto_front([(1, 5), (2, 7), (3, 6), (2, 7)], "lower", "higher"))
    [0, 1, 3]
    """
    signs = [-1 if better == "lower" else 1 for better in (better_x, better_y)]
    goods = [(signs[0] * x, signs[1] * y) for x, y in points]

    def is_beaten(good: tuple[float, float]) -> bool:
        return any(other != good and other[0] >= good[0] and other[1] >= good[1] for other in goods)

    return frozenset(index for index, good in enumerate(goods) if not is_beaten(good))


def scatter_plot(
    entries: Sequence[LogEntry],
    axes: Sequence[str],
    known: Mapping[str, Scale],
    superseded: frozenset[str],
    words: NullTranslations,
    *,
    log: bool = False,
    pareto: bool = False,
) -> ScatterPlot | None:
    """Return a point for each entry that has both values; ``None`` if fewer than two have.

    *axes* are the metrics or parameters at the horizontal and the vertical axis, and *known* the
    scales of their logbook. With *pareto*, both must have a direction in which they are better.
    """
    x, y = axes
    shown = [
        (entry, at_x, at_y)
        for entry in entries
        if (at_x := value_at(entry, x)) is not None
        and (at_y := value_at(entry, y)) is not None
        and (at_x > 0 or not log)
    ]
    if len(shown) < 2:
        return None
    competing = [one for one in shown if competes(one[0], superseded)]
    front: set[str] = set()
    if pareto:
        points = [(at_x, at_y) for _, at_x, at_y in competing]
        found = pareto_front(points, known[x].better, known[y].better)
        front = {competing[index][0].label for index in found}
    marks = []
    for entry, at_x, at_y in shown:
        metric = entry.metric(y)
        spread = (metric.sample.deviation if metric else None) or 0.0
        excluded = not competes(entry, superseded)
        marks.append(ScatterMark(entry.title, at_x, at_y, spread, excluded, entry.label in front))
    headings = [metric_heading(known[name]) if name in known else name for name in axes]
    return ScatterPlot(
        headings[0],
        headings[1],
        tuple(marks),
        joined(_description(headings, marks, words), words),
        joined(_caption(headings, marks, words), words),
        log_x=log,
        high_x=x in known and known[x].better == "higher",
    )


def _description(
    headings: Sequence[str], marks: Sequence[ScatterMark], words: NullTranslations
) -> Iterator[str]:
    text = words.ngettext(
        "%(y)s against %(x)s, a point for %(count)s entry.",
        "%(y)s against %(x)s, a point for each of %(count)s entries.",
        len(marks),
    )
    yield text % {"x": headings[0], "y": headings[1], "count": len(marks)}
    front = sorted((mark.x, mark.name) for mark in marks if mark.front)
    if front:
        # Translators: stands between two names of a list
        between = words.pgettext("between two items of a list", ", ")
        names = between.join(name for _, name in front[:_MOST_TOLD])
        yield words.gettext("On the Pareto line, from left to right: %(names)s.") % {"names": names}


def _caption(
    headings: Sequence[str], marks: Sequence[ScatterMark], words: NullTranslations
) -> Iterator[str]:
    yield words.gettext("%(y)s against %(x)s.") % {"x": headings[0], "y": headings[1]}
    if any(mark.spread for mark in marks):
        yield words.gettext("Bars show the standard deviation of the runs.")
    front = [mark.name for mark in marks if mark.front]
    if len(front) == 1:
        text = words.gettext("No entry beats %(entry)s in either value.")
        yield text % {"entry": front[0]}
    elif front:
        yield words.gettext("No entry beats those on the line in both values.")
    if any(mark.excluded for mark in marks):
        yield words.gettext("A cross marks the value of an abandoned or superseded entry.")
