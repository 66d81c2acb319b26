"""The folders that a build goes through → what in them it must not read, before it does.

Those are links that lead out of the project (see `blink.source.outside`) or back to a folder that
they are
in, named pipes and devices, on which a build would wait for ever, and sources whose names are not
UTF-8. Each is an error: a source is left out, and without what is copied there is no site.
"""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError
from sphinx.project import EXCLUDE_PATHS
from sphinx.util.matching import Matcher

from blink.posts.store import blog_domain
from blink.source.errors import SITE, fail
from blink.source.outside import Folders, folders_of, is_below, real_paths, special_kind
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

_LOOP = "is a link to a folder that it is in itself, so that it has no end; delete the link"


class Refused(NamedTuple):
    """An entry of a folder that must not be read."""

    #: from the folder that was looked through, with slashes
    path: str
    reason: str

    @property
    def pattern(self) -> str:
        """A pattern of ``exclude_patterns`` that matches this entry alone."""
        return re.sub(r"([*?\[])", r"[\1]", unicodedata.normalize("NFC", self.path))


def readable_name(path: str) -> str:
    r"""Return *path* as a text that can be printed.

    >>> readable_name("caf\udce9.md")
    'caf\\xe9.md'
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def look(
    folder: str,
    allowed: Folders,
    is_excluded: Callable[[str], bool],
    is_read: Callable[[str], bool],
    inner: str = "",
    above: tuple[str, ...] = (),
) -> Iterator[Refused]:
    """Yield what must not be read below *folder*.

    :param is_read: whether a build reads or copies a file of that path
    :param above: the folders, without links, that *inner* is in
    """
    above = above or (os.path.realpath(folder),)
    try:
        entries = sorted(os.scandir(os.path.join(folder, inner)), key=lambda one: one.name)
    except OSError:  # as Sphinx does, which sees nothing in it
        return
    for entry in entries:
        path = f"{inner}/{entry.name}" if inner else entry.name
        if is_excluded(unicodedata.normalize("NFC", path)):
            continue
        if entry.is_dir(follow_symlinks=False):
            real = os.path.join(above[-1], entry.name)
            yield from look(folder, allowed, is_excluded, is_read, path, (*above, real))
        elif entry.is_symlink() and os.path.isdir(entry.path):
            real = os.path.realpath(entry.path)
            reason = allowed.refusal(real) or (_LOOP if real in above else "")
            if reason:
                yield Refused(path, _of_link(reason))
            else:
                yield from look(folder, allowed, is_excluded, is_read, path, (*above, real))
        elif is_read(path) and (reason := _refused_file(entry, path, allowed)):
            yield Refused(path, reason)


def _of_link(reason: str) -> str:
    return f"{reason}, or in `exclude_patterns`" if reason.endswith("conf.py") else reason


def _refused_file(entry: os.DirEntry[str], path: str, allowed: Folders) -> str:
    try:
        path.encode()
    except UnicodeEncodeError:
        return "has a name that is not UTF-8; rename the file"
    if not entry.is_symlink():
        kind = "" if entry.is_file() else special_kind(entry.stat(follow_symlinks=False).st_mode)
        return f"is {kind}, not a regular file; delete it, or move it elsewhere" if kind else ""
    try:
        os.stat(entry.path)
    except OSError as error:  # of one that leads to nothing, whoever reads it tells
        return "is a link to itself; delete the link" if error.errno == errno.ELOOP else ""
    return allowed.refusal(entry.path)


# -- Sphinx ------------------------------------------------------------------


#: Settings that name folders and files which are copied, or made into pages; and what Sphinx
#: leaves out of them
COPIED = {
    "html_static_path": ["**/.*"],
    "html_extra_path": [],
    "templates_path": [],
    "html_favicon": [],
    "html_logo": [],
}


def check_copied(app: Sphinx, config: Config) -> None:
    """Look through what is copied as it is.

    To name a folder outside of the project in conf.py is its author's word for what is in it.

    :raises ConfigError: if something must not be read: there is no page without it
    """
    found: list[str] = []
    folders = folders_of(app)
    for setting, hidden in COPIED.items():
        excluded = Matcher([*config.exclude_patterns, *hidden]).match
        given = config[setting] or []
        for entry in [given] if isinstance(given, str) else given:
            path = os.path.normpath(Path(app.confdir, entry))
            allowed = folders
            if not is_below(path, os.path.normpath(app.confdir)):
                allowed = Folders(folders.project, folders.outside | real_paths([path]))
            if reason := allowed.refusal(path):
                found.append(_told(str(app.confdir), Refused(str(entry), reason)))
            else:
                refused = look(path, allowed, excluded, lambda _: True)
                found += [_told(path, one) for one in refused]
    if found:
        raise ConfigError("\n".join(found))


class Sources:
    """The folders of the sources."""

    def __init__(self) -> None:
        self._folders = Folders(frozenset(), frozenset())
        self._excluded: list[str] = []

    def exclude(self, app: Sphinx, config: Config) -> None:
        """Exclude what must not be read: Sphinx searches for sources before there is a builder."""
        self._folders = folders_of(app)
        self._excluded = config.exclude_patterns
        found = self._look(app, [*config.html_static_path, *config.html_extra_path])
        config.exclude_patterns = [*self._excluded, *(one.pattern for one in found)]

    def _look(self, app: Sphinx, assets: list[str]) -> list[Refused]:
        config = app.config
        patterns = [*config.exclude_patterns, *config.templates_path, *assets, *EXCLUDE_PATHS]
        suffixes = tuple(config.source_suffix)
        excluded = Matcher(patterns).match
        return [*look(str(app.srcdir), self._folders, excluded, lambda one: one.endswith(suffixes))]

    def watch(self, app: Sphinx) -> None:
        """Look, and tell what is found, whenever Sphinx searches for sources.

        It asks the builder for paths without sources right before it does that.
        """
        app.config.exclude_patterns = self._excluded
        asset_paths = app.builder.get_asset_paths

        def paths_without_sources() -> list[str]:
            blog_domain(app.env).failed.discard(SITE)
            found = self._look(app, asset_paths())
            self._tell(app, found)
            return [*asset_paths(), *(one.pattern for one in found)]

        app.builder.get_asset_paths = paths_without_sources  # type: ignore[method-assign]

    def _tell(self, app: Sphinx, found: list[Refused]) -> None:
        for one in found:
            place = f"{readable_name(os.path.join(app.srcdir, one.path))}:1"
            fail(app.env, SITE, place, "`%s` %s", readable_name(one.path), one.reason)


def _told(root: str, one: Refused) -> str:
    place = readable_name(os.path.join(root, one.path))
    return f"{place}:1: `{readable_name(one.path)}` {one.reason}"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.outside")
    sources = Sources()
    app.connect("config-inited", check_copied, priority=Stage.COPIED_FILES)
    app.connect("config-inited", sources.exclude, priority=Stage.SOURCE_FILES)
    app.connect("builder-inited", sources.watch, priority=Stage.BUILDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
