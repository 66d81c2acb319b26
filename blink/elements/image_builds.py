"""Make the files that the site ships for each picture of its documents.

The author's file is the source. `blink.elements.image_variants` makes smaller ones next to the
doctrees, and Sphinx copies these as if the author had put them there.

Warnings: ``renditions.unreadable``.
"""

from __future__ import annotations

import os
import shutil
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from PIL import Image
from sphinx.util import logging

from blink.elements.image_variants import PictureFiles, look
from blink.elements.patches import drop_image
from blink.elements.store import elements_domain
from blink.files import versions
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: How large a listing shows a picture, in pixels (blink.css)
_CARD = (224, 96)


class Thumbnail(NamedTuple):
    """The picture of a post as listings show it: its file below ``_images``, or ``""``."""

    name: str = ""
    width: int = 0
    height: int = 0


def _cache(env: BuildEnvironment) -> Path:
    return Path(env.doctreedir) / "pictures"


def _source(env: BuildEnvironment, made: str) -> str:
    """Return what was *made* as a path below the source folder, as Sphinx asks for it."""
    return Path(os.path.relpath(_cache(env) / made, env.srcdir)).as_posix()


def make_pictures(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Look at each picture that changed, and name to Sphinx what was made in its place.

    Pillow works outside of Python's lock, so that threads take all processors.
    """
    if app.builder.format != "html":
        return []
    cache, old = _cache(env), elements_domain(env).pictures
    new, todo = {}, []
    made = _source(env, "")
    for path in env.images:
        if not path.startswith(f"{made}/"):
            (version,) = versions([env.srcdir / path])
            before = old.get(path)
            if before and before[0] == version and _is_whole(before[1], cache):
                new[path] = before
            else:
                todo.append((path, version))
    workers = max(1, min(app.parallel, len(todo)))
    with ThreadPoolExecutor(workers) as pool:
        found = pool.map(partial(look, cache=cache), [Path(env.srcdir / path) for path, _ in todo])
        new.update({path: (version, one) for (path, version), one in zip(todo, found, strict=True)})
    for path, (_, picture) in sorted(new.items()):
        docnames = drop_image(env, path) if picture.large else env.images[path][0]
        for docname in sorted(docnames):
            for file in picture.made:
                env.images.add_file(docname, _source(env, file))
            if picture.wrong:
                _tell(env, docname, path, picture.wrong)
    for path, before in old.items():  # Sphinx no longer has them, but what stands for them
        if path not in new and before[1].large and _source(env, before[1].large) in env.images:
            new[path] = before
    elements_domain(env).pictures = new
    return []


def _is_whole(picture: PictureFiles, cache: Path) -> bool:
    return not picture.wrong and all((cache / file).is_file() for file in picture.made)


def _tell(env: BuildEnvironment, docname: str, path: str, wrong: str) -> None:
    doctree = env.get_doctree(docname)
    places: list[Any] = [node for node in doctree.findall(nodes.image) if node["uri"] == path]
    for place in places or [(docname, blog_domain(env).header(docname).line_of("image"))]:
        logger.warning(
            "the picture %s %s", path, wrong,
            location=place, type="renditions", subtype="unreadable",
        )  # fmt: skip


def drop_unused(app: Sphinx, exception: Exception | None) -> None:
    """Delete what was made of pictures that are no longer there."""
    if exception or app.builder.format != "html" or not (cache := _cache(app.env)).is_dir():
        return
    pictures = elements_domain(app.env).pictures.values()
    used = {file.partition("/")[0] for _, picture in pictures for file in picture.made}
    for folder in cache.iterdir():
        if folder.name not in used:
            shutil.rmtree(folder)


def known(env: BuildEnvironment, path: str) -> PictureFiles:
    """Return what there is to say of the picture at *path*, below the source folder."""
    return elements_domain(env).pictures.get(path, (None, PictureFiles()))[1]


def files(env: BuildEnvironment, path: str) -> tuple[str, list[tuple[int, str]]]:
    """Return where Sphinx finds the largest version of a picture, and variants by their widths."""
    picture = known(env, path)
    large = _source(env, picture.large) if picture.large else path
    return large, [(width, _source(env, file)) for width, file in picture.small]


def thumbnail(env: BuildEnvironment, path: str) -> tuple[str, Thumbnail]:
    """Return where Sphinx finds what a listing shows of the picture at *path*, and its looks."""
    picture, (large, variants) = known(env, path), files(env, path)
    small = variants[0][1] if variants else large
    if small not in env.images:
        return "", Thumbnail()
    if not picture.width:
        return small, Thumbnail(env.images[small][1])
    scale = min(1, _CARD[0] / picture.width, _CARD[1] / picture.height)
    size = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    return small, Thumbnail(env.images[small][1], *size)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.store")
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # `look` tells
    app.connect("env-updated", make_pictures, priority=Stage.IMAGE_BUILDS)
    app.connect("build-finished", drop_unused, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
