"""Replace what a book cannot show: SVG in LaTeX, players, icons, tabs, check boxes.

Warnings: ``images.book``, an image that cannot be converted.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

import resvg_py
from docutils import nodes
from PIL import Image
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util import logging
from sphinx_design.icons import fontawesome

from blink.addresses.hosting import page_url, writes_site
from blink.discovery.card_letters import noto_sans
from blink.discovery.social_cards import font_files
from blink.elements.image_builds import image_sources
from blink.files.media import media_kind
from blink.files.svg import check_depth
from blink.formulas.macro_set import MacroSet
from blink.logbooks.display.directives import LogbookPart
from blink.logbooks.display.parts.book_tables import book_nodes
from blink.logbooks.requests import Request
from blink.logbooks.store import logbooks_domain
from blink.source.assembled import document_of
from blink.stages import Stage
from blink.words import gettext_noop

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.epub3 import Epub3Builder
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

#: Pixels of the PNG for each pixel of an SVG, so that it is sharp when it is printed
_ZOOM = 3

_FORMULAS = (nodes.math, nodes.math_block)
#: Parts of logbooks that a book lacks
_PARTS = {
    "summary": gettext_noop("Summary of the logbook"),
    "table": gettext_noop("Table of the logbook"),
    "timeline": gettext_noop("Entries of the logbook"),
    "graph": gettext_noop("Graph of the logbook"),
    "next": gettext_noop("Next steps in the logbook"),
    "compare": gettext_noop("Comparison of two entries"),
    "matrix": gettext_noop("Matrix"),
}


def to_png(source: Path, fonts: list[str]) -> bytes:
    """Return the PNG of the SVG file *source*; *fonts* are files, for text without a known font.

    :raises ValueError: if it cannot be drawn.
    """
    svg = source.read_text(encoding="utf-8")
    check_depth(svg)
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, zoom=_ZOOM, background="white", font_files=fonts)
    )


# -- Sphinx ------------------------------------------------------------------


class BookImageConverter(ImageConverter):
    """Converts images to PNG. It comes after converters of other extensions."""

    default_priority = 210
    conversion_rules: ClassVar[list[tuple[str, str]]] = [  # type: ignore[misc]
        (f"image/{kind}", "image/png") for kind in ("svg+xml", "webp", "gif", "avif", "bmp", "tiff")
    ]

    def is_available(self) -> bool:
        return True

    def convert(self, source: str | os.PathLike[str], target: str | os.PathLike[str]) -> bool:
        """Write the PNG file *target*; return whether that succeeded."""
        path = Path(source)
        try:
            if path.suffix.lower() == ".svg":
                Path(target).write_bytes(to_png(path, [*font_files(self.env._app), noto_sans()]))  # noqa: SLF001  # without its warning
            else:
                with Image.open(path) as image:
                    image.convert("RGBA").save(target, "PNG")
        except (OSError, ValueError) as error:
            logger.warning(
                "%s cannot be converted to PNG for this builder: %s; replace it by a PNG or JPEG"
                " file", path.name, error,
                location=self.document.get("source"), type="images", subtype="book",
            )  # fmt: skip
            return False
        return True


class BookElements(SphinxPostTransform):
    """Replaces players by their posters and links to the site, and images by larger variants.

    Icons are left out, except in HTML, and in LaTeX if ``sd_fontawesome_latex`` is set; so is what
    only dark screens show. All tabs are shown, and dropdowns are open. What a book lacks of a
    logbook, which is all but tables, becomes a link to the site.
    """

    default_priority = 150

    def run(self, **_: object) -> None:
        app = self.env._app  # noqa: SLF001  # `app` is deprecated
        for node in list(self.document.findall(nodes.Element)):
            if "only-dark" in node.get("classes", ()) and node.parent:
                node.parent.remove(node)
        shows_icons = app.builder.format == "latex" and app.config.sd_fontawesome_latex
        if app.builder.format != "html" and not shows_icons:
            for icon in list(self.document.findall(fontawesome)):
                icon.parent.remove(icon)
        if app.builder.format == "latex":
            self._define_macros()
        for raw in list(self.document.findall(nodes.raw)):
            if "task-list-item-checkbox" in raw.astext():
                raw.replace_self(nodes.Text("☑ " if "checked" in raw.astext() else "☐ "))
        for container in self.document.findall(nodes.container):
            if container.get("design_component") == "tab-set":
                container["design_component"] = "tab-set-in-book"  # else only one tab is shown
            elif container.get("design_component") == "dropdown":
                container["opened"] = True
        for part in list(self.document.findall(LogbookPart)):
            part.replace_self(self._logbook_tables(part) or self._logbook_link(part))
        if app.builder.name == "epub":
            self._link_downloads(cast("Epub3Builder", app.builder).media_types)
        for node in list(self.document.findall(nodes.image)):
            if media_kind(node["uri"]):
                node.replace_self(self._shown(node))
            else:
                self._use_largest(node)

    def _define_macros(self) -> None:
        """Put the macros that other formulas of the page define before the formulas that use them.

        In LaTeX, a definition ends with its formula.
        """
        for node in self.document.findall(lambda node: isinstance(node, _FORMULAS)):
            assert isinstance(node, nodes.Element)
            tex = node.astext()
            if "macros" in node and (used := MacroSet(*node["macros"]).used_in(tex)).bodies:
                node.children = []
                node.append(nodes.Text(used.latex().replace("\n", "") + tex))

    def _logbook_tables(self, part: LogbookPart) -> list[nodes.Node]:
        """Return a part of a logbook as tables; empty if it is something else."""
        docname = document_of(part, self.env.current_document.docname)
        registry = logbooks_domain(self.env).registry
        parts = registry.request_parts[docname][part["index"]] if registry else []
        return book_nodes(self.env, parts, self.env._app.translator)  # noqa: SLF001  # `app` is deprecated

    def _logbook_link(self, part: LogbookPart) -> nodes.paragraph:
        """Return a link to a part of a logbook."""
        request = Request(*part["request"])
        metric = request.metric or ", ".join(request.names)
        gettext = self.env._app.translator.gettext  # noqa: SLF001  # `app` is deprecated
        plot = gettext("Plot of %(metric)s") % {"metric": metric}
        link = self._link(part, plot if metric else gettext(_PARTS[request.kind]))
        # Translators: a link to a part of a logbook, in a book
        before, _, after = gettext("%(part)s (on the site)").partition("%(part)s")
        return nodes.paragraph("", "", nodes.Text(before), link, nodes.Text(after))

    def _link_downloads(self, media_types: Mapping[str, str]) -> None:
        """Link to the site for files that an EPUB cannot have."""
        for node in list(self.document.findall(addnodes.download_reference)):
            if Path(node["reftarget"]).suffix not in media_types:
                node.replace_self(self._link(node, node.astext()))

    def _shown(self, node: nodes.image) -> list[nodes.Node]:
        """Return the poster of a player, and the link."""
        words = node.get("alt") or Path(node["uri"]).name
        link, poster = self._link(node, words), node.get("poster", "")
        shown = [link]
        if poster:
            image = nodes.image("", uri=poster, candidates={"*": poster}, alt=words)
            self._use_largest(image)
            shown = [image, nodes.Text(" "), link]
        if isinstance(node.parent, nodes.TextElement):
            return shown
        return [nodes.paragraph("", "", *shown)]

    def _link(self, node: nodes.Node, words: str) -> nodes.Node:
        """Return a link to the page of the site that shows *node*, or text without a URL."""
        app = self.env._app  # noqa: SLF001  # `app` is deprecated
        if not app.config.html_baseurl:
            return nodes.Text(words)
        docname = document_of(node, self.env.current_document.docname)
        return nodes.reference("", words, refuri=page_url(app, docname))

    def _use_largest(self, node: nodes.image) -> None:
        """Show the largest variant of an image, which has no metadata of the camera."""
        largest, _ = image_sources(self.env, node["uri"])
        if largest != node["uri"] and largest in self.env.images:
            node["uri"], node["candidates"] = largest, {"*": largest}


def add_transforms(app: Sphinx) -> None:
    """Let Sphinx call the transforms, unless the builder makes a site or no text."""
    if app.builder.format and not writes_site(app):
        app.add_post_transform(BookImageConverter)
        app.add_post_transform(BookElements)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", add_transforms, priority=Stage.BOOK)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
