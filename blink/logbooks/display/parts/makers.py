"""Make what a directive shows, by its kind, from the entries that it selects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import scales_of
from blink.logbooks.display import views
from blink.logbooks.display.entry_plots import entry_plot
from blink.logbooks.display.graphs import entry_graph
from blink.logbooks.display.parts.comparisons import compared_curves, comparison
from blink.logbooks.display.parts.curves import curves_plot
from blink.logbooks.display.parts.matrices import matrix_data
from blink.logbooks.display.parts.scatter import scatter_plot
from blink.logbooks.display.parts.tables import chosen_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.plots.figure import Drawable
    from blink.logbooks.requests import Request


@dataclass(frozen=True)
class Shown:
    """The entries that a part of a document shows, and how to order drawings."""

    #: the label of their logbook
    logbook: str
    #: those that the options select
    entries: tuple[LogEntry, ...]
    #: those of the logbook that the document may show
    visible: tuple[LogEntry, ...]
    #: all entries of the site by label, as the document shows them
    all_entries: Mapping[str, LogEntry]
    superseded: frozenset[str]
    plot: Callable[[Drawable], Data]
    graph: Callable[[str, int], Data]
    words: NullTranslations


def _summary(request: Request, shown: Shown) -> Any:
    return views.summary(shown.entries, shown.superseded) if shown.entries else None


def _table(request: Request, shown: Shown) -> Any:
    if not shown.entries:
        return None
    return chosen_table(request, shown.entries, shown.visible, shown.all_entries, shown.superseded)


def _plot(request: Request, shown: Shown) -> Any:
    plot = entry_plot(
        shown.entries, request.metric, shown.logbook, shown.superseded,
        words=shown.words, axis=request.axis, among=shown.visible,
    )  # fmt: skip
    return shown.plot(plot) if plot else None


def _timeline(request: Request, shown: Shown) -> Any:
    return views.timeline(shown.entries, shown.all_entries)


def _graph(request: Request, shown: Shown) -> Any:
    graph = entry_graph(shown.entries, shown.words)
    return shown.graph(*graph) if graph else None


def _next(request: Request, shown: Shown) -> Any:
    return views.open_step_list(shown.visible, shown.entries)


def _compare(request: Request, shown: Shown) -> Any:
    old, new = shown.entries
    plots = compared_curves(old, new, request.log, shown.words)
    return {
        **comparison(old, new, request.metrics, shown.words),
        "plots": [shown.plot(plot) for plot in plots],
    }


def _curves(request: Request, shown: Shown) -> Any:
    plot = curves_plot(
        shown.entries, request.names[0], scales_of(shown.visible), shown.words,
        log=request.log, band=request.band,
    )  # fmt: skip
    return shown.plot(plot) if plot else None


def _scatter(request: Request, shown: Shown) -> Any:
    plot = scatter_plot(
        shown.entries, request.names, scales_of(shown.visible), shown.superseded, shown.words,
        log="x" in request.log, pareto=request.pareto,
    )  # fmt: skip
    return shown.plot(plot) if plot else None


def _matrix(request: Request, shown: Shown) -> Any:
    return matrix_data(request.matrix) if request.matrix else None


#: What makes a part, by the kind of the request
MAKERS: Mapping[str, Callable[[Request, Shown], Any]] = {
    "summary": _summary,
    "table": _table,
    "plot": _plot,
    "timeline": _timeline,
    "graph": _graph,
    "next": _next,
    "compare": _compare,
    "curves": _curves,
    "scatter": _scatter,
    "matrix": _matrix,
}
#: The kinds that show no logbook, but two entries or a file
OF_NO_LOGBOOK = frozenset({"compare", "matrix"})
