"""Remember which files and settings an import wrote, so that the next one updates what changed.

They are in ``.blink-import.json`` in the blog's folder: path → digest and source, and the name of a
setting → the value that the import wrote to conf.py, as Python source. While an import runs, it
adds a line for each file to ``.blink-import.log``, so that the next one completes one that is
killed.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME = ".blink-import.json"
#: The files of an import that has not ended, a JSON object a line
LOG = ".blink-import.log"


class WrittenFile(TypedDict):
    """One file that an import wrote."""

    #: digest of the bytes that were written
    digest: str
    #: name of the source
    source: str


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _load(folder: Path, key: str) -> dict[str, Any]:
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    values = data.get(key) if isinstance(data, dict) else None
    return values if isinstance(values, dict) else {}


def read(folder: Path) -> dict[str, WrittenFile]:
    """Return the files of earlier imports; empty if the record is missing or cannot be read."""
    files: dict[str, WrittenFile] = {
        str(path): {"digest": str(file.get("digest", "")), "source": str(file.get("source", ""))}
        for path, file in _load(folder, "files").items()
        if isinstance(file, dict)
    }
    return files | _killed(folder)


def _killed(folder: Path) -> dict[str, WrittenFile]:
    """Return the files that an import wrote before it was killed, and that did not change since."""
    log, files = folder / LOG, {}
    rows = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    for row in rows:
        try:
            path, file = json.loads(row)
            if digest((folder / path).read_bytes()) == file["digest"]:
                files[path] = file
        except (OSError, ValueError, TypeError, LookupError):  # the last line may be incomplete
            continue
    return files


def note(folder: Path, path: str, file: WrittenFile) -> None:
    """Note that *path* is being written, for the case that this import is killed."""
    with (folder / LOG).open("a", encoding="utf-8", newline="\n") as log:
        log.write(f"{json.dumps([path, file])}\n")


def read_settings(folder: Path) -> dict[str, str]:
    """Return the settings that earlier imports wrote: name → Python source of the value."""
    return {str(name): str(value) for name, value in _load(folder, "settings").items()}


def write(folder: Path, files: Mapping[str, WrittenFile], settings: Mapping[str, str]) -> None:
    record = {
        "version": 1,
        "files": dict(sorted(files.items())),
        "settings": dict(sorted(settings.items())),
    }
    partial = folder / f"{NAME}.new"
    partial.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / NAME)
    (folder / LOG).unlink(missing_ok=True)
