"""Explain a file that a document names but that cannot be read."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from blink.files.media import media_kind
from blink.messages.references import near_file

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: What may name a file, as in the start of a message
IMAGE, DOWNLOAD, FILE = "image", "file to download", "file"


def explain_file(env: BuildEnvironment, path: str, kind: str) -> str:
    """Return why the file at *path* cannot be read, and what to do.

    :param path: absolute, or from the folder of the sources
    """
    if kind == IMAGE and media_kind(path):  # Sphinx takes videos and sounds for images
        kind = FILE
    root = Path(env.srcdir)
    full = Path(os.path.normpath(root / path))
    shown = Path(os.path.relpath(full, root)).as_posix()
    if local := re.search(r"(?<![^/])(?:~(?=/)|[A-Za-z]:(?=/|\\|%5C)).*", path):
        fix = "copy the file beside the post, and write only its name"
        return f"`{unquote(local[0])}` is a path on your computer; {fix}"
    if full.is_dir():
        return f"`{shown}` is a folder, not a file; name a file in it"
    if full.is_symlink() and not full.exists():
        return f"`{shown}` is a link to a file that does not exist; correct the link"
    if full.is_file():
        return f"the {kind} `{shown}` cannot be read; change its permissions"
    if near := near_file(env, shown):
        return f"there is no {kind} `{shown}`; did you mean `{near}`?"
    return f"there is no {kind} `{shown}`; put it there, or correct the path"
