"""Addresses that only HTML or front matter name → links that ``make linkcheck`` tries too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from blink.domain import blog_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_HREF = re.compile(r"<a\b[^>]*?\shref\s*=\s*[\"']?(https?://[^\"'\s>]+)", re.IGNORECASE)


class NamedAddresses(SphinxPostTransform):
    """Put a link for each into the document that Sphinx's linkcheck looks at."""

    default_priority = 700  # before it collects the links, at 800
    builders = ("linkcheck",)

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(nodes.raw)):
            for address in _HREF.findall(node.astext()):
                self._add(address, node.line or 1)
        blog, docname = blog_domain(self.env), self.env.docname
        fields = blog.sources[docname].header.fields if docname in blog.sources else {}
        for post in blog.posts.get(docname, ()):
            for key in ("canonical_link", "external_link"):
                if address := getattr(post, key):
                    self._add(address, fields[key].line if key in fields else post.line)

    def _add(self, address: str, line: int) -> None:
        link = nodes.reference("", address, refuri=address)
        link.source, link.line = self.document["source"], line
        self.document.append(nodes.paragraph("", "", link))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.domain")
    app.add_post_transform(NamedAddresses)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
