"""Prepare the plots of metrics over the entries of a logbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.analysis import competes, scales_of, superseded_labels
from blink.logbooks.display.formatting import format_value, joined, metric_heading, numbers_of
from blink.logbooks.metrics.standing import best_so_far
from blink.logbooks.order import has_time
from blink.logbooks.plots.entries import (
    ENTRY,
    Plot,
    Point,
    draws_best,
    draws_runs,
    has_outliers,
)
from blink.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.scales import Scale


def entry_plot(
    entries: Sequence[LogEntry],
    name: str,
    title: str = "",
    superseded: frozenset[str] | None = None,
    *,
    words: NullTranslations = ENGLISH,
    axis: str = ENTRY,
    among: Sequence[LogEntry] | None = None,
) -> Plot | None:
    """Return the values of the metric *name*; ``None`` if fewer than two entries have it.

    *words* are those of its text alternative, *axis* is `ENTRY` or `TIME`, and the numbers of the
    entries are those in *among*, or else in *entries*.
    """
    scale = scales_of(entries).get(name)
    superseded = superseded_labels(entries) if superseded is None else superseded
    if not scale:
        return None
    best = best_so_far(entries, scale, superseded)
    numbers = numbers_of(entries if among is None else among)
    points: list[Point] = []
    for entry in entries:
        if metric := entry.metric(name):
            # An entry without a time may come after one of the same day that has one.
            latest = points[-1].date if points else ""
            is_later = latest[:10] == entry.day and has_time(latest) and not has_time(entry.date)
            runs = tuple(metric.sample.values.values())
            point = Point(
                date=latest if is_later else entry.date,
                value=metric.sample.mean,
                spread=metric.bar,
                excluded=not competes(entry, superseded),
                best=entry in best,
                number=numbers.get(entry.label, len(points) + 1),
                runs=runs if len(set(runs)) > 1 else (),
                text=metric.text,
            )
            points.append(point)
    if len(points) < 2:
        return None
    label = metric_heading(scale)
    description = joined(_description(entries, scale, best, len(points), title, words), words)
    caption = joined(_caption(label, points, axis, words), words)
    x_label = words.gettext("Entry") if axis == ENTRY else ""
    return Plot(label, description, tuple(points), caption, axis, x_label)


def _caption(
    label: str, points: Sequence[Point], axis: str, words: NullTranslations
) -> Iterator[str]:
    """Yield the sentences below the plot of a metric."""
    if axis == ENTRY:
        yield words.gettext("%(metric)s of each entry.") % {"metric": label}
    else:
        yield words.gettext("%(metric)s over time.") % {"metric": label}
    if draws_best(points):
        yield words.gettext("The line shows the best value of a single entry so far.")
    spread = [point for point in points if point.spread]
    if spread and all(point.runs for point in spread):
        yield words.gettext("Bars show the standard deviation of the runs.")
    elif spread:
        yield words.gettext("Bars show the spread.")
    if draws_runs(points):
        yield words.gettext("Dots are single runs.")
    if has_outliers(points):
        yield words.gettext("An arrow has a value that is far outside of the plot.")
    if any(point.excluded for point in points):
        yield words.gettext("A cross marks the value of an abandoned or superseded entry.")


def _description(
    entries: Sequence[LogEntry],
    scale: Scale,
    best: Sequence[LogEntry],
    count: int,
    title: str,
    words: NullTranslations,
) -> Iterator[str]:
    """Yield the sentences of a text alternative for the plot of a metric."""
    values = {
        "metric": metric_heading(scale), "count": count, "day": entries[0].day, "logbook": title
    }  # fmt: skip
    if title:
        yield (
            words.ngettext(
                "%(metric)s in %(logbook)s, %(count)s value from %(day)s on.",
                "%(metric)s in %(logbook)s, %(count)s values from %(day)s on.",
                count,
            )
            % values
        )
    else:
        yield (
            words.ngettext(
                "%(metric)s, %(count)s value from %(day)s on.",
                "%(metric)s, %(count)s values from %(day)s on.",
                count,
            )
            % values
        )
    if best and scale.better:
        first, last = best[0].metric(scale.name), best[-1].metric(scale.name)
        assert first
        assert last
        went = {"first": format_value(first), "last": format_value(last)}
        if scale.better == "lower":
            text = words.gettext("The best value went from %(first)s to %(last)s; lower is better.")
        else:
            text = words.gettext(
                "The best value went from %(first)s to %(last)s; higher is better."
            )
        yield text % went
    yield words.gettext("The table has every value.")
