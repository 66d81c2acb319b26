"""Warn of published documents that link to, include or offer for download a hidden post.

Warnings: ``leaks.link``, ``leaks.include``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class LinksToDrafts(SphinxPostTransform):
    """Replace links to hidden posts by plain text, with a warning."""

    default_priority = 8  # before those of Sphinx and MyST resolve references

    def run(self, **kwargs: Any) -> None:
        blog = blog_domain(self.env)
        hidden = blog.hidden()
        if not hidden:
            return
        for node in list(self.document.findall(addnodes.pending_xref)):
            target, kind = node.get("reftarget", ""), node.get("reftype")
            if node.get("refdomain") == "doc":
                docname = target
            elif kind == "doc":
                docname, _ = self.env.relfn2path(target, node.get("refdoc", self.env.docname))
            elif node.get("refdomain") in (None, "", "std"):  # not a name of a program
                docname = blog.hidden_labels.get(target.lower(), "")
            else:
                continue
            if docname in hidden and not self._is_known(target):
                state = blog.sources[docname].state
                post = "a draft" if state == "draft" else "a post that is not published yet"
                logger.warning(
                    "this link leads to %s, %r; publish that post, or remove the link",
                    post, docname, location=node, type="leaks", subtype="link",
                )  # fmt: skip
                node.replace_self(node.children or [nodes.Text(target)])

    def _is_known(self, target: str) -> bool:
        std = self.env.domains.standard_domain
        return target.lower() in std.labels or target.lower() in std.anonlabels


def check_includes(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of published documents that include or offer the source of a hidden document."""
    blog = blog_domain(env)
    paths = {str(blog.sources[docname].path.resolve()): docname for docname in blog.hidden()}
    if not paths:
        return []
    uses = [(user, str(name)) for user, names in env.dependencies.items() for name in names]
    uses += [(user, str(name)) for name, (users, _) in env.dlfiles.items() for user in users]
    for user, name in sorted(uses):
        included = paths.get(str((Path(env.srcdir) / name).resolve()))
        if included and user not in blog.hidden():
            message = (
                "this page includes the source of %r, which is not published, or offers it for"
                " download; remove the include or download"
            )
            logger.warning(message, included, location=user, type="leaks", subtype="include")
    return []


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.drafts")
    app.connect("env-updated", check_includes, priority=Stage.CATALOG)
    app.add_post_transform(LinksToDrafts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
