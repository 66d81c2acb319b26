"""What was found at addresses → a file, so that the next run asks only for what is due.

A good link is asked for again after weeks, one whose host did not tell after days, and a broken
one each time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from blink.files import replace_file
from blink.linkcheck.probe import BROKEN, GOOD, MOVED, TIMEOUT, UNKNOWN, Verdict

if TYPE_CHECKING:
    from pathlib import Path

#: Status → what part of the days in conf.py it stays true
_STAYS = {GOOD: 1.0, MOVED: 1.0, UNKNOWN: 0.25}
_ALL = frozenset({GOOD, MOVED, UNKNOWN, BROKEN, TIMEOUT})


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """What was found at an address, and when."""

    verdict: Verdict
    checked: date


def due(address: str, record: CheckedLink | None, days: int, today: date) -> bool:
    """Return whether *address* is to be asked for: *days* after it was good, a quarter around.

    The quarter depends on address and day, so that those of one run are not due in one again.
    """
    if record is None or record.verdict.status not in _STAYS or record.checked > today:
        return True
    seed = sha256(f"{address} {record.checked}".encode()).digest()
    around = 0.75 + 0.5 * int.from_bytes(seed[:4]) / 2**32
    stays = timedelta(days=days * around * _STAYS[record.verdict.status])
    return today - record.checked >= stays


def read_records(path: Path) -> dict[str, CheckedLink]:
    """Return address → record, as the file at *path* has it; none if it is damaged or not there."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {
            address: CheckedLink(
                Verdict(status, int(code), str(words), str(new)), date.fromisoformat(on)
            )
            for address, (status, code, words, new, on) in found.items()
            if status in _ALL
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_records(path: Path, records: dict[str, CheckedLink]) -> None:
    """Write *records* at one stroke, an address a line."""
    lines = [
        f"{json.dumps(address)}: {json.dumps([*one.verdict, one.checked.isoformat()])}"
        for address, one in sorted(records.items())
    ]
    replace_file(path, ("{\n" + ",\n".join(lines) + "\n}\n").encode())
