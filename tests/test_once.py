"""What is made once must be what was made anew each time."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from docutils import frontend
from docutils.parsers.rst import Parser
from docutils.readers import standalone
from myst_parser.parsers.sphinx_ import MystParser
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from blink.once import default_settings, formatters, option_parser

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


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
    components = (standalone.Reader, MystParser())
    defaults = {"traceback": True, "language_code": "fr"}
    ours = option_parser(components, defaults, read_config_files=True).get_default_values()
    assert plain(ours) == asked(components, defaults=defaults, read_config_files=True)
    assert plain(default_settings(Parser)) == asked((Parser,))


def test_settings_of_one_document_are_not_those_of_another() -> None:
    first, second = default_settings(Parser), default_settings(Parser)
    first.language_code = "de"
    first.record_dependencies.add("a.md")
    assert second.language_code != "de"
    assert not second.record_dependencies.list


def test_other_defaults_make_another_parser() -> None:
    one = option_parser((Parser,), {"tab_width": 2})
    assert option_parser((Parser,), {"tab_width": 2}) is one
    assert option_parser((Parser(),), {"tab_width": 2}) is one, (
        "an instance has its class's options"
    )
    assert option_parser((Parser,), {"tab_width": 3}).get_default_values().tab_width == 3
    assert option_parser((standalone.Reader,), {"tab_width": 2}) is not one


def test_docutils_conf_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conf = tmp_path / "docutils.conf"
    conf.write_text("[general]\ntab_width: 3\n")
    monkeypatch.setenv("DOCUTILSCONFIG", str(conf))
    defaults = {"source_link": tmp_path.name}  # so that no earlier parser serves
    assert option_parser((Parser,), defaults, read_config_files=True).defaults["tab_width"] == 3
    assert option_parser((Parser,), defaults).defaults["tab_width"] != 3


def test_code_is_painted_as_its_own_options_say() -> None:
    make = formatters(HtmlFormatter)
    code = "a = 1\nb = 2\n"
    for options in ({}, {"hl_lines": [1]}, {"hl_lines": [2]}, {"linenos": "inline"}, {}):
        fresh = highlight(code, PythonLexer(), HtmlFormatter(**options))
        assert highlight(code, PythonLexer(), make(**options)) == fresh
        assert make(**options) is make(**options)
