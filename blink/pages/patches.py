"""A patch of the PyData theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.upstream import expect

if TYPE_CHECKING:
    from sphinx.application import Sphinx

THEME = "pydata_sphinx_theme"


def disconnect_theme(app: Sphinx) -> None:
    """Disconnect what the theme does for its own frame: sidebars, logos, its stylesheet for code.

    Seen in PyData theme 0.24.0 and Sphinx 9.0.4: pages of Blink have nothing of that frame, but
    the theme has no setting to turn its handlers off.
    """
    for event in ("html-page-context", "build-finished"):
        found = []
        for listener in list(app.events.listeners[event]):
            module = getattr(listener.handler, "__module__", None) or ""  # None: of conf.py
            if module.partition(".")[0] == THEME:
                found.append(listener)
                app.disconnect(listener.id)
        holds = bool(found) or THEME not in app.extensions
        expect(holds, "pydata-sphinx-theme", f"it has no handlers of {event!r}")
