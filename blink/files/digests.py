"""Find whether a file is what it was, by its size and content.

A time says nothing: each checkout of a repository gives every file a new one, and a restored cache
gives files the times that they once had. But a file whose times, size and inode are what they were
when it was last read need not be read again.
"""

from __future__ import annotations

import json
import os
import time
from hashlib import file_digest
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from blink.files.writing import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: The digest of each file, or ``None`` for one that cannot be read
Versions = tuple[str | None, ...]

#: A file that changed less than so many nanoseconds before it was read may change again and have
#: the same times, as Git's documentation says (racy-git). File systems count seconds or less.
_FINE, _COARSE = 50_000_000, 2_000_000_000


class FileDigests:
    """The size and digest of files; they are known without reading files that are as they were."""

    def __init__(self, record: Path | None = None) -> None:
        """Read what is known of files from *record*, if there is one."""
        self._record = record
        #: path → times, size and inode of the file, and its digest
        self._known: dict[str, list[Any]] = {}
        #: those that are right now
        self._used: dict[str, list[Any]] = {}
        if record:
            try:
                self._known = dict(json.loads(record.read_bytes()))
            except (OSError, ValueError, TypeError):
                self._known = {}

    def of(self, path: str | os.PathLike[str]) -> str | None:
        """Return size and digest of the file *path*, or ``None`` if it cannot be read."""
        name = os.fspath(path)
        try:
            stat = os.stat(name)
            if not S_ISREG(stat.st_mode):  # to read a named pipe waits for who writes it
                return None
            state = [stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino]
            entry = self._used.get(name) or self._known.get(name)
            if entry and entry[:4] == state:
                self._used[name] = entry
                return str(entry[4])
            now = time.time_ns()
            with open(name, "rb") as file:
                content = file_digest(file, "sha256").hexdigest()
                version = f"{file.tell()}-{content}"
        except OSError:
            return None
        self._used.pop(name, None)
        margin = _FINE if stat.st_mtime_ns % 1_000_000_000 else _COARSE
        if now - max(stat.st_mtime_ns, stat.st_ctime_ns) > margin:
            self._used[name] = [*state, version]
        return version

    def versions(self, paths: Iterable[str | os.PathLike[str]]) -> Versions:
        """Return size and digest of each of *paths*."""
        return tuple(map(self.of, paths))

    def save(self) -> None:
        """Save what is known of the files that were asked for."""
        if self._record and self._used != self._known:
            write_if_changed(self._record, json.dumps(self._used).encode())
