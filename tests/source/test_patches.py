"""MyST, MyST-NB and Sphinx look as the patches expect."""

from __future__ import annotations

import inspect
import logging
from types import SimpleNamespace

import jinja2
import pytest
import sphinx.util.logging
from myst_parser.mdit_to_docutils import base
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp
from sphinx.util.logging import WarningStreamHandler

from blink.source import patches
from blink.upstream import parameters


def test_replace_markdown_include(monkeypatch):
    source = inspect.getsource(base.DocutilsRenderer)
    assert "directive_instance = MockIncludeDirective(" in source
    monkeypatch.delattr(base, "MockIncludeDirective")
    with pytest.raises(ExtensionError, match="MockIncludeDirective"):
        patches.replace_markdown_include(object)


def test_sandbox_substitutions(monkeypatch):
    source = inspect.getsource(base)
    assert "jinja2.Environment(undefined=jinja2.StrictUndefined)" in source
    used = {name.split("(")[0] for name in source.split("jinja2.")[1:]}
    assert {name.split(")")[0].split(".")[0] for name in used} == {
        "Environment", "StrictUndefined", "nodes",
    }  # fmt: skip
    monkeypatch.delattr(base, "jinja2")
    with pytest.raises(ExtensionError, match="Jinja"):
        patches.sandbox_substitutions(jinja2.Environment)


def test_check_loaded_code(monkeypatch):
    read = pytest.importorskip("myst_nb.core.read")
    load = getattr(read._load_code_from_file, "__wrapped__", read._load_code_from_file)
    assert parameters(load) == ["nb_path", "file_name", "token", "body_lines"]
    assert inspect.getsource(read).count("_load_code_from_file(") == 2, "defined, and called once"
    monkeypatch.setattr(read, "_load_code_from_file", lambda path, name: [])
    with pytest.raises(ExtensionError, match="_load_code_from_file"):
        patches.check_loaded_code(print)


def test_count_lines_of_cells(monkeypatch):
    read = pytest.importorskip("myst_nb.core.read")
    assert "_strip_blank_lines(" in inspect.getsource(read)
    assert "read_myst_markdown_notebook,\n" in inspect.getsource(read.create_nb_reader)
    monkeypatch.delattr(read, "_strip_blank_lines")
    with pytest.raises(ExtensionError, match="notebooks in Markdown"):
        patches.count_lines_of_cells()


def test_change_notebooks(monkeypatch):
    sphinx_ = pytest.importorskip("myst_nb.sphinx_")
    source = inspect.getsource(sphinx_.Parser.parse)
    assert "create_nb_reader(document_path, md_config, nb_config, inputstring)" in source
    assert "notebook = nb_reader.read(inputstring)" in source
    assert source.index("nb_reader.read(") < source.index("nb_config.copy(**overrides)")
    assert source.index("nb_reader.read(") < source.index("notebook_to_tokens(")
    monkeypatch.setattr(sphinx_, "create_nb_reader", lambda path: None)
    with pytest.raises(ExtensionError, match="create_nb_reader"):
        patches.change_notebooks(print)


def test_keep_colours_of_errors(monkeypatch):
    render = pytest.importorskip("myst_nb.core.render")
    source = inspect.getsource(render)
    assert source.count("strip_ansi(") == 2, "defined, and called once"
    assert "strip_ansi(" in inspect.getsource(render.NbElementRenderer.render_error)
    monkeypatch.setattr(render, "strip_ansi", lambda text, more: text)
    with pytest.raises(ExtensionError, match="strip_ansi"):
        patches.keep_colours_of_errors()


def test_replace_log_of_nbformat(monkeypatch):
    nbformat = pytest.importorskip("nbformat")
    assert 'get_logger().error("Notebook JSON is invalid: %s", e)' in inspect.getsource(nbformat)
    monkeypatch.setattr(nbformat, "get_logger", nbformat.get_logger)
    told = []
    patches.replace_log_of_nbformat(told.append)
    nbformat.reads(
        '{"cells": [], "nbformat": 4, "nbformat_minor": 4, "metadata": {}, "more": 1}', 4
    )
    assert told
    assert told[0].startswith("Notebook JSON is invalid: ")
    monkeypatch.setattr(nbformat, "get_logger", lambda name: None)
    with pytest.raises(ExtensionError, match="get_logger"):
        patches.replace_log_of_nbformat(print)


def test_replace_merging(monkeypatch):
    render = pytest.importorskip("myst_nb.core.render")
    assert inspect.getsource(render).count("coalesce_streams(") == 1
    assert parameters(render.coalesce_streams) == ["outputs"]
    monkeypatch.setattr(render, "coalesce_streams", lambda outputs, more: outputs)
    with pytest.raises(ExtensionError, match="coalesce_streams"):
        patches.replace_merging(print)


def test_show_more_outputs(monkeypatch):
    render = pytest.importorskip("myst_nb.core.render")
    renderer = render.NbElementRenderer
    assert "self.render_unhandled(data)" in inspect.getsource(renderer.render_mime_type)
    known = {"text/html", "image/png", "text/plain"}
    assert known <= render.base_render_priority()["html"].keys()
    for name in ("render_unhandled", "render_unhandled_inline"):
        monkeypatch.setattr(renderer, name, lambda self, data, more: [])
    with pytest.raises(ExtensionError, match="render_unhandled"):
        patches.show_more_outputs(print, print, print)


def test_exclude_from_search():
    assert "builder.get_asset_paths()" in inspect.getsource(BuildEnvironment.find_files)
    assert parameters(Builder.get_asset_paths) == ["self"]

    class Other:
        def get_asset_paths(self, kind):
            """Return paths of a kind, which Sphinx does not know."""

    with pytest.raises(ExtensionError, match="get_asset_paths"):
        patches.exclude_from_search(Other(), print)


@pytest.mark.parametrize("changed", ["read_doc", "write_doc", "write_doctree"])
def test_replace_reading_and_writing(changed):
    assert "self.read_doc(docname)" in inspect.getsource(Builder._read_serial)
    assert "self.write_doc(docname, doctree)" in inspect.getsource(Builder)
    assert parameters(Builder.read_doc) == ["self", "docname", "_cache"]
    assert parameters(Builder.write_doc) == ["self", "docname", "doctree"]
    assert parameters(Builder.write_doctree) == ["self", "docname", "doctree", "_cache"]
    methods = {
        "read_doc": lambda docname, *, _cache=True: None,
        "write_doc": lambda docname, doctree: None,
        "write_doctree": lambda docname, doctree, *, _cache=True: None,
    }
    builder = SimpleNamespace(**methods)
    patches.replace_reading_and_writing(builder, print, repr)
    assert (builder.read_doc, builder.write_doc) == (print, repr)
    builder = SimpleNamespace(**methods | {changed: lambda docname: None})
    with pytest.raises(ExtensionError, match=changed):
        patches.replace_reading_and_writing(builder, print, repr)


def test_add_first_handler(blog):
    """Sphinx's handler for warnings adds the place to a record: the first gets it without."""
    made = blog()
    app = SphinxTestApp("html", srcdir=made.folder, confoverrides=made.settings)
    messages = []
    handler = logging.Handler()
    handler.emit = lambda record: messages.append((record.msg, record.location))
    logger = logging.getLogger("sphinx")
    try:
        patches.add_first_handler(handler)
        assert any(isinstance(one, WarningStreamHandler) for one in logger.handlers[1:])
        sphinx.util.logging.getLogger("sphinx.x").warning("words", location=("index", 3))
    finally:
        logger.removeHandler(handler)
        app.cleanup()
    assert messages == [("words", ("index", 3))]
