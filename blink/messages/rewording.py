"""Word the warnings of Sphinx, MyST and Docutils about documents for the author of a blog.

They keep their type and place. Each message then says what was looked for, where, and what to
write: the nearest match, if there is one. This happens where a warning is logged, in whichever
process that is, because the node of a reference is known only there.
"""

from __future__ import annotations

import logging
import re
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.logging import NAMESPACE, get_node_location

from blink.messages.references import explain_reference
from blink.messages.table import REWORDINGS
from blink.source.front_matter.header import decode
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

#: The loggers of these packages whose messages are worded here
_LOGGERS = (
    "sphinx.transforms.post_transforms", "sphinx.domains.std", "sphinx.util.docutils",
    "sphinx.environment.collectors.asset", "sphinx.directives.code", "sphinx.directives.other",
    "sphinx.highlighting", "sphinx.util.nodes", "sphinx.transforms", "myst_parser.warnings_",
    "myst_parser.sphinx_ext.myst_refs", "sphinx.domains.math", "sphinx_design.tabs",
    "sphinx_design.grids", "sphinx_design.shared", "sphinx_design.cards",
)  # fmt: skip

#: Messages after which another one says the same, with its place
_REPEATED = re.compile(
    r"Too many autonumbered footnote references|unknown (?:role|directive) name: "
    r"|Duplicate ID: \"equation-|Blank line required after table"
)


# -- Sphinx ------------------------------------------------------------------


class Rewordings:
    """Words the messages of one application while it builds."""

    def __init__(self, app: Sphinx) -> None:
        self._app = app

    def begin(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Word messages from here on."""
        for name in _LOGGERS:
            logging.getLogger(f"{NAMESPACE}.{name}").addFilter(self.reword)

    def reword(self, record: logging.LogRecord) -> bool:
        """Give a warning the words of Blink, if it has any; return whether to log it."""
        if record.levelno < logging.WARNING:
            return True
        _correct_place(record)
        text = record.getMessage()
        if _REPEATED.match(text):
            return False
        location = getattr(record, "location", None)
        new = ""
        if isinstance(location, pending_xref) and "reftarget" in location:
            is_missing = getattr(record, "subtype", "") != "xref_ambiguous"
            if is_missing and "more than one" not in text:
                new = explain_reference(self._app.env, location)
                anchor = location.get("reftargetid") or location["reftarget"]
                record.missing = anchor  # for the check of links
        for pattern, explain in () if new else REWORDINGS:
            if match := pattern.fullmatch(text):
                new = explain(self._app, match)
                record.missing = match[1] if match.lastindex else ""
                break
        if not new and getattr(record, "type", "") == "docutils":
            new = one_line(text.partition("\n\n")[0])  # without the source of the block
        if new:
            record.msg, record.args = one_line(new), ()
        if missing := getattr(record, "missing", ""):
            last = missing.rpartition("/")[2]
            self._refine_place(record, (missing, last.split(":", 3)[-1] if "*" in last else last))
        return True

    def _refine_place(self, record: logging.LogRecord, words: tuple[str, ...]) -> None:
        """Give *record* the line with one of *words*, if it has the first of their paragraph."""
        location = getattr(record, "location", None)
        if isinstance(location, nodes.Node):
            location = get_node_location(location)
        elif isinstance(location, tuple) and location[0]:
            location = f"{self._app.env.doc2path(location[0])}:{location[1] or ''}"
        path, _, number = str(location or "").rpartition(":")
        if not number.isdigit() or not path.endswith((".md", ".rst")):
            return
        try:
            lines = decode(Path(path).read_bytes()).split("\n")
        except (OSError, UnicodeDecodeError):
            return
        paragraph = list(takewhile(str.strip, lines[int(number) - 1 :]))
        for word in words:
            for offset, line in enumerate(paragraph):
                if word in line:
                    record.location = f"{path}:{int(number) + offset}"
                    return

    def end(self, app: Sphinx, exception: Exception | None) -> None:
        """Leave messages as they are."""
        for name in _LOGGERS:
            logging.getLogger(f"{NAMESPACE}.{name}").removeFilter(self.reword)


def unlink_problems(app: Sphinx, doctree: nodes.document) -> None:
    """Remove links from what Docutils could not read to its messages, which no page shows."""
    for node in doctree.findall(nodes.problematic):
        node.attributes.pop("refid", None)


def _correct_place(record: logging.LogRecord) -> None:
    """Correct a location that has a path in place of a docname."""
    location = getattr(record, "location", None)
    if isinstance(location, tuple) and location[0] and Path(str(location[0])).is_absolute():
        record.location = f"{location[0]}:{location[1] or 1}"


def setup(app: Sphinx) -> ExtensionMetadata:
    rewordings = Rewordings(app)
    app.connect("env-before-read-docs", rewordings.begin, priority=Stage.AUTODOC)
    app.connect("doctree-read", unlink_problems, priority=Stage.TARGETS)
    app.connect("build-finished", rewordings.end, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
