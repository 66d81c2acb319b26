"""Mistakes that must not be published: they fail a build even without ``--fail-on-warning``.

Each is logged as an error, which conf.py cannot suppress, and the build goes on to find the next
one. At the end Sphinx returns 1, so that `blink.commands.build` keeps the last good site. A
document with such a mistake is read again in each build until the mistake is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Problem

logger = logging.getLogger(__name__)

#: Stands for the site in place of a docname, where a mistake is in no document
SITE = ""


def fail(env: BuildEnvironment, docname: str, location: Any, message: str, *args: object) -> None:
    """Log an error at *location*, and fail the build.

    :param docname: the document that is read again until this is mended, or `SITE`
    :param location: a node, ``file:line``, or a docname and a line
    """
    blog_domain(env).failed.add(docname)
    logger.error(message, *args, location=location)


def fail_source(app: Sphinx, problem: Problem, docname: str, room: str) -> None:
    """Log *problem* of *room* in a source that this build has looked at, and fail this build.

    Each build looks at all sources, so nothing is kept for the next one.
    """
    _log(problem, docname, room)
    app.statuscode = app.statuscode or 1


def fail_reading(app: Sphinx, problem: Problem, room: str) -> None:
    """Log *problem* of *room* in the document that is being read, and fail the build."""
    _log(problem, app.env.docname, room)
    blog_domain(app.env).failed.add(app.env.docname)


def _log(problem: Problem, docname: str, room: str) -> None:
    place = (docname, problem.line)
    logger.error("%s [%s.%s]", problem.message, room, problem.kind, location=place)


def withhold(app: Sphinx, doctree: nodes.document) -> None:
    """Empty a document that must not be shown; its page is swept away in the end."""
    docname = app.env.docname
    doctree.children = []
    for names in (doctree.nametypes, doctree.nameids, doctree.ids):
        names.clear()
    app.env.metadata[docname]["orphan"] = True  # no toctree misses it
    for domain in app.env.domains.sorted():
        domain.clear_doc(docname)
        domain.process_doc(app.env, docname, doctree)  # to merge, some look for each document
    blog_domain(app.env).withheld.add(docname)


# -- Sphinx ------------------------------------------------------------------


def read_again(app: Sphinx, env: BuildEnvironment, *sets: set[str]) -> list[str]:
    """Return the documents that had a mistake when they were last read."""
    return sorted(blog_domain(env).failed & env.found_docs)


def set_status(app: Sphinx, exception: Exception | None) -> None:
    """Have ``sphinx-build`` return 1 if something failed the build."""
    if not exception and blog_domain(app.env).failed:
        app.statuscode = app.statuscode or 1


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.store")
    app.connect("env-get-outdated", read_again, priority=Stage.DRAFTS)
    app.connect("build-finished", set_status, priority=Stage.CLEAN_UP)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
