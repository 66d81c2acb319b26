"""Sphinx and MyST look as the patches for inventories expect."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import pytest
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from sphinx.errors import ExtensionError
from sphinx.ext import intersphinx
from sphinx.ext.intersphinx import _load
from sphinx.util.inventory import InventoryFile

from blink.inventories import patches


def test_disconnect_loading():
    assert "app.connect('builder-inited', load_mappings)" in inspect.getsource(intersphinx.setup)
    app = SimpleNamespace(events=SimpleNamespace(listeners={"builder-inited": []}))
    with pytest.raises(ExtensionError, match="another event"):
        patches.disconnect_loading(app)


def test_use_cached_inventory(monkeypatch):
    source = inspect.getsource(_load)
    assert f"cache_dir=app.doctreedir / '{patches.CACHE}'" in source
    assert "cache_dir / f'{project.name}_{INVENTORY_FILENAME}'" in source
    monkeypatch.setattr(InventoryFile, "loads", lambda content: None)
    with pytest.raises(ExtensionError, match="inventories of intersphinx"):
        patches.use_cached_inventory(SimpleNamespace(env=SimpleNamespace()), "a", "b")


def test_match_missing_inventories(monkeypatch):
    source = inspect.getsource(DocutilsRenderer.render_link_inventory)
    assert "matches = self.get_inventory_matches(\n" in source
    monkeypatch.setattr(SphinxRenderer, "get_inventory_matches", lambda self, target: [])
    with pytest.raises(ExtensionError, match="get_inventory_matches"):
        patches.match_missing_inventories(lambda env: ())


def test_keep_text_of_links(monkeypatch):
    source = inspect.getsource(MystReferenceResolver.run)
    assert "newnode = self._resolve_myst_ref_intersphinx(\n" in source
    monkeypatch.delattr(MystReferenceResolver, "_resolve_myst_ref_intersphinx")
    with pytest.raises(ExtensionError, match="_resolve_myst_ref_intersphinx"):
        patches.keep_text_of_links(lambda env, node: False)
