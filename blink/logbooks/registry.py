"""Posts and the ledger → all that a build knows of logbooks: entries, logbooks, reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import Record, scales, sorted_records
from blink.logbooks.display import views as rollups
from blink.logbooks.display.reports import Reader, Report, covering, since
from blink.logbooks.history import Ledger
from blink.logbooks.order import natural
from blink.posts.catalog import newest_first
from blink.posts.labels import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from blink.logbooks.display.charts import Plot
    from blink.model import Collection, Post


@dataclass(frozen=True, slots=True)
class Book:
    """A logbook of the published site."""

    label: str
    name: str
    docname: str
    #: the first one first
    records: tuple[Record, ...]


def record_of(post: Post) -> Record:
    """Return the record of an entry."""
    assert post.logged
    date = post.date.isoformat() if post.date else ""
    label = label_of(post.docname)
    return Record(label, post.docname, post.title, date, post.tags, post.logged)


class Shelf:
    """What the posts of a site tell of logbooks; nothing of a draft is in it."""

    def __init__(
        self,
        posts: Iterable[Post],
        ledger: Ledger,
        plot: Callable[[Plot], rollups.Data],
        graph: Callable[[str, int], rollups.Data],
    ) -> None:
        posts = newest_first(posts)[::-1]
        public = [post for post in posts if not post.draft]
        records: dict[str, Record] = {}
        for post in public:
            if post.logged:
                records.setdefault(label_of(post.docname), record_of(post))
        #: by label, the first one first
        self.records = {r.label: r for r in sorted_records(records.values(), ledger.seen)}
        members: dict[str, list[Record]] = {}
        for record in self.records.values():
            members.setdefault(record.said.logbook, []).append(record)
        self.members = {label: tuple(records) for label, records in members.items()}
        self.ledger = ledger
        reports = [
            covering(_report(post), self.records, ledger)
            for post in public
            if post.logbook and not post.logged and post.date
        ]

        def place(report: Report) -> tuple[object, ...]:
            noted = report.label in ledger.reports
            return report.until, not noted, natural(report.title), report.label

        #: the first one first; of one time, those that are noted
        self.reports = sorted(reports, key=place)
        drafts = [
            covering(_report(post), self.records, Ledger())
            for post in posts
            if post.draft and post.logbook and not post.logged
        ]
        self.reader = Reader(self.members, self.records, self.reports, drafts, plot, graph)
        self._drafts = [post for post in posts if post.logged and post.draft]
        #: of each logbook, once there is a catalog
        self.books: list[Book] = []
        #: docname → what the page of each logbook shows
        self.pages: dict[str, rollups.Data] = {}
        #: docname → what its page says of the entry itself
        self.cards: dict[str, rollups.Data] = {}
        #: docname → what stands around it
        self.frames: dict[str, rollups.Data] = {}
        #: docname of a report → what it covers, and what came since
        self.since: dict[str, rollups.Data] = {}
        #: docname → the answers to what it asks, in their order
        self.answers: dict[str, list[list[rollups.Data]]] = {}

    def arrange(self, collections: Iterable[Collection]) -> None:
        """Learn where the page of each logbook is, and put together what stands on others."""
        self.books = [
            Book(one.label, one.name, one.docname, self.members.get(one.label, ()))
            for one in collections
        ]
        homes = {one.label: {"title": one.name, "docname": one.docname} for one in self.books}
        for book in self.books:
            known = scales(book.records)
            places = rollups.places(book.records, self.records)
            for record in book.records:
                self.cards[record.docname] = rollups.card(record, self.records, known)
                self.frames[record.docname] = {"book": homes[book.label], **places[record.label]}
        for post in self._drafts:
            record = record_of(post)
            known = {**scales([record]), **scales(self.members.get(record.said.logbook, ()))}
            self.cards[record.docname] = rollups.card(record, self.records, known)
            self.frames[record.docname] = {"book": homes[record.said.logbook]}
        for report in self.reports:
            self.since[report.docname] = {
                "books": [homes[label] for label in report.logbooks],
                "total": rollups.plural(len(report.covered), "entry"),
                "day": report.day,
                **since(report, self.records),
            }

    def reports_of(self, book: Book) -> list[rollups.Data]:
        return [
            {"title": one.title, "docname": one.docname, "day": one.day}
            for one in self.reports
            if book.label in one.logbooks
        ]

    def state(self) -> dict[str, Any]:
        """Return what the ledger is to note: each report of an entry, with what it covers now."""
        return {one.label: one.digests for one in self.reports if one.covered}


def _report(post: Post) -> Report:
    """Return the report that *post* is; a draft without a date covers all that is there."""
    date = (post.date or datetime.max.replace(tzinfo=UTC)).isoformat()
    return Report(label_of(post.docname), post.docname, post.title, date, post.logbook)
