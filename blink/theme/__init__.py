"""The Sphinx theme ``blink``: templates and static files, over the PyData theme.

What comes in is what the packages give to each page; what goes out is HTML. An author's template of
the same name takes precedence, and extends the original as ``{% extends "!page.html" %}``. Read
``layout.html`` first.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

NAME = "blink"
HOME = Path(__file__).resolve().parent
STATIC = HOME / "static"

#: The theme of a conf.py that was written before Blink had one of its own
FORMER = "pydata_sphinx_theme"


def use_theme(app: Sphinx, config: Config) -> None:
    """Set what the theme needs in conf.py: templates, static files, stylesheet and script.

    The templates take the place of those of any other theme, too: they make whole pages.
    """
    if config.html_theme == FORMER:
        config.html_theme = NAME
        logger.info("html_theme = %r is now written as html_theme = %r", FORMER, NAME)
    if config.html_theme != NAME:
        config.templates_path = [*config.templates_path, str(HOME)]
    config.template_bridge = config.template_bridge or "blink.builder.templates.Templates"
    static = os.path.relpath(STATIC, app.confdir)  # the same wherever the project is
    config.html_static_path = [static, *config.html_static_path]
    config.html_css_files = _first("blink.css", config.html_css_files)
    config.html_js_files = _first(("blink.js", {"defer": "defer"}), config.html_js_files)
    config.html_math_renderer = config.html_math_renderer or "mathml"
    if config.html_favicon is None:
        config.html_favicon = os.path.join(static, "icon.svg")


def _first(file: Any, files: Iterable[Any]) -> list[Any]:
    """Return *file* and then the other *files*; a former conf.py has it, too."""
    return [file, *(other for other in files if other != file)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_theme(NAME, str(HOME))
    app.connect("config-inited", use_theme, priority=Stage.SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
