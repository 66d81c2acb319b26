"""The Sphinx theme ``blink``: templates and static files, over the PyData theme.

What comes in is what the packages give to each page; what goes out is HTML. An author's template of
the same name takes precedence, and extends the original as ``{% extends "!page.html" %}``. Read
``layout.html`` first. The folder ``blog`` has the blog's parts of pages, which every theme gets.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from blink.settings.conf_lines import place_of
from blink.settings.theme import HOME, NAME
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

#: The theme of a conf.py that was written before Blink had one of its own
FORMER = "pydata_sphinx_theme"
#: Files of the theme that such a conf.py names
_FORMER_FILES = ("blink.css", "blink.js")


def use_theme(app: Sphinx, config: Config) -> None:
    """Set what the blog's parts of pages need in conf.py, whatever the theme."""
    config.template_bridge = config.template_bridge or "blink.builder.templates.Templates"
    # relative paths, which are the same wherever the project is
    static = os.path.relpath(HOME / "blog/static", app.confdir)
    config.html_static_path = [static, *config.html_static_path]
    config.html_math_renderer = config.html_math_renderer or "mathml"
    for name in ("html_css_files", "html_js_files"):
        files = getattr(config, name)
        kept = [f for f in files if (f if isinstance(f, str) else f[0]) not in _FORMER_FILES]
        setattr(config, name, kept)
    if config.html_theme == "sphinx_book_theme" and not config.html_copy_source:
        # Seen in version 1.1.3: its button leads to a copy of the source that is not there.
        config.html_theme_options = {"use_download_button": False, **config.html_theme_options}
    if config.html_favicon is None:
        config.html_favicon = os.path.relpath(HOME / "static/icon.svg", app.confdir)


def _require_extension(app: Sphinx) -> None:
    """Check that Sphinx did not load Blink only for its theme, after the settings were used.

    :raises ConfigError: if it did.
    """
    if hasattr(app, "builder"):
        place = place_of(app.confdir / "conf.py", "html_theme")
        raise ConfigError(
            f"{place}: the theme needs the extension of the same name; write"
            f' `extensions = [..., "{NAME}"]`'
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    _require_extension(app)
    app.add_html_theme(NAME, str(HOME))
    app.connect("config-inited", use_theme, priority=Stage.SETTINGS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
