"""Publish the changes with which runs began, so that readers can apply them.

They are the files ``_logbooks/changes-<digest>.patch``: once for all runs with the same changes.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from blink.logbooks.display.drawings import FOLDER
from blink.logbooks.store import logbooks_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.logbooks.analysis import LogEntry
    from blink.model import EntryRun


def changes_file(folder: Path, run: EntryRun) -> Path | None:
    """Return the file of the changes of *run*, which is below the *folder* of its entry."""
    if not run.patch or Path(run.patch).name != run.patch:
        return None
    place = folder / run.path
    path = (place if place.is_dir() else place.parent) / run.patch
    return path if path.is_file() and path.resolve().is_relative_to(folder.resolve()) else None


# -- Sphinx ------------------------------------------------------------------


def _content(app: Sphinx, entry: LogEntry, run: EntryRun) -> bytes | None:
    if not run.patch:
        return None
    path = changes_file(Path(app.env.doc2path(entry.docname)).parent, run)
    return path.read_bytes() if path else None


def _name(content: bytes) -> str:
    return f"{FOLDER}/changes-{sha256(content).hexdigest()[:16]}.patch"


def changes_address(app: Sphinx, entry: LogEntry, run: EntryRun) -> tuple[str, str]:
    """Return where the changes of *run*, a run of *entry*, are in the site, and their URL.

    The URL is only the name of the file if the site has none; both are ``""`` without changes.
    """
    content = _content(app, entry, run)
    if content is None:
        return "", ""
    name, base = _name(content), app.config.html_baseurl
    return name, f"{base.rstrip('/')}/{name}" if base else name.rpartition("/")[2]


def make_changes(app: Sphinx) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the changes of all published runs, each once."""
    registry = logbooks_domain(app.env).registry
    entries = registry.entries.values() if registry else ()
    contents = (_content(app, entry, run) for entry in entries for run in entry.fields.runs)
    yield from {_name(content): content for content in contents if content is not None}.items()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    app.connect("site-files", make_changes, priority=Stage.FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
