"""Decide whether a site may use the file or folder at a path."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FIX = "copy it into the project, or add its folder to `blink_outside` in conf.py"
#: Kinds of files that are not regular files
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def is_below(path: str, folder: str) -> bool:
    """Return whether *path* is *folder* or inside it; both must be real, absolute paths."""
    return path == folder or path.startswith(os.path.join(folder, ""))


def special_kind(mode: int) -> str:
    """Return the kind of a file with that *mode* if it is not a file or folder, else ``""``."""
    return _KINDS.get(stat.S_IFMT(mode), "")


def real_paths(paths: Iterable[str | Path]) -> frozenset[str]:
    """Return the real paths, without links, of *paths*."""
    return frozenset(map(os.path.realpath, paths))


class AllowedFolders(NamedTuple):
    """The folders whose files a site may use, as real, absolute paths."""

    project: frozenset[str]
    #: the folders that conf.py adds
    outside: frozenset[str]

    def has(self, path: str) -> bool:
        """Return whether *path*, which must be real, is in one of them."""
        return any(is_below(path, folder) for folder in self.outside) or any(
            is_below(path, folder) and ".git" not in path[len(folder) :].split(os.sep)
            for folder in self.project
        )

    def refusal(self, path: str | Path) -> str:
        """Return why the site must not use the file or folder at *path*, or ``""``.

        A missing file is allowed here: it is reported where it is needed.
        """
        try:
            real = os.path.realpath(path)
            if not self.has(real):
                if any(is_below(real, folder) for folder in self.project):
                    return "is in `.git`, which must not be published; use a file from elsewhere"
                return f"is outside the project, at {real}; {_FIX}"
            kind = special_kind(os.stat(real).st_mode)
        except (OSError, ValueError):  # it does not exist, or its name is impossible
            return ""
        return f"is {kind}, not a regular file; use a regular file" if kind else ""
