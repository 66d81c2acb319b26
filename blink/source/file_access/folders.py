"""Find the files and links in the folders of a project that a build must not read.

These are links that lead out of the project (see `blink.source.file_access.outside`) or to a folder
that contains them; named pipes and devices, which might block a build forever; and sources whose
names are not UTF-8. Each is an error. A source is not published, and a file to copy ends the build.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError
from sphinx.project import EXCLUDE_PATHS
from sphinx.util.matching import Matcher

from blink.source.errors import SITE, fail
from blink.source.file_access.allowed_folders import (
    AllowedFolders,
    is_below,
    real_paths,
    special_kind,
)
from blink.source.file_access.outside import folders_of
from blink.source.patches import exclude_from_search
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

_LOOP = "is a symbolic link to a folder that contains it, which makes an endless loop; delete it"


class Refused(NamedTuple):
    """An entry of a folder that must not be read."""

    #: relative to the folder that was searched, with slashes
    path: str
    reason: str

    @property
    def pattern(self) -> str:
        """A pattern of ``exclude_patterns`` that matches this entry alone."""
        return re.sub(r"([*?\[])", r"[\1]", unicodedata.normalize("NFC", self.path))


def readable_name(path: str) -> str:
    r"""Return *path* as text that can be printed.

    >>> readable_name("caf\udce9.md")
    'caf\\xe9.md'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def refused_entries(
    folder: str,
    allowed: AllowedFolders,
    is_excluded: Callable[[str], bool],
    is_read: Callable[[str], bool],
    inner: str = "",
    above: tuple[str, ...] = (),
) -> Iterator[Refused]:
    """Yield the entries below *folder* that must not be read.

    :param is_read: returns whether a build reads or copies the file at a path
    :param above: the real paths of the folders that contain *inner*
    """
    above = above or (os.path.realpath(folder),)
    try:
        entries = sorted(os.scandir(os.path.join(folder, inner)), key=lambda entry: entry.name)
    except OSError:  # Sphinx ignores such a folder
        return
    for entry in entries:
        path = f"{inner}/{entry.name}" if inner else entry.name
        if is_excluded(unicodedata.normalize("NFC", path)):
            continue
        if entry.is_dir(follow_symlinks=False):
            real = os.path.join(above[-1], entry.name)
            yield from refused_entries(folder, allowed, is_excluded, is_read, path, (*above, real))
        elif entry.is_symlink() and os.path.isdir(entry.path):
            real = os.path.realpath(entry.path)
            reason = allowed.refusal(real) or (_LOOP if real in above else "")
            if reason:
                yield Refused(path, _with_advice(reason))
            else:
                yield from refused_entries(
                    folder, allowed, is_excluded, is_read, path, (*above, real)
                )
        elif is_read(path) and (reason := _refused_file(entry, path, allowed)):
            yield Refused(path, reason)


def _with_advice(reason: str) -> str:
    return f"{reason}, or to `exclude_patterns`" if reason.endswith("conf.py") else reason


def _refused_file(entry: os.DirEntry[str], path: str, allowed: AllowedFolders) -> str:
    try:
        path.encode()
    except UnicodeEncodeError:
        return "has a name that is not UTF-8; rename it, for example to a name of ASCII letters"
    if not entry.is_symlink():
        kind = "" if entry.is_file() else special_kind(entry.stat(follow_symlinks=False).st_mode)
        return f"is {kind}, not a regular file; delete it, or move it elsewhere" if kind else ""
    try:
        os.stat(entry.path)
    except OSError as error:  # a broken link is reported where it is read
        return "is a symbolic link to itself; delete it" if error.errno == errno.ELOOP else ""
    return allowed.refusal(entry.path)


# -- Sphinx ------------------------------------------------------------------


#: Settings that name folders and files to copy or templates, with the patterns that Sphinx excludes
COPIED = {
    "html_static_path": ["**/.*"],
    "html_extra_path": [],
    "templates_path": [],
    "html_favicon": [],
    "html_logo": [],
}


def check_copied(app: Sphinx, config: Config) -> None:
    """Check the folders and files that are copied unchanged.

    A folder outside the project may be used if conf.py names it in one of these settings. So may
    the folders of installed packages, even if `.venv` is a link.

    :raises ConfigError: if something in them must not be read, since every page needs them.
    """
    messages: list[str] = []
    folders = folders_of(app)
    for setting, hidden in COPIED.items():
        excluded = Matcher([*config.exclude_patterns, *hidden]).match
        given = config[setting] or []
        for entry in [given] if isinstance(given, str) else given:
            path = os.path.normpath(Path(app.confdir, entry))
            allowed = folders
            is_installed = is_below(os.path.realpath(path), os.path.realpath(sys.prefix))
            if is_installed or not is_below(path, os.path.normpath(app.confdir)):
                allowed = AllowedFolders(folders.project, folders.outside | real_paths([path]))
            if reason := allowed.refusal(path):
                messages.append(_message(str(app.confdir), Refused(str(entry), reason)))
            else:
                refused = refused_entries(path, allowed, excluded, lambda _: True)
                messages += [_message(path, entry) for entry in refused]
    if messages:
        raise ConfigError("\n".join(messages))


class SourceFolders:
    """Excludes files that must not be read from each search of Sphinx for sources."""

    def __init__(self) -> None:
        self._folders = AllowedFolders(frozenset(), frozenset())
        self._excluded: list[str] = []

    def exclude(self, app: Sphinx, config: Config) -> None:
        """Exclude files from the first search of Sphinx, before it has a builder."""
        self._folders = folders_of(app)
        self._excluded = config.exclude_patterns
        refused = self._refused(app, [*config.html_static_path, *config.html_extra_path])
        config.exclude_patterns = [*self._excluded, *(entry.pattern for entry in refused)]

    def _refused(self, app: Sphinx, assets: list[str]) -> list[Refused]:
        config = app.config
        patterns = [*config.exclude_patterns, *config.templates_path, *assets, *EXCLUDE_PATHS]
        suffixes = tuple(config.source_suffix)
        excluded = Matcher(patterns).match

        def is_read(path: str) -> bool:
            return path.endswith(suffixes)

        return [*refused_entries(str(app.srcdir), self._folders, excluded, is_read)]

    def exclude_from_searches(self, app: Sphinx) -> None:
        """Exclude and report files whenever Sphinx searches for sources."""
        app.config.exclude_patterns = self._excluded

        def refused_patterns(asset_paths: list[str]) -> list[str]:
            source_domain(app.env).failed.discard(SITE)
            refused = self._refused(app, asset_paths)
            self._report(app, refused)
            return [entry.pattern for entry in refused]

        exclude_from_search(app.builder, refused_patterns)

    def _report(self, app: Sphinx, refused: list[Refused]) -> None:
        for entry in refused:
            place = f"{readable_name(os.path.join(app.srcdir, entry.path))}:1"
            fail(app.env, SITE, place, "`%s` %s", readable_name(entry.path), entry.reason)


def _message(root: str, entry: Refused) -> str:
    place = readable_name(os.path.join(root, entry.path))
    return f"{place}:1: `{readable_name(entry.path)}` {entry.reason}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.file_access.outside")
    sources = SourceFolders()
    app.connect("config-inited", check_copied, priority=Stage.COPIED_FILES)
    app.connect("config-inited", sources.exclude, priority=Stage.SOURCE_FILES)
    app.connect("builder-inited", sources.exclude_from_searches, priority=Stage.BUILDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
