"""What was published of logbooks, in ``posts/logbooks.jsonl``: a version of an entry a line.

The file is committed. ``make record`` builds the site and adds what is new in it: entries as they
are, and of each report the versions that it covers. Later a build tells of an entry that says
otherwise without a word about it, and a report shows what it covered. Lines are sorted, and nothing
in one depends on another, so that git can merge them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.analysis import Record
from blink.model import Amendment, Logged, Metric
from blink.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Where it is, below the folder of conf.py
LEDGER = "posts/logbooks.jsonl"
#: What a build leaves for `make record`, beside the doctrees
STATE = "logbooks.json"

#: What an entry says that stays as it was published; artifacts may move, steps may be added
SUBSTANCE = (
    "question", "hypothesis", "method", "outcome", "metrics", "baseline", "follows", "supersedes",
    "replicates", "commit", "command", "seed", "data", "hardware",
)  # fmt: skip
#: Of these, what may be spelt otherwise
PROSE = ("question", "hypothesis", "method")


class Version(NamedTuple):
    """An entry as it was published."""

    #: 1, 2, …
    number: int
    #: when that was noted, ``2026-01-31``
    day: str
    digest: str
    record: Record


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that was noted."""

    #: label → versions, the first one first
    entries: dict[str, list[Version]] = field(default_factory=dict)
    #: label of a report → label of an entry → digest of the version that it covers
    reports: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def seen(self) -> dict[str, str]:
        """The day on which each entry was first noted, by its label."""
        return {label: min(one.day for one in all_) for label, all_ in self.entries.items() if all_}

    def covered(self, report: str) -> dict[str, Record] | None:
        """Return the entries that *report* covers, as they were; ``None`` if it is not noted."""
        if report not in self.reports:
            return None
        found = {}
        for label, digest in self.reports[report].items():
            for version in self.entries.get(label, ()):
                if version.digest == digest:
                    found[label] = version.record
        return found


# -- records ↔ JSON --------------------------------------------------------------


def to_data(record: Record) -> dict[str, Any]:
    """Return *record* as plain data, without what it does not say."""
    whole = asdict(record)
    whole["said"] = {key: value for key, value in whole["said"].items() if value}
    plain: dict[str, Any] = json.loads(json.dumps(whole))
    return plain


def from_data(data: Mapping[str, Any]) -> Record:
    """:raises (TypeError, KeyError, AttributeError): if *data* is no record."""
    names = {one.name for one in fields(Logged)}
    said = {key: _frozen(value) for key, value in data["said"].items() if key in names}
    said["metrics"] = tuple(Metric(*one) for one in said.get("metrics", ()))
    said["amendments"] = tuple(Amendment(*one) for one in said.get("amendments", ()))
    label, docname, title, day = (str(data[k]) for k in ("label", "docname", "title", "date"))
    return Record(label, docname, title, day, tuple(data["tags"]), Logged(**said))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def digest(record: Record) -> str:
    """Return what tells a version of an entry from any other, wherever its file is."""
    data = {key: value for key, value in to_data(record).items() if key != "docname"}
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


# -- lines ------------------------------------------------------------------------


def read(text: str) -> tuple[Ledger, list[Problem]]:
    """Return what the lines of *text* note, and which of them say nothing."""
    ledger, problems = Ledger(), []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            if "report" in data:
                if covers := dict(data["covers"]):
                    ledger.reports.setdefault(data["report"], covers)
                else:
                    problems.append(Problem(number, "empty", _empty(str(data["report"]))))
                continue
            record = from_data(data["record"])
            version = Version(int(data["version"]), str(data["noted"]), digest(record), record)
            known = ledger.entries.setdefault(data["entry"], [])
            if all((version.number, version.digest) != (one.number, one.digest) for one in known):
                known.append(version)
        except (ValueError, TypeError, KeyError, AttributeError):
            wrong = "is no line of the ledger; take it from the last commit, or delete it"
            problems.append(Problem(number, "line", f"`{line[:40]}` {wrong}"))
    for versions in ledger.entries.values():
        versions.sort(key=lambda one: (one.number, one.digest))
    return ledger, problems


def _empty(report: str) -> str:
    wrong = f"the report `{report}` was noted without any entry, which fixes nothing"
    return f"{wrong}; delete this line, then `make record` notes the entries that it covers"


def names(text: str) -> list[str]:
    """Return what each line of *text* notes: a version of an entry, or a report."""
    ledger, _ = read(text)
    return [
        *(
            f"{label}, version {one.number}"
            for label, all_ in ledger.entries.items()
            for one in all_
        ),
        *ledger.reports,
    ]


def write(ledger: Ledger) -> str:
    """Return *ledger* as lines, sorted."""
    lines = [
        {"entry": label, "version": v.number, "noted": v.day, "record": to_data(v.record)}
        for label, versions in ledger.entries.items()
        for v in versions
    ]
    rows = [json.dumps(line, ensure_ascii=False) for line in lines]
    rows += [
        json.dumps({"report": label, "covers": dict(sorted(covers.items()))}, ensure_ascii=False)
        for label, covers in ledger.reports.items()
    ]
    return "".join(f"{row}\n" for row in sorted(rows))


def noted(
    ledger: Ledger, records: Iterable[Record], reports: Mapping[str, Mapping[str, str]], day: str
) -> list[str]:
    """Add to *ledger* what is new, and return a line on each."""
    told = []
    for record in records:
        versions = ledger.entries.setdefault(record.label, [])
        if not versions or versions[-1].digest != digest(record):
            number = versions[-1].number + 1 if versions else 1
            versions.append(Version(number, day, digest(record), record))
            what = "published" if number == 1 else f"amended, version {number}"
            told.append(f"{record.label}: {what}")
    for label, covers in reports.items():
        if covers and label not in ledger.reports:
            ledger.reports[label] = dict(covers)
            told.append(f"{label}: a report of {len(covers)} entries, frozen")
    return told


# -- what may not change without a word --------------------------------------------


def rewritten(old: Record, new: Record, superseded: frozenset[str]) -> list[tuple[str, str]]:
    """Return the keys in which *new* takes back what *old* said, and in what way; ``""``: the text.

    An amendment, or an entry that supersedes it, says why. A new ``fix:`` covers other words with
    the same numbers. While an entry is planned or running, what is empty may be filled, and its
    text written.
    """
    was, now = old.said, new.said
    if len(now.amendments) > len(was.amendments) or new.label in superseded:
        return []
    fixed = bool(set(now.fix) - set(was.fix))
    unfinished = was.status in ("planned", "running")
    found = []
    for key in SUBSTANCE:
        before, after = getattr(was, key), getattr(now, key)
        if before == after or (fixed and key in PROSE and _numbers(before) == _numbers(after)):
            continue
        if key == "metrics":
            found += [(key, what) for what in _metrics(before, after, unfinished=unfinished)]
        elif before or not unfinished:
            found.append((key, f"`{key}` {_change(before, after)}"))
    if old.day != new.day:
        found.append(("date", f"`date` was {old.day}, is {new.day}"))
    if was.status != now.status and not unfinished and was.status:
        found.append(("status", f"`status` was {was.status}, is {now.status or 'gone'}"))
    if not unfinished and was.words != now.words:
        if was.numbers != now.numbers:
            found.append(("", "the text has other numbers"))
        elif not fixed:
            found.append(("", "the text has other words"))
    return found


def _numbers(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _change(before: Any, after: Any) -> str:
    words = [", ".join(map(str, one)) if isinstance(one, tuple) else str(one)
             for one in (before, after)]  # fmt: skip
    short = [one if len(one) <= 60 else f"{one[:59]}…" for one in words]
    if not short[0]:
        return f"is new: {short[1]}"
    return f"was {short[0]!r}, is {short[1]!r}" if short[1] else f"is gone: it was {short[0]!r}"


def _metrics(
    before: Sequence[Metric], after: Sequence[Metric], *, unfinished: bool
) -> Iterable[str]:
    now = {one.name: one for one in after}
    for old in before:
        new = now.pop(old.name, None)
        if new is None:
            yield f"`{old.name}` is gone: it was {old.text}"
        elif (new.text, new.spread, new.n) != (old.text, old.spread, old.n) or (
            old.unit and old.unit != new.unit
        ):
            parts = [f"{one.text}{f' ± {one.spread}' if one.spread else ''} {one.unit}".strip()
                     for one in (old, new)]  # fmt: skip
            yield f"`{old.name}` was {parts[0]}, is {parts[1]}"
    if not unfinished:
        yield from (f"`{name}` is new: {one.text}" for name, one in now.items())
