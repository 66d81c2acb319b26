"""What a page would load from another site → a warning: no request of a reader leaves this one.

Warnings: ``origin.picture``, ``origin.html``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def check_pictures(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of each picture that the reader's browser would ask another site for."""
    for node in doctree.findall(nodes.image):
        address = node["uri"]
        if "://" in address or address.startswith("//"):
            logger.warning(
                "the picture %s is on another site, which would learn of each reader;"
                " download it and put it beside the post", address,
                location=node, type="origin", subtype="picture",
            )  # fmt: skip


#: What makes a browser ask for something, in HTML
_LOADS = re.compile(
    r"<(?:img|script|iframe|embed|source|video|audio|track|input|object|link)\b[^>]*?"
    r"\s(?:src|srcset|poster|data|href)\s*=\s*[\"']?\s*([^\"'\s>]+)",
    re.IGNORECASE,
)


def check_html(app: Sphinx, doctree: nodes.document) -> None:
    """Warn of HTML in a document that loads from another site, or a file that is not copied."""
    for node in doctree.findall(nodes.raw):
        if "html" not in node.get("format", "").split():
            continue
        for found in _LOADS.finditer(node.astext()):
            address = found[1]
            if re.match(r"(?:https?:)?//", address):
                wrong, mend = "is on another site, which would learn of each reader", "link to it"
            elif re.match(r"#|data:|mailto:|_static/|(?:\.\./)+_static/", address):
                continue
            else:
                wrong = "is not copied into the site when it is named in HTML"
                mend = "write `![what it shows](picture.png)` or a link"
            logger.warning(
                "%s %s; %s", address, wrong, mend, location=node, type="origin", subtype="html"
            )


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", check_pictures, priority=300)
    app.connect("doctree-read", check_html)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
