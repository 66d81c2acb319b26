"""Record the published versions of logbook entries in the ledger ``posts/logbooks.jsonl``.

Each line of the ledger holds a version of an entry, the versions that a report covers, or the time
at which the hypothesis of an entry was noted. The file is committed, and ``make record`` adds what
is new. Later builds warn of an entry that no longer agrees with its recorded version and does not
say why, and a report shows the versions that it covers. Lines are sorted and do not depend on each
other, so that git can merge them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.ledger_lines import conflict_message, values_in
from blink.logbooks.analysis import LogEntry
from blink.logbooks.capture.hypotheses import HypothesisNote, add_note, note_to_data
from blink.logbooks.ledger.reports import (
    FrozenText,
    ReportVersion,
    next_version,
    sorted_versions,
    text_from_data,
    text_to_data,
)
from blink.model import Amendment, EntryFields, EntryRun, Metric
from blink.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Path of the ledger, relative to the folder of conf.py
LEDGER = "posts/logbooks.jsonl"
#: What the ledger keeps of a run
RECORDED_OF_RUNS = ("path", "digest", "seed", "params", "metrics", "summaries", "failed")
#: File beside the doctrees in which a build lists what `make record` will record
STATE = "logbooks.json"


class Version(NamedTuple):
    """A recorded version of an entry."""

    #: 1, 2, …
    number: int
    #: the day on which it was recorded, ``2026-01-31``
    day: str
    digest: str
    entry: LogEntry


@dataclass(frozen=True, slots=True)
class Ledger:
    """The recorded versions of entries, and the versions that reports cover."""

    #: versions of each entry by its label, oldest first
    entries: dict[str, list[Version]] = field(default_factory=dict)
    #: digests of the versions that a report covers, by the label of the report and of the entry
    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    #: versions of the text of each report by its label, oldest first; reports that were recorded
    #: before 0.2 have none until `make record` runs again
    texts: dict[str, list[ReportVersion]] = field(default_factory=dict)
    #: when the hypotheses of an entry were noted, by its label
    hypotheses: dict[str, set[HypothesisNote]] = field(default_factory=dict)

    @property
    def first_days(self) -> dict[str, str]:
        """The day on which each entry was first recorded, by its label."""
        return {
            label: min(version.day for version in versions)
            for label, versions in self.entries.items()
            if versions
        }

    def covered(self, report: str) -> dict[str, LogEntry] | None:
        """Return the recorded entries that *report* covers; ``None`` if it is not recorded."""
        if report not in self.reports:
            return None
        return {
            label: version.entry
            for label, digest in self.reports[report].items()
            for version in self.entries.get(label, ())
            if version.digest == digest
        }


# -- Entries as JSON -------------------------------------------------------------


def entry_to_data(entry: LogEntry) -> dict[str, Any]:
    """Return *entry* as JSON values, without fields that are empty.

    Of its runs, only what reports show is kept, and digests of all the rest.
    """
    without_runs = replace(entry.fields, runs=())  # which have curves of many points
    said = {key: value for key, value in asdict(without_runs).items() if value}
    if entry.fields.runs:
        said["runs"] = [_run_to_data(run) for run in entry.fields.runs]
    data = {
        "label": entry.label, "docname": entry.docname, "title": entry.title, "date": entry.date,
        "tags": entry.tags, "said": said,
    }  # fmt: skip
    plain: dict[str, Any] = json.loads(json.dumps(data))
    return plain


def _run_to_data(run: EntryRun) -> dict[str, Any]:
    data = {name: getattr(run, name) for name in RECORDED_OF_RUNS}
    data |= {"params": dict(run.params), "metrics": dict(run.metrics)}
    return {key: value for key, value in data.items() if value}


def _run_from_data(data: Mapping[str, Any]) -> EntryRun:
    values = {key: _frozen(value) for key, value in data.items() if key in RECORDED_OF_RUNS}
    values["summaries"] = tuple(
        (str(name), float(deviation), int(count))
        for name, deviation, count in data.get("summaries", ())
    )
    values["params"] = tuple((str(k), str(v)) for k, v in data.get("params", {}).items())
    values["metrics"] = tuple((str(k), float(v)) for k, v in data.get("metrics", {}).items())
    return EntryRun(**values)


def entry_from_data(data: Mapping[str, Any]) -> LogEntry:
    """Return the entry of which `entry_to_data` made *data*; unknown fields are ignored.

    :raises (TypeError, KeyError, AttributeError, ValueError): if *data* is not an entry.
    """
    names = {field.name for field in fields(EntryFields)}
    values = {key: _frozen(value) for key, value in data["said"].items() if key in names}
    values["metrics"] = tuple(Metric(*items) for items in values.get("metrics", ()))
    for metric in values["metrics"]:
        float(metric.text), float(metric.spread or 0)
    values["runs"] = tuple(map(_run_from_data, data["said"].get("runs", ())))
    values["amendments"] = tuple(Amendment(*items) for items in values.get("amendments", ()))
    label, docname, title, date = (str(data[k]) for k in ("label", "docname", "title", "date"))
    datetime.fromisoformat(date)
    return LogEntry(label, docname, title, date, tuple(data["tags"]), EntryFields(**values))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def entry_digest(entry: LogEntry) -> str:
    """Return a digest of *entry* that is independent of the place of its file."""
    data = {key: value for key, value in entry_to_data(entry).items() if key != "docname"}
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


# -- The lines of the ledger -----------------------------------------------------


def read_ledger(text: str) -> tuple[Ledger, list[Problem]]:
    """Return the ledger *text*, and a problem for each line that is not valid."""
    ledger, problems = Ledger(), []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            for data in values_in(line):
                if not _add_line(ledger, data):
                    message = _empty_report_message(str(data["report"]))
                    problems.append(Problem(number, "empty", message))
        except (ValueError, TypeError, KeyError, AttributeError):
            message = conflict_message(line) or _wrong_line_message(line)
            problems.append(Problem(number, "line", message))
    for label, versions in ledger.entries.items():
        versions.sort(key=lambda version: (version.number, version.digest, version.day))
        several = groupby(versions, key=lambda version: (version.number, version.digest))
        ledger.entries[label] = [next(same) for _, same in several]  # two branches recorded it
    for label, texts in ledger.texts.items():
        ledger.texts[label] = sorted_versions(texts)
    return ledger, problems


def _add_line(ledger: Ledger, data: Any) -> bool:
    """Add the object *data* of a line to *ledger*; return ``False`` for a report on no entry.

    :raises (ValueError, TypeError, KeyError, AttributeError): if it is not an object of a ledger.
    """
    if "report" in data:
        covers = dict(data["covers"])
        text = text_from_data(data["said"]) if "said" in data else None
        version_of_text = text and ReportVersion(int(data["version"]), str(data["noted"]), text)
        if covers:
            known = ledger.reports.get(data["report"], {})  # of another branch
            first, second = sorted((covers, known), key=lambda part: sorted(part.items()))
            ledger.reports[data["report"]] = {**first, **second}
            if version_of_text:
                ledger.texts.setdefault(data["report"], []).append(version_of_text)
        return bool(covers)
    if "hypothesis" in data:
        return add_note(ledger.hypotheses, data)
    entry = entry_from_data(data["record"])
    version = Version(int(data["version"]), str(data["noted"]), entry_digest(entry), entry)
    ledger.entries.setdefault(data["entry"], []).append(version)
    return True


def latest(versions: Sequence[Version], entry: LogEntry) -> Version:
    """Return the latest of *versions*; of those of two branches, the one that *entry* equals."""
    last = [version for version in versions if version.number == versions[-1].number]
    digest = entry_digest(entry)
    return next((version for version in last if version.digest == digest), last[-1])


def _wrong_line_message(line: str) -> str:
    return (
        f"`make record` did not write the line `{line[:40]}`; restore the file with"
        f" `git checkout HEAD -- {LEDGER}`"
    )


def _empty_report_message(report: str) -> str:
    return (
        f"the report `{report}` was recorded without entries; delete this line and run"
        " `make record`, which records the entries that the report covers"
    )


def ledger_text(ledger: Ledger) -> str:
    """Return the lines of *ledger*, sorted."""
    lines: list[dict[str, object]] = [
        {"entry": label, "version": v.number, "noted": v.day, "record": entry_to_data(v.entry)}
        for label, versions in ledger.entries.items()
        for v in versions
    ]
    for label, covers in ledger.reports.items():
        line: dict[str, object] = {"report": label, "covers": dict(sorted(covers.items()))}
        lines += [
            {**line, "version": v.number, "noted": v.day, "said": text_to_data(v.text)}
            for v in ledger.texts.get(label, ())
        ] or [line]
    for label, notes in ledger.hypotheses.items():
        lines += [{**note_to_data(label, note)} for note in notes]
    rows = {json.dumps(line, ensure_ascii=False) for line in lines}
    return "".join(f"{row}\n" for row in sorted(rows))


def add_new(
    ledger: Ledger,
    entries: Iterable[LogEntry],
    reports: Mapping[str, Mapping[str, str]],
    day: str,
    texts: Mapping[str, FrozenText] | None = None,
) -> list[str]:
    """Add new versions of *entries*, and new *reports*, to *ledger*; return a message for each.

    *reports* has the digests of the versions that a report covers, as `Ledger.reports` does, and
    *texts* the text of each.
    """
    messages = []
    for entry in entries:
        versions = ledger.entries.setdefault(entry.label, [])
        if not versions or latest(versions, entry).digest != entry_digest(entry):
            change = _change_message(latest(versions, entry) if versions else None, entry)
            number = versions[-1].number + 1 if versions else 1
            versions.append(Version(number, day, entry_digest(entry), entry))
            messages.append(f"{entry.label}: {change}")
    for label, covers in reports.items():
        is_new = bool(covers) and label not in ledger.reports
        if is_new:
            ledger.reports[label] = dict(covers)
            count = "1 entry" if len(covers) == 1 else f"{len(covers)} entries"
            messages.append(f"{label}: new report on {count}")
        known = ledger.texts.get(label, [])
        text = (texts or {}).get(label)
        if label in ledger.reports and text and (version := next_version(known, text, day)):
            ledger.texts[label] = [*known, version]
            if known:
                messages.append(f"{label}: changed report, version {version.number}")
            elif not is_new:
                messages.append(f"{label}: its text is recorded now, as its entries were before")
    return messages


def _change_message(old: Version | None, entry: LogEntry) -> str:
    """Return how *entry* differs from its last recorded version *old*, if there is one."""
    if not old:
        return "new entry"
    was, now = old.entry.fields, entry.fields
    change = "changed entry"
    if was.status in ("planned", "running") and was.status != now.status:
        words = {"running": "started", "done": "finished", "abandoned": "abandoned"}
        change = f"{words.get(now.status, 'changed')} entry"
    elif len(now.amendments) > len(was.amendments):
        change = "amended entry"
    return f"{change}, version {old.number + 1}"
