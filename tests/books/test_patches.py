"""Sphinx's builders look as the patches for books expect."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import pytest
from docutils import nodes
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError, NoUri

from blink.books import patches


def listener(number, module):
    def handler():
        """Do nothing."""

    handler.__module__ = module
    return SimpleNamespace(id=number, handler=handler)


def test_disconnect():
    gone = []
    listeners = {"page": [listener(1, "ablog.post"), listener(2, "mine"), listener(3, None)]}
    app = SimpleNamespace(events=SimpleNamespace(listeners=listeners), disconnect=gone.append)
    patches.disconnect(app, "page", {"ablog"})
    patches.disconnect(app, "other", {"ablog"})
    assert gone == [1]
    app.events.listeners = []
    with pytest.raises(ExtensionError, match="table of listeners"):
        patches.disconnect(app, "page", {"ablog"})


class Begun:
    count = 0

    def init(self):
        self.count += 1


def test_use_other_theme():
    config = SimpleNamespace(
        html_theme="blink", html_theme_options={"a": 1}, html_sidebars={"b": 2}
    )
    registry = SimpleNamespace(js_files=[("a.js", {}), ("b.js", {})])
    app = SimpleNamespace(builder=Begun(), registry=registry, config=config)
    patches.use_other_theme(app, "alabaster", {"a.js"})
    assert vars(config) == {
        "html_theme": "alabaster",
        "html_theme_options": {},
        "html_sidebars": {},
    }
    assert registry.js_files == [("b.js", {})]
    patches.use_other_theme(app, "", set())
    assert (config.html_theme, app.builder.count) == ("alabaster", 2)
    registry.js_files = ()
    with pytest.raises(ExtensionError, match="list of scripts"):
        patches.use_other_theme(app, "", set())


def test_link_by():
    assert list(inspect.signature(Builder.get_relative_uri).parameters)[1:] == [
        "from_",
        "to",
        "typ",
    ]

    def relative(from_, to, typ=None):
        if to in ("unknown", "unlinked"):
            raise NoUri
        return f"{to}.html"

    env = SimpleNamespace(found_docs={"unlinked"})
    builder = SimpleNamespace(get_relative_uri=relative, env=env)
    patches.link_by(builder, lambda name: name == "blog", lambda name: f"https://a.test/{name}")
    assert builder.get_relative_uri("a", "b") == "b.html"
    assert builder.get_relative_uri("a", "blog") == "https://a.test/blog"
    assert builder.get_relative_uri("a", "unlinked") == "https://a.test/unlinked"
    with pytest.raises(NoUri):
        builder.get_relative_uri("a", "unknown")
    with pytest.raises(ExtensionError, match="get_relative_uri"):
        patches.link_by(SimpleNamespace(get_relative_uri=lambda name: name), bool, str)


class Documents:
    def __init__(self):
        self._write_doc_doctree_cache = {"kept": None}

    def get_doctree(self, docname):
        return nodes.paragraph("", docname)


def test_change_doctrees():
    assert "_write_doc_doctree_cache" in inspect.getsource(BuildEnvironment)
    env = Documents()
    undo = patches.change_doctrees(env, lambda name, doctree: doctree.append(nodes.Text("!")))
    assert env.get_doctree("a").astext() == "a!"
    assert env._write_doc_doctree_cache == {}
    undo()
    assert env.get_doctree("a").astext() == "a"
    del env._write_doc_doctree_cache
    with pytest.raises(ExtensionError, match="table of doctrees"):
        patches.change_doctrees(env, lambda name, doctree: None)
