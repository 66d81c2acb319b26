"""Sphinx's link check looks as its patches expect."""

from __future__ import annotations

import http.client
import inspect
from functools import partial
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from linkserver import link_server
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


def test_accept_many_headers(monkeypatch):
    with link_server() as server:
        request = partial(urlopen, f"{server.address}/manyheaders", timeout=5)
        monkeypatch.setattr(http.client, "_MAXHEADERS", 100)
        with pytest.raises(http.client.HTTPException, match="more than 100"):
            request()
        patches.accept_many_headers()
        assert request().status == 200
    monkeypatch.delattr(http.client, "_MAXHEADERS")
    with pytest.raises(ExtensionError, match="headers"):
        patches.accept_many_headers()


def test_allowed_redirects(blog):
    assert patches.allowed_redirects(blog().build("dummy").env.config) == {}
    made = blog(linkcheck_allowed_redirects={"a": "b"}).build("dummy")
    (allowed,) = patches.allowed_redirects(made.env.config).items()
    assert [one.pattern for one in allowed] == ["a", "b"]
    with pytest.raises(ExtensionError, match="options"):
        patches.allowed_redirects(object())
