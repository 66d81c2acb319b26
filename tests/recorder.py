"""A Sphinx extension: which documents a build reads and which pages it writes → ``log.work``.

Also what several processes do; each notes a line at a time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import application

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

LOG = "log.work"


def record() -> None:
    """Have each build of this process, and of those that it forks, recorded."""
    if __name__ not in application.builtin_extensions:
        application.builtin_extensions = (*application.builtin_extensions, __name__)


def recorded(source: Path) -> dict[str, list[str]]:
    """Return what the last build of *source* did: ``read`` and ``write`` → names, sorted."""
    done: dict[str, list[str]] = {"read": [], "write": []}
    for line in (source / LOG).read_text(encoding="utf-8").splitlines():
        kind, _, name = line.partition(" ")
        done[kind].append(name)
    return {kind: sorted(names) for kind, names in done.items()}


def setup(app: Sphinx) -> ExtensionMetadata:
    log = Path(app.srcdir, LOG)
    log.write_bytes(b"")

    def note(kind: str, name: str) -> None:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{kind} {name}\n")

    def note_read(app: Sphinx, name: str, text: list[str]) -> None:
        note("read", name)

    def note_written(app: Sphinx, name: str, *context: Any) -> None:
        note("write", name)

    app.connect("source-read", note_read)
    app.connect("html-page-context", note_written)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
