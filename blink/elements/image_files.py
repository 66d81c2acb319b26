"""Set the paths of images in documents, and the names of their copies in the site."""

from __future__ import annotations

import hashlib
import re
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


#: What does not depend on the place of the build in the path of a file that Blink made
_GENERATED = re.compile(r"pictures/[0-9a-f]{16}/[^/]+$")


def file_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a different file name for each of *paths*, in any order.

    To a name that several images share, digits of the path's SHA-256 are added.
    """
    paths = sorted(paths)
    count = Counter(PurePosixPath(path).name.casefold() for path in paths)
    names = {}
    for path in paths:
        file = PurePosixPath(path)
        lasting = found[0] if (found := _GENERATED.search(path)) else path
        digest = hashlib.sha256(lasting.encode()).hexdigest()[:8]
        unique = f"{file.stem}-{digest}{file.suffix}"
        names[path] = file.name if count[file.name.casefold()] == 1 else unique
    return names


# -- Sphinx ------------------------------------------------------------------


def set_paths(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the URLs of images by the paths of their files, and set missing line numbers.

    MyST gives URLs, in which a space is ``%20``.
    """
    for node in doctree.findall(nodes.image):
        node.line = node.line or node.parent.line  # MyST sets none on images without a description
        if "%" in node["uri"] and ":" not in node["uri"]:
            _, full = app.env.relfn2path(unquote(node["uri"]))
            if Path(full).is_file():
                node["uri"] = unquote(node["uri"])


def rename_copies(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Rename the copies of images so that names do not depend on the order of reading."""
    names = file_names(Path(path).as_posix() for path in env.images)
    stale: set[str] = set()
    for path, (_, old) in list(env.images.items()):
        if old != (new := names[Path(path).as_posix()]):
            stale |= rename_image(env, path, new)
    return sorted(stale & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", set_paths, priority=Stage.IMAGE_PATHS)
    app.connect("env-updated", rename_copies, priority=Stage.CATALOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
