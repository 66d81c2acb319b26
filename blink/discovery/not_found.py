"""Make ``404.html``, which a host shows at any address, however deep, that has no page.

By default sphinx-notfound-page starts all URLs on it at the root of the host; here they start at
the root of the site.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from blink.discovery.head import NOT_FOUND
from blink.hosting import root_path
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def settle_page(app: Sphinx, config: Config) -> None:
    """Tell the extension where the site is, and which template has the words."""
    config.notfound_urls_prefix = root_path(config, os.environ)
    config.notfound_pagename, config.notfound_template = NOT_FOUND, "404.html"
    config.notfound_context = {"title": "Page not found"}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.hosting")
    app.setup_extension("notfound.extension")
    app.connect("config-inited", settle_page, priority=Stage.NOT_FOUND)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
