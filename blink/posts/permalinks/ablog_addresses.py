"""Find the addresses of listings that ABlog would make otherwise.

In a blog that was made for ABlog, they redirect to the listings: ``tag/c`` to ``tag/c-plus-plus``,
and the listing of posts with an empty ``category:``, which ABlog makes, to that of all posts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.posts.catalog import KINDS
from blink.posts.post_node import TERMS
from blink.posts.store import blog_domain
from blink.source.front_matter.fields import Scalar
from blink.text import ablog_slug

if TYPE_CHECKING:
    from collections.abc import Collection as AnyOf
    from collections.abc import Iterable, Mapping

    from docutils import nodes
    from sphinx.application import Sphinx

    from blink.model import Collection
    from blink.source.front_matter.fields import Header

#: The kind of a term without a name, and the word that ABlog has for it
UnnamedTerm = tuple[str, str]


def addresses_of_ablog(
    blog_path: str, collections: Mapping[str, Iterable[Collection]], unnamed: AnyOf[UnnamedTerm]
) -> dict[str, str]:
    """Return the docname that ABlog would give a listing → the docname that it has.

    *unnamed* are the kinds of which a post names an empty term, each with what ABlog has for it.
    """
    found: dict[str, str] = {}
    for kind, words in KINDS.items():
        if kind in ("archive", "logbook"):
            continue
        folder, present = f"{blog_path}/{words.folder}", list(collections.get(kind, ()))
        for collection in present:
            address = f"{folder}/{ablog_slug(collection.name)}"
            found.setdefault(address, collection.docname)
        for word in (word for unnamed_kind, word in unnamed if unnamed_kind == kind):
            if not present:
                found.setdefault(folder, blog_path)
            found.setdefault(f"{folder}/{word}", folder if present else blog_path)
    used = {collection.docname for group in collections.values() for collection in group}
    return {old: new for old, new in found.items() if old != new and old not in used}


def unnamed_terms(
    header: Header, post_nodes: Iterable[nodes.Element], *, markdown: bool
) -> frozenset[UnnamedTerm]:
    """Return the terms that a *header* or a ``post`` directive names without a word.

    MyST gives ABlog the word ``null`` for a key without a value.
    """
    fields = {key: header.fields[key] for key in TERMS if key in header.fields}
    empty = {
        (key, "null" if value.null and markdown else "")
        for key, value in fields.items()
        if isinstance(value, Scalar) and not all(word.strip() for word in value.text.split(","))
    }
    given = {(kind, "") for node in post_nodes for kind in TERMS if "" in node.get(kind, ())}
    return frozenset(empty | given)


# -- Sphinx ------------------------------------------------------------------


def former_listings(app: Sphinx) -> dict[str, str]:
    """Return `addresses_of_ablog` for this build, if the blog was made for ABlog."""
    if "ablog" not in app.config.extensions:
        return {}
    blog = blog_domain(app.env)
    unnamed = {term for terms in blog.unnamed_terms.values() for term in terms}
    return addresses_of_ablog(app.config.blog_path, blog.catalog.collections, unnamed)
