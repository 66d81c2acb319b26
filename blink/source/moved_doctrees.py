"""Correct the sources of nodes in doctrees that were read when the project was in another folder.

They only say where a warning comes from, so a doctree is corrected when its page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def correct_sources(doctree: nodes.document, env: BuildEnvironment, docname: str) -> None:
    """Correct the sources of nodes in the *doctree* of a document."""
    source, folder = str(env.doc2path(docname)), str(env.srcdir)
    before, below = str(doctree.get("source")), source.removeprefix(folder)
    if before == source or not before.endswith(below):
        return
    old = before.removesuffix(below)
    doctree["source"] = source
    for node in doctree.findall():
        if node.source and node.source.startswith(f"{old}/"):
            node.source = folder + node.source[len(old) :]


class MovedSources(SphinxPostTransform):
    """Corrects the sources of nodes, before other post-transforms report problems there."""

    default_priority = 1

    def run(self, **kwargs: Any) -> None:
        correct_sources(self.document, self.env, self.env.docname)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(MovedSources)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
