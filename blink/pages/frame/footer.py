"""The settings of the footer → links to the licence, the imprint and the source of the site.

Warnings: ``footer.imprint``, a page that does not exist.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.addresses.hosting import is_remote
from blink.settings.conf_lines import place_of
from blink.settings.look import LICENCES
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


def licence_of(config: Config) -> tuple[str, str]:
    """Return name and URL of the licence of the texts, both empty if conf.py names none."""
    value = config.blink_licence
    if isinstance(value, str):
        return value, LICENCES.get(value, "")
    name, url = value
    return name, url


# -- Sphinx ------------------------------------------------------------------


def check_imprint(app: Sphinx, env: BuildEnvironment) -> tuple[()]:
    """Report an imprint that is neither a page nor a URL."""
    page = app.config.blink_imprint
    if page and not is_remote(page) and not _is_page(app, page):
        logger.warning(
            "blink_imprint must be a page of the site or a URL, but there is no page %r; write the"
            " path of its source without the ending, such as 'imprint' for imprint.md",
            page,
            location=place_of(Path(app.confdir, "conf.py"), "blink_imprint"),
            type="footer",
            subtype="imprint",
        )
    return ()


def _is_page(app: Sphinx, docname: str) -> bool:
    return docname in app.env.found_docs or docname in app.config.html_additional_pages


def add_footer(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page what the components of the footer show."""
    page = app.config.blink_imprint
    if is_remote(page):
        context["imprint"] = page
    else:
        context["imprint"] = context["pathto"](page) if _is_page(app, page) else ""
    context["licence"] = licence_of(app.config)
    context["source_url"] = app.config.blink_source_url


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-updated", check_imprint, priority=Stage.CATALOG_CHECKS)
    app.connect("html-page-context", add_footer, priority=Stage.REGIONS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
