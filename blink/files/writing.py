"""Write files in one step or only if they change, and compute digests of plain values."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


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


def write_if_changed(path: Path, content: bytes) -> None:
    """Write *content* unless the file has it; hosts use the time of a file as its version."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_file(path: Path, content: bytes) -> None:
    """Write *content* to *path* in one step: a killed process leaves the old file or the new one.

    :raises OSError: if it cannot be written; the old file is still there. The error names the file,
        or its folder if nothing can be written there.
    """
    shown, path = path, path.resolve()  # so that a link is not replaced
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        if path.exists():
            new.chmod(path.stat().st_mode)
        os.replace(new, path)  # `replace` of Sphinx's paths replaces text
    except BaseException as error:  # an interrupt, too
        with suppress(OSError):
            new.unlink()
        if isinstance(error, OSError):
            is_open = os.access(path.parent, os.W_OK)
            error.filename, error.filename2 = str(shown if is_open else shown.parent), None
        raise
