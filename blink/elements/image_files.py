"""Give the pictures of the site the paths and names of their files."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from blink.elements.patches import rename_image
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def file_names(paths: Iterable[str]) -> dict[str, str]:
    """Return for each of *paths* a file name of its own, whatever the order they come in.

    Where pictures share a name, digits of the path's SHA-256 tell them apart.
    """
    paths = sorted(paths)
    count = Counter(PurePosixPath(path).name.casefold() for path in paths)
    names = {}
    for path in paths:
        pure = PurePosixPath(path)
        digest = hashlib.sha256(path.encode()).hexdigest()[:8]
        own = f"{pure.stem}-{digest}{pure.suffix}"
        names[path] = pure.name if count[pure.name.casefold()] == 1 else own
    return names


# -- Sphinx ------------------------------------------------------------------


def find_files(app: Sphinx, doctree: nodes.document) -> None:
    """Name pictures as their files are named, and tell where they stand.

    MyST gives their addresses, with ``%20``.
    """
    for node in doctree.findall(nodes.image):
        node.line = node.line or node.parent.line  # MyST gives those without words none
        if "%" in node["uri"] and ":" not in node["uri"]:
            _, full = app.env.relfn2path(unquote(node["uri"]))
            if Path(full).is_file():
                node["uri"] = unquote(node["uri"])


def name_pictures(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give pictures names that do not depend on which document was read first."""
    names = file_names(Path(path).as_posix() for path in env.images)
    stale: set[str] = set()
    for path, (_, old) in list(env.images.items()):
        if old != (new := names[Path(path).as_posix()]):
            stale |= rename_image(env, path, new)
    return sorted(stale & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", find_files, priority=Stage.IMAGE_PATHS)
    app.connect("env-updated", name_pictures, priority=Stage.CATALOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
