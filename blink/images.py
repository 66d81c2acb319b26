"""Pictures in documents → what pages say of them: size, variants, when to load, the whole.

The author's one file is the source. What `blink.variants` makes of it lies beside the doctrees,
and Sphinx copies it as if the author had put it there.

Warnings: ``images.alt``, a picture that says nothing to those who cannot see it;
``images.unreadable``.
"""

from __future__ import annotations

import os
import re
import shutil
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import quote

from docutils import nodes
from PIL import Image
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from blink.domain import blog_domain
from blink.variants import Picture, look
from blink.versions import versions

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: The class of a picture that only decorates
DECORATION = "decoration"
#: The width of text, in rem, and where the window is no wider (blink.css)
_MEASURE, _NARROW = 40, "(width < 42rem)"
#: What no reader asks to see larger, in pixels: it is shown whole
_WHOLE = 640
#: Width of the variant that stands for all where variants are not understood
_FALLBACK = 1280
#: How large a listing shows a picture, in pixels (blink.css)
_CARD = (224, 96)


class Thumbnail(NamedTuple):
    """The picture of a post as listings show it: its file below ``_images``, or ``""``."""

    name: str = ""
    width: int = 0
    height: int = 0


def sizes(width: str = "") -> str:
    """Return how wide a picture will be, for browsers to choose by; *width* as authors give it."""
    value, unit = nodes.parse_measure(width) if width else (100, "%")
    if unit == "%":
        return f"{_NARROW} {value:g}vw, {_MEASURE * value / 100:g}rem"
    return f"{value:g}px" if unit in ("", "px") else sizes()


def on_first_screen(doctree: nodes.Node) -> nodes.image | None:
    """Return the first picture of a document, if it begins in one of the first two blocks."""
    blocks = 0
    for node in doctree.findall(nodes.Element):
        if isinstance(node.parent, (nodes.section, nodes.document)):
            blocks += isinstance(node, nodes.Body) and not isinstance(node, nodes.Invisible)
        if blocks > 2:
            break
        if isinstance(node, nodes.image):
            return node
    return None


def stands_alone(node: nodes.image) -> bool:
    """Return whether a picture is a block, not part of a link, a sentence or a card."""
    inside = node.parent
    if isinstance(inside, nodes.paragraph):
        return all(n is node or not n.astext().strip() for n in inside.children)
    card = any(name.startswith("sd-") for name in node["classes"])
    return not card and not isinstance(inside, nodes.TextElement)


# -- Files -----------------------------------------------------------------------


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
    cache, old = _cache(env), blog_domain(env).pictures
    new, todo = {}, []
    made = _source(env, "")
    for path in env.images:
        if not path.startswith(f"{made}/") and Path(path).suffix.lower() not in _VIDEOS:
            (version,) = versions([env.srcdir / path])
            known = old.get(path)
            if known and known[0] == version and all((cache / f).is_file() for f in known[1].made):
                new[path] = known
            else:
                todo.append((path, version))
    workers = max(1, min(app.parallel, len(todo)))
    with ThreadPoolExecutor(workers) as pool:
        found = pool.map(partial(look, cache=cache), [Path(env.srcdir / path) for path, _ in todo])
        new.update({path: (version, one) for (path, version), one in zip(todo, found, strict=True)})
    for path, (_, picture) in sorted(new.items()):
        docnames = sorted(env.images[path][0])
        if picture.large:
            del env.images[path]
        for docname in docnames:
            for file in picture.made:
                env.images.add_file(docname, _source(env, file))
            if picture.wrong:
                _tell(env, docname, path, picture.wrong)
    for path, known in old.items():  # not asked for again, since what was made is
        if path not in new and known[1].large and _source(env, known[1].large) in env.images:
            new[path] = known
    blog_domain(env).pictures = new
    return []


_VIDEOS = frozenset({".mp4", ".webm", ".ogg", ".ogv", ".mov", ".m4v"})


def _tell(env: BuildEnvironment, docname: str, path: str, wrong: str) -> None:
    doctree = env.get_doctree(docname)
    places: list[Any] = [node for node in doctree.findall(nodes.image) if node["uri"] == path]
    for place in places or [docname]:
        logger.warning(
            "the picture %s %s", path, wrong, location=place, type="images", subtype="unreadable"
        )


def drop_unused(app: Sphinx, exception: Exception | None) -> None:
    """Delete what was made of pictures that are no longer there."""
    if exception or app.builder.format != "html" or not (cache := _cache(app.env)).is_dir():
        return
    pictures = blog_domain(app.env).pictures.values()
    used = {file.partition("/")[0] for _, picture in pictures for file in picture.made}
    for folder in cache.iterdir():
        if folder.name not in used:
            shutil.rmtree(folder)


def known(env: BuildEnvironment, path: str) -> Picture:
    """Return what there is to say of the picture at *path*, below the source folder."""
    return blog_domain(env).pictures.get(path, (None, Picture()))[1]


def shipped(env: BuildEnvironment, path: str) -> str:
    """Return the path of the picture's largest version in the site, below the source folder."""
    large = known(env, path).large
    return _source(env, large) if large else path


def thumbnail(env: BuildEnvironment, path: str) -> tuple[str, Thumbnail]:
    """Return what a listing shows of the picture at *path*, and its own path."""
    picture = known(env, path)
    small = _source(env, picture.small[0][1]) if picture.small else shipped(env, path)
    if small not in env.images:
        return "", Thumbnail()
    if not picture.width:
        return small, Thumbnail(env.images[small][1])
    scale = min(1, _CARD[0] / picture.width, _CARD[1] / picture.height)
    size = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    return small, Thumbnail(env.images[small][1], *size)


# -- Pages -----------------------------------------------------------------------


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of pictures without words, and mark the one that readers see first."""
    for node in doctree.findall(nodes.image):
        if DECORATION in node["classes"]:
            node["alt"] = ""
        elif not node.get("alt", "").strip():
            logger.warning(
                "the picture %s says nothing to readers who cannot see it; write"
                " `![What it shows](%s)` or `:alt: What it shows`, or, if it only decorates,"
                " `{.decoration}` after it or `:class: decoration`",
                *[node.get("original_uri", node["uri"])] * 2,
                location=node, type="images", subtype="alt",
            )  # fmt: skip
    if first := on_first_screen(doctree):
        first["first"] = True


def visit_image(translator: HTML5Translator, node: nodes.image) -> None:
    """Write a picture with all that a browser has to know before it asks for it."""
    builder = translator.builder
    path, picture = node["uri"], known(builder.env, node["uri"])
    if not picture.width:
        HTML5Translator.visit_image(translator, node)
        return

    def address(source: str) -> str:
        builder.images[source] = name = builder.env.images[source][1]
        return f"{builder.imgpath}/{quote(name)}"

    small = {width: address(_source(builder.env, file)) for width, file in picture.small}
    large = src = address(shipped(builder.env, path))
    atts = _size(translator, node, picture)
    is_block = stands_alone(node)
    opens = is_block and picture.width > _WHOLE and node.get("alt")
    if small:
        atts["srcset"] = ", ".join(f"{name} {width}w" for width, name in small.items())
        atts["sizes"] = sizes(node.get("width", ""))
        if opens:  # else nothing would lead to the largest
            src = small[max((w for w in small if w <= _FALLBACK), default=min(small))]
    if "first" in node:
        atts |= {"loading": "eager", "fetchpriority": "high"}
    else:
        atts |= {"loading": "lazy", "decoding": "async"}
    if "align" in node:
        atts["class"] = f"align-{node['align']}"
    end = "\n" if is_block and not isinstance(node.parent, nodes.TextElement) else ""
    tag = translator.emptytag(node, "img", "", src=src, alt=node.get("alt", ""), **atts)
    if opens:
        tag = f'<a class="picture" href="{large}">{tag}</a>'
    translator.body.append(tag + end)


def _size(translator: HTML5Translator, node: nodes.image, picture: Picture) -> dict[str, str]:
    """Return the picture's proportions as attributes, and the author's wishes as style."""
    if (scale := node.attributes.pop("scale", 100)) != 100:
        if "width" not in node and "height" not in node:
            node["width"] = f"{picture.width}px"
        for side in {"width", "height"} & node.attributes.keys():
            value, unit = nodes.parse_measure(node[side])
            node[side] = f"{value * scale / 100:g}{unit}"
    given = cast("dict[str, str]", translator.image_size(node))
    ratio = picture.width / picture.height
    if "width" not in given:
        wide = int(given["height"]) * ratio if "height" in given else picture.width
        given["width"] = str(max(1, round(wide)))
    given.setdefault("height", str(max(1, round(int(given["width"]) / ratio))))
    if re.match("height:", given.get("style", "")):  # alone: the stylesheet would keep the width
        given["style"] += " width: auto;"
    return given


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.domain")
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)  # `look` tells
    app.connect("doctree-read", check_pictures, priority=600)
    app.connect("env-updated", make_pictures, priority=300)
    app.connect("build-finished", drop_unused)
    app.add_node(nodes.image, override=True, html=(visit_image, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
