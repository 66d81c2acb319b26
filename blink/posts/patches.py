"""A patch of Sphinx that keeps drafts out of a build. Those of ABlog are in `blink.posts.ablog`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.upstream import expect

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def leave_out(env: BuildEnvironment, docname: str) -> None:
    """Remove *docname* from the documents that Sphinx has found.

    Seen in Sphinx 9.0.4: drafts are known only after their headers are read, which is after the
    search for sources, and no event allows a handler to remove a document that was found.
    """
    holds = env.project.docnames is env.found_docs
    expect(holds, "Sphinx", "`Project.docnames` no longer holds the documents that were found")
    env.project.docnames.discard(docname)
