"""The theme looks as its patch expects."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp

from blink.pages import patches


def handlers(app, event):
    modules = [getattr(one.handler, "__module__", "") for one in app.events.listeners[event]]
    return [name for name in modules if name.startswith(patches.THEME)]


def test_disconnect_theme(blog):
    made = blog()
    app = SphinxTestApp("html", srcdir=made.folder, confoverrides=made.settings)
    try:
        assert patches.THEME in app.extensions
        for event in ("html-page-context", "build-finished"):
            assert handlers(app, event) == []
        with pytest.raises(ExtensionError, match="has no handlers of 'html-page-context'"):
            patches.disconnect_theme(app)
    finally:
        app.cleanup()
    none = SimpleNamespace(events=SimpleNamespace(listeners=defaultdict(list)), extensions={})
    patches.disconnect_theme(none)
