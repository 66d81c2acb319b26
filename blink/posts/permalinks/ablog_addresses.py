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


def addresses_of_ablog(
    blog_path: str, collections: Mapping[str, Iterable[Collection]], unnamed: AnyOf[str]
) -> dict[str, str]:
    """Return the docname that ABlog would give a listing → the docname that it has.

    *unnamed* are the kinds of which a post names an empty term.
    """
    found: dict[str, str] = {}
    for kind, words in KINDS.items():
        if kind in ("archive", "logbook"):
            continue
        folder, present = f"{blog_path}/{words.folder}", list(collections.get(kind, ()))
        for collection in present:
            address = f"{folder}/{ablog_slug(collection.name)}"
            found.setdefault(address, collection.docname)
        if kind in unnamed:
            if not present:
                found.setdefault(folder, blog_path)
            found.setdefault(f"{folder}/", folder if present else blog_path)
    used = {collection.docname for group in collections.values() for collection in group}
    return {old: new for old, new in found.items() if old != new and old not in used}


def unnamed_terms(header: Header, post_nodes: Iterable[nodes.Element]) -> frozenset[str]:
    """Return the kinds of terms that a *header* or a ``post`` directive names without a word."""
    empty = {
        name
        for name, value in header.fields.items()
        if isinstance(value, Scalar) and not all(word.strip() for word in value.text.split(","))
    }
    return frozenset({*TERMS} & empty) | {
        kind for node in post_nodes for kind in TERMS if "" in node.get(kind, ())
    }


# -- Sphinx ------------------------------------------------------------------


def former_listings(app: Sphinx) -> dict[str, str]:
    """Return `addresses_of_ablog` for this build, if the blog was made for ABlog."""
    if "ablog" not in app.config.extensions:
        return {}
    blog = blog_domain(app.env)
    unnamed = {kind for kinds in blog.unnamed_terms.values() for kind in kinds}
    return addresses_of_ablog(app.config.blog_path, blog.catalog.collections, unnamed)
