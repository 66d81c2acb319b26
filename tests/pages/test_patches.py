"""The theme looks as its patch expects."""

from __future__ import annotations

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
        used = [name.rpartition(".")[2] for name in handlers(app, "html-page-context")]
        assert used == list(patches.USED)
        assert handlers(app, "build-finished") == []
        with pytest.raises(ExtensionError, match="has no handlers of 'html-page-context'"):
            patches.disconnect_theme(app)
    finally:
        app.cleanup()


def test_another_theme_keeps_its_handlers(blog):
    made = blog(html_theme=patches.THEME)
    app = SphinxTestApp("html", srcdir=made.folder, confoverrides=made.settings)
    try:
        before = handlers(app, "html-page-context")
        patches.disconnect_theme(app)
        assert handlers(app, "html-page-context") == before
        assert f"{patches.THEME}.toctree" in before
    finally:
        app.cleanup()
    patches.disconnect_theme(SimpleNamespace(builder=None))


def test_bootstrap_stylesheet(monkeypatch):
    text = patches.bootstrap_stylesheet()
    assert text.startswith("/*!\n * Bootstrap  v5.3.")
    assert text.endswith("}.d-print-none{display:none!important}}")
    assert text.count("{") == text.count("}") > 2000
    for other in ("", text.replace("v5.3", "v6.0"), text, f"{text}.bd-x{{}}.fa,.fas{{}}"):
        monkeypatch.setattr(patches, "_static", lambda name, other=other: other)
        with pytest.raises(ExtensionError, match="does not begin with that of Bootstrap"):
            patches.bootstrap_stylesheet()
    monkeypatch.setattr(patches, "_static", lambda name: f"@charset;{text}.fa,.fas{{}}.bd-x{{}}")
    assert patches.bootstrap_stylesheet() == text


def test_bootstrap_script(monkeypatch):
    text = patches.bootstrap_script()
    assert text.startswith("/*!\n  * Bootstrap v5.3.")
    assert text.endswith("window.bootstrap=i})();\n")
    for other in ("", text):
        monkeypatch.setattr(patches, "_static", lambda name, other=other: other)
        with pytest.raises(ExtensionError, match="is not the script of Bootstrap"):
            patches.bootstrap_script()
