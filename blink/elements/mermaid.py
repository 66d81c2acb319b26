"""Draw the diagrams of ``mermaid`` directives as SVG while the site is built.

Warnings: ``mermaid.source``, a diagram that cannot be drawn.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import mmdr
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

logger = logging.getLogger(__name__)

#: mmdr's renderer with the smaller files
_BACKEND = "mermaid-rs-renderer"


def draw(source: str) -> str:
    """Return the Mermaid diagram *source* as an SVG document.

    :raises ValueError: if it is no diagram that mmdr knows.
    """
    return mmdr.render(source, backend=_BACKEND).svg()


class MermaidDirective(SphinxDirective):
    """A diagram, with ``:caption:`` and ``:alt:`` (by default the caption)."""

    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        source = "\n".join(self.content)
        caption = self.options.get("caption", "")
        try:
            picture = self._picture(source)
        except ValueError as error:
            logger.warning(
                "this diagram cannot be drawn: %s", error,
                location=self.get_location(), type="mermaid", subtype="source",
            )  # fmt: skip
            return [nodes.literal_block(source, source)]
        image = nodes.image("", uri=picture, alt=self.options.get("alt", caption or "Diagram"))
        image["classes"].append("diagram")
        self.set_source_info(image)
        if not caption:
            self.add_name(image)
            return [image]
        figure = nodes.figure("", image)
        self.set_source_info(figure)
        words, messages = self.parse_inline(caption)
        figure += nodes.caption(caption, "", *words)
        self.add_name(figure)
        return [figure, *messages]

    def _picture(self, source: str) -> str:
        """Return the picture's address as if the author had put it below the source folder."""
        name = hashlib.sha256(f"{mmdr.__version__}\n{source}".encode()).hexdigest()[:16]
        path = Path(self.env.doctreedir) / "mermaid" / f"mermaid-{name}.svg"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}")
            partial.write_text(draw(source), encoding="utf-8")
            partial.replace(path)  # another reader may draw the same
        return "/" + Path(os.path.relpath(path, self.env.srcdir)).as_posix()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("mermaid", MermaidDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
