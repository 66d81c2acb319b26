"""Pictures: the one of a post's listings, and the names that all have in the site.

Warnings: ``posts.image``.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docutils import nodes

from blink.problems import Problem, report
from blink.source.outside import refuse
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: Suffixes of what a listing can show, and their media types
PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
}
#: Suffixes of what browsers play; an Ogg file may have either in it
VIDEOS = frozenset({".mp4", ".m4v", ".webm", ".ogv", ".mov"})
SOUNDS = frozenset({".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".wav", ".flac", ".weba"})


def media_kind(address: str) -> str:
    """Return the HTML element that plays what is at *address*; ``""`` for a picture.

    >>> media_kind("https://example.org/clip.WebM?start=1"), media_kind("clip.png")
    ('video', '')
    """
    if address.startswith("data:"):
        return ""
    suffix = PurePosixPath(re.split(r"[?#]", address, maxsplit=1)[0]).suffix.lower()
    return "video" if suffix in VIDEOS else "audio" if suffix in SOUNDS else ""


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


def picture_of(app: Sphinx, section: nodes.Element, image: int | str | None, line: int) -> str:
    """Return the source path of the post's picture, or ``""``."""
    declared = image is not None
    image = app.config.post_auto_image if image is None else image
    if isinstance(image, int):
        addresses = (node["uri"] for node in section.findall(nodes.image))
        pictures: list[str] = [one for one in addresses if not media_kind(one)]
        if declared and image > len(pictures):
            count = f"{len(pictures)} picture{'' if len(pictures) == 1 else 's'}"
            wrong = f"image: there is no picture {image} in the text, which has {count}"
            wrong += "; write a number up to that, or the path of a picture"
            report(Problem(line, "image", wrong), app.env.docname, "posts")
        if not 0 < image <= len(pictures) or ":" in pictures[image - 1]:
            return ""
        image = pictures[image - 1]
    path, full = app.env.relfn2path(image)
    if refuse(app.env, (app.env.docname, line), f"image: {image}", full):
        return ""
    wrong = ""
    if not Path(full).is_file():
        wrong = "does not exist; write the path of a picture, relative to the post"
    elif Path(full).suffix.lower() not in PICTURES:
        what = {"video": "a video, not a picture", "audio": "an audio file, not a picture"}
        wrong = f"is {what.get(media_kind(image), 'not a picture')}"
        wrong += f"; choose a file that ends in one of {' '.join(sorted(PICTURES))}"
    if wrong:
        report(Problem(line, "image", f"image: `{image}` {wrong}"), app.env.docname, "posts")
        return ""
    app.env.images.add_file(app.env.docname, path)
    app.env.note_dependency(path)
    return Path(path).as_posix()


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
    for path, (docnames, old) in list(env.images.items()):
        if old != (new := names[Path(path).as_posix()]):
            env.images[path] = (docnames, new)
            stale |= docnames
    return sorted(stale & env.found_docs)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", find_files, priority=Stage.IMAGE_PATHS)
    app.connect("env-updated", name_pictures, priority=Stage.CATALOG)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
