"""Write videos and audio files, which are embedded like images, as players with controls.

``![A demonstration](clip.webm){poster=clip.jpg}`` is written as ``<video controls>``, an audio
file as ``<audio controls>``. Browsers play both without a script. In directives, the poster is
``:poster: clip.jpg``.

Warnings: ``images.alt``, a player without alt text; ``.poster``, a poster that cannot be shown;
``.link``, a player inside a link.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import quote, unquote

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.images import Image
from sphinx.directives.patches import Figure
from sphinx.util import logging

from blink.elements.image_builds import image_sources, picture_files
from blink.elements.patches import keep_posters
from blink.files.media import PICTURES, media_kind
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

#: The largest width of a poster, in pixels, if it has a variant of that width
_POSTER = 1280

#: The poster of an ``<img>``
_HTML_POSTER = re.compile(r'<img\b.*?\sposter="([^"]+)"', re.DOTALL)
#: Attributes that an author may write after HTML, as after an image
_LOST_POSTER = re.compile(r"\s*\{[^{}]*poster=([^{}\s]+)[^{}]*\}")


class ImageWithPoster(Image):
    """The directive ``image``, with an option ``:poster:`` for videos.

    MyST-Parser runs it for ``<img>`` as well, and drops the attributes that it does not know.
    """

    option_spec: ClassVar[OptionSpec] = {**(Image.option_spec or {}), "poster": directives.uri}

    def run(self) -> list[nodes.Node]:
        if match := _HTML_POSTER.match(self.block_text):
            self.options["poster"] = match[1]
        return cast("list[nodes.Node]", super().run())


class FigureWithPoster(Figure):
    """The directive ``figure``, with an option ``:poster:`` for videos."""

    option_spec: ClassVar[OptionSpec] = {**(Figure.option_spec or {}), "poster": directives.uri}


# -- Sphinx ------------------------------------------------------------------


def _warn(node: nodes.Element, subtype: str, message: str, *values: str) -> None:
    logger.warning(message, *values, location=node, type="images", subtype=subtype)


def collect_media(app: Sphinx, doctree: nodes.document) -> None:
    """Have Sphinx copy the posters of a document, and remove links around its players."""
    for node in list(doctree.findall(nodes.image)):
        if not media_kind(node["uri"]):
            if "poster" in node:
                del node["poster"]
                _warn(
                    node,
                    "poster",
                    "%s is not a video, so it cannot have a `poster`; remove that",
                    node["uri"],
                )
            continue
        if "poster" in node:
            _add_poster(app, node)
        link = node.parent
        if isinstance(link, nodes.reference):
            problem = "is inside a link, so its controls cannot be used"
            _warn(node, "link", f"%s {problem}; put the link after it instead", node["uri"])
            link.replace_self(link.children)
    for element in doctree.findall(nodes.Element):
        if isinstance(element, (nodes.raw, nodes.image)):
            _check_after(element)


def _check_after(node: nodes.Element) -> None:
    """Warn of a poster in braces after HTML, where MyST reads it as text."""
    text = node.next_node(descend=False, siblings=True)
    if isinstance(text, nodes.Text) and (match := _LOST_POSTER.match(text)):
        problem = 'has no effect after HTML; write `poster="%s"` in the tag'
        _warn(text.parent, "poster", f"`%s` {problem}", match[0].strip(), match[1])


def _add_poster(app: Sphinx, node: nodes.image) -> None:
    """Have Sphinx copy the poster of a video, and set its path below the source folder."""
    poster, problem = node["poster"], ""
    if "://" in poster or poster.startswith("//"):
        return  # `blink.elements.third_party` reports it
    path, full = app.env.relfn2path(unquote(poster))
    if media_kind(node["uri"]) == "audio":
        problem = "belongs to an audio file, which cannot show an image; remove it"
    elif not Path(full).is_file():
        problem = "does not exist; write the path of an image, relative to the post"
    elif Path(full).suffix.lower() not in PICTURES:
        extensions = " ".join(sorted(PICTURES))
        problem = f"is not an image; choose a file that ends in one of {extensions}"
    if problem:
        del node["poster"]
        _warn(node, "poster", f"the poster %s {problem}", poster)
        return
    node["poster"] = Path(path).as_posix()
    app.env.images.add_file(app.env.docname, node["poster"])
    app.env.note_dependency(node["poster"])


def check_description(node: nodes.image) -> None:
    """Warn of a player without alt text."""
    node["classes"] = [name for name in node["classes"] if name != "decoration"]
    if not node.get("alt", "").strip():
        path = node.get("original_uri", node["uri"])
        reason = "%s has no alt text, which describes it to readers who cannot see or hear it"
        fix = "write `![What it shows](%s)` or, in a directive, `:alt: What it shows`"
        _warn(node, "alt", f"{reason}; {fix}", path, path)


def file_url(translator: HTML5Translator, source: str) -> str:
    """Return the URL of the copy of *source*, or *source* itself if it is on another site."""
    builder = translator.builder
    if source not in builder.env.images:
        return source
    builder.images[source] = name = builder.env.images[source][1]
    return f"{builder.imgpath}/{quote(name)}"


def _poster_url(translator: HTML5Translator, path: str) -> str:
    largest, variants = image_sources(translator.builder.env, path)
    fitting = [file for width, file in variants if width <= _POSTER]
    return file_url(translator, fitting[-1] if fitting else largest)


def write_player(
    translator: HTML5Translator, node: nodes.image, size: dict[str, str], *, end: str
) -> None:
    """Write the player of *node*, with *size* as its attributes and *end* after it."""
    kind = media_kind(node["uri"])
    picture, alt = picture_files(translator.builder.env, node["uri"]), node.get("alt", "")
    if kind == "audio" and picture.width:  # an Ogg file with a video in it
        kind = "video"
    src = file_url(translator, node["uri"])
    attributes: dict[str, Any] = {"controls": "", "preload": "metadata", "src": src, **size}
    if kind == "video":
        attributes["playsinline"] = ""
        if poster := node.get("poster"):
            attributes["poster"] = _poster_url(translator, poster)
    attributes |= {name: "" for name in ("loop", "muted") if name in node}
    if alt:
        attributes["aria-label"] = alt
    if "align" in node:
        attributes["classes"] = [f"align-{node['align']}"]
    node["classes"] = [name for name in node["classes"] if name != "controls"]  # Docutils adds it
    text = translator.encode(alt or Path(unquote(node["uri"])).name)
    tag = translator.starttag(node, kind, "", **attributes)
    link = f'<a href="{translator.attval(src)}">{text}</a>'  # for browsers that cannot play it
    translator.body.append(f"{tag}{_tracks(translator, node)}{link}</{kind}>{end}")


def _tracks(translator: HTML5Translator, node: nodes.image) -> str:
    """Return the captions of a video, which the directive ``video`` adds."""
    tracks: list[tuple[str, str]] = node.get("tracks", [])
    text = ""
    for file, language in tracks:
        source = translator.attval(f"{translator.builder.dlpath}/{quote(file)}")
        default = " default" * (not text)
        names = f'srclang="{language}" label="{language}"'
        text += f'<track kind="captions" src="{source}" {names}{default}>'
    return text


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    app.add_directive("image", ImageWithPoster, override=True)
    app.add_directive("figure", FigureWithPoster, override=True)
    keep_posters()
    app.connect("doctree-read", collect_media, priority=Stage.IMAGE_FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
