"""Record which files of the site each build wrote or kept, so that the next can delete old ones.

All code that writes a file of the site declares it to the build's `Outputs`. The record is saved
beside the doctrees, one for each builder. If the record names a file that the next build does not
declare, the file is deleted; a file that it does not name stays, since Blink did not write it. A
file can be kept if it is unchanged and its inputs are the same.
"""

from __future__ import annotations

import json
import os
import re
import time
from contextlib import suppress
from stat import S_ISREG
from typing import TYPE_CHECKING

from blink.files.digests import FileDigests
from blink.files.writing import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

#: Sphinx writes these in every build
_ALWAYS = re.compile(
    r"objects\.inv|_static/(?:pygments(?:_dark)?\.css|opensearch\.xml"
    r"|(?:[\w-]+-stemmer|documentation_options|language_data|translations)\.js)"
)

#: The record of a file: the digest of its inputs, and its own size and digest; or nothing
FileRecord = list[str]


class Outputs:
    """The files of one build below *root*; names are paths below it, with slashes."""

    def __init__(
        self, root: Path, record: Path, start: int, digests: FileDigests | None = None
    ) -> None:
        self.root, self._record = root, record
        self._digests = digests or FileDigests()
        #: when the build began, in nanoseconds since the epoch
        self.start = start
        #: when it began to look for sources
        self.search_start = start
        #: whether the build is finished; a preview continues after it
        self.finished = False
        self._ahead = _files_ahead(root) if _is_set_back(record.parent) else {}
        self.load()

    def load(self) -> None:
        """Read the record of earlier builds, and forget the files that were declared."""
        #: files that this build wrote or kept
        self.files: dict[str, FileRecord] = {}
        try:
            record = json.loads(self._record.read_bytes())
            #: files that earlier builds wrote or kept
            self.before: dict[str, FileRecord] = dict(record["files"])
            #: pages of documents, with the digest of what each document was read from
            self.documents: dict[str, FileRecord] = dict(record["documents"])
            #: files that extensions wrote, in this build or an earlier one
            self.from_extensions = frozenset(record["others"])
            #: digest of the settings of the last build
            self.settings_before = str(record["settings"])
            #: whether there is a record of earlier builds
            self.known = True
        except (OSError, ValueError, TypeError, KeyError):
            self.before, self.from_extensions, self.settings_before = {}, frozenset(), ""
            self.documents, self.known = {}, False
        #: digest of the settings of this build
        self.settings = self.settings_before

    def declare(self, names: Iterable[str]) -> None:
        """Declare files that were written, or kept as they were."""
        for name in names:
            self.files.setdefault(name, [])

    def write(self, name: str, content: bytes) -> None:
        """Write *content* to the file *name* unless it is already there, and declare the file."""
        write_if_changed(self.root / name, content)
        self.declare([name])

    def keeps(self, name: str, inputs: str) -> bool:
        """Return whether *name* is unchanged since it was written from the same inputs.

        If so, declare it.

        :param inputs: the digest of the inputs
        """
        record = self._file_record(name, inputs)
        if not record or self.before.get(name) != record:
            return False
        self.files[name] = record
        return True

    def record(self, name: str, inputs: str) -> None:
        """Declare that *name* was written from inputs with the digest *inputs*."""
        self.files[name] = self._file_record(name, inputs)

    def is_written_from(self, name: str, inputs: str) -> bool:
        """Return whether the page *name* of a document is unchanged since it was written from it.

        :param inputs: the digest of what the document was read from
        """
        record = self.documents.get(name)
        return bool(record) and record == self._file_record(name, inputs)

    def record_documents(self, pages: Mapping[str, str]) -> None:
        """Store for the pages of all documents from what they were written: page → digest."""
        self.documents = {name: self._file_record(name, inputs) for name, inputs in pages.items()}

    def withdraw(self, folder: str) -> None:
        """Undo the declaration of all files in *folder*, which ends in a slash."""
        kept = (name for name in self.files if not name.startswith(folder))
        self.files = {name: self.files[name] for name in kept}

    def forget_inputs(self) -> None:
        """Keep no file of earlier builds, so that all are written again."""
        self.before, self.documents = {name: [] for name in self.before}, {}

    def missing(self) -> set[str]:
        """Return the files of earlier builds that this build has not declared."""
        return self.before.keys() - self.files.keys()

    def missing_pages(self) -> set[str]:
        """Return those of `missing` that were recorded with their inputs."""
        return {name for name in self.missing() if self.before[name]}

    def save(self, files: dict[str, FileRecord]) -> None:
        """Save the record, with *files* as those of this build and earlier builds."""
        record = {
            "files": files,
            "documents": self.documents,
            "others": sorted(self.from_extensions),
            "settings": self.settings,
        }
        write_if_changed(self._record, json.dumps(record, sort_keys=True).encode())

    def is_old(self, name: str, start: int = 0) -> bool:
        """Return whether *name* is a file that was last written before the build began.

        A copy may have its source's time of modification, so the time of the inode is used too. A
        file that had a time in the future when the build began is old if its times are the same.

        :param start: a later time than the beginning of the build
        """
        try:
            stat = (self.root / name).stat()
        except OSError:
            return False
        times = stat.st_mtime_ns, stat.st_ctime_ns
        is_old = max(times) < (start or self.start) or self._ahead.get(name) == times
        return S_ISREG(stat.st_mode) and is_old

    def delete(self, names: Iterable[str]) -> None:
        """Delete the files *names*, and folders that become empty."""
        for name in names:
            delete(self.root / name, self.root)

    def _file_record(self, name: str, inputs: str) -> FileRecord:
        version = self._digests.of(f"{self.root}/{name}")
        return [inputs, version] if version else []


def _is_set_back(doctrees: Path) -> bool:
    """Return whether the clock was set back since a build wrote into *doctrees*."""
    now, states = time.time_ns(), list(doctrees.glob("*.*")) if doctrees.is_dir() else []
    return any(path.stat().st_mtime_ns > now for path in states)


def _files_ahead(root: Path) -> dict[str, tuple[int, int]]:
    """Return the times of each file below *root* that has one in the future, by its name."""
    ahead, now, length = {}, time.time_ns(), len(os.path.join(root, ""))
    for folder, _, names in os.walk(root):
        for path in (os.path.join(folder, name) for name in names):
            with suppress(OSError):
                stat = os.stat(path)
                times = stat.st_mtime_ns, stat.st_ctime_ns
                if max(times) > now:
                    ahead[path[length:].replace(os.sep, "/")] = times
    return ahead


def forget_outputs(record: Path) -> None:
    """Keep in the file *record* the names of the site's files only, so that all are written."""
    outputs = Outputs(record.parent, record, 0)
    if not outputs.known:
        record.unlink()
        return
    outputs.forget_inputs()
    outputs.settings = ""
    outputs.save(outputs.before)


def delete(path: Path, root: Path) -> None:
    """Delete the file *path*, and the folders between it and *root* that become empty."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


def files_below(root: Path, suffix: str = "") -> Iterator[Path]:
    """Yield the files below *root* that end in *suffix*."""
    return (path for path in root.rglob(f"*{suffix}") if path.is_file())


def other_files(root: Path, own: Collection[str], excluded: Collection[str]) -> Iterator[str]:
    """Yield the files below *root* that are not *own*, nor in one of the folders *excluded*."""
    length = len(os.path.join(root, ""))
    for folder, folders, names in os.walk(root):
        inner = folder[length:].replace(os.sep, "/")
        prefix = f"{inner}/" if inner else ""
        folders[:] = [name for name in folders if prefix + name not in excluded]
        for name in names:
            path = prefix + name
            if path not in own and not _ALWAYS.fullmatch(path):
                yield path
