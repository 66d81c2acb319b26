"""Warn of published documents that link to, list, include or offer for download a hidden post.

Warnings: ``leaks.link``, ``leaks.toctree``, ``leaks.include``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.directives.other import TocTree, glob_re
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging
from sphinx.util.matching import patfilter
from sphinx.util.nodes import explicit_title_re

from blink.posts.store import blog_domain
from blink.source.store import source_domain
from blink.stages import Stage
from blink.text import line_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.posts.sources import Source

logger = logging.getLogger(__name__)


def state_in_words(source: Source) -> str:
    """Return what the hidden *source* is, in the words of a message."""
    if source.undated:
        return "a post without a date"
    return "a draft" if source.state == "draft" else "a post that is not published yet"


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
            elif node.get("refdomain") in (None, "", "std", "math"):  # not a name of a program
                docname = blog.hidden_labels.get(target.lower(), "")
            else:
                continue
            if docname in hidden and not self._is_known(target):
                logger.warning(
                    "this link leads to %s, %r; publish that post, or remove the link",
                    state_in_words(blog.sources[docname]), docname,
                    location=node, type="leaks", subtype="link",
                )  # fmt: skip
                node.replace_self(node.children or [nodes.Text(target)])
        files = {str(blog.sources[docname].path.resolve()) for docname in hidden}
        for link in list(self.document.findall(addnodes.download_reference)):
            path = Path(self.env.relfn2path(link["reftarget"], link["refdoc"])[1])
            if str(path.resolve()) in files:  # `check_includes` has reported it
                link.replace_self(link.children)

    def _is_known(self, target: str) -> bool:
        std = self.env.domains.standard_domain
        return target.lower() in std.labels or target.lower() in std.anonlabels


class TocTreeOfPublished(TocTree):
    """Sphinx's ``toctree``, with a warning of its own for an entry that is a hidden post."""

    def parse_content(self, toctree: addnodes.toctree) -> None:
        """Leave out hidden posts; a pattern leaves them out without a warning."""
        blog, env = blog_domain(self.env), self.env
        hidden = blog.hidden()
        for index in reversed(range(len(self.content) if hidden else 0)):
            entry = self.content[index]
            title = explicit_title_re.match(entry)
            is_pattern = toctree["glob"] and glob_re.match(entry) and not title
            name = docname_join(env.docname, title[2] if title else entry)
            if is_pattern:
                leave_out = patfilter(hidden, name) and not patfilter(env.found_docs, name)
            else:
                suffix = next((s for s in env.config.source_suffix if name.endswith(s)), "")
                leave_out = (name := name.removesuffix(suffix)) in hidden
            if not leave_out:
                continue
            del self.content[index]
            env.note_reread()  # as Sphinx does if it does not know a document
            if not is_pattern:
                logger.warning(
                    "this toctree names %s, %r, which is not in the published site; publish that"
                    " post, or remove it from the toctree",
                    state_in_words(blog.sources[name]), name,
                    location=toctree, type="leaks", subtype="toctree",
                )  # fmt: skip
        super().parse_content(toctree)


def check_includes(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Warn of published documents that include or offer the source of a hidden document."""
    blog, places = blog_domain(env), source_domain(env).read_files
    paths = {str(blog.sources[docname].path.resolve()): docname for docname in blog.hidden()}
    if not paths:
        return []
    uses = [(user, str(name)) for user, names in env.dependencies.items() for name in names]
    uses += [(user, str(name)) for name, (users, _) in env.dlfiles.items() for user in users]
    found = {(user, str((Path(env.srcdir) / name).resolve())) for user, name in uses}
    for user, path in sorted(found):
        included = paths.get(path)
        if included and user not in blog.hidden():
            place = places.get(user, {}).get(os.path.relpath(path, os.path.realpath(env.srcdir)))
            logger.warning(
                _INCLUDED_PART if blog.sources[included].undated else _INCLUDED_DRAFT,
                {"name": included, "file": str(env.doc2path(included, base=False))},
                location=str(Path(env.srcdir, place)) if place else (user, _line(env, user, path)),
                type="leaks", subtype="include",
            )  # fmt: skip
    return []


def _line(env: BuildEnvironment, docname: str, path: str) -> int | None:
    """Return the line of *docname* that names the file at *path*."""
    text, name = env.doc2path(docname).read_text("utf-8", "replace"), os.path.basename(path)
    named = re.search(rf"download\}}?:?`[^`]*{re.escape(name)}", text)
    return text.count("\n", 0, named.start()) + 1 if named else line_of(text, [name]) or None


def keep_from_copying(app: Sphinx, builder: Builder) -> None:
    """Keep hidden posts that a page offers for download from being copied into the site."""
    env, blog = app.env, blog_domain(app.env)
    paths = {blog.sources[docname].path.resolve() for docname in blog.hidden()}
    for name in [n for n in env.dlfiles if paths and (Path(env.srcdir) / n).resolve() in paths]:
        del env.dlfiles[name]  # the environment has been saved: the next build reports it again


_INCLUDED_DRAFT = (
    "this page includes the source of %(name)r, which is not published, or offers it for download;"
    " remove the include or download"
)
#: The same of a file that may be meant as a part of other pages, since it has no date
_INCLUDED_PART = (
    "this page includes the source of %(name)r, which is not published because it has no date, or"
    " offers it for download; if the file is only a part of other pages, add %(file)r to"
    " `exclude_patterns` in conf.py, or rename it to end in `.txt`; if it is a post, give it a date"
    " or remove the include or download"
)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.drafts")
    app.connect("env-updated", check_includes, priority=Stage.CATALOG)
    app.connect("write-started", keep_from_copying, priority=Stage.DRAFT_FILES)
    app.add_post_transform(LinksToDrafts)
    app.add_directive("toctree", TocTreeOfPublished, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
