"""Take back the freeze of a report that was not pushed, so that it can be frozen again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from blink.logbooks.history import Ledger, read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable

#: The environment variable that names the report which a build must take as not frozen
REDONE = "BLINK_REDONE_FREEZE"


def was_pushed(report: str, lines: Iterable[str]) -> bool:
    """Return whether one of *lines*, those of pushed ledgers, records *report*."""
    return report in _read(lines).reports


def _read(lines: Iterable[str]) -> Ledger:
    ledger, _ = read_ledger("\n".join(lines))  # lines that are not valid have no effect
    return ledger


def without_freeze(ledger: Ledger, report: str, pushed: Iterable[str]) -> Ledger:
    """Return *ledger* as it was before *report* was frozen.

    It lacks the report, and the versions of entries that only this report covers and that no line
    of *pushed* has: they are recorded again as they are now. Earlier versions stay.
    """
    kept = _read(pushed)
    elsewhere = {
        (label, digest)
        for name, covers in (*ledger.reports.items(), *kept.reports.items())
        if name != report
        for label, digest in covers.items()
    }
    elsewhere |= {
        (label, version.digest) for label, versions in kept.entries.items() for version in versions
    }
    frozen = set(ledger.reports.get(report, {}).items()) - elsewhere
    entries = {
        label: [version for version in versions if (label, version.digest) not in frozen]
        for label, versions in ledger.entries.items()
    }
    return replace(
        ledger,
        entries={label: versions for label, versions in entries.items() if versions},
        reports={name: covers for name, covers in ledger.reports.items() if name != report},
        texts={name: texts for name, texts in ledger.texts.items() if name != report},
    )


def with_first_days(ledger: Ledger, first_days: dict[str, str]) -> None:
    """Give the first versions in *ledger* the days in *first_days*, by label, if these are earlier.

    Entries of a day are sorted by them, and their order must not change.
    """
    for label, day in first_days.items():
        versions = ledger.entries.get(label, [])
        if versions and day < ledger.first_days[label]:
            versions[0] = versions[0]._replace(day=day)
