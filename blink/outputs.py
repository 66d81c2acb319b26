"""Which files of the site builds wrote or kept: Blink's own, and those that extensions wrote.

Whoever writes a file of the site declares it to the build's `Outputs`. The record is kept beside
the doctrees from build to build, one for each builder: a file that it names and the next build
does not declare is deleted; one that it does not name was put there by something else, and stays.
A file that was written from the same inputs, and is as it was written, can be kept.
"""

from __future__ import annotations

import json
import os
from stat import S_ISREG
from typing import TYPE_CHECKING

from blink.files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

#: Sphinx writes these in every build
_ALWAYS = frozenset({".buildinfo", ".buildinfo.bak", "objects.inv"})

#: What is recorded of a file: digest of its inputs, time of modification and size, or nothing
Note = list[str | int]


class Outputs:
    """The files of one build below *root*; names are paths below it, with slashes."""

    def __init__(self, root: Path, record: Path, start: int) -> None:
        self.root, self._record = root, record
        #: when the build began, in nanoseconds: what was written since is not of an earlier one
        self.start = start
        #: whether the build is over; a preview goes on from there
        self.over = False
        self.load()

    def load(self) -> None:
        """Read the record of earlier builds, and forget what was declared."""
        #: what this build wrote or kept
        self.files: dict[str, Note] = {}
        try:
            record = json.loads(self._record.read_bytes())
            #: what earlier builds wrote or kept
            self.before: dict[str, Note] = dict(record["files"])
            #: what extensions wrote, in this build or an earlier one
            self.others = frozenset(record["others"])
            #: digest of the settings of the last build
            self.settings_before = str(record["settings"])
            #: whether there is a record of earlier builds
            self.known = True
        except (OSError, ValueError, TypeError, KeyError):
            self.before, self.others, self.settings_before = {}, frozenset(), ""
            self.known = False
        #: digest of the settings of this build
        self.settings = self.settings_before

    def declare(self, names: Iterable[str]) -> None:
        """Declare files that were written, or kept as they were."""
        for name in names:
            self.files.setdefault(name, [])

    def write(self, name: str, content: bytes) -> None:
        """Write *content* to the file *name*, unless it has it, and declare it."""
        write_if_changed(self.root / name, content)
        self.declare([name])

    def keeps(self, name: str, made_from: str) -> bool:
        """Return whether *name* is as it was written from inputs with the digest *made_from*.

        If so, declare it.
        """
        note = self._note(name, made_from)
        if not note or self.before.get(name) != note:
            return False
        self.files[name] = note
        return True

    def note(self, name: str, made_from: str) -> None:
        """Declare that *name* was written from inputs with the digest *made_from*."""
        self.files[name] = self._note(name, made_from)

    def disown(self, folder: str) -> None:
        """Take back what was declared in *folder*, which ends in a slash."""
        self.files = {k: note for k, note in self.files.items() if not k.startswith(folder)}

    def forget_inputs(self) -> None:
        """Let no file of earlier builds be kept, so that all are written again."""
        self.before = {name: [] for name in self.before}

    def gone(self) -> set[str]:
        """Return the files that earlier builds wrote, and this one did not declare."""
        return self.before.keys() - self.files.keys()

    def pages_gone(self) -> set[str]:
        """Return those of `gone` that were written from inputs that were noted."""
        return {name for name in self.gone() if self.before[name]}

    def save(self, files: dict[str, Note]) -> None:
        """Write the record, with *files* as those that this build and earlier ones wrote."""
        record = {"files": files, "others": sorted(self.others), "settings": self.settings}
        write_if_changed(self._record, json.dumps(record, sort_keys=True).encode())

    def is_old(self, name: str) -> bool:
        """Return whether *name* is a file that was last written before the build began.

        A copy may have the time of modification of its source, so the inode's time counts as well.
        """
        try:
            stat = (self.root / name).stat()
        except OSError:
            return False
        return S_ISREG(stat.st_mode) and max(stat.st_mtime_ns, stat.st_ctime_ns) < self.start

    def delete(self, names: Iterable[str]) -> None:
        """Delete the files *names*, and folders that are empty then."""
        for name in names:
            delete(self.root / name, self.root)

    def _note(self, name: str, made_from: str) -> Note:
        try:
            stat = (self.root / name).stat()
        except OSError:
            return []
        return [made_from, stat.st_mtime_ns, stat.st_size]


def delete(path: Path, root: Path) -> None:
    """Delete the file *path*, and the folders between it and *root* that are empty then."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


def files_below(root: Path, suffix: str = "") -> Iterator[Path]:
    """Yield the files below *root* that end in *suffix*."""
    return (path for path in root.rglob(f"*{suffix}") if path.is_file())


def other_files(root: Path, own: Collection[str], leave_out: Collection[str]) -> Iterator[str]:
    """Yield the files below *root* that are not *own*, nor in one of the folders *leave_out*."""
    length = len(os.path.join(root, ""))
    for folder, folders, names in os.walk(root):
        inner = folder[length:].replace(os.sep, "/")
        prefix = f"{inner}/" if inner else ""
        folders[:] = [name for name in folders if prefix + name not in leave_out]
        for name in names:
            path = prefix + name
            if path not in own and path not in _ALWAYS:
                yield path
