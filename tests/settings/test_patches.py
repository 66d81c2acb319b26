"""Handlers of extensions are found and disconnected."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp

from blink.settings import patches
from blink.settings.patches import disconnect_extension


def test_disconnect_extension(blog):
    made = blog()
    app = SphinxTestApp("html", srcdir=made.folder, confoverrides=made.settings)
    try:
        for name in ("sphinx_sitemap", "sphinx_tags"):
            app.setup_extension(name)
        found = disconnect_extension(app, "sphinx_sitemap", ("create_sitemap",))
        assert found == ["create_sitemap"]
        assert sorted(disconnect_extension(app, "sphinx_sitemap")) == [
            "add_html_link",
            "record_builder_type",
        ]
        assert disconnect_extension(app, "sphinx_sitemap") == []
        assert disconnect_extension(app, "sphinx_tags") == ["update_tags"]
    finally:
        app.cleanup()
    with pytest.raises(ExtensionError, match="it does not list handlers of events"):
        disconnect_extension(SimpleNamespace(events=object()), "sphinx_tags")


def test_names_in_conf_py():
    config = Config({"project": "x", "nitpicky": False}, {"language": "de"})
    assert patches.names_in_conf_py(config) >= {"project", "nitpicky", "language"}
    assert "author" not in patches.names_in_conf_py(config)
    assert "language" not in patches.names_in_conf_py(config, with_overrides=False)
    with pytest.raises(ExtensionError, match="another form"):
        patches.names_in_conf_py(SimpleNamespace(_raw_config={}))
