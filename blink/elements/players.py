"""Write videos and audio files, embedded like pictures, as players with controls.

``![A demonstration](clip.webm){poster=clip.jpg}`` is written as ``<video controls>``, a sound as
``<audio controls>``. The browser plays both itself, without a script. In directives, the poster
is ``:poster: clip.jpg``.

Warnings: ``images.alt``, a player without a name; ``.poster``, a poster that cannot be shown;
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

from blink.elements.image_builds import files, known
from blink.elements.patches import keep_posters
from blink.media import PICTURES, media_kind
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

#: No poster is shown wider than this, in pixels, if there is a smaller variant of it
_POSTER = 1280

#: The poster of an ``<img>``
_HTML_POSTER = re.compile(r'<img\b.*?\sposter="([^"]+)"', re.DOTALL)
#: What an author may write after HTML, as after a picture
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
    """Ship the posters of a document, and take its players out of links."""
    for node in list(doctree.findall(nodes.image)):
        if not media_kind(node["uri"]):
            if "poster" in node:
                del node["poster"]
                _warn(node, "poster", "%s is not a video; remove its `poster`", node["uri"])
            continue
        if "poster" in node:
            _ship_poster(app, node)
        link = node.parent
        if isinstance(link, nodes.reference):
            how = "is inside a link, so its controls cannot be used; put the link after it instead"
            _warn(node, "link", f"%s {how}", node["uri"])
            link.replace_self(link.children)
    for element in doctree.findall(nodes.Element):
        if isinstance(element, (nodes.raw, nodes.image)):
            _check_after(element)


def _check_after(node: nodes.Element) -> None:
    """Warn of a poster in braces that follows HTML, where MyST takes it for text."""
    text = node.next_node(descend=False, siblings=True)
    if isinstance(text, nodes.Text) and (lost := _LOST_POSTER.match(text)):
        how = 'has no effect after HTML; write `poster="%s"` in the tag'
        _warn(text.parent, "poster", f"`%s` {how}", lost[0].strip(), lost[1])


def _ship_poster(app: Sphinx, node: nodes.image) -> None:
    """Have Sphinx copy the poster of a video, and note it as a path below the source folder."""
    poster, wrong = node["poster"], ""
    if "://" in poster or poster.startswith("//"):
        return  # `blink.elements.third_party` tells of it
    path, full = app.env.relfn2path(unquote(poster))
    if media_kind(node["uri"]) == "audio":
        wrong = "belongs to an audio file, which cannot show one; remove it"
    elif not Path(full).is_file():
        wrong = "does not exist; write the path of a picture, relative to the post"
    elif Path(full).suffix.lower() not in PICTURES:
        wrong = f"is not a picture; choose a file that ends in one of {' '.join(sorted(PICTURES))}"
    if wrong:
        del node["poster"]
        _warn(node, "poster", f"the poster %s {wrong}", poster)
        return
    node["poster"] = Path(path).as_posix()
    app.env.images.add_file(app.env.docname, node["poster"])
    app.env.note_dependency(node["poster"])


def check_name(node: nodes.image) -> None:
    """Warn of a player that has no name for readers who cannot see it."""
    node["classes"] = [name for name in node["classes"] if name != "decoration"]
    if not node.get("alt", "").strip():
        path = node.get("original_uri", node["uri"])
        how = "write `![What it shows](%s)` or `:alt: What it shows`"
        _warn(
            node, "alt", f"%s has no description for readers who cannot see it; {how}", path, path
        )


def _address(translator: HTML5Translator, source: str) -> str:
    """Return the address of the file that is shipped of *source*, or *source* on another site."""
    builder = translator.builder
    if source not in builder.env.images:
        return source
    builder.images[source] = name = builder.env.images[source][1]
    return f"{builder.imgpath}/{quote(name)}"


def _poster(translator: HTML5Translator, path: str) -> str:
    whole, variants = files(translator.builder.env, path)
    fitting = [file for width, file in variants if width <= _POSTER]
    return _address(translator, fitting[-1] if fitting else whole)


def write_player(
    translator: HTML5Translator, node: nodes.image, size: dict[str, str], *, end: str
) -> None:
    """Write the player of *node*, with *size* as its attributes and *end* after it."""
    kind = media_kind(node["uri"])
    picture, alt = known(translator.builder.env, node["uri"]), node.get("alt", "")
    if kind == "audio" and picture.width:  # an Ogg file with a video in it
        kind = "video"
    src = _address(translator, node["uri"])
    atts: dict[str, Any] = {"controls": "", "preload": "metadata", "src": src, **size}
    if kind == "video":
        atts["playsinline"] = ""
        if poster := node.get("poster"):
            atts["poster"] = _poster(translator, poster)
    if alt:
        atts["aria-label"] = alt
    if "align" in node:
        atts["classes"] = [f"align-{node['align']}"]
    node["classes"] = [name for name in node["classes"] if name != "controls"]  # Docutils' own
    words = translator.encode(alt or Path(unquote(node["uri"])).name)
    tag = translator.starttag(node, kind, "", **atts)
    link = f'<a href="{translator.attval(src)}">{words}</a>'  # where nothing can play it
    translator.body.append(f"{tag}{link}</{kind}>{end}")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    app.add_directive("image", ImageWithPoster, override=True)
    app.add_directive("figure", FigureWithPoster, override=True)
    keep_posters()
    app.connect("doctree-read", collect_media, priority=Stage.IMAGE_FILES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
