"""Remember which files an import wrote, so that the next one updates only what changed.

They are listed in ``.blink-import.json`` in the blog's folder: path → digest and source.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pathlib import Path

NAME = ".blink-import.json"


class WrittenFile(TypedDict):
    """One file that an import wrote."""

    #: digest of the bytes that were written
    digest: str
    #: name of the source
    source: str


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def read(folder: Path) -> dict[str, WrittenFile]:
    """Return what earlier imports wrote; empty if the file is missing or cannot be read."""
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    files = data.get("files") if isinstance(data, dict) else None
    return {
        str(path): {"digest": str(file.get("digest", "")), "source": str(file.get("source", ""))}
        for path, file in (files.items() if isinstance(files, dict) else ())
        if isinstance(file, dict)
    }


def write(folder: Path, files: dict[str, WrittenFile]) -> None:
    text = json.dumps({"version": 1, "files": dict(sorted(files.items()))}, indent=1)
    partial = folder / f"{NAME}.new"
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(folder / NAME)
