"""Make ``404.html``, which a host shows at any address that has no page.

By default, sphinx-notfound-page makes the URLs on it relative to the root of the host; here they
are relative to the root of the site.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from blink.addresses.hosting import root_path
from blink.discovery.head import NOT_FOUND
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def configure_page(app: Sphinx, config: Config) -> None:
    """Set the root of the site, and the template of the page."""
    config.notfound_urls_prefix = root_path(config, os.environ)
    config.notfound_pagename, config.notfound_template = NOT_FOUND, "404.html"
    config.notfound_context = {"title": app.translator.gettext("Page not found")}


def complete_functions(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let templates call `toctree` and `pathto` as on the other pages.

    Sphinx's ``globaltoc.html`` passes ``""`` as ``maxdepth``; a home page without a name, which the
    builder ``dirhtml`` makes, has the address of the site; a site without toctrees has an empty
    one. sphinx-notfound-page gives this page functions that know nothing of this.
    """
    if pagename == NOT_FOUND:
        pathto, home = context["pathto"], app.config.notfound_urls_prefix

        def path_from_root(name: str, resource: bool = False) -> str:  # noqa: FBT001, FBT002
            is_home = not resource and app.builder.get_target_uri(name) == ""
            return str(home if is_home else pathto(name, resource))

        context["pathto"] = path_from_root
        toctree = context["toctree"]

        def toctree_from_root(**options: Any) -> str:
            options = {name: o for name, o in options.items() if (name, o) != ("maxdepth", "")}
            return toctree(**options) or ""

        context["toctree"] = toctree_from_root


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.addresses.hosting")
    app.setup_extension("notfound.extension")
    app.connect("config-inited", configure_page, priority=Stage.NOT_FOUND)
    app.connect("html-page-context", complete_functions, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
