"""Find what reports cover of their logbooks, what is newer, and what citations and directives show.

A report covers the entries up to its time; without a time, it covers those of its whole day. Once
the ledger has recorded a report, it shows its entries as they were then.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from blink.logbooks.analysis import (
    measured_by_logbook,
    scales_of,
    selected,
    sorted_entries,
    superseded_labels,
)
from blink.logbooks.display.formatting import entry_link
from blink.logbooks.display.parts.checks import part_problems
from blink.logbooks.display.parts.citations import citation_problem, citation_text
from blink.logbooks.display.parts.makers import MAKERS, OF_NO_LOGBOOK, Shown
from blink.logbooks.display.parts.selection import chosen
from blink.logbooks.history import entry_digest
from blink.logbooks.ledger.reports import as_recorded, frozen_scales
from blink.logbooks.metrics.standing import not_replicated
from blink.logbooks.order import has_time
from blink.messages.nearest import did_you_mean
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
    #: entries of other logbooks that it shows, as they were recorded with it, by label
    others: dict[str, LogEntry] = field(default_factory=dict)
    #: labels of the entries that earlier reports covered when it was recorded, by logbook
    earlier: Mapping[str, Sequence[str]] | None = None

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
    declared = {**declared, **frozen_scales(ledger.texts.get(report.label, ()))}
    recorded = ledger.covered(report.label)
    if recorded is None:
        entries = {label: entry for label, entry in published.items() if report.includes(entry)}
    else:
        entries = {
            label: as_recorded(entry, published.get(label)) for label, entry in recorded.items()
        }
    in_order = sorted_entries(entries.values(), ledger.first_days)
    measured = {e.label: e for _, group in measured_by_logbook(in_order, declared) for e in group}
    as_of = {entry.label: _as_of(measured[entry.label], report.day) for entry in in_order}
    own = [entry for entry in in_order if entry.fields.logbook in report.logbooks]
    covered = {entry.label: as_of.pop(entry.label) for entry in own}
    texts = ledger.texts.get(report.label)
    return replace(
        report,
        covered=covered,
        digests={entry.label: entry_digest(entry) for entry in own},
        others=as_of if recorded is not None else {},
        earlier=texts[0].text.earlier if texts else None,
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
        #: the labels of entries that a replication contradicts
        self._contradicted = {
            label for entries in entries_by_logbook.values() for label in not_replicated(entries)
        }
        self._report_of = {report.docname: report for report in (*reports, *drafts)}

    def entry(self, docname: str, label: str) -> LogEntry | None:
        """Return the entry *label* as the document shows it."""
        report = self._report_of.get(docname)
        frozen = report and (report.covered.get(label) or report.others.get(label))
        return frozen or self._published.get(label)

    def all_entries(self, docname: str) -> Mapping[str, LogEntry]:
        """Return all entries by label, as the document shows them."""
        report = self._report_of.get(docname)
        if not report:
            return self._published
        return {**self._published, **report.others, **report.covered}

    def citation_text(self, docname: str, citation: Citation) -> str:
        """Return the text of *citation*; if something is missing, the name of it."""
        find = partial(self.entry, docname)
        return citation_text(citation, find, self._contradicted, self._words)

    def citation_problem(self, docname: str, citation: Citation) -> Problem | None:
        """Return a problem if an entry or a value of *citation* does not exist."""
        return citation_problem(citation, partial(self.entry, docname), self._published)

    def _logbooks(self, docname: str, request: Request) -> tuple[str, ...]:
        """Return the labels of the logbooks of which the document shows *request*."""
        if request.kind in OF_NO_LOGBOOK:
            return ()
        report = self._report_of.get(docname)
        if request.logbooks or report or not request.entries:
            return request.logbooks or (report.logbooks if report else ())
        entries = chosen(self._published.values(), request.entries)
        return tuple(dict.fromkeys(entry.fields.logbook for entry in entries))

    def request_problems(self, docname: str, request: Request) -> Iterator[Problem]:
        """Yield a problem for each logbook, entry or value of *request* that does not exist."""
        labels, directive = self._logbooks(docname, request), f"logbook-{request.kind}"
        if not labels and request.kind not in OF_NO_LOGBOOK and not request.entries:
            message = (
                f"{directive}: no logbook is named; add the option `:logbook: NAME` to the"
                " directive, or `report: NAME` to the front matter"
            )
            yield Problem(request.line, "logbook", message)
            return
        for label in labels:
            if label not in self._entries_by_logbook:
                hint = did_you_mean(
                    label, self._entries_by_logbook, "write the name of another logbook"
                )
                message = f"{directive}: the logbook `{label}` has no published entries; {hint}"
                yield Problem(request.line, "logbook", message)
        known = {
            name for label in labels for name in scales_of(self._entries_by_logbook.get(label, ()))
        }
        if request.metric and known and request.metric not in known:
            hint = did_you_mean(
                request.metric, known, f"its metrics are {', '.join(sorted(known))}"
            )
            message = f"{directive}: the logbook has no metric `{request.metric}`; {hint}"
            yield Problem(request.line, "metric", message)
        for kind, message in part_problems(request, self._shown(docname, request), self._published):
            yield Problem(request.line, kind, f"{directive}: {message}")

    def _visible(self, docname: str, label: str) -> list[LogEntry]:
        """Return the entries of the logbook *label* that the document may show."""
        report = self._report_of.get(docname)
        if report and label in report.logbooks:
            return [entry for entry in report.covered.values() if entry.fields.logbook == label]
        entries = self._entries_by_logbook.get(label, ())
        shown = [entry for entry in entries if not report or report.includes(entry)]
        frozen = [e for e in report.others.values() if e.fields.logbook == label] if report else ()
        return [*frozen] or shown

    def _selected(
        self, docname: str, label: str, request: Request, entries: list[LogEntry]
    ) -> tuple[LogEntry, ...]:
        """Return those of *entries* that the options of *request* select."""
        report = self._report_of.get(docname)
        if request.since_last and report and report.earlier is not None:
            known = report.earlier.get(label, ())
            entries = [entry for entry in entries if entry.label not in known]
        elif request.since_last:
            reports = [other for other in self._reports if label in other.logbooks]
            if report in reports:
                earlier = reports[: reports.index(report)]
            else:  # a draft, or not a report
                earlier = [other for other in reports if not report or other.end <= report.end]
            covered = earlier[-1].covered if earlier else {}
            entries = [entry for entry in entries if entry.label not in covered]
        return selected(entries, request.since, request.until, request.status, request.tag)

    def _shown(self, docname: str, request: Request) -> list[Shown]:
        """Return what *request* shows, of each logbook or of none."""
        all_entries = self.all_entries(docname)
        shown = []
        for label in self._logbooks(docname, request) or ("",):
            visible = self._visible(docname, label) if label else list(all_entries.values())
            selected_ = self._selected(docname, label, request, visible)
            entries = chosen(selected_, request.entries)
            drawn = self._plot, self._graph, self._words
            superseded = superseded_labels(visible)
            shown.append(Shown(label, entries, tuple(visible), all_entries, superseded, *drawn))
        return shown

    def parts(self, docname: str, request: Request) -> list[Data]:
        """Return what templates need to show *request*, a part for each logbook."""
        shown = self._shown(docname, request)
        if request.entries:  # they may all be of one of the logbooks
            shown = [one for one in shown if one.entries] or shown[:1]
        return [
            {
                "kind": request.kind,
                "name": one.logbook,
                "heading": one.logbook if len(shown) > 1 else "",
                "data": MAKERS[request.kind](request, one),
            }
            for one in shown
        ]
