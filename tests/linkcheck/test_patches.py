"""Sphinx's link check looks as its patches expect."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import pytest
from sphinx.builders.dummy import DummyBuilder
from sphinx.builders.linkcheck import CheckExternalLinksBuilder, HyperlinkCollector
from sphinx.errors import ExtensionError

from blink.linkcheck import patches


def test_replace_linkcheck():
    assert issubclass(CheckExternalLinksBuilder, DummyBuilder)
    assert "builder.hyperlinks" in inspect.getsource(HyperlinkCollector)
    assert "self.hyperlinks" in inspect.getsource(CheckExternalLinksBuilder.init)
    other = SimpleNamespace(builders={"linkcheck": DummyBuilder})
    app = SimpleNamespace(setup_extension=lambda name: None, registry=other)
    with pytest.raises(ExtensionError, match="linkcheck"):
        patches.replace_linkcheck(app, CheckExternalLinksBuilder)


def test_allowed_redirects(blog):
    assert patches.allowed_redirects(blog().build("dummy").env.config) == {}
    made = blog(linkcheck_allowed_redirects={"a": "b"}).build("dummy")
    (allowed,) = patches.allowed_redirects(made.env.config).items()
    assert [one.pattern for one in allowed] == ["a", "b"]
    with pytest.raises(ExtensionError, match="options"):
        patches.allowed_redirects(object())
