"""Patches of extensions whose work Blink does itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from sphinx.application import Sphinx


def disconnect_extension(app: Sphinx, extension: str, handlers: Collection[str] = ()) -> list[str]:
    """Disconnect the *handlers* of an *extension*, by default all, and return their names.

    Seen in Sphinx 9.0.4, sphinxext-opengraph 0.13, sphinx-sitemap 2.9, sphinx-tags 0.4, nbsphinx
    0.9.8 and sphinxcontrib-mermaid 2.1: they have no setting to turn these handlers off. An
    extension of another version may have none of that name; then Blink does its work as well.
    """
    found = [
        listener
        for listeners in app.events.listeners.values()
        for listener in listeners
        if _module(listener.handler).startswith(f"{extension}.")
        and (not handlers or listener.handler.__name__ in handlers)
    ]
    for listener in found:
        app.disconnect(listener.id)
    return [listener.handler.__name__ for listener in found]


def _module(handler: object) -> str:
    """Return the module of *handler* and a dot; only the dot for one of conf.py."""
    return f"{getattr(handler, '__module__', None) or ''}."
