"""What earlier builds made: a file that would be the same again is left alone, one by one.

Of each file it is noted what it was made of, and its time and size, so that a file that somebody
changed or put back is made anew.
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
    """Return what tells plain *value* from any other.

    :raises TypeError: if not all of it is data, so that equal words may not mean equal values.
    """
    return sha256(json.dumps(value).encode()).hexdigest()


def is_plain(value: Any) -> bool:
    """Return whether *value* has a `digest`."""
    try:
        json.dumps(value)
    except (TypeError, ValueError):  # ValueError: it holds itself
        return False
    return True


def write_if_changed(path: Path, content: bytes) -> None:
    """Write *content*, unless it is there: hosts take the time of a file for its version."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_file(path: Path, content: bytes) -> None:
    """Put *content* into the file at *path* at one stroke: whoever is killed leaves it whole.

    :raises OSError: if that cannot be; the file is as it was.
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


class Made:
    """Files below *root*, noted in the file *notes* from one build to the next."""

    def __init__(self, root: Path, notes: Path) -> None:
        self._root, self._notes = root, notes
        try:
            self._before = json.loads(notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._before = {}
        self._now: dict[str, list[str | int]] = {}

    def keeps(self, name: str, made_of: str) -> bool:
        """Return whether file *name* is there, *made_of* the same; if so, it is noted."""
        note = self._note(name, made_of)
        if not note or self._before.get(name) != note:
            return False
        self._now[name] = note
        return True

    def note(self, name: str, made_of: str) -> None:
        """Note that file *name* was written, *made_of* what a digest stands for."""
        self._now[name] = self._note(name, made_of)

    def forget(self) -> None:
        """Take no file of earlier builds for one that would be the same again."""
        self._before = {}

    def gone(self) -> Iterator[str]:
        """Yield the files of the last build that this one has not noted."""
        yield from sorted(self._before.keys() - self._now.keys())

    def close(self) -> None:
        """Keep the notes, for the next build."""
        write_if_changed(self._notes, json.dumps(self._now).encode())

    def _note(self, name: str, made_of: str) -> list[str | int]:
        try:
            stat = (self._root / name).stat()
        except OSError:
            return []
        return [made_of, stat.st_mtime_ns, stat.st_size]
