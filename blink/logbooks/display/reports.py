"""Find what reports cover of their logbooks, what is newer, and what citations and directives show.

A report covers the entries up to its time; without a time, it covers those of its whole day. Once
the ledger has recorded a report, it shows its entries as they were then.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from math import inf
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import (
    measured_by_logbook,
    scales_of,
    selected,
    sorted_entries,
    superseded_labels,
)
from blink.logbooks.display import views
from blink.logbooks.display.entry_plots import entry_plot
from blink.logbooks.display.formatting import entry_link, format_value
from blink.logbooks.display.graphs import entry_graph
from blink.logbooks.fields import AN_ENTRY
from blink.logbooks.history import entry_digest
from blink.logbooks.ledger.reports import as_recorded, frozen_scales
from blink.logbooks.order import has_time
from blink.model import ReportFields
from blink.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.history import Ledger
    from blink.logbooks.metrics.scales import Scale
    from blink.logbooks.plots.figure import Drawable
    from blink.logbooks.requests import Citation, Request


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the published site."""

    label: str
    docname: str
    title: str
    #: in ISO 8601
    date: str
    #: labels of its logbooks
    logbooks: tuple[str, ...]
    #: what it says in its own words
    fields: ReportFields = field(default_factory=ReportFields)
    #: the entries that it covers, as it shows them, by label, oldest first
    covered: dict[str, LogEntry] = field(default_factory=dict)
    #: digests of the versions that it covers, by label of the entry
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> str:
        return self.date[:10]

    @property
    def end(self) -> tuple[str, float]:
        """A sort key for the end of its period: the day, and the timestamp or infinity."""
        time = datetime.fromisoformat(self.date).timestamp() if has_time(self.date) else inf
        return self.day, time

    def includes(self, entry: LogEntry) -> bool:
        """Return whether *entry* is dated within the period of the report."""
        if not has_time(self.date):
            return entry.day <= self.day
        return datetime.fromisoformat(entry.date) <= datetime.fromisoformat(self.date)


def with_covered_entries(
    report: Report,
    published: Mapping[str, LogEntry],
    ledger: Ledger,
    declared: Mapping[str, Mapping[str, Scale]],
) -> Report:
    """Return *report* with the entries that it covers, measured by the *declared* metrics.

    They are those that *ledger* has recorded for it, or else the *published* entries of its period.
    A recorded report has the scales of metrics that were recorded with it.
    """
    declared = frozen_scales(ledger.texts.get(report.label, ())) or declared
    recorded = ledger.covered(report.label)
    if recorded is None:
        entries = {label: entry for label, entry in published.items() if report.includes(entry)}
    else:
        entries = {
            label: as_recorded(entry, published.get(label)) for label, entry in recorded.items()
        }
    in_order = [
        entry
        for entry in sorted_entries(entries.values(), ledger.first_days)
        if entry.fields.logbook in report.logbooks
    ]
    measured = {e.label: e for _, group in measured_by_logbook(in_order, declared) for e in group}
    covered = {entry.label: measured[entry.label] for entry in in_order}
    return replace(
        report,
        covered={label: _as_of(entry, report.day) for label, entry in covered.items()},
        digests={label: entry_digest(entry) for label, entry in covered.items()},
    )


def _as_of(entry: LogEntry, day: str) -> LogEntry:
    """Return *entry* without the amendments after *day*."""
    amendments = tuple(item for item in entry.fields.amendments if item.day <= day)
    return replace(entry, fields=replace(entry.fields, amendments=amendments))


def changes_since(report: Report, published: Mapping[str, LogEntry]) -> Data:
    """Return the entries that *report* does not cover, and new amendments of those that it does."""
    entries = [entry for entry in published.values() if entry.fields.logbook in report.logbooks]
    later = [entry for entry in entries if entry.label not in report.covered]
    amended = []
    for entry in entries:
        old = report.covered.get(entry.label)
        count = len(old.fields.amendments) if old else 0
        if old and (new := entry.fields.amendments[count:]):
            amended.append({**entry_link(entry), "amendments": [list(item) for item in new]})
    return {"later": [entry_link(entry) for entry in later], "amended": amended}


class RequestResolver:
    """Resolves the citations and requests of documents.

    A report shows the entries that it covers, as it covers them; other documents show the published
    entries.

    :param published: the entries of the site by label
    :param reports: the published reports, oldest first
    :param plot: orders a drawing, and returns what templates need for it; *graph* does the same
    :param words: those of the text alternatives of drawings
    """

    def __init__(
        self,
        entries_by_logbook: Mapping[str, Sequence[LogEntry]],
        published: Mapping[str, LogEntry],
        reports: Sequence[Report],
        drafts: Sequence[Report],
        plot: Callable[[Drawable], Data],
        graph: Callable[[str, int], Data],
        words: NullTranslations,
    ) -> None:
        self._entries_by_logbook, self._published = entries_by_logbook, published
        self._plot, self._graph, self._words = plot, graph, words
        self._reports = reports
        self._report_of = {report.docname: report for report in (*reports, *drafts)}

    def entry(self, docname: str, label: str) -> LogEntry | None:
        """Return the entry *label* as the document shows it."""
        report = self._report_of.get(docname)
        return (report and report.covered.get(label)) or self._published.get(label)

    def all_entries(self, docname: str) -> Mapping[str, LogEntry]:
        """Return all entries by label, as the document shows them."""
        report = self._report_of.get(docname)
        return {**self._published, **report.covered} if report else self._published

    def citation_text(self, docname: str, label: str, metric: str) -> str:
        """Return the title of an entry or the value of its metric; if missing, the name of it."""
        entry = self.entry(docname, label)
        if not entry:
            return f"{label}:{metric}" if metric else label
        value = entry.metric(metric)
        if not metric or not value:
            return metric or entry.title
        return format_value(value)

    def citation_problem(self, docname: str, citation: Citation) -> Problem | None:
        """Return a problem if the entry or the metric of *citation* does not exist."""
        label, metric, line = citation
        entry = self.entry(docname, label)
        if not entry:
            near = get_close_matches(label, self._published, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"write {AN_ENTRY}"
            return Problem(line, "entry", f"`{label}` is not a published logbook entry; {hint}")
        if metric and not entry.metric(metric):
            known = list(entry.measured)
            near = get_close_matches(metric, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else _known_metrics(known)
            return Problem(line, "metric", f"`{label}` has no metric `{metric}`; {hint}")
        return None

    def _logbooks(self, docname: str, request: Request) -> tuple[str, ...]:
        report = self._report_of.get(docname)
        return request.logbooks or (report.logbooks if report else ())

    def request_problems(self, docname: str, request: Request) -> Iterator[Problem]:
        """Yield a problem for each logbook or metric of *request* that does not exist."""
        labels, directive = self._logbooks(docname, request), f"logbook-{request.kind}"
        if not labels:
            message = (
                f"{directive}: no logbook is named; add the option `:logbook: NAME` to the"
                " directive, or `report: NAME` to the front matter"
            )
            yield Problem(request.line, "logbook", message)
        for label in labels:
            if label not in self._entries_by_logbook:
                near = get_close_matches(label, self._entries_by_logbook, 1)
                hint = f"did you mean `{near[0]}`?" if near else "write the name of another logbook"
                message = f"{directive}: the logbook `{label}` has no published entries; {hint}"
                yield Problem(request.line, "logbook", message)
        known = {
            name for label in labels for name in scales_of(self._entries_by_logbook.get(label, ()))
        }
        if request.metric and known and request.metric not in known:
            near = get_close_matches(request.metric, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else _known_metrics(sorted(known))
            message = f"{directive}: the logbook has no metric `{request.metric}`; {hint}"
            yield Problem(request.line, "metric", message)

    def _visible(self, docname: str, label: str) -> list[LogEntry]:
        """Return the entries of the logbook *label* that the document may show."""
        report = self._report_of.get(docname)
        if report and label in report.logbooks:
            return [entry for entry in report.covered.values() if entry.fields.logbook == label]
        entries = self._entries_by_logbook.get(label, ())
        return [entry for entry in entries if not report or report.includes(entry)]

    def _selected(
        self, docname: str, label: str, request: Request, entries: list[LogEntry]
    ) -> tuple[LogEntry, ...]:
        """Return those of *entries* that the options of *request* select."""
        report = self._report_of.get(docname)
        if request.since_last:
            reports = [other for other in self._reports if label in other.logbooks]
            if report in reports:
                earlier = reports[: reports.index(report)]
            else:  # a draft, or not a report
                earlier = [other for other in reports if not report or other.end <= report.end]
            covered = earlier[-1].covered if earlier else {}
            entries = [entry for entry in entries if entry.label not in covered]
        return selected(entries, request.since, request.until, request.status, request.tag)

    def parts(self, docname: str, request: Request) -> list[Data]:
        """Return what templates need to show *request*, a part for each logbook."""
        all_entries, labels = self.all_entries(docname), self._logbooks(docname, request)
        parts = []
        for label in labels:
            visible = self._visible(docname, label)
            entries = self._selected(docname, label, request, visible)
            superseded = superseded_labels(visible)
            data: Any = None
            if request.kind == "summary" and entries:
                data = views.summary(entries, superseded)
            elif request.kind == "table" and entries:
                data = views.table(entries, all_entries, superseded, visible)
            elif request.kind == "timeline":
                data = views.timeline(entries, all_entries)
            elif request.kind == "next":
                data = views.open_step_list(visible, entries)
            elif request.kind == "graph" and (graph := entry_graph(entries, self._words)):
                data = self._graph(*graph)
            elif request.kind == "plot":
                metric, axis = request.metric, request.axis
                plot = entry_plot(
                    entries, metric, label, superseded, words=self._words, axis=axis, among=visible
                )
                data = self._plot(plot) if plot else None
            heading = label if len(labels) > 1 else ""
            parts.append({"kind": request.kind, "name": label, "heading": heading, "data": data})
        return parts


def _known_metrics(names: Sequence[str]) -> str:
    return f"its metrics are {', '.join(names)}" if names else "it has no metrics"
