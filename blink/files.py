"""Write files in one step or only if they change, and compute digests of plain values."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Time of modification, in nanoseconds, and size of each file; ``None`` for a missing one
Versions = tuple[tuple[int, int] | None, ...]


def digest(value: Any) -> str:
    """Return a digest of *value*, which must be plain data.

    :raises TypeError: if *value* contains something that JSON cannot represent.
    """
    return sha256(json.dumps(value).encode()).hexdigest()


def is_plain(value: Any) -> bool:
    """Return whether *value* is plain data, of which `digest` returns a digest."""
    try:
        json.dumps(value)
    except (TypeError, ValueError):  # ValueError: it contains itself
        return False
    return True


def versions(paths: Iterable[str | os.PathLike[str]]) -> Versions:
    """Return the version of each of *paths*."""
    known: list[tuple[int, int] | None] = []
    for path in paths:
        try:
            stat = os.stat(path)
        except OSError:
            known.append(None)
        else:
            known.append((stat.st_mtime_ns, stat.st_size))
    return tuple(known)


def write_if_changed(path: Path, content: bytes) -> None:
    """Write *content* unless the file has it; hosts use the time of a file as its version."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_file(path: Path, content: bytes) -> None:
    """Write *content* to *path* in one step: a killed process leaves the old file or the new one.

    :raises OSError: if it cannot be written; the old file is still there.
    """
    path = path.resolve()  # so that a link is not replaced
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        if path.exists():
            new.chmod(path.stat().st_mode)
        os.replace(new, path)  # `replace` of Sphinx's paths replaces text
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise
