"""Put numbers into excerpts, which are read before anything has a number.

While a document is read, marks stand for its references to numbers, such as ``{numref}`` and
``{eq}``. When all documents are numbered, the marks in excerpts get the text of the references.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.util.logging import suppress_logging

from blink.posts.store import blog_domain
from blink.stages import Stage
from blink.store import Saved, Store, add_store
from blink.text import one_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post

#: Characters for private use, which no text has around a number
_BEGIN, _END = "\uf8f0", "\uf8f1"
_MARK = re.compile(f"{_BEGIN}(\\d+){_END}")
#: Domain and role of references that show a number
_NUMBERED = {("std", "numref"), ("math", "eq"), ("math", "numref"), ("prf", "ref")}


class NumberMarksDomain(Store):
    """Stores the references to numbers in excerpts."""

    name = "blink-number-marks"
    label = "Numbers in excerpts"
    data_version = 1
    #: docname → the references for which its marks stand
    references: Saved[dict[str, tuple[addnodes.pending_xref, ...]]] = Saved({}, by_document=True)
    #: docname → its posts with marks, if their excerpts have some
    marked: Saved[dict[str, tuple[Post, ...]]] = Saved({}, by_document=True)


def _store(env: BuildEnvironment) -> NumberMarksDomain:
    domain: Any = env.get_domain(NumberMarksDomain.name)
    return domain  # type: ignore[no-any-return]


def mark_references(app: Sphinx, doctree: nodes.document) -> None:
    """Give references to numbers marks as their text."""
    references: list[addnodes.pending_xref] = []
    for node in doctree.findall(addnodes.pending_xref):
        if (node.get("refdomain"), node.get("reftype")) not in _NUMBERED:
            continue
        if isinstance(node.parent, nodes.paragraph):
            node["readable_text"] = f"{_BEGIN}{len(references)}{_END}"
            references.append(_without_document(node))
    if references:
        _store(app.env).references[app.env.docname] = tuple(references)


def _without_document(node: addnodes.pending_xref) -> addnodes.pending_xref:
    """Return a copy of *node* that does not refer to its document, to be stored without that."""
    copy = node.deepcopy()
    for part in copy.findall():
        part.document = None  # type: ignore[assignment]
    return copy


def _text(app: Sphinx, env: BuildEnvironment, docname: str, node: addnodes.pending_xref) -> str:
    """Return the text of a reference, or what it shows if it cannot be resolved."""
    content: Any = node[0]
    domain = env.get_domain(node["refdomain"])
    with suppress_logging():  # the page reports it
        try:
            resolved: Any = domain.resolve_xref(
                env, docname, app.builder, node["reftype"], node["reftarget"], node, content
            )
        except (NoUri, LookupError, TypeError, ValueError):
            resolved = None
    return one_line((resolved if resolved is not None else content).astext())


def number_excerpts(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Replace the marks in excerpts by the text of references."""
    blog, store = blog_domain(env), _store(env)
    for docname in store.references.keys() & blog.posts.keys():
        posts = blog.posts[docname]
        if not any(_BEGIN in text for post in posts for text in post.excerpt):
            posts = store.marked.get(docname, ())
        if any(_BEGIN in text for post in posts for text in post.excerpt):
            store.marked[docname] = posts
            blog.posts[docname] = tuple(_numbered(app, env, post) for post in posts)
    return []


def _numbered(app: Sphinx, env: BuildEnvironment, post: Post) -> Post:
    references = _store(env).references[post.docname]

    def text(match: re.Match[str]) -> str:
        return _text(app, env, post.docname, references[int(match[1])])

    return replace(post, excerpt=tuple(_MARK.sub(text, part) for part in post.excerpt))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", mark_references, priority=Stage.CITED_ENTRIES)
    app.connect("env-updated", number_excerpts, priority=Stage.NUMBERED_EXCERPTS)
    return add_store(app, NumberMarksDomain)
