"""Write pictures as HTML: their size, their variants, when to load, a link to the largest.

Warnings: ``images.alt``, a picture without a description; ``images.scale``,
a scale of a size that is not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from docutils import nodes
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from blink.elements.image_builds import files, known
from blink.elements.players import check_name, write_player
from blink.media import media_kind
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.image_variants import PictureFiles

logger = logging.getLogger(__name__)

#: The class of a picture that only decorates
DECORATION = "decoration"
#: The width of text, in rem, and where the window is no wider (blink.css)
_MEASURE, _NARROW = 40, "(width < 42rem)"
#: What no reader asks to see larger, in pixels: it is shown whole
_WHOLE = 640
#: Width of the variant that stands for all where variants are not understood
_FALLBACK = 1280


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
        if isinstance(node, nodes.image) and not media_kind(node.get("uri", "")):
            return node
    return None


def stands_alone(node: nodes.image) -> bool:
    """Return whether a picture is no part of a link, a sentence, HTML or a card."""
    inside = node.parent
    if "in_html" in node:  # whose element around it may be a link
        return False
    if isinstance(inside, nodes.paragraph):
        words = (n.astext() for n in inside.children if not isinstance(n, nodes.image))
        return not "".join(words).strip()
    card = any(name.startswith("sd-") for name in node["classes"])
    return not card and not isinstance(inside, nodes.TextElement)


# -- Sphinx ------------------------------------------------------------------


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of pictures without words, and mark the one that readers see first."""
    for node in doctree.findall(nodes.image):
        if media_kind(node["uri"]):
            check_name(node)
        elif DECORATION in node["classes"]:
            node["alt"] = ""
        elif not node.get("alt", "").strip():
            logger.warning(
                "the picture %s has no description for readers who cannot see it; write"
                " `![What it shows](%s)` or `:alt: What it shows`, or, if it is only decoration,"
                " `{.decoration}` after it or `:class: decoration`",
                *[node.get("attachment") or node.get("original_uri") or node["uri"]] * 2,
                location=node, type="images", subtype="alt",
            )  # fmt: skip
    if first := on_first_screen(doctree):
        first["first"] = True


def visit_image(translator: HTML5Translator, node: nodes.image) -> None:
    """Write a picture with all that a browser has to know before it asks for it."""
    builder = translator.builder
    path, picture = node["uri"], known(builder.env, node["uri"])
    is_block = stands_alone(node)
    end = "\n" if is_block and not isinstance(node.parent, nodes.TextElement) else ""
    if media_kind(path):
        write_player(translator, node, _size(translator, node, picture), end=end)
        return
    if not picture.width:
        HTML5Translator.visit_image(translator, node)
        return

    def address(source: str) -> str:
        builder.images[source] = name = builder.env.images[source][1]
        return f"{builder.imgpath}/{quote(name)}"

    whole, variants = files(builder.env, path)
    large = src = address(whole)
    small = {width: address(file) for width, file in variants}
    atts = _size(translator, node, picture)
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
    tag = translator.emptytag(node, "img", "", src=src, alt=node.get("alt", ""), **atts)
    if opens:
        tag = f'<a class="picture" href="{large}">{tag}</a>'
    translator.body.append(tag + end)


def _size(translator: HTML5Translator, node: nodes.image, picture: PictureFiles) -> dict[str, str]:
    """Return the picture's proportions as attributes, and the author's wishes as style."""
    if (scale := node.attributes.pop("scale", 100)) != 100:
        if "width" not in node and "height" not in node:
            if not picture.width:
                logger.warning(
                    "the size of %s is not known, so `scale` cannot be used; write `width` instead",
                    node["uri"], location=node, type="images", subtype="scale",
                )  # fmt: skip
                return {}
            node["width"] = f"{picture.width}px"
        for side in {"width", "height"} & node.attributes.keys():
            value, unit = nodes.parse_measure(node[side])
            node[side] = f"{value * scale / 100:g}{unit}"
    given = cast("dict[str, str]", translator.image_size(node))
    if not picture.width:
        return given
    ratio = picture.width / picture.height
    if "width" not in given:
        wide = int(given["height"]) * ratio if "height" in given else picture.width
        given["width"] = str(max(1, round(wide)))
    given.setdefault("height", str(max(1, round(int(given["width"]) / ratio))))
    if re.match("height:", given.get("style", "")):  # alone: the stylesheet would keep the width
        given["style"] += " width: auto;"
    return given


def take_over(app: Sphinx, config: Config) -> None:
    """Keep Sphinx from leading to the author's file, which may not be shipped."""
    config.html_scaled_image_link = False


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    app.setup_extension("blink.elements.players")
    app.connect("config-inited", take_over, priority=Stage.PAGE_SETTINGS)
    app.connect("doctree-read", check_pictures, priority=Stage.AFTER_ABLOG)
    app.add_node(nodes.image, override=True, html=(visit_image, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
