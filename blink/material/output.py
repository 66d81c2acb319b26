"""Write the results into the blog; never overwrite a file that the author made or changed.

A file that an earlier import wrote is written again only if it has not changed since.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blink.material.written_files import WrittenFile, digest, note

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class ImportOutcome:
    """The outcome of an import for each path."""

    #: ``new``, ``changed``, ``same``, ``kept`` (the author has changed it), ``taken`` (it was
    #: there before any import), ``gone`` (the author deleted it), ``failed``
    states: dict[str, str] = field(default_factory=dict)
    #: path that was kept → the changes that would have been written
    diffs: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def count(self, *states: str) -> int:
        return sum(state in states for state in self.states.values())


class ImportTarget:
    """The blog's folder, into which the import writes."""

    def __init__(self, folder: Path, known: dict[str, WrittenFile], *, dry: bool) -> None:
        self.folder, self.known, self.dry = folder.resolve(), dict(known), dry
        self.outcome = ImportOutcome()

    def put(self, path: str, data: bytes, source: str) -> str:
        """Write *data* to *path*, unless the author made or changed that file; return its state."""
        try:
            state = self._put(path, data, source)
        except OSError as error:
            self.outcome.errors[path] = error.strerror or str(error)
            state = "failed"
        self.outcome.states[path] = state
        return state

    def _put(self, path: str, data: bytes, source: str) -> str:
        target = self.folder / path
        if not target.resolve().is_relative_to(self.folder):
            self.outcome.errors[path] = "its folder is a symbolic link that leads out of the blog"
            return "failed"
        new, known_file = digest(data), self.known.get(path)
        if target.is_symlink() or target.exists():
            present = target.read_bytes() if target.is_file() else b""
            if present == data:
                self.known[path] = {"digest": new, "source": source}
                return "same"
            if known_file is None:
                return "taken"
            if known_file["digest"] == new:
                return "kept"  # only the author has changed it
            if digest(present) != known_file["digest"]:
                self.outcome.diffs[path] = _diff(present, data)
                return "kept"
            state = "changed"
        elif known_file is not None and known_file["digest"] == new:
            return "gone"
        else:
            state = "new"
        if not self.dry:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".{target.name[:80]}.new")
            written: WrittenFile = {"digest": new, "source": source}
            note(self.folder, path, written)
            partial.write_bytes(data)
            partial.replace(target)
            self.known[path] = written
        return state


def _diff(present: bytes, new: bytes) -> str:
    try:
        before, after = present.decode().splitlines(), new.decode().splitlines()
    except UnicodeDecodeError:
        return ""
    if len(before) + len(after) > 4000:
        return ""
    return "\n".join(difflib.unified_diff(before, after, "yours", "the import's", lineterm="", n=1))
