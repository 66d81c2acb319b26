"""Collect the logbooks, entries and reports of the site from its posts and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import (
    LogEntry,
    measured_by_logbook,
    measured_entries,
    scales_of,
    sorted_entries,
)
from blink.logbooks.display.entry_cards import entry_card, entry_positions
from blink.logbooks.display.reports import (
    Report,
    RequestResolver,
    changes_since,
    with_covered_entries,
)
from blink.logbooks.export.data import scale_data
from blink.logbooks.history import Ledger, entry_digest
from blink.logbooks.ledger.reports import FrozenText
from blink.logbooks.metrics.standing import not_replicated
from blink.logbooks.order import natural_key
from blink.model import ReportFields
from blink.posts.catalog import newest_first
from blink.posts.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from gettext import NullTranslations

    from blink.logbooks.display.formatting import Data
    from blink.logbooks.metrics.scales import Scale
    from blink.logbooks.plots.figure import Drawable
    from blink.logbooks.requests import Citation, Request
    from blink.model import Collection, EntryRun, Post


@dataclass(frozen=True, slots=True)
class Logbook:
    """A logbook of the published site."""

    label: str
    name: str
    docname: str
    #: in order, oldest first
    entries: tuple[LogEntry, ...]


def entry_of(post: Post) -> LogEntry:
    """Return the logbook entry that *post* is."""
    assert post.entry_fields
    date = post.date.isoformat() if post.date else ""
    label = label_of(post.docname)
    return LogEntry(label, post.docname, post.title, date, post.tags, post.entry_fields)


class LogbookRegistry:
    """The logbooks, entries and reports of a site; a draft only has its own card.

    :param declared: the metrics that logbooks declare, by the label of the logbook
    :param changes: returns where the changes are with which a run of an entry began
    """

    def __init__(
        self,
        posts: Iterable[Post],
        ledger: Ledger,
        plot: Callable[[Drawable], Data],
        graph: Callable[[str, int], Data],
        words: NullTranslations,
        declared: Mapping[str, Mapping[str, Scale]] | None = None,
        changes: Callable[[LogEntry, EntryRun], tuple[str, str]] | None = None,
    ) -> None:
        posts = newest_first(posts)[::-1]
        public = [post for post in posts if not post.draft]
        entries: dict[str, LogEntry] = {}
        for post in public:
            if post.entry_fields:
                entries.setdefault(label_of(post.docname), entry_of(post))
        #: the metrics that logbooks declare, by label
        self.declared = declared or {}
        in_order = sorted_entries(entries.values(), ledger.first_days)
        self.entries_by_logbook = {
            label: tuple(entries) for label, entries in measured_by_logbook(in_order, self.declared)
        }
        measured = {e.label: e for entries in self.entries_by_logbook.values() for e in entries}
        #: by label, oldest first
        self.entries = {entry.label: measured[entry.label] for entry in in_order}
        self.ledger, self._changes = ledger, changes
        reports = [
            with_covered_entries(_report(post), self.entries, ledger, self.declared)
            for post in public
            if post.logbook and not post.entry_fields and post.date
        ]

        def sort_key(report: Report) -> tuple[object, ...]:
            recorded = report.label in ledger.reports
            return report.end, not recorded, natural_key(report.title), report.label

        #: oldest first; of the same time, recorded ones first
        self.reports = sorted(reports, key=sort_key)
        drafts = [
            with_covered_entries(_report(post), self.entries, Ledger(), self.declared)
            for post in posts
            if post.draft and post.logbook and not post.entry_fields
        ]
        self.resolver = RequestResolver(
            self.entries_by_logbook, self.entries, self.reports, drafts, plot, graph, words
        )
        self._drafts = [post for post in posts if post.entry_fields and post.draft]
        #: empty until `add_logbooks`, as all below
        self.logbooks: list[Logbook] = []
        #: what the page of each logbook shows, by its docname
        self.pages: dict[str, Data] = {}
        #: what the card of each entry shows, by the docname of the entry
        self.cards: dict[str, Data] = {}
        #: the neighbours of each entry and the entries that name it, by the docname of the entry
        self.positions: dict[str, Data] = {}
        #: what each report covers, and what is newer, by the docname of the report
        self.report_notes: dict[str, Data] = {}
        #: what the directives of a document show, in the order of the directives, by docname
        self.request_parts: dict[str, list[list[Data]]] = {}

    def add_logbooks(
        self, collections: Iterable[Collection], notes_of: Callable[[LogEntry], Data]
    ) -> None:
        """Add the logbooks of the catalog, and what the pages of entries and reports show.

        *notes_of* returns what else the card of an entry shows.
        """
        self.logbooks = [
            Logbook(
                item.label, item.name, item.docname, self.entries_by_logbook.get(item.label, ())
            )
            for item in collections
        ]
        links = {
            logbook.label: {"title": logbook.name, "docname": logbook.docname}
            for logbook in self.logbooks
        }
        for logbook in self.logbooks:
            positions = entry_positions(logbook.entries, self.entries)
            contradicted = not_replicated(logbook.entries)
            for entry in logbook.entries:
                card = entry_card(
                    entry,
                    self.entries,
                    contradicted=entry.label in contradicted,
                    changes=self._changes,
                )
                self.cards[entry.docname] = card | notes_of(entry)
                self.positions[entry.docname] = {
                    "book": links[logbook.label],
                    **positions[entry.label],
                }
        for post in self._drafts:
            entry = entry_of(post)
            published = self.entries_by_logbook.get(entry.fields.logbook, ())
            declared = self.declared.get(entry.fields.logbook, {})
            entry = measured_entries([*published, entry], declared)[-1]
            self.cards[entry.docname] = entry_card(entry, self.entries) | notes_of(entry)
            self.positions[entry.docname] = {"book": links[entry.fields.logbook]}
        for report in self.reports:
            self.report_notes[report.docname] = {
                "books": [links[label] for label in report.logbooks],
                "total": len(report.covered),
                "day": report.day,
                **changes_since(report, self.entries),
            }

    def reports_of(self, logbook: Logbook) -> list[Data]:
        """Return links to the reports on *logbook*, oldest first."""
        return [
            {"title": report.title, "docname": report.docname, "day": report.day}
            for report in self.reports
            if logbook.label in report.logbooks
        ]

    def covered_versions(
        self,
        citations: Mapping[str, Sequence[Citation]],
        requests: Mapping[str, Sequence[Request]],
    ) -> dict[str, Any]:
        """Return the digests of the versions that each report covers, for the ledger.

        Entries that its *citations* and *requests* show beside those, or that others have as their
        baseline, are among them.
        """
        versions = {}
        for report in (report for report in self.reports if report.covered):
            asked = requests.get(report.docname, ())
            cited = citations.get(report.docname, ())
            labels = {label for citation in cited for label in (citation.label, citation.base)}
            labels |= {name for request in asked for name in (*request.entries, request.baseline)}
            labels |= {entry.fields.baseline for entry in report.covered.values()}
            others = {name for request in asked for name in request.logbooks} - {*report.logbooks}
            shown = [entry for name in others for entry in self.entries_by_logbook.get(name, ())]
            labels |= {entry.label for entry in shown if report.includes(entry)}
            digests = {
                label: entry_digest(self.entries[label])
                for label in sorted(labels & self.entries.keys())
            }
            versions[report.label] = {**digests, **report.digests}
        return versions

    def logbooks_of(self, labels: Iterable[str]) -> set[str]:
        """Return the labels of the logbooks of the entries *labels*."""
        return {self.entries[label].fields.logbook for label in labels if label in self.entries}

    def report_text(self, report: Report, shown: Iterable[str] = ()) -> FrozenText:
        """Return what *report* says in its own words, and the scales of its logbooks.

        :param shown: labels of other logbooks, of which it shows entries
        """
        shown = tuple(shown)
        known = {
            label: [scale_data(scale) for scale in scales_of(entries).values()]
            for label, entries in self.entries_by_logbook.items()
            if label in (*report.logbooks, *shown)
        }
        before = self.reports[: self.reports.index(report)]
        earlier = {
            label: [*reports[-1].covered]
            for label in report.logbooks
            if (reports := [other for other in before if label in other.logbooks])
        }
        return FrozenText(report.title, report.date, report.logbooks, report.fields, known, earlier)


def _report(post: Post) -> Report:
    """Return the report that *post* is; an undated draft covers all entries."""
    date = (post.date or datetime.max.replace(tzinfo=UTC)).isoformat()
    fields = post.report_fields or ReportFields()
    return Report(label_of(post.docname), post.docname, post.title, date, post.logbook, fields)
