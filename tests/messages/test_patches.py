"""Docutils looks as the patches for messages expect."""

from __future__ import annotations

import pytest
from docutils.parsers.rst import roles
from sphinx.errors import ExtensionError

from blink.messages import patches


def test_known_names(monkeypatch):
    assert {"note", "figure", "csv-table"} <= patches.known_names(of_roles=False)
    assert {"emphasis", "code"} <= patches.known_names(of_roles=True)
    monkeypatch.delattr(roles, "_role_registry")
    with pytest.raises(ExtensionError, match="its tables have changed"):
        patches.known_names(of_roles=True)
