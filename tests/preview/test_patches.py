"""Sphinx looks as the patch for previews expects."""

from __future__ import annotations

import inspect
import pickle
from types import SimpleNamespace

import pytest
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from blink.preview import patches
from blink.upstream import parameters


def test_read_only():
    source = inspect.getsource(Builder.read)
    assert "self.env.find_files(self.config, self)" in source
    assert "added, changed, removed = self.env.get_outdated_files(updated)" in source
    assert parameters(BuildEnvironment.find_files) == ["self", "config", "builder"]
    env = SimpleNamespace(
        find_files=lambda config, builder: None, get_outdated_files=lambda config_changed: None
    )
    patches.read_only(env, {"a"})
    copy = pickle.loads(pickle.dumps(env))  # as with a document that refers to it
    assert copy.get_outdated_files(False) == (set(), {"a"}, set())
    for name in ("find_files", "get_outdated_files"):
        other = SimpleNamespace(
            find_files=lambda config, builder: None, get_outdated_files=lambda config_changed: None
        )
        setattr(other, name, lambda: None)
        with pytest.raises(ExtensionError, match=name):
            patches.read_only(other, {"a"})
