"""Report a document that is nested too deeply for Python as an error, and continue the build.

Docutils, Sphinx and MyST use recursive functions for the levels of a document. Blocks in fences
(``:::`` or backticks) are counted before a document is read, since MyST parses each again.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from docutils.utils import DependencyList
from sphinx.errors import ExtensionError, SphinxError
from sphinx.util.docutils import new_document

from blink.source.errors import fail
from blink.source.markdown import too_deep_fence
from blink.source.patches import replace_reading_and_writing
from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.util.typing import ExtensionMetadata

_MESSAGE = (
    "this document is nested too deeply; remove some levels of its quotes, lists, directives or"
    " emphasis"
)


#: The most nested blocks of a document that is read, since each takes several recursive calls
FENCES = 100
_FENCE_MESSAGE = (
    f"this block is inside {FENCES} other blocks; close some of them above it, each by a line with"
    " the ::: or ``` that opens it"
)


#: What may open a level within a line, and how many are nothing unusual
_MARKS, _FLAT = re.compile(r"[*_~`]+|[\[>]|(?<!\S)[-+*] "), 30


class NestingError(SphinxError):
    """A document cannot be written, because it is nested too deeply."""


def _read_as_empty(builder: Builder, docname: str, *, cache: bool) -> None:
    """Read *docname* as an empty document that must not be published."""
    env = builder.env
    env.current_document.clear()
    builder.events.emit("env-purge-doc", env, docname)
    env.clear_doc(docname)
    env.prepare_settings(docname)
    source_domain(env).withheld.add(docname)
    doctree = new_document(str(env.doc2path(docname)))
    doctree.settings.env = env
    doctree.settings.record_dependencies = DependencyList()
    for domain in env.domains.sorted():
        domain.process_doc(env, docname, doctree)
    builder.events.emit("doctree-read", doctree)
    env.all_docs[docname] = time.time_ns() // 1_000
    env.current_document.clear()
    env.ref_context.clear()
    builder.write_doctree(docname, doctree, _cache=cache)


def _is_recursion_error(error: Exception) -> bool:
    """Return whether *error* is a `RecursionError`, or Sphinx raised it because of one."""
    return isinstance(error, RecursionError) or isinstance(error.__cause__, RecursionError)


def _too_deep_fence(source: Path) -> int:
    if source.suffix != ".md":
        return 0
    return too_deep_fence(source.read_text(encoding="utf-8", errors="replace"), FENCES)


def _deepest_line(source: Path) -> int:
    """Return the line of *source*, from 1, that is probably nested the deepest.

    Marks of emphasis, links, quotes and lists in it count, and what it is indented by.
    """
    lines = source.read_text(encoding="utf-8", errors="replace").split("\n")
    if source.suffix == ".ipynb":
        return 1
    depths = [
        max(len(_MARKS.findall(line)), (len(line) - len(line.lstrip())) / 2) for line in lines
    ]
    deepest = max(depths, default=0)
    return depths.index(deepest) + 1 if deepest > _FLAT else 1


# -- Sphinx ------------------------------------------------------------------


def replace_reader_and_writer(app: Sphinx) -> None:
    """Make the builder continue after a document that is nested too deeply."""
    builder, env = app.builder, app.env
    read, write = builder.read_doc, builder.write_doc

    def read_doc(docname: str, *, _cache: bool = True) -> None:
        line, message = _too_deep_fence(env.doc2path(docname)), _FENCE_MESSAGE
        if not line:
            try:
                read(docname, _cache=_cache)
            except (RecursionError, ExtensionError) as error:
                if not _is_recursion_error(error):
                    raise
                line, message = _deepest_line(env.doc2path(docname)), _MESSAGE
        if line:
            _read_as_empty(builder, docname, cache=_cache)
            fail(env, docname, (docname, line), message)

    def write_doc(docname: str, doctree: nodes.document) -> Any:
        try:
            return write(docname, doctree)
        except (RecursionError, ExtensionError) as error:
            if not _is_recursion_error(error):
                raise
            # its page is incomplete
            place = f"{env.doc2path(docname)}:{_deepest_line(env.doc2path(docname))}"
            raise NestingError(f"{place}: {_MESSAGE}") from None

    replace_reading_and_writing(builder, read_doc, write_doc)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.errors")
    app.connect("builder-inited", replace_reader_and_writer, priority=Stage.BUILDER)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
