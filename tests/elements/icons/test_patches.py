"""The PyData theme and Jinja look as the patches for icons expect."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from fontTools.ttLib import TTFont
from jinja2 import DictLoader, Environment, FileSystemLoader
from sphinx.errors import ExtensionError

from blink.elements.icons import patches


def test_font_awesome_stylesheet(monkeypatch):
    text = patches.font_awesome_stylesheet().read_text("utf-8")
    assert '.fa-rocket{--fa:"\\f135"}' in text
    assert '.fa-house{--fa:"\\f015"}' in text
    monkeypatch.setattr(patches, "_STATIC", "nowhere")
    with pytest.raises(ExtensionError, match=r"no file nowhere/styles/pydata-sphinx-theme\.css"):
        patches.font_awesome_stylesheet()


@pytest.mark.parametrize(
    ("style", "code"), [("solid", 0xF135), ("brands", 0xF09B), ("regular", 0xF0F3)]
)
def test_font_awesome_font(monkeypatch, style, code):
    font = TTFont(patches.font_awesome_font(style))
    assert code in font.getBestCmap()
    assert font["head"].unitsPerEm == font["hhea"].ascent - font["hhea"].descent == 512
    monkeypatch.setattr(patches, "find_spec", lambda name: None)
    with pytest.raises(ExtensionError, match=r"no file .*woff2"):
        patches.font_awesome_font(style)


def test_template_line(tmp_path):
    (tmp_path / "a.html").write_text("\n\n{{ line() }}")
    environment = Environment(loader=FileSystemLoader(tmp_path))
    environment.globals["line"] = patches.template_line
    assert environment.get_template("a.html").render().strip() == f"{tmp_path}/a.html:3"
    assert patches.template_line() == ""


def test_template_line_of_a_template_that_has_changed(monkeypatch):
    frame = SimpleNamespace(f_globals={"__jinja_template__": object()})
    monkeypatch.setattr(patches.traceback, "walk_stack", lambda start: [(frame, 1)])
    with pytest.raises(ExtensionError, match="knows the lines"):
        patches.template_line()


def test_a_template_without_a_file_has_a_name():
    environment = Environment(loader=DictLoader({"b": "{{ line() }}"}))
    environment.globals["line"] = patches.template_line
    assert environment.get_template("b").render() == "<template>:1"
