"""Reports: what they cover of their logbooks, what has happened since, and what directives show.

A report covers the entries up to its time; one that is dated by its day (at midnight) covers that
whole day. Once it is noted in the ledger, it shows them as they
were then.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from math import inf
from typing import TYPE_CHECKING, Any

from blink.logbooks.analysis import chosen, scales, sorted_records, superseded
from blink.logbooks.display import views as rollups
from blink.logbooks.history import digest
from blink.logbooks.order import has_time
from blink.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from blink.logbooks.analysis import Record
    from blink.logbooks.display.charts import Plot
    from blink.logbooks.history import Ledger
    from blink.logbooks.requests import Citation, Request

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the published site."""

    label: str
    docname: str
    title: str
    #: ISO 8601
    date: str
    #: labels of its logbooks
    logbooks: tuple[str, ...]
    #: label → entry as it covers it, the first one first
    covered: dict[str, Record] = field(default_factory=dict)
    #: label → digest of the version that it covers
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def day(self) -> str:
        return self.date[:10]

    @property
    def until(self) -> tuple[str, float]:
        """Its day, and when on that day it ends."""
        end = datetime.fromisoformat(self.date).timestamp() if has_time(self.date) else inf
        return self.day, end

    def reaches(self, record: Record) -> bool:
        """Return whether *record* is of its day, or before, and not after its time."""
        if not has_time(self.date):
            return record.day <= self.day
        return datetime.fromisoformat(record.date) <= datetime.fromisoformat(self.date)


def covering(report: Report, live: Mapping[str, Record], ledger: Ledger) -> Report:
    """Return *report* with what it covers of the *live* entries: those noted, or up to its time."""
    noted = ledger.covered(report.label)
    if noted is None:
        found = {label: one for label, one in live.items() if report.reaches(one)}
    else:
        found = {
            label: replace(record, docname=live[label].docname if label in live else "")
            for label, record in noted.items()
        }
    ordered = sorted_records(found.values(), ledger.seen)
    mine = {one.label: one for one in ordered if one.said.logbook in report.logbooks}
    digests = {label: digest(record) for label, record in mine.items()}
    return replace(
        report, covered={k: _until(one, report.day) for k, one in mine.items()}, digests=digests
    )


def _until(record: Record, day: str) -> Record:
    """Return *record* without the amendments after *day*."""
    amendments = tuple(one for one in record.said.amendments if one.day <= day)
    return replace(record, said=replace(record.said, amendments=amendments))


def since(report: Report, live: Mapping[str, Record]) -> Data:
    """Return what came after *report*: entries, and amendments of those that it covers."""
    mine = [one for one in live.values() if one.said.logbook in report.logbooks]
    later = [one for one in mine if one.label not in report.covered]
    amended = []
    for record in mine:
        old = report.covered.get(record.label)
        count = len(old.said.amendments) if old else 0
        if old and (new := record.said.amendments[count:]):
            amended.append({**rollups.link(record), "amendments": [list(one) for one in new]})
    return {"later": [rollups.link(one) for one in later], "amended": amended}


class Reader:
    """Answers what documents ask of logbooks."""

    def __init__(
        self,
        books: Mapping[str, Sequence[Record]],
        live: Mapping[str, Record],
        reports: Sequence[Report],  # the first one first
        drafts: Sequence[Report],
        plot: Callable[[Plot], Data],
        graph: Callable[[str, int], Data],
    ) -> None:
        self._books, self._live, self._plot, self._graph = books, live, plot, graph
        self._reports = reports
        self._of = {one.docname: one for one in (*reports, *drafts)}

    def entry(self, docname: str, label: str) -> Record | None:
        """Return the entry *label* as the document shows it."""
        mine = self._of.get(docname)
        return (mine and mine.covered.get(label)) or self._live.get(label)

    def everyone(self, docname: str) -> Mapping[str, Record]:
        mine = self._of.get(docname)
        return {**self._live, **mine.covered} if mine else self._live

    def cite(self, docname: str, label: str, metric: str) -> str:
        """Return the words of a citation; of what is not there, its name."""
        record = self.entry(docname, label)
        if not record:
            return f"{label}:{metric}" if metric else label
        found = record.metric(metric)
        if not metric or not found:
            return metric or record.title
        book = self._books.get(record.said.logbook, (record,))
        known = {**scales([record]), **scales(book)}
        return rollups.value(found, known[metric])

    def wrong_citation(self, docname: str, asked: Citation) -> Problem | None:
        """Return what is wrong with a citation."""
        record = self.entry(docname, asked.label)
        if not record:
            near = get_close_matches(asked.label, self._live, 1)
            mend = f"did you mean `{near[0]}`?" if near else "write the name of its file"
            said = f"no published entry of a logbook is called `{asked.label}`; {mend}"
            return Problem(asked.line, "entry", said)
        if asked.metric and not record.metric(asked.metric):
            known = [one.name for one in record.said.metrics]
            near = get_close_matches(asked.metric, known, 1)
            mend = f"did you mean `{near[0]}`?" if near else f"it has {', '.join(known) or 'none'}"
            said = f"`{asked.label}` has no metric `{asked.metric}`; {mend}"
            return Problem(asked.line, "metric", said)
        return None

    def _names(self, docname: str, asked: Request) -> tuple[str, ...]:
        mine = self._of.get(docname)
        return asked.logbooks or (mine.logbooks if mine else ())

    def wrong_request(self, docname: str, asked: Request) -> Iterator[Problem]:
        """Yield what is wrong with a request."""
        names, directive = self._names(docname, asked), f"logbook-{asked.kind}"
        if not names:
            mend = "write `:logbook:` below it, or `report:` in the front matter"
            yield Problem(asked.line, "logbook", f"{directive}: of which logbook? {mend}")
        for name in names:
            if name not in self._books:
                near = get_close_matches(name, self._books, 1)
                mend = f"did you mean `{near[0]}`?" if near else "write one that has entries"
                yield Problem(asked.line, "logbook", f"{directive}: no logbook `{name}`; {mend}")
        known = {m for name in names for m in scales(self._books.get(name, ()))}
        if asked.metric and known and asked.metric not in known:
            near = get_close_matches(asked.metric, known, 1)
            mend = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(known))}"
            yield Problem(asked.line, "metric", f"{directive}: no metric `{asked.metric}`; {mend}")

    def _whole(self, docname: str, name: str) -> list[Record]:
        """Return the entries of the logbook *name* that the document may show."""
        mine = self._of.get(docname)
        if mine and name in mine.logbooks:
            return [one for one in mine.covered.values() if one.said.logbook == name]
        return [one for one in self._books.get(name, ()) if not mine or mine.reaches(one)]

    def _chosen(
        self, docname: str, name: str, asked: Request, records: list[Record]
    ) -> tuple[Record, ...]:
        mine = self._of.get(docname)
        if asked.since_last:
            earlier = [one for one in self._reports if name in one.logbooks]
            if mine in earlier:
                before = earlier[: earlier.index(mine)]
            else:  # a draft, or no report
                before = [one for one in earlier if not mine or one.until <= mine.until]
            records = [one for one in records if not before or one.label not in before[-1].covered]
        return chosen(records, asked.since, asked.until, asked.status, asked.tag)

    def answer(self, docname: str, asked: Request) -> list[Data]:
        """Return what to show, a part a logbook."""
        everyone, names = self.everyone(docname), self._names(docname, asked)
        parts = []
        for name in names:
            whole = self._whole(docname, name)
            records, gone = self._chosen(docname, name, asked, whole), superseded(whole)
            shown: Any = None
            if asked.kind == "summary" and records:
                shown = rollups.summary(records, gone)
            elif asked.kind == "table" and records:
                shown = rollups.table(records, everyone, gone)
            elif asked.kind == "timeline":
                shown = rollups.timeline(records, everyone)
            elif asked.kind == "next":
                shown = rollups.steps(whole, records)
            elif asked.kind == "graph" and (found := rollups.graph(records)):
                shown = self._graph(*found)
            elif asked.kind == "plot" and (plot := rollups.plot(records, asked.metric, name, gone)):
                shown = self._plot(plot)
            heading = name if len(names) > 1 else ""
            parts.append({"kind": asked.kind, "name": name, "heading": heading, "data": shown})
        return parts
