"""Draw the diagrams of ``mermaid`` directives as SVG while the site is built.

Warnings: ``mermaid.source``, a diagram that cannot be drawn.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
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

#: The renderer of mmdr whose files are smaller
_BACKEND = "mermaid-rs-renderer"
#: The most seconds that drawing a diagram may take; usually it takes less than one
_LIMIT = 20.0


#: A program that reads a diagram and writes its SVG, in a process of its own: mmdr cannot be
#: interrupted, and ends the process if a diagram is nested too deeply
_PROGRAM = f"""\
import sys
import mmdr
sys.stdin.reconfigure(encoding="utf-8")
sys.stdout.reconfigure(encoding="utf-8")
try:
    svg = mmdr.render(sys.stdin.read(), backend={_BACKEND!r}).svg()
except ValueError as error:
    sys.exit(str(error))
sys.stdout.write(svg)
"""


def draw(source: str, *, limit: float = _LIMIT) -> str:
    """Return the Mermaid diagram *source* as an SVG document.

    :param limit: the most seconds that it may take
    :raises ValueError: if mmdr cannot draw it, or takes longer.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _PROGRAM], input=source, timeout=limit, check=False,
            capture_output=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        message = f"it takes more than {limit:g} seconds"
        raise ValueError(f"{message}; divide it into smaller diagrams") from None
    if done.returncode < 0:
        raise ValueError("it is too large or nested too deeply; divide it into smaller diagrams")
    if done.returncode:
        raise ValueError(f"{done.stderr.strip()}; correct it")
    return done.stdout


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
        default = self.env._app.translator.gettext("Diagram")  # noqa: SLF001  # `app` is deprecated
        try:
            picture = self._picture(source)
        except ValueError as error:
            logger.warning(
                "this diagram cannot be drawn: %s", error,
                location=self.get_location(), type="mermaid", subtype="source",
            )  # fmt: skip
            return [nodes.literal_block(source, source)]
        image = nodes.image("", uri=picture, alt=self.options.get("alt", caption or default))
        image["classes"].append("diagram")
        self.set_source_info(image)
        if not caption:
            self.add_name(image)
            return [image]
        figure = nodes.figure("", image)
        self.set_source_info(figure)
        inlines, messages = self.parse_inline(caption)
        figure += nodes.caption(caption, "", *inlines)
        self.add_name(figure)
        return [figure, *messages]

    def _picture(self, source: str) -> str:
        """Return the path of the drawing, from the source folder; draw it if it does not exist."""
        name = hashlib.sha256(f"{mmdr.__version__}\n{source}".encode()).hexdigest()[:16]
        path = Path(self.env.doctreedir) / "mermaid" / f"mermaid-{name}.svg"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}")
            partial.write_text(draw(source), encoding="utf-8")
            partial.replace(path)  # another process may draw the same
        return "/" + Path(os.path.relpath(path, self.env.srcdir)).as_posix()


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("mermaid", MermaidDirective)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
