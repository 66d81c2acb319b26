"""Give headings permanent anchors, made from their text, where Docutils would number them.

Docutils keeps only the letters a to z. Headings in other scripts, and the second heading with the
same text, get ``id1``, ``id2`` …, which change when a heading is inserted before them.
"""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from blink.text import NUMBERED_ANCHOR, slug

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class HeadingAnchors(SphinxTransform):
    """Give each heading a first anchor made from its text, and keep the anchors that it has."""

    default_priority = 750  # MyST adds its own at 700

    def apply(self, **kwargs: Any) -> None:
        for section in self.document.findall(nodes.section):
            ids = section["ids"]
            if not ids or not NUMBERED_ANCHOR.fullmatch(ids[0]):
                continue
            words = slug(section[0].astext()) if isinstance(section[0], nodes.title) else ""
            name = section.get("slug") or words
            if name in ids:
                ids.remove(name)
            elif name:
                names = chain([name], (f"{name}-{number}" for number in count(1)))
                name = next(n for n in names if n not in self.document.ids)
            if name and not re.search(r"\s", name):
                self.document.ids[name] = section
                ids.insert(0, name)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_transform(HeadingAnchors)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
