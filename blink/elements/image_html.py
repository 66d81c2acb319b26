"""Write images as HTML: their size, their variants, when to load, and a link to the largest.

Warnings: ``images.alt``, an image without alt text; ``images.scale``,
a ``scale`` of an image whose size is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from blink.addresses.hosting import SITE_BUILDERS, writes_site
from blink.elements.image_builds import image_sources, picture_files
from blink.elements.image_variants import WIDTHS
from blink.elements.media.players import check_description, file_url, write_player
from blink.files.media import media_kind
from blink.settings.theme import uses_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.image_variants import PictureFiles

logger = logging.getLogger(__name__)

#: The class of a plot or a drawing on white
ON_WHITE = "on-white"
#: The class of an image that is only decoration
DECORATION = "decoration"
#: The classes of what is shown in one colour scheme only, which the PyData theme has as well
ONE_SCHEME = ("only-light", "only-dark")
#: The class of an image that may be wider than the text
WIDE = "wide"
#: The width of the text and that of wide images, in rem, and the media queries for narrower windows
#: (theme/styles)
_TEXT_WIDTH, _NARROW = 42, "(width < 44rem)"
_WIDE_WIDTH, _MEDIUM = 66, "(width < 80rem)"
#: The widest image without a link to its file, in pixels: it is shown in full size
_LARGEST_UNLINKED = 640
#: The largest width of the variant for browsers that do not support variants, in pixels
_FALLBACK = 1280


def sizes_attribute(width: str = "", *, wide: bool = False) -> str:
    """Return the attribute ``sizes`` of an image, by which browsers choose a variant.

    *width* is that of the author, with its unit; *wide* says whether it may be wider than the text.
    """
    if wide:
        return f"{_MEDIUM} 100vw, {_WIDE_WIDTH}rem"
    value, unit = nodes.parse_measure(width) if width else (100, "%")
    if unit == "%":
        return f"{_NARROW} {value:g}vw, {_TEXT_WIDTH * value / 100:g}rem"
    return f"{value:g}px" if unit in ("", "px") else sizes_attribute()


def first_screen_image(doctree: nodes.Node) -> nodes.image | None:
    """Return the first image of a document, if it is in one of the first two blocks."""
    blocks = 0
    for node in doctree.findall(nodes.Element):
        if isinstance(node.parent, (nodes.section, nodes.document)):
            blocks += isinstance(node, nodes.Body) and not isinstance(node, nodes.Invisible)
        if blocks > 2:
            break
        if isinstance(node, nodes.image) and not media_kind(node.get("uri", "")):
            return node
    return None


def is_alone(node: nodes.image) -> bool:
    """Return whether an image is not part of a link, a sentence, HTML or a card."""
    parent = node.parent
    if "in_html" in node:  # an HTML element around it may be a link
        return False
    if isinstance(parent, nodes.paragraph):
        texts = (n.astext() for n in parent.children if not isinstance(n, nodes.image))
        return not "".join(texts).strip()
    card = any(name.startswith("sd-") for name in node["classes"])
    return not card and not isinstance(parent, nodes.TextElement)


# -- Sphinx ------------------------------------------------------------------


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of images without alt text, and mark the one that readers see first."""
    for node in doctree.findall(nodes.image):
        if media_kind(node["uri"]):
            check_description(node)
        elif DECORATION in node["classes"]:
            node["alt"] = ""
        elif not node.get("alt", "").strip():
            logger.warning(
                "the image %s has no alt text, which describes it to readers who cannot see it;"
                " write `![What it shows](%s)` or, in a directive, `:alt: What it shows`; if it is"
                " only decoration, write `{.decoration}` after it or, in a directive,"
                " `:class: decoration`",
                *[node.get("attachment") or node.get("original_uri") or node["uri"]] * 2,
                location=node, type="images", subtype="alt",
            )  # fmt: skip
    if first := first_screen_image(doctree):
        first["first"] = True


def take_classes(app: Sphinx, doctree: nodes.document) -> None:
    """Have a figure shown in the colour scheme of its image, and as wide, with its caption."""
    for figure in doctree.findall(nodes.figure):
        shown = (child for child in figure if not isinstance(child, (nodes.caption, nodes.legend)))
        images = [image for child in shown for image in child.findall(nodes.image)]
        for name in (*ONE_SCHEME, WIDE):
            if images and all(name in image["classes"] for image in images):
                figure["classes"] = [*dict.fromkeys([*figure["classes"], name])]


def visit_image(translator: HTML5Translator, node: nodes.image) -> None:
    """Write an image, with all attributes that a browser needs before it requests the file."""
    builder = translator.builder
    if builder.name not in SITE_BUILDERS:
        HTML5Translator.visit_image(translator, node)
        return
    path, picture = node["uri"], picture_files(builder.env, node["uri"])
    is_block = is_alone(node)
    end = "\n" if is_block and not isinstance(node.parent, nodes.TextElement) else ""
    if media_kind(path):
        write_player(translator, node, _size(translator, node, picture), end=end)
        return
    if not picture.width:
        HTML5Translator.visit_image(translator, node)
        return

    largest, variants = image_sources(builder.env, path)
    large = src = file_url(translator, largest)
    small = {width: file_url(translator, file) for width, file in variants}
    if small and max(small) < min(picture.width, WIDTHS[-1]):  # a variant would have more bytes
        small[picture.width] = large
    attributes = _size(translator, node, picture)
    links_to_large = is_block and picture.width > _LARGEST_UNLINKED and node.get("alt")
    if small:
        attributes["srcset"] = ", ".join(f"{name} {width}w" for width, name in small.items())
        is_wide = WIDE in node["classes"]
        attributes["sizes"] = sizes_attribute(node.get("width", ""), wide=is_wide)
        if links_to_large:  # otherwise nothing would link to the largest
            src = small[max((w for w in small if w <= _FALLBACK), default=min(small))]
    if "first" in node:
        attributes |= {"loading": "eager", "fetchpriority": "high"}
    else:
        attributes |= {"loading": "lazy", "decoding": "async"}
    classes = [f"align-{node['align']}"] if "align" in node else []
    if picture.on_white:
        classes.append(ON_WHITE)
    if classes:
        attributes["class"] = " ".join(classes)
    tag = translator.emptytag(node, "img", "", src=src, alt=node.get("alt", ""), **attributes)
    if links_to_large:
        tag = f'<a class="picture" href="{large}">{tag}</a>'
    translator.body.append(tag + end)


def _size(translator: HTML5Translator, node: nodes.image, picture: PictureFiles) -> dict[str, str]:
    """Return the size of an image as attributes, and the size that its author set as style."""
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
    attributes = cast("dict[str, str]", translator.image_size(node))
    if not picture.width:
        return attributes
    ratio = picture.width / picture.height
    if "width" not in attributes:
        width = int(attributes["height"]) * ratio if "height" in attributes else picture.width
        attributes["width"] = str(max(1, round(width)))
    attributes.setdefault("height", str(max(1, round(int(attributes["width"]) / ratio))))
    if attributes.get("style", "").startswith("height:"):  # else the stylesheet keeps the width
        attributes["style"] += " width: auto;"
    return attributes


def disable_image_links(app: Sphinx, config: Config) -> None:
    """Keep Sphinx from linking to the author's file, which may not be in the site."""
    config.html_scaled_image_link = False


def add_script(app: Sphinx) -> None:
    """Add the script with which images open large; pages of the theme load it when it is needed."""
    if writes_site(app) and not uses_blink(app):
        app.add_js_file("figures.js", defer="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.elements.image_builds")
    app.setup_extension("blink.elements.media.players")
    app.connect("config-inited", disable_image_links, priority=Stage.PAGE_SETTINGS)
    app.connect("builder-inited", add_script, priority=Stage.BUILDER)
    app.connect("doctree-read", take_classes, priority=Stage.AFTER_ABLOG)
    app.connect("doctree-read", check_pictures, priority=Stage.AFTER_ABLOG)
    app.add_node(nodes.image, override=True, html=(visit_image, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
