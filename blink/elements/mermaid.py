"""Draw the diagrams of ``mermaid`` directives as SVG while the site is built.

With the extension sphinxcontrib-mermaid, the directives are those of it, with all their options.
Its diagrams are drawn likewise, unless its settings have them drawn by a program or a local script.

The renderer is a native package. If it cannot be imported, for example because nobody maintains it
any more, sites are built all the same: a script that the author adds draws the diagrams on pages,
or else readers see their source.

Warnings: ``mermaid.source``, a diagram that cannot be drawn, or has a mistake. Note: the renderer
is missing.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import get_node_location

from blink.elements.diagrams.colours import recoloured
from blink.elements.diagrams.drawing import PACKAGE, draw, version
from blink.elements.diagrams.mistakes import find_mistake
from blink.elements.store import elements_domain
from blink.identity.look import look_of
from blink.settings.patches import disconnect_extension
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

logger = logging.getLogger(__name__)

#: The extension, and what adds its script to pages without a diagram, too
_EXTENSION, _SCRIPT = "sphinxcontrib.mermaid", "install_js"
#: The script of Mermaid that an author may add; it draws each element of the class ``mermaid``
SCRIPT = "mermaid.min.js"


def _default_alt(env: BuildEnvironment) -> str:
    return env._app.translator.gettext("Diagram")  # noqa: SLF001  # `app` is deprecated


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
        block = source_block(self.env, source)
        if picture := _picture(self.env, source, self.get_location()):
            alt = self.options.get("alt", caption or _default_alt(self.env))
            block = nodes.image("", uri=picture, alt=alt, classes=["diagram"])
        self.set_source_info(block)
        if not caption:
            self.add_name(block)
            return [block]
        figure = nodes.figure("", block)
        self.set_source_info(figure)
        inlines, messages = self.parse_inline(caption)
        figure += nodes.caption(caption, "", *inlines)
        self.add_name(figure)
        return [figure, *messages]


class ExtensionDiagrams(SphinxTransform):
    """Draws the diagrams of the extension: its nodes become images."""

    default_priority = 400

    def apply(self, **options: object) -> None:
        for node in list(self.document.findall(nodes.Element)):
            if type(node).__module__ != _EXTENSION or "code" not in node:
                continue
            new = self._drawn(node)
            new.source, new.line = node.source, node.line
            node.replace_self(new)
            self.document.ids.update(dict.fromkeys(new["ids"], new))

    def _drawn(self, node: nodes.Element) -> nodes.Element:
        source, figure = node["code"].strip("\n"), node.parent
        picture = _picture(self.env, source, node)
        if not picture:
            return source_block(self.env, source)
        caption = figure[-1].astext() if isinstance(figure, nodes.figure) else ""
        image = nodes.image("", uri=picture, alt=node.get("alt", caption or _default_alt(self.env)))
        image["classes"].append("diagram")
        if "align" in node:
            image["align"] = node["align"]
        return image


# -- Sphinx ------------------------------------------------------------------


def _picture(env: BuildEnvironment, source: str, location: nodes.Node | str) -> str:
    """Return the path of a drawing, from the source folder; draw it if it does not exist.

    If it cannot be drawn, return ``""``, and warn of it at its line, below *location*.
    """
    if not (renderer := version()):
        return ""
    look = look_of(env.config)
    name = hashlib.sha256(f"{renderer}\n{look.light}{look.dark}\n{source}".encode()).hexdigest()[
        :16
    ]
    path = Path(env.doctreedir) / "mermaid" / f"mermaid-{name}.svg"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        place: nodes.Node | str = location
        try:
            svg = recoloured(draw(source), look)
        except ValueError as error:
            svg, reason = "", str(error)
        if mistake := find_mistake(source):
            place, reason = _place(location, source, mistake.line), mistake.message
        if not svg or mistake:
            logger.warning(
                "this diagram cannot be drawn: %s", reason,
                location=place, type="mermaid", subtype="source",
            )  # fmt: skip
            return ""
        partial.write_text(svg, encoding="utf-8")
        partial.replace(path)  # another process may draw the same
    return "/" + Path(os.path.relpath(path, env.srcdir)).as_posix()


def _place(location: nodes.Node | str, source: str, line: int) -> nodes.Node | str:
    """Return the place of *line* of the diagram *source*, which is below *location*."""
    text = get_node_location(location) if isinstance(location, nodes.Node) else location
    path, _, number = str(text or "").rpartition(":")
    wanted = [each.strip() for each in source.split("\n")]
    if not number.isdigit() or path.endswith(".ipynb"):
        return location
    try:
        lines = [each.strip(" \t>\r") for each in Path(path).read_text("utf-8").split("\n")]
    except (OSError, UnicodeDecodeError):
        return location
    for start in range(int(number) - 1, len(lines) - len(wanted) + 1):
        if lines[start : start + len(wanted)] == wanted:
            return f"{path}:{start + line}"
    return location


def source_block(env: BuildEnvironment, source: str) -> nodes.Element:
    """Return the source of a diagram that is not drawn.

    Without the renderer, it has the class that the script of Mermaid looks for.
    """
    if version():
        return nodes.literal_block(source, source)
    elements_domain(env).undrawn.add(env.docname)
    # Sphinx does not highlight a block whose source differs from its text
    return nodes.literal_block("mermaid", source, classes=["mermaid"])


def note_renderer(app: Sphinx, config: Config) -> None:
    """Store how diagrams are drawn, and whether: if that changes, documents are read again."""
    config.add("mermaid_renderer", version(), "env", str)
    look = look_of(config)
    config.add("mermaid_look", repr((look.light, look.dark)), "env", str)


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the script of Mermaid to a page with diagrams that are not drawn."""
    if page in elements_domain(app.env).undrawn:
        add_script_file(app)


def add_script_file(app: Sphinx) -> None:
    """Add the script of Mermaid to the page that is being written, if there is one."""
    folders = [Path(app.confdir, folder) for folder in app.config.html_static_path]
    if any((folder / SCRIPT).is_file() for folder in folders):
        app.add_js_file(SCRIPT, loading_method="defer")


def log_missing(app: Sphinx, exception: Exception | None) -> None:
    """Write a note if the renderer is missing and a page has a diagram."""
    if not exception and not version() and elements_domain(app.env).undrawn:
        logger.info(
            "note: the package %s cannot be imported, so diagrams are not drawn; with a file %s in"
            " a folder of html_static_path, a script draws them, or else readers see their source;"
            " install the package with `pip install -r requirements.txt`", PACKAGE, SCRIPT,
        )  # fmt: skip


def draw_for_extension(app: Sphinx, config: Config) -> None:
    """Draw the diagrams of the extension, unless it draws them itself without another site."""
    if _EXTENSION not in app.extensions:
        return
    drawn = config.mermaid_output_format == "raw" and not config.mermaid_use_local
    config.add("mermaid_drawn", drawn, "env", bool)  # if it changes, documents are read again
    if drawn:
        disconnect_extension(app, _EXTENSION, (_SCRIPT,))
        app.add_transform(ExtensionDiagrams)


def setup(app: Sphinx) -> ExtensionMetadata:
    if _EXTENSION not in app.config.extensions:
        app.add_directive("mermaid", MermaidDirective)
    app.setup_extension("blink.elements.store")
    app.connect("config-inited", note_renderer, priority=Stage.PAGE_SETTINGS)
    app.connect("config-inited", draw_for_extension, priority=Stage.EXTENSIONS)
    app.connect("html-page-context", add_script, priority=Stage.PARTS)
    app.connect("build-finished", log_missing, priority=Stage.BUILD_NOTES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
