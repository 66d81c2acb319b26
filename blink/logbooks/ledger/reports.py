"""Versions of what a report says in its own words, as the ledger records them.

A report is frozen when it is first recorded: its line then has the entries that it covers and the
scales of their metrics. A later version, after an amendment, keeps these and has other words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.ledger.changes import change_of, date_change, text_changes
from blink.logbooks.metrics.scales import Scale
from blink.model import Amendment, ReportFields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from blink.logbooks.analysis import LogEntry


@dataclass(frozen=True, slots=True)
class FrozenText:
    """What a report says, apart from what its directives and citations show."""

    title: str
    #: aware, ISO 8601
    date: str
    #: labels of its logbooks
    logbooks: tuple[str, ...]
    fields: ReportFields
    #: the scales of the metrics of each logbook, by its label, as JSON values
    scales: Mapping[str, Sequence[Mapping[str, Any]]]
    #: labels of the entries that the last report before covers, by logbook
    earlier: Mapping[str, Sequence[str]]

    @property
    def substance(self) -> tuple[Any, ...]:
        """What must not change without a reason, and the reasons that were given."""
        return self.date[:10], self.logbooks, self.fields


class ReportVersion(NamedTuple):
    """A recorded version of the text of a report."""

    #: 1, 2, …
    number: int
    #: the day on which it was recorded, ``2026-01-31``
    day: str
    text: FrozenText


def text_to_data(text: FrozenText) -> dict[str, Any]:
    """Return *text* as JSON values, without fields that are empty."""
    fields = text.fields
    data: dict[str, Any] = {
        "title": text.title,
        "date": text.date,
        "logbooks": list(text.logbooks),
        "fix": list(fields.fix),
        "amendments": [list(amendment) for amendment in fields.amendments],
        "words": fields.words,
        "numbers": fields.numbers,
        "scales": {name: [dict(one) for one in scales] for name, scales in text.scales.items()},
        "earlier": {name: list(labels) for name, labels in text.earlier.items()},
    }
    return {key: value for key, value in data.items() if value}


def text_from_data(data: Mapping[str, Any]) -> FrozenText:
    """Return the text of which `text_to_data` made *data*; unknown fields are ignored.

    :raises (TypeError, KeyError, AttributeError, ValueError): if *data* is not such a text.
    """
    fields = ReportFields(
        fix=tuple(map(str, data.get("fix", ()))),
        amendments=tuple(Amendment(*items) for items in data.get("amendments", ())),
        words=str(data.get("words", "")),
        numbers=str(data.get("numbers", "")),
    )
    scales = {
        str(name): [dict(scale) for scale in items]
        for name, items in dict(data.get("scales", {})).items()
    }
    for scale in (scale for items in scales.values() for scale in items):
        _scale(scale)
    logbooks = tuple(map(str, data.get("logbooks", ())))
    earlier = {str(k): [*map(str, labels)] for k, labels in data.get("earlier", {}).items()}
    title, date = str(data.get("title", "")), str(data["date"])
    datetime.fromisoformat(date)
    return FrozenText(title, date, logbooks, fields, scales, earlier)


def frozen_scales(versions: Sequence[ReportVersion]) -> dict[str, dict[str, Scale]]:
    """Return the scales of the metrics of each logbook, as they were when a report was frozen."""
    recorded = versions[0].text.scales if versions else {}
    return {
        label: {str(data["name"]): _scale(data) for data in scales}
        for label, scales in recorded.items()
    }


def _scale(data: Mapping[str, Any]) -> Scale:
    return Scale(
        str(data["name"]),
        str(data.get("unit", "")),
        str(data.get("better", "")),
        tuple(map(str, data.get("from", ()))),
        float(data.get("times", 1)),
        int(data["digits"]) if "digits" in data else None,
        bool(data.get("primary")),
        float(data.get("margin", 0)),
        str(data.get("role", "")),
        bool(data.get("declared")),
    )


def as_recorded(entry: LogEntry, published: LogEntry | None) -> LogEntry:
    """Return the recorded *entry* at the place of the *published* one, if there is still one.

    The points of curves are not recorded: they are those of the published runs, unless the digests
    tell that one of these has changed.
    """
    if not published:
        return replace(entry, docname="")
    entry = replace(entry, docname=published.docname)
    known = {run.digest: run for run in published.fields.runs}
    if not all(run.digest in known for run in entry.fields.runs):
        return entry
    runs = tuple(replace(run, curves=known[run.digest].curves) for run in entry.fields.runs)
    return replace(entry, fields=replace(entry.fields, runs=runs))


def sorted_versions(versions: Sequence[ReportVersion]) -> list[ReportVersion]:
    """Return *versions*, oldest first, each once."""
    ordered = sorted(versions, key=lambda v: (v.number, repr(v.text), v.day))
    return [
        version
        for index, version in enumerate(ordered)
        if not index or (version.number, version.text) != ordered[index - 1][::2]
    ]


def latest_text(versions: Sequence[ReportVersion], text: FrozenText) -> FrozenText:
    """Return the latest of *versions*; of those of two branches, the one that *text* equals."""
    last = [version.text for version in versions if version.number == versions[-1].number]
    return next((old for old in last if old.substance == text.substance), last[-1])


def next_version(
    versions: Sequence[ReportVersion], text: FrozenText, day: str
) -> ReportVersion | None:
    """Return the version of *text* to record after *versions*; ``None`` if it is recorded."""
    if not versions:
        return ReportVersion(1, day, text)
    if latest_text(versions, text).substance == text.substance:
        return None
    first = versions[0].text
    frozen = replace(text, scales=first.scales, earlier=first.earlier)
    return ReportVersion(versions[-1].number + 1, day, frozen)


def unexplained_report_changes(old: FrozenText, new: FrozenText) -> list[tuple[str, str]]:
    """Return the changes from *old* to *new* that need a reason and have none.

    Each is a front-matter key, or ``""`` for the text, and a message. The reasons are those of
    `blink.logbooks.ledger.changes.unexplained_changes`, except that no report supersedes another.
    """
    was, now = old.fields, new.fields
    if len(now.amendments) > len(was.amendments):
        return []
    changes = []
    if message := date_change(old.date, new.date):
        changes.append(("date", message))
    if old.logbooks != new.logbooks:
        changes.append(("report", f"`report` {change_of(old.logbooks, new.logbooks)}"))
    changes += text_changes(was, now, fixed=bool(set(now.fix) - set(was.fix)))
    return changes
