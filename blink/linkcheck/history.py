"""Keep the results of link checks in a file, so that the next run checks only what is due.

A good link is due again after weeks, one with an unknown result after days, a broken one each time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from blink.files.writing import replace_file
from blink.linkcheck.probe import BROKEN, GOOD, MOVED, TIMEOUT, UNKNOWN, Verdict

if TYPE_CHECKING:
    from pathlib import Path

#: Status → for what part of ``blink_linkcheck_days`` a result is kept
_STAYS = {GOOD: 1.0, MOVED: 1.0, UNKNOWN: 0.25}
_ALL = frozenset({GOOD, MOVED, UNKNOWN, BROKEN, TIMEOUT})


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """The result for an address, and its date."""

    verdict: Verdict
    checked: date


def due(address: str, record: CheckedLink | None, days: int, today: date) -> bool:
    """Return whether *address* is due: *days* after it was good, give or take a quarter.

    The quarter depends on address and day, so that links checked in one run spread over several.
    """
    if record is None or record.verdict.status not in _STAYS or record.checked > today:
        return True
    seed = sha256(f"{address} {record.checked}".encode()).digest()
    around = 0.75 + 0.5 * int.from_bytes(seed[:4]) / 2**32
    stays = timedelta(days=days * around * _STAYS[record.verdict.status])
    return today - record.checked >= stays


def read_records(path: Path) -> dict[str, CheckedLink]:
    """Return the results in the file at *path* by address; none if it is damaged or missing."""
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        return {
            address: CheckedLink(
                Verdict(status, int(code), str(words), str(new)), date.fromisoformat(on)
            )
            for address, (status, code, words, new, on) in saved.items()
            if status in _ALL
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_records(path: Path, records: dict[str, CheckedLink]) -> None:
    """Write *records* atomically, one address per line."""
    lines = [
        f"{json.dumps(address)}: {json.dumps([*record.verdict, record.checked.isoformat()])}"
        for address, record in sorted(records.items())
    ]
    replace_file(path, ("{\n" + ",\n".join(lines) + "\n}\n").encode())
