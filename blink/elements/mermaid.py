"""Draw the diagrams of ``mermaid`` directives as SVG while the site is built.

With the extension sphinxcontrib-mermaid, the directives are those of it, with all their options.
Its diagrams are drawn likewise, unless its settings have them drawn by a program or a local script.

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
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from blink.settings.patches import disconnect_extension
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

logger = logging.getLogger(__name__)

#: The renderer of mmdr whose files are smaller
_BACKEND = "mermaid-rs-renderer"
#: The extension, and what adds its script to pages without a diagram, too
_EXTENSION, _SCRIPT = "sphinxcontrib.mermaid", "install_js"
#: The most seconds that drawing a diagram may take; usually it takes less than one
_LIMIT = 20.0


#: A program that reads a diagram and writes its SVG, in a process of its own: mmdr cannot be
#: interrupted, and ends the process if a diagram is nested too deeply. As soon as one participant
#: is declared, mmdr wants all of them declared, which Mermaid does not.
_PROGRAM = f"""\
import re
import sys
import mmdr
sys.stdin.reconfigure(encoding="utf-8")
sys.stdout.reconfigure(encoding="utf-8")
lines = sys.stdin.read().split("\\n")
for _ in range(100):
    try:
        svg = mmdr.render("\\n".join(lines), backend={_BACKEND!r}).svg()
        break
    except ValueError as error:
        unknown = re.search("unknown participant '(.+)' at line ([0-9]+)", str(error))
        if not unknown:
            sys.exit(str(error))
        lines.insert(int(unknown[2]) - 1, "participant " + unknown[1])
else:
    sys.exit("it has too many participants that are not declared")
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
        default = _default_alt(self.env)
        picture = _picture(self.env, source, self.get_location())
        if not picture:
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
            return nodes.literal_block(source, source)
        caption = figure[-1].astext() if isinstance(figure, nodes.figure) else ""
        image = nodes.image("", uri=picture, alt=node.get("alt", caption or _default_alt(self.env)))
        image["classes"].append("diagram")
        if "align" in node:
            image["align"] = node["align"]
        return image


# -- Sphinx ------------------------------------------------------------------


def _picture(env: BuildEnvironment, source: str, location: nodes.Node | str) -> str:
    """Return the path of a drawing, from the source folder; draw it if it does not exist.

    If it cannot be drawn, return ``""`` and warn of it at *location*.
    """
    name = hashlib.sha256(f"{mmdr.__version__}\n{source}".encode()).hexdigest()[:16]
    path = Path(env.doctreedir) / "mermaid" / f"mermaid-{name}.svg"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        try:
            partial.write_text(draw(source), encoding="utf-8")
        except ValueError as error:
            logger.warning(
                "this diagram cannot be drawn: %s", error,
                location=location, type="mermaid", subtype="source",
            )  # fmt: skip
            return ""
        partial.replace(path)  # another process may draw the same
    return "/" + Path(os.path.relpath(path, env.srcdir)).as_posix()


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
    app.connect("config-inited", draw_for_extension, priority=Stage.EXTENSIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
