"""Report mistakes that must not be published: a build with one fails, whatever its options.

Each is logged as an error, which conf.py cannot suppress, and the build continues to find the
others. At the end Sphinx returns 1, so that `blink.commands.build` keeps the last good site. Each
build reads a document with such a mistake again, until the mistake is corrected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.source.store import source_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.problems import Problem

logger = logging.getLogger(__name__)

#: Used in place of a docname for a mistake that is not in a document
SITE = ""


def fail(env: BuildEnvironment, docname: str, location: Any, message: str, *args: object) -> None:
    """Log an error at *location*, and fail the build.

    :param docname: the document that is read again until the mistake is corrected, or `SITE`
    :param location: a node, ``file:line``, or a docname and a line
    """
    source_domain(env).failed.add(docname)
    logger.error(message, *args, location=location)


def fail_source(app: Sphinx, problem: Problem, docname: str, group: str) -> None:
    """Log *problem* in the header of a source, and fail this build.

    Each build reads all headers, so nothing is stored for the next build.

    :param group: the first part of the error's type
    """
    _log(problem, docname, group)
    app.statuscode = app.statuscode or 1


def fail_reading(app: Sphinx, problem: Problem, group: str) -> None:
    """Log *problem* in the document that is being read, and fail the build."""
    _log(problem, app.env.docname, group)
    source_domain(app.env).failed.add(app.env.docname)


def _log(problem: Problem, docname: str, group: str) -> None:
    place = (docname, problem.line)
    logger.error("%s [%s.%s]", problem.message, group, problem.kind, location=place)


def withhold(app: Sphinx, doctree: nodes.document) -> None:
    """Empty a document that must not be published; its page is deleted at the end of the build."""
    docname = app.env.docname
    doctree.children = []
    for names in (doctree.nametypes, doctree.nameids, doctree.ids):
        names.clear()
    app.env.metadata[docname]["orphan"] = (
        True  # so that Sphinx does not warn that no toctree has it
    )
    for domain in app.env.domains.sorted():
        domain.clear_doc(docname)
        domain.process_doc(app.env, docname, doctree)  # some domains require this to merge
    source_domain(app.env).withheld.add(docname)


# -- Sphinx ------------------------------------------------------------------


def read_again(app: Sphinx, env: BuildEnvironment, *sets: set[str]) -> list[str]:
    """Return the documents that had a mistake when they were last read."""
    return sorted(source_domain(env).failed & env.found_docs)


def set_status(app: Sphinx, exception: Exception | None) -> None:
    """Make ``sphinx-build`` return 1 if there is a mistake that must not be published."""
    if not exception and source_domain(app.env).failed:
        app.statuscode = app.statuscode or 1


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.source.store")
    app.connect("env-get-outdated", read_again, priority=Stage.DRAFTS)
    app.connect("build-finished", set_status, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
