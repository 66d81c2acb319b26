"""Objects that patches reuse give the same results as new ones; upstream code is as expected."""

from __future__ import annotations

import inspect
import sys
import warnings
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import sphinx.util.docutils
from docutils import frontend
from docutils.parsers.rst import Parser
from docutils.readers import standalone
from docutils.writers.html4css1 import Writer as HTMLWriter
from myst_parser.mdit_to_docutils import base
from myst_parser.parsers.sphinx_ import MystParser
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from sphinx.builders import Builder
from sphinx.domains.c import CDomain
from sphinx.errors import ExtensionError
from sphinx.ext import viewcode
from sphinx.highlighting import PygmentsBridge
from sphinx.registry import SphinxComponentRegistry
from sphinx.testing.util import SphinxTestApp

from blink.builder import patches
from blink.builder.option_parsers import OptionParsers
from blink.builder.patches import reuse_formatters

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Blog


def asked(components: tuple[object, ...], **given: object) -> dict[str, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parser = frontend.OptionParser(components, **given)
    return plain(parser.get_default_values())


def plain(settings: frontend.Values) -> dict[str, object]:
    return {name: repr(value) for name, value in vars(settings).items()} | {
        "record_dependencies": vars(settings.record_dependencies)
    }


def test_settings_are_those_of_docutils() -> None:
    parsers, components = OptionParsers(), (standalone.Reader, MystParser())
    defaults = {"traceback": True, "language_code": "fr", "smartquotes_locales": [("de", "«»")]}
    given = {"defaults": defaults, "read_config_files": True}
    for _ in range(2):  # made, and kept
        ours = parsers.option_parser(components, **given).get_default_values()
        assert plain(ours) == asked(components, **given)
        assert plain(parsers.default_settings(Parser)) == asked((Parser,))


@pytest.mark.parametrize("read_config_files", [True, False])
def test_settings_of_one_document_are_not_those_of_another(*, read_config_files: bool) -> None:
    locales = [["de", "«»"]]
    parser = OptionParsers().option_parser(
        (standalone.Reader, Parser, HTMLWriter), {"smartquotes_locales": locales}, read_config_files
    )
    first, second = parser.get_default_values(), parser.get_default_values()
    first.language_code = "de"
    first.record_dependencies.add("a.md")
    first.smartquotes_locales[0].append("x")
    first.stylesheet_dirs.append("x")
    first._config_files.append("x")
    for settings in (second, parser.get_default_values()):
        assert settings.language_code != "de"
        assert settings.record_dependencies.list == []
        assert settings.smartquotes_locales == locales == [["de", "«»"]]
        assert "x" not in settings.stylesheet_dirs
        assert settings._config_files == []


def test_mutable_settings_are_not_shared() -> None:
    parser = OptionParsers().option_parser(
        (standalone.Reader, MystParser, HTMLWriter), {"smartquotes_locales": []}, True
    )
    first, second = (vars(parser.get_default_values()) for _ in range(2))
    fixed = (str, int, float, bool, type(None))
    assert [
        name for name in first if first[name] is second[name] and not isinstance(first[name], fixed)
    ] == []


def test_other_defaults_make_another_parser() -> None:
    make = OptionParsers().option_parser
    one = make((Parser,), {"tab_width": 2})
    assert make((Parser,), {"tab_width": 2}) is one
    assert make((Parser(),), {"tab_width": 2}) is one, "an instance has its class's options"
    assert make((Parser,), {"tab_width": 3}).get_default_values().tab_width == 3
    assert make((standalone.Reader,), {"tab_width": 2}) is not one


def test_docutils_conf_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is now: it was edited, or belongs to another blog that one process builds."""
    conf, other = tmp_path / "docutils.conf", tmp_path / "other.conf"
    make = OptionParsers().option_parser
    conf.write_text("[general]\ntab_width: 3\n")
    other.write_text("[general]\ntab_width: 4\n")
    for path, width in ((conf, 3), (other, 4), (conf, 3), (tmp_path / "none.conf", 8)):
        monkeypatch.setenv("DOCUTILSCONFIG", str(path))
        assert make((Parser,), {}, True).get_default_values().tab_width == width
        assert make((Parser,), {}).get_default_values().tab_width == 8
    conf.write_text("[general]\ntab_width: 10\n")
    monkeypatch.setenv("DOCUTILSCONFIG", str(conf))
    assert make((Parser,), {}, True).get_default_values().tab_width == 10


def test_an_included_file_is_a_dependency_of_its_document_only(blog: Callable[..., Blog]) -> None:
    here = blog()
    here.write("part.txt", "Words.\n")
    for name in ("b", "d"):
        here.post(name, "```{include} /part.txt\n```\n")
    for name in ("a", "c", "e"):
        here.post(name)
    here.write("posts/f.rst", ":date: 2026-01-31\n\nF\n=\n\n.. include:: /part.txt\n")
    here.write("posts/g.rst", ":date: 2026-01-31\n\nG\n=\n\nWords.\n")
    assert here.build().warnings == []
    used = here.env.dependencies.items()
    found = {name: {Path(path).name for path in paths} for name, paths in used if paths}
    assert found == {f"posts/{name}": {"part.txt"} for name in "bdf"}


def test_only_the_post_that_includes_a_hidden_one_is_reported(blog: Callable[..., Blog]) -> None:
    here = blog()
    here.post("a")
    here.post("b", "```{include} /posts/hidden.md\n```\n")
    here.post("c")
    here.post("hidden", draft="true")
    (warning,) = [line for line in here.build().warnings if "[leaks.include]" in line]
    assert warning.startswith("posts/b.md:7: WARNING: ")


def test_code_is_highlighted_with_its_own_options() -> None:
    bridge = PygmentsBridge("html", "default")
    reuse_formatters(bridge)
    code = "a = 1\nb = 2\n"
    for options in ({}, {"hl_lines": [1]}, {"hl_lines": [2]}, {"linenos": "inline"}, {}):
        fresh = highlight(code, PythonLexer(), HtmlFormatter(**options))
        formatter = bridge.get_formatter(**options)
        assert highlight(code, PythonLexer(), formatter) == fresh
        assert bridge.get_formatter(**options) is formatter


# -- What other packages look like -------------------------------------------------


def test_reuse_option_parsers(monkeypatch: pytest.MonkeyPatch) -> None:
    source = inspect.getsource(sphinx.util.docutils)
    assert "settings = _get_settings(\n" in source
    assert source.count("OptionParser(") == 1
    assert "option_parser.get_default_values()" in source
    assert "get_default_settings(parser_cls)" in inspect.getsource(base.make_document)
    monkeypatch.delattr(base, "get_default_settings")
    with pytest.raises(ExtensionError, match="MyST-Parser"):
        patches.reuse_option_parsers()


def test_reuse_formatters() -> None:
    assert "self.formatter(**kwargs)" in inspect.getsource(PygmentsBridge.get_formatter)
    bridge = PygmentsBridge("html", "default")
    del bridge.formatter
    with pytest.raises(ExtensionError, match="Sphinx"):
        reuse_formatters(bridge)


def test_translator_class() -> None:
    source = inspect.getsource(SphinxComponentRegistry.create_translator)
    assert "self.translation_handlers.get(builder.name, None)" in source
    assert "for name, (visit, depart) in handlers.items()" in source
    with pytest.raises(ExtensionError, match="Sphinx"):
        patches.translator_class(object(), object())


def test_share_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "self._read_parallel(docnames, nproc=" in inspect.getsource(Builder.read)
    source = inspect.getsource(Builder._read_parallel)
    for step in ("'env-purge-doc'", "clear_doc(", "pickle.dumps(self.env", "merge_info_from("):
        assert step in source, "what Blink does in its place"
    monkeypatch.setattr(Builder, "_read_parallel", lambda self, docnames: None)
    with pytest.raises(ExtensionError, match="_read_parallel"):
        patches.share_reading(object(), print)


def test_read_apart() -> None:
    source = inspect.getsource(Builder._read_parallel)
    assert "self.read_doc(docname, _cache=False)" in source

    class Other:
        def read_doc(self, docname: str) -> None:
            """Read, as a Sphinx would without the parameter."""

    with pytest.raises(ExtensionError, match="_cache"):
        patches.read_apart(Other(), "a")


def test_plain_templates(blog: Callable[..., Blog]) -> None:
    made = blog()
    app = SphinxTestApp("html", srcdir=made.folder, confoverrides=made.settings)
    try:
        plain = app.builder.templates.environment
        sandbox = sphinx.jinja2glue.BuiltinTemplateLoader()
        sandbox.init(app.builder, app.builder.theme)
    finally:
        app.cleanup()
    assert plain.filters.keys() >= sandbox.environment.filters.keys()
    assert plain.globals.keys() >= sandbox.environment.globals.keys()
    sandbox.environment.filters.clear()
    with pytest.raises(ExtensionError, match="templates"):
        patches.plain_templates(sandbox.environment, sandbox)


def test_fresh_table(blog: Callable[..., Blog]) -> None:
    made = blog()
    app = SphinxTestApp("html", srcdir=made.folder, confoverrides=made.settings)
    try:
        for name, tables in patches.TABLES.items():
            domain = app.env.get_domain(name)
            for table in tables:
                fresh = patches.fresh_table(domain, table)
                initial = domain.initial_data.get(table, {})
                assert isinstance(fresh, dict)
                assert fresh == initial, f"{name}: {table}"
                assert fresh is not initial
            with pytest.raises(ExtensionError, match=f"{name!r} has no table 'x'"):
                patches.fresh_table(domain, "x")
        roots = {name: app.env.get_domain(name).data[patches.SYMBOLS] for name in patches.TREES}
    finally:
        app.cleanup()
    for root in roots.values():
        assert callable(root.merge_with)
        assert callable(root.get_all_symbols)


def test_declared_symbols_and_merge_symbols(blog: Callable[..., Blog]) -> None:
    here = blog()
    for name in ("a", "b"):
        here.post(name, f"```{{c:function}} int f_{name}(int x)\n```\n")
    here.build()
    root = here.env.get_domain("c").data[patches.SYMBOLS]
    assert sorted(words for _, words, _ in patches.declared_symbols(root)) == ["f_a", "f_b"]
    for name in ("merge_symbols", "declared_symbols"):
        assert callable(getattr(patches, name))
    with pytest.raises(ExtensionError, match="C and C"):
        next(patches.declared_symbols(object()))
    assert "merge_with(" in inspect.getsource(CDomain.merge_domaindata)


def test_allow_rediraffe_writes_in_this_builder(blog: Callable[..., Blog], monkeypatch) -> None:
    module = ModuleType("sphinxext.rediraffe")
    module.READTHEDOCS_BUILDERS = ["readthedocs"]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    made = blog()
    for _ in range(2):
        assert made.build().warnings == []
        assert module.READTHEDOCS_BUILDERS == ["readthedocs", "html"]


def test_make_module_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    source = inspect.getsource(viewcode.collect_pages)
    assert "should_generate_module_page(app, modname)" in source
    check = viewcode.should_generate_module_page
    monkeypatch.setattr(viewcode, "should_generate_module_page", check)
    without: Any = SimpleNamespace(extensions={})
    patches.make_module_pages(without)
    assert viewcode.should_generate_module_page is check
    app: Any = SimpleNamespace(extensions={"sphinx.ext.viewcode": None})
    patches.make_module_pages(app)
    assert viewcode.should_generate_module_page(app, "any")
    monkeypatch.setattr(viewcode, "should_generate_module_page", None)
    with pytest.raises(ExtensionError, match="should_generate_module_page"):
        patches.make_module_pages(app)
