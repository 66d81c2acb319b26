"""Put numbers and titles into excerpts, which are read before all documents have some.

While a document is read, marks stand for its references to numbers, such as ``{numref}`` and
``{eq}``, and for those that show a title, such as ``{ref}``. When all documents are read and
numbered, the marks in excerpts get the text of the references.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.logging import suppress_logging

from blink.posts.details.excerpt import unnamed
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
#: Those that show a title, unless they have a text of their own
_TITLED = {("std", "ref"), ("std", "doc")}


class NumberMarksDomain(Store):
    """Stores the references to numbers in excerpts."""

    name = "blink-number-marks"
    label = "Numbers in excerpts"
    data_version = 2
    #: docname → the references for which its marks stand
    references: Saved[dict[str, tuple[addnodes.pending_xref, ...]]] = Saved({}, by_document=True)
    #: docname → its posts with marks, if their excerpts have some
    marked: Saved[dict[str, tuple[Post, ...]]] = Saved({}, by_document=True)


def _store(env: BuildEnvironment) -> NumberMarksDomain:
    domain: Any = env.get_domain(NumberMarksDomain.name)
    return domain  # type: ignore[no-any-return]


def mark_references(app: Sphinx, doctree: nodes.document) -> None:
    """Give references to numbers and titles marks as their text."""
    references: list[addnodes.pending_xref] = []
    for node in doctree.findall(addnodes.pending_xref):
        if _has_later_text(node) and isinstance(node.parent, nodes.paragraph):
            node["readable_text"] = f"{_BEGIN}{len(references)}{_END}"
            # a copy would have the whole document with it
            text = nodes.literal("", node.astext())
            references.append(addnodes.pending_xref("", text, **node.attributes))
    if references:
        _store(app.env).references[app.env.docname] = tuple(references)


class _WithoutAddresses:
    """Stands for the builder: the text needs no addresses, and some builders have none yet."""

    name = ""

    def get_relative_uri(self, *_: Any) -> str:
        return ""


def _has_later_text(node: addnodes.pending_xref) -> bool:
    role = (node.get("refdomain"), node.get("reftype"))
    titled = role in _TITLED or node.get("reftype") == "myst"
    return role in _NUMBERED or (titled and not node.get("refexplicit"))


def _linked_title(env: BuildEnvironment, node: addnodes.pending_xref) -> str:
    """Return the title to which a link of MyST leads, or ``""``."""
    target, anchor = str(node["reftarget"]), node.get("reftargetid")
    if node.get("refdomain") == "doc":
        if not anchor:
            return env.titles[target].astext() if target in env.titles else ""
        slugs = env.metadata[target].get("myst_slugs", {})
        return str(slugs[anchor][2]) if anchor in slugs else ""
    return str(env.domains.standard_domain.labels.get(target, ("", "", ""))[2])


def _role_of(env: BuildEnvironment, node: addnodes.pending_xref) -> tuple[str, str]:
    """Return domain and role of a reference; a link of MyST to an equation shows its number."""
    domain, role = node.get("refdomain"), node["reftype"]
    if role == "myst" and node["reftarget"] in env.domains.math_domain.equations:
        return "math", "eq"
    return str(domain), str(role)


def _text(env: BuildEnvironment, docname: str, node: addnodes.pending_xref) -> str:
    """Return the text of a reference, or what it shows if it cannot be resolved."""
    domain_name, role = _role_of(env, node)
    if role == "myst":
        return one_line(_linked_title(env, node)) or unnamed(node)
    content: Any = node[0]
    builder: Any = _WithoutAddresses()
    domain = env.get_domain(domain_name)
    with suppress_logging():  # the page reports it
        try:
            resolved: Any = domain.resolve_xref(
                env, docname, builder, role, node["reftarget"], node, content
            )
        except (LookupError, TypeError, ValueError):
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
            blog.posts[docname] = tuple(_numbered(env, post) for post in posts)
    return []


def _numbered(env: BuildEnvironment, post: Post) -> Post:
    references = _store(env).references[post.docname]

    def text(match: re.Match[str]) -> str:
        return _text(env, post.docname, references[int(match[1])])

    return replace(post, excerpt=tuple(_MARK.sub(text, part) for part in post.excerpt))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", mark_references, priority=Stage.CITED_ENTRIES)
    app.connect("env-updated", number_excerpts, priority=Stage.NUMBERED_EXCERPTS)
    return add_store(app, NumberMarksDomain)
