"""Pictures on other sites → a warning each: no request of a reader leaves the site.

Warnings: ``origin.picture``.
"""

from __future__ import annotations

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


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", check_pictures, priority=300)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
