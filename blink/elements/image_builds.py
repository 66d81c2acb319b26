"""Make the files that the site has for each image in its documents.

`blink.elements.image_variants` makes smaller variants of the author's files in a folder beside the
doctrees, and Sphinx copies these like images of the author.

Warnings: ``renditions.unreadable``, an image that is broken or that browsers do not show. The site
does not have it, since its metadata, such as the place of a photo, cannot be removed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from docutils import nodes
from PIL import Image, UnidentifiedImageError
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.osutil import relative_uri

from blink.addresses.hosting import writes_site
from blink.elements.awaited_files import await_file
from blink.elements.image_pixels import PictureMemory
from blink.elements.image_variants import PictureFiles, prepare_image
from blink.elements.patches import drop_image
from blink.elements.store import elements_domain
from blink.files.metadata.kept import WITH_METADATA, cleaned
from blink.posts.store import blog_domain
from blink.source.moved_doctrees import correct_sources
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: The least and the largest width of the files for an image in a listing, in pixels: small cards
#: on phones, and the featured post on sharp screens (theme/styles)
_THUMBNAIL = (400, 1500)
#: Ratios of width and height of which little is lost if an image is cut to 16:9
_NEARLY_WIDE = (1.5, 2.1)


class Thumbnail(NamedTuple):
    """An image in listings: its smallest file below ``_images``, or ``""``, and its size."""

    name: str = ""
    width: int = 0
    height: int = 0
    #: the widths and names of all its files, smallest first, if there are several
    files: tuple[tuple[int, str], ...] = ()
    #: whether it is a drawing or a plot, of which nothing may be cut off
    drawn: bool = False
    #: whether it is a plot or a drawing on white
    on_white: bool = False


def _cache_folder(env: BuildEnvironment) -> Path:
    return Path(env.doctreedir) / "pictures"


def _source_path(env: BuildEnvironment, file: str) -> str:
    """Return the path from the source folder to *file*, which is below the cache."""
    return Path(os.path.relpath(_cache_folder(env) / file, env.srcdir)).as_posix()


def return_large_blocks() -> None:
    """Have the C library return large blocks of memory to the system as soon as they are freed.

    The one of GNU keeps them for the thread that used them, so that eight threads hold the pixels
    of eight images long after they were written (mallopt(3), ``M_MMAP_THRESHOLD``).
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(-3, 8_000_000)


def make_pictures(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Prepare each image that changed, and have Sphinx copy its variants.

    Pillow releases Python's lock, so that threads use all processors, also where an extension needs
    a single process.
    """
    if not app.builder.supported_image_types:
        return []
    cache, old_pictures = _cache_folder(env), elements_domain(env).pictures
    pictures, changed, digests = {}, [], source_domain(env).digests
    prefix = _source_path(env, "")
    for path, (docnames, _) in env.images.items():
        if not any(docnames) and not (env.srcdir / path).is_file():
            continue  # an extension writes it later, if at all
        if not path.startswith(f"{prefix}/"):
            version = digests.of(env.srcdir / path)
            known = old_pictures.get(path)
            if known and known[0] == version and _is_complete(known[1], cache):
                pictures[path] = known
            else:
                changed.append((path, version))
    if changed:
        return_large_blocks()
    prepare = partial(
        prepare_image,
        cache=cache,
        variants=app.config.blink_image_variants,
        credit=app.config.blink_image_credit,
        memory=PictureMemory(),
    )
    with ThreadPoolExecutor(max(1, min(os.cpu_count() or 1, len(changed)))) as pool:
        prepared = pool.map(prepare, [Path(env.srcdir / path) for path, _ in changed])
        shown = status_iterator(
            zip(changed, prepared, strict=True),
            "preparing images... ",
            "brown",
            len(changed),
            app.verbosity,
            stringify_func=lambda pair: str(pair[0][0]),
        )
        for (path, version), picture in shown:
            pictures[path] = (version, picture)
    for path, (_, picture) in sorted(pictures.items()):
        is_left_out = picture.problem and Path(path).suffix.lower() in WITH_METADATA
        is_dropped = picture.large or is_left_out
        docnames = drop_image(env, path) if is_dropped else env.images[path][0]
        for docname in sorted(docnames):
            for file in picture.made:
                env.images.add_file(docname, _source_path(env, file))
            if picture.problem:
                outcome = "; until then, the site does not have it" if is_left_out else ""
                _warn_unreadable(env, docname, path, f"{picture.problem}{outcome}")
            if is_left_out and docname in env.found_docs:
                await_file(env, path, docname)  # until it is mended, each build reports it
    for path, known in old_pictures.items():
        large = known[1].large  # which Sphinx has instead of the author's file
        if path not in pictures and large and _source_path(env, large) in env.images:
            pictures[path] = known
    elements_domain(env).pictures = pictures
    return []


def _is_complete(picture: PictureFiles, cache: Path) -> bool:
    return not picture.problem and all((cache / file).is_file() for file in picture.made)


def _has_other_form(image: nodes.image) -> bool:
    """Return whether the output of a notebook's cell that *image* is has another form, as text."""
    form: Any = image.parent
    return bool(form.get("mime_type")) and len(form.parent) > 1


def _warn_unreadable(env: BuildEnvironment, docname: str, path: str, problem: str) -> None:
    # a setting may name an image; an extension may add one without a document
    places: list[Any] = elements_domain(env).declared.get(path, [None])
    if docname in env.found_docs:
        doctree = env.get_doctree(docname)
        correct_sources(doctree, env, docname)
        images = [node for node in doctree.findall(nodes.image) if node["uri"] == path]
        places = [node for node in images if not _has_other_form(node)]
        if images and not places:
            return
        places = places or [(docname, blog_domain(env).header(docname).line_of("image"))]
    for place in places:
        logger.warning(
            "the image %s %s", path, problem,
            location=place, type="renditions", subtype="unreadable",
        )  # fmt: skip


def _place_of_download(env: BuildEnvironment, docname: str, name: str) -> Any:
    """Return the first link of a document to the copy *name* of a file, or the document."""
    doctree = env.get_doctree(docname)
    correct_sources(doctree, env, docname)
    links = doctree.findall(addnodes.download_reference)
    found = next((link for link in links if link.get("filename") == name), None)
    if found is None:
        return docname
    return found if found.line else found.parent


def clean_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Remove metadata from the images that the site offers for download, or else the images."""
    if exception or not writes_site(app):
        return
    for source, (docnames, name) in app.env.dlfiles.items():
        if Path(source).suffix.lower() not in WITH_METADATA:
            continue
        copy = Path(app.outdir, "_downloads", name)
        try:
            content = copy.read_bytes()
            clean = cleaned(content, credit=app.config.blink_image_credit)
        except (OSError, ValueError) as error:
            copy.unlink(missing_ok=True)
            for docname in sorted(docnames):
                _warn_left_out(app, docname, source, Path(name).as_posix(), error)
            continue
        if clean != content:
            copy.write_bytes(clean)


def why_left_out(error: Exception) -> str:
    """Say why the site does not have an image whose metadata cannot be removed, and the fix."""
    is_known = not isinstance(error, UnidentifiedImageError)
    reason = f"cannot be read ({error})" if is_known else "is not in a known format"
    fix = "again" if is_known else "as JPEG, PNG or WebP"
    return (
        f"{reason}, so its metadata cannot be removed, and the site does not have it; save it {fix}"
    )


def _warn_left_out(app: Sphinx, docname: str, source: Path, name: str, error: Exception) -> None:
    """Warn of an image that a document offers for download by its copy *name*."""
    page = app.builder.get_target_uri(docname)
    logger.warning(
        "the image %s, which a page offers for download, %s", source, why_left_out(error),
        location=_place_of_download(app.env, docname, name),
        extra={"missing": relative_uri(page, f"_downloads/{quote(name)}")},  # a dead link is this
        type="renditions", subtype="unreadable",
    )  # fmt: skip


def delete_unused(app: Sphinx, exception: Exception | None) -> None:
    """Delete the variants of images that no longer exist."""
    if exception or not writes_site(app) or not (cache := _cache_folder(app.env)).is_dir():
        return
    pictures = elements_domain(app.env).pictures.values()
    used = {file.partition("/")[0] for _, picture in pictures for file in picture.made}
    for folder in cache.iterdir():
        if folder.name not in used:
            shutil.rmtree(folder)


def picture_files(env: BuildEnvironment, path: str) -> PictureFiles:
    """Return the size and the files of the image at *path*, below the source folder."""
    return elements_domain(env).pictures.get(path, (None, PictureFiles()))[1]


def image_sources(env: BuildEnvironment, path: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the source path of an image's largest version, and those of variants by width."""
    picture = picture_files(env, path)
    large = _source_path(env, picture.large) if picture.large else path
    return large, [(width, _source_path(env, file)) for width, file in picture.small]


def thumbnail(
    env: BuildEnvironment, path: str, least: int = _THUMBNAIL[0], most: int = _THUMBNAIL[1]
) -> tuple[list[str], Thumbnail]:
    """Return the source paths of the variants of an image that listings show, and how.

    *least* and *most* are the widths of the files from which a browser chooses.
    """
    picture, (large, variants) = picture_files(env, path), image_sources(env, path)
    files = [(width, file) for width, file in variants if least <= width <= most]
    files = files or variants[-1:] or [(picture.width, large)]
    files = [(width, file) for width, file in files if file in env.images]
    if not files:
        return [], Thumbnail()
    named = tuple((width, env.images[file][1]) for width, file in files)
    width = named[0][0]
    height = round(width * picture.height / picture.width) if picture.width else 0
    suffix, ratio = Path(path).suffix.lower(), width / height if height else 0
    is_plot = suffix in (".png", ".gif") and not _NEARLY_WIDE[0] <= ratio <= _NEARLY_WIDE[1]
    return [file for _, file in files], Thumbnail(
        named[0][1],
        width,
        height,
        named if len(named) > 1 else (),
        drawn=suffix == ".svg" or picture.on_white or is_plot or width < least,
        on_white=picture.on_white,
    )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.store")
    # whether images have smaller variants: a preview shows the author's files, to be there at once
    app.add_config_value("blink_image_variants", default=True, rebuild="env", types=bool)
    # `prepare_image` reports it
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
    app.connect("env-updated", make_pictures, priority=Stage.IMAGE_BUILDS)
    app.connect("build-finished", clean_downloads, priority=Stage.DOWNLOADS)
    app.connect("build-finished", delete_unused, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
