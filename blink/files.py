"""Write files, and keep those of earlier builds that would be the same again.

For each file, a digest of its inputs is recorded with its time and size, so that a file that
somebody changed or restored is made again.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def digest(value: Any) -> str:
    """Return a digest of plain *value* that differs from that of any other value.

    :raises TypeError: if *value* contains something that JSON cannot represent.
    """
    return sha256(json.dumps(value).encode()).hexdigest()


def is_plain(value: Any) -> bool:
    """Return whether *value* has a `digest`."""
    try:
        json.dumps(value)
    except (TypeError, ValueError):  # ValueError: it contains itself
        return False
    return True


def write_if_changed(path: Path, content: bytes) -> None:
    """Write *content* unless the file has it: hosts take the time of a file for its version."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_file(path: Path, content: bytes) -> None:
    """Write *content* to *path* in one step: a killed process leaves the old file or the new one.

    :raises OSError: if it cannot be written; the old file is still there.
    """
    path = path.resolve()  # a link stays one
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        if path.exists():
            new.chmod(path.stat().st_mode)
        os.replace(new, path)  # Sphinx's paths replace text
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


class BuiltFiles:
    """Files below *root* that builds made, recorded in the file *notes* from build to build."""

    def __init__(self, root: Path, notes: Path) -> None:
        self._root, self._notes = root, notes
        try:
            self._before = json.loads(notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._before = {}
        self._now: dict[str, list[str | int]] = {}

    def keeps(self, name: str, made_of: str) -> bool:
        """Return whether file *name* exists with the same digest *made_of*; if so, record it."""
        note = self._note(name, made_of)
        if not note or self._before.get(name) != note:
            return False
        self._now[name] = note
        return True

    def note(self, name: str, made_of: str) -> None:
        """Record that file *name* was written from inputs with the digest *made_of*."""
        self._now[name] = self._note(name, made_of)

    def forget(self) -> None:
        """Forget the files of earlier builds, so that all are made again."""
        self._before = {}

    def gone(self) -> Iterator[str]:
        """Yield the files of the last build that this build has not recorded."""
        yield from sorted(self._before.keys() - self._now.keys())

    def close(self) -> None:
        """Write the records for the next build."""
        write_if_changed(self._notes, json.dumps(self._now).encode())

    def _note(self, name: str, made_of: str) -> list[str | int]:
        try:
            stat = (self._root / name).stat()
        except OSError:
            return []
        return [made_of, stat.st_mtime_ns, stat.st_size]
