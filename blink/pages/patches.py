"""A patch of the PyData theme, of which the theme ``blink`` inherits templates and options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from blink.builder.templates import is_blink
from blink.upstream import expect

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THEME = "pydata_sphinx_theme"


#: Its modules whose handlers the theme ``blink`` uses: logos, and links to edit a page
USED = ("logo", "edit_this_page")


def disconnect_theme(app: Sphinx) -> None:
    """Disconnect what the PyData theme does for its own stylesheets and scripts.

    Seen in PyData theme 0.24.0 and Sphinx 9.0.4: it resolves the navigation and renders components
    anew for each page, and has no setting to turn its handlers off. `blink.pages.frame` gives the
    functions that its templates call. Nothing is disconnected if the theme is not ``blink``.
    """
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or not is_blink(builder.theme):
        return
    for event in ("html-page-context", "build-finished"):
        found = []
        for listener in list(app.events.listeners[event]):
            module = getattr(listener.handler, "__module__", None) or ""  # None: of conf.py
            if module.partition(".")[0] == THEME and module.rpartition(".")[2] not in USED:
                found.append(listener)
                app.disconnect(listener.id)
        holds = bool(found) or THEME not in app.extensions
        expect(holds, "pydata-sphinx-theme", f"it has no handlers of {event!r}")
