"""Record the published versions of logbook entries in the ledger ``posts/logbooks.jsonl``.

Each line of the ledger holds a version of an entry, the versions that a report covers, or the time
at which the hypothesis of an entry was noted. The file
is committed, and ``make record`` adds what is new. Later builds warn of an entry that no longer
agrees with its recorded version and does not say why, and a report shows the versions that it
covers. Lines are sorted and do not depend on each other, so that git can merge them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.ledger_lines import conflict_message, values_in
from blink.logbooks.analysis import LogEntry
from blink.logbooks.capture.hypotheses import HypothesisNote, add_note, hypothesis_rows
from blink.model import Amendment, EntryFields, Metric
from blink.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Path of the ledger, relative to the folder of conf.py
LEDGER = "posts/logbooks.jsonl"
#: File beside the doctrees in which a build lists what `make record` will record
STATE = "logbooks.json"

#: Fields that must stay as they were published; artifacts may move, and next steps may be added
PERMANENT = (
    "question", "hypothesis", "method", "outcome", "metrics", "baseline", "follows", "supersedes",
    "replicates", "commit", "command", "seed", "data", "hardware",
)  # fmt: skip
#: Of these, the fields in which `fix:` allows other words
PROSE = ("question", "hypothesis", "method")


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
    """Return *entry* as JSON values, without fields that are empty."""
    data = asdict(replace(entry, measured={}))
    del data["measured"]
    data["said"] = {key: value for key, value in data.pop("fields").items() if value}
    plain: dict[str, Any] = json.loads(json.dumps(data))
    return plain


def entry_from_data(data: Mapping[str, Any]) -> LogEntry:
    """Return the entry of which `entry_to_data` made *data*; unknown fields are ignored.

    :raises (TypeError, KeyError, AttributeError): if *data* is not an entry.
    """
    names = {field.name for field in fields(EntryFields)}
    values = {key: _frozen(value) for key, value in data["said"].items() if key in names}
    values["metrics"] = tuple(Metric(*items) for items in values.get("metrics", ()))
    values["amendments"] = tuple(Amendment(*items) for items in values.get("amendments", ()))
    label, docname, title, date = (str(data[k]) for k in ("label", "docname", "title", "date"))
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
    return ledger, problems


def _add_line(ledger: Ledger, data: Any) -> bool:
    """Add the object *data* of a line to *ledger*; return ``False`` for a report on no entry.

    :raises (ValueError, TypeError, KeyError, AttributeError): if it is not an object of a ledger.
    """
    if "report" in data:
        covers = dict(data["covers"])
        if covers:
            known = ledger.reports.get(data["report"], {})  # of another branch
            first, second = sorted((covers, known), key=lambda part: sorted(part.items()))
            ledger.reports[data["report"]] = {**first, **second}
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


def recorded_names(text: str) -> list[str]:
    """Return what each line of *text* records: the version of an entry, or a report."""
    ledger, _ = read_ledger(text)
    names = [f"hypothesis of {label}" for label in ledger.hypotheses]
    for label, versions in ledger.entries.items():
        names += [f"{label}, version {version.number}" for version in versions]
    return [*names, *ledger.reports]


def ledger_text(ledger: Ledger) -> str:
    """Return the lines of *ledger*, sorted."""
    lines = [
        {"entry": label, "version": v.number, "noted": v.day, "record": entry_to_data(v.entry)}
        for label, versions in ledger.entries.items()
        for v in versions
    ]
    rows = [json.dumps(line, ensure_ascii=False) for line in lines]
    rows += [
        json.dumps({"report": label, "covers": dict(sorted(covers.items()))}, ensure_ascii=False)
        for label, covers in ledger.reports.items()
    ]
    rows += hypothesis_rows(ledger.hypotheses)
    return "".join(f"{row}\n" for row in sorted(rows))


def add_new(
    ledger: Ledger, entries: Iterable[LogEntry], reports: Mapping[str, Mapping[str, str]], day: str
) -> list[str]:
    """Add new versions of *entries*, and new *reports*, to *ledger*; return a message for each.

    *reports* has the digests of the versions that a report covers, as `Ledger.reports` does.
    """
    messages = []
    for entry in entries:
        versions = ledger.entries.setdefault(entry.label, [])
        if not versions or latest(versions, entry).digest != entry_digest(entry):
            number = versions[-1].number + 1 if versions else 1
            versions.append(Version(number, day, entry_digest(entry), entry))
            change = "new entry" if number == 1 else f"changed entry, version {number}"
            messages.append(f"{entry.label}: {change}")
    for label, covers in reports.items():
        if covers and label not in ledger.reports:
            ledger.reports[label] = dict(covers)
            count = "1 entry" if len(covers) == 1 else f"{len(covers)} entries"
            messages.append(f"{label}: new report on {count}")
    return messages


# -- Changes that need a reason --------------------------------------------------


def unexplained_changes(
    old: LogEntry, new: LogEntry, superseded: frozenset[str]
) -> list[tuple[str, str]]:
    """Return the changes from *old* to *new* that need a reason and have none.

    Each is a front-matter key, or ``""`` for the text, and a message. A new amendment explains any
    change, and so does an entry that supersedes it, whose label is in *superseded*. A new ``fix:``
    explains other words with the same numbers. While an entry is planned or running, its text and
    its empty fields may be written.
    """
    was, now = old.fields, new.fields
    if len(now.amendments) > len(was.amendments) or new.label in superseded:
        return []
    fixed = bool(set(now.fix) - set(was.fix))
    unfinished = was.status in ("planned", "running")
    changes = []
    for key in PERMANENT:
        before, after = getattr(was, key), getattr(now, key)
        if before == after or (fixed and key in PROSE and _numbers(before) == _numbers(after)):
            continue
        if key == "metrics":
            messages = _metric_changes(before, after, unfinished=unfinished)
            changes += [(key, message) for message in messages]
        elif before or not unfinished:
            changes.append((key, f"`{key}` {_change(before, after)}"))
    if old.day != new.day:
        changes.append(("date", f"`date` was {old.day} and is now {new.day}"))
    if was.status != now.status and not unfinished and was.status:
        changes.append(("status", f"`status` {_change(was.status, now.status)}"))
    if not unfinished and was.words != now.words:
        if was.numbers != now.numbers:
            changes.append(("", "numbers in the text were changed"))
        elif not fixed:
            changes.append(("", "words in the text were changed"))
    return changes


def _numbers(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _change(before: Any, after: Any) -> str:
    texts = [", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
             for value in (before, after)]  # fmt: skip
    old, new = (text if len(text) <= 60 else f"{text[:59]}…" for text in texts)
    if not old:
        return f"was added: {new!r}"
    return f"was {old!r} and is now {new!r}" if new else f"was removed: {old!r}"


def _metric_changes(
    before: Sequence[Metric], after: Sequence[Metric], *, unfinished: bool
) -> Iterable[str]:
    metrics = {metric.name: metric for metric in after}
    for old in before:
        new = metrics.pop(old.name, None)
        if new is None:
            yield f"the metric `{old.name}` was removed: {old.text}"
        elif (new.text, new.spread, new.n) != (old.text, old.spread, old.n) or (
            old.unit and old.unit != new.unit
        ):
            texts = [f"{m.text}{f' ± {m.spread}' if m.spread else ''} {m.unit}".strip()
                     for m in (old, new)]  # fmt: skip
            yield f"the metric `{old.name}` was {texts[0]} and is now {texts[1]}"
    if not unfinished:
        yield from (f"the metric `{name}` was added: {new.text}" for name, new in metrics.items())
