"""Read the ``<meta>`` that an author writes, in ``html_meta`` or a ``meta`` directive.

They take precedence over what Blink derives, and the keys of front matter over both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from lxml import html
from sphinx.transforms.post_transforms import SphinxPostTransform

from blink.posts.store import blog_domain

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: ``<meta>`` of which the last one of an author counts; others, such as ``og:image``, form a list
_SINGLE = frozenset({
    "description", "keywords", "robots", "og:title", "og:type", "og:url", "og:description",
    "og:site_name", "og:locale", "twitter:card", "twitter:title", "twitter:description",
})  # fmt: skip


def declared_metadata(tags: str) -> dict[str, str]:
    """Return the contents of the ``<meta>`` in the HTML *tags*, by name or property."""
    if "<meta" not in tags:
        return {}
    elements = html.fragment_fromstring(tags, create_parent="head").iter("meta")
    named = ((e.get("name") or e.get("property") or "", e.get("content", "")) for e in elements)
    return {name.lower(): content for name, content in named if name}


def not_declared(
    properties: list[tuple[str, str]], declared: Set[str]
) -> tuple[tuple[str, str], ...]:
    """Return the *properties* that are neither *declared* nor part of one, as a width of an image.

    >>> not_declared([("og:type", "a"), ("og:image", "b"), ("og:image:width", "9")], {"og:image"})
    (('og:type', 'a'),)
    """
    parts = tuple(f"{name}:" for name in declared)
    return tuple(p for p in properties if p[0] not in declared and not p[0].startswith(parts))


# -- Sphinx ------------------------------------------------------------------


class MetaOfAuthors(SphinxPostTransform):
    """Removes each ``<meta>`` of an author for which front matter, or a later one, has another."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        source = blog_domain(self.env).sources.get(self.env.docname)
        values = source.values if source and source.post else {}
        keys = {"description", "author"} & values.keys()
        if self.config.blink_drafts:
            keys.add("robots")
        seen: set[tuple[str, str]] = set()
        for node in reversed(list(self.document.findall(nodes.meta))):
            name = (node.get("name") or node.get("property") or "").lower()
            this = name, node.get("lang", "")  # one for each language is common
            if name in keys or this in seen:
                node.parent.remove(node)
            if name in _SINGLE:
                seen.add(this)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_post_transform(MetaOfAuthors)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
