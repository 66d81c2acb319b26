"""Which files of the site the builds of Blink wrote: its own, and those that extensions wrote.

The record is a file beside the doctrees, one for each builder. A file that it does not name was
put into the site by something else, and Blink leaves it alone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from stat import S_ISREG
from typing import TYPE_CHECKING

from blink.files import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

#: Sphinx writes these in every build
_ALWAYS = frozenset({".buildinfo", ".buildinfo.bak", "objects.inv"})


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a build left in the output folder, as paths below it with slashes."""

    #: what Blink, or Sphinx for its documents, wrote or kept
    files: frozenset[str] = frozenset()
    #: what extensions wrote in this build or an earlier one
    others: frozenset[str] = frozenset()
    #: digest of the settings that the build was made with
    settings: str = ""


def load(path: Path) -> Outputs | None:
    """Return the record at *path*, or None if there is none that can be read."""
    try:
        files, others, settings = json.loads(path.read_bytes())
        return Outputs(frozenset(files), frozenset(others), str(settings))
    except (OSError, ValueError, TypeError):
        return None


def save(path: Path, outputs: Outputs) -> None:
    """Write the record to *path*."""
    record = [sorted(outputs.files), sorted(outputs.others), outputs.settings]
    write_if_changed(path, json.dumps(record).encode())


def is_old(path: Path, start: int) -> bool:
    """Return whether *path* is a file that was last written before *start*, in nanoseconds.

    A copy may have the time of modification of its source, so the inode's time counts as well.
    """
    try:
        stat = path.stat()
    except OSError:
        return False
    return S_ISREG(stat.st_mode) and max(stat.st_mtime_ns, stat.st_ctime_ns) < start


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
