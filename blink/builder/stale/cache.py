"""Continue from a cache only if this engine made it and it is whole, wherever the project is now.

The cache is the folder of doctrees. Its record, `cache.json`, says which engine made it, where the
sources were, and what is in its files; `files.json` has the digests of all files that a build read.
A cache of another engine, or with a damaged environment, is emptied; the lists of the site's files
stay, so that old files are deleted, and so do inventories of other projects. Any other file that is
damaged is deleted and made again.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.builder.stale.engine import engine_digest
from blink.builder.stale.moved import move_environment
from blink.files.digests import FileDigests
from blink.files.outputs import forget_outputs
from blink.files.writing import write_if_changed
from blink.inventories.patches import CACHE as INVENTORIES
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

RECORD, DIGESTS, ENVIRONMENT = "cache.json", "files.json", "environment.pickle"
#: What a document leaves in the cache: its doctree, and its part of feeds
_PARTS = (".doctree", ".entry")


class Cache:
    """The cache of one build."""

    def __init__(self) -> None:
        self._digests = FileDigests()
        self._engine = ""

    def check(self, app: Sphinx, config: Config) -> None:
        """Prepare the cache for Sphinx, or empty it, before Sphinx loads the environment."""
        folder = Path(app.doctreedir)
        self._digests = FileDigests(folder / DIGESTS)
        self._engine = engine_digest(app, self._digests)
        record = _read(folder / RECORD)
        if not record and not (folder / ENVIRONMENT).exists():
            return
        if reason := self._reason(app, record):
            logger.info(
                "the cache in %s %s; the site is built from nothing", _name(app, folder), reason
            )
            empty(app, folder)
            self._digests = FileDigests(folder / DIGESTS)
        elif damaged := self._delete_damaged(app, folder, record["files"]):
            logger.info(
                "files in the cache %s that are damaged, or of a build that did not finish, are"
                " made again: %d", _name(app, folder), damaged,
            )  # fmt: skip

    def _reason(self, app: Sphinx, record: dict[str, Any]) -> str:
        """Return why the cache cannot be used, or ``""``; correct its paths if it was moved."""
        folder, source = Path(app.doctreedir), str(app.srcdir)
        if record.get("engine") != self._engine:
            return "was made by another version of Blink, of an extension or of Python"
        if record["doctrees"] != os.path.relpath(folder, source):
            return "was made for another folder"
        file = folder / ENVIRONMENT
        if not file.exists():  # Sphinx deletes it after an error
            return ""
        if self._digests.of(file) != record["files"].get(ENVIRONMENT):
            return "is damaged, or is of a build that did not finish"
        if record["source"] == source:
            return ""
        try:
            move_environment(file, record["source"], source)
        except Exception as error:  # noqa: BLE001  # unpickling may raise any
            return f"cannot be moved ({error})"
        record["source"], record["files"][ENVIRONMENT] = source, self._digests.of(file)
        write_if_changed(folder / RECORD, json.dumps(record).encode())
        return ""

    def _delete_damaged(self, app: Sphinx, folder: Path, files: dict[str, str]) -> int:
        """Delete files that are not what they were when the cache was saved; return how many."""
        present = set(cache_files(app, folder))
        damaged = {
            name
            for name in files.keys() | present
            if self._digests.of(folder / name) != files.get(name)
            and (name in files or name.endswith(_PARTS))
        }
        for name in damaged - {ENVIRONMENT}:
            path = folder / name
            for part in _PARTS if path.suffix in _PARTS else (path.suffix,):
                path.with_suffix(part).unlink(missing_ok=True)
        return len(damaged)

    def share_digests(self, app: Sphinx) -> None:
        """Let all packages use the digests that are known."""
        source_domain(app.env).digests = self._digests

    def save(self, app: Sphinx, exception: Exception | None) -> None:
        """Save the record and the digests after a build."""
        if exception:
            return
        folder = Path(app.doctreedir)
        record = {
            "engine": self._engine,
            "source": str(app.srcdir),
            "doctrees": os.path.relpath(folder, app.srcdir),
            "files": {
                name: self._digests.of(folder / name) for name in sorted(cache_files(app, folder))
            },
        }
        write_if_changed(folder / RECORD, json.dumps(record).encode())
        self._digests.save()


def _name(app: Sphinx, folder: Path) -> str:
    """Return *folder* as its author may call it."""
    return os.path.relpath(folder, app.srcdir) if folder.is_relative_to(app.srcdir) else str(folder)


def _read(path: Path) -> dict[str, Any]:
    """Return the record *path*, or nothing if there is none, or if it is damaged."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    kinds = {"engine": str, "source": str, "doctrees": str, "files": dict}
    whole = isinstance(record, dict) and all(
        isinstance(record.get(key), kind) for key, kind in kinds.items()
    )
    return record if whole else {}


def cache_files(app: Sphinx, folder: Path) -> Iterator[str]:
    """Yield the environment, the files of documents, and those in other folders of the cache.

    Records in the top folder are not yielded: those that are damaged are ignored. If the cache is
    in one folder with the sources or the site, only its own kinds of files are yielded.
    """
    apart = not _is_other(app, folder)
    length = len(os.path.join(folder, ""))
    for path, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_other(app, Path(path, name))]
        for name in names:
            inner = os.path.join(path, name)[length:]
            is_part = name.endswith(_PARTS) or inner == ENVIRONMENT
            is_below = inner != name and not os.path.islink(os.path.join(path, name))
            if is_part or (apart and is_below):
                yield inner.replace(os.sep, "/")


def _is_other(app: Sphinx, path: Path) -> bool:
    """Return whether *path* is, or contains, the sources or the site."""
    return any(Path(own).is_relative_to(path) for own in (app.srcdir, app.outdir))


def empty(app: Sphinx, folder: Path) -> None:
    """Delete the cache, except the lists of the site's files."""
    for path in folder.glob("outputs-*.json"):
        forget_outputs(path)
    if _is_other(app, folder):  # the cache is in one folder with the sources or the site
        for name in [RECORD, DIGESTS, *cache_files(app, folder)]:
            (folder / name).unlink(missing_ok=True)
        return
    kept = {*folder.glob("outputs-*.json"), folder / INVENTORIES}
    for path in set(folder.iterdir()) - kept:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def delete_newer(folder: Path, start: Path) -> None:
    """Delete the doctrees in a cache without a record that are not older than the file *start*.

    Their documents are then read again. Only a conf.py without Blink leaves such a cache.
    """
    for made in folder.rglob("*.doctree"):
        if made.stat().st_mtime_ns >= start.stat().st_mtime_ns:
            made.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.store")
    cache = Cache()
    app.connect("config-inited", cache.check, priority=Stage.CACHE)
    app.connect("builder-inited", cache.share_digests, priority=Stage.DIGESTS)
    app.connect("build-finished", cache.save, priority=Stage.CACHE_SAVED)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
