"""Keep the pages and files that belong to a site out of a book.

Sphinx's builders of EPUB, JSON, HTML Help and others are HTML builders as well, and emit the events
at which pages get their surroundings and listings are made. In a book, the handlers of Blink are
disconnected from them. If the theme is ``blink``, such a builder uses Sphinx's theme `THEME`.
The scripts and styles of the site's own pages are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from blink.addresses.hosting import writes_site
from blink.books.patches import disconnect, use_other_theme
from blink.settings.theme import HOME, uses_blink
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

#: The theme of HTML builders that make no site, instead of ``blink``
THEME = "alabaster"
#: The events at which pages are completed, and others made
EVENTS = ("html-page-context", "html-collect-pages", "site-files", "page-frame")
#: Modules that do so as well
_MODULES = ("blink", "notfound")


# -- Sphinx ------------------------------------------------------------------


def leave_out_site(app: Sphinx) -> None:
    """Disconnect what only a site needs, unless the builder makes one."""
    if writes_site(app):
        return
    for event in EVENTS:
        disconnect(app, event, _MODULES)
    if isinstance(app.builder, StandaloneHTMLBuilder):
        own = {file.name for file in HOME.glob("**/static/*.js")}
        use_other_theme(app, THEME if uses_blink(app) else "", own)
        static, home = app.config.html_static_path, HOME.resolve()
        static[:] = [p for p in static if not (app.confdir / p).resolve().is_relative_to(home)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("builder-inited", leave_out_site, priority=Stage.BOOK)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
