"""Every option of the PyData theme is declared once, with the default of the theme `blink`."""

from __future__ import annotations

import configparser
import tomllib
from importlib.resources import files

import pytest
from conftest import THEME

from blink.settings.theme_options.declared import GROUPS, OPTIONS
from blink.settings.theme_options.model import file_of
from blink.settings.theme_options.regions import COMPONENTS

PYDATA = files("pydata_sphinx_theme") / "theme/pydata_sphinx_theme"
#: ABlog reads it from the theme, and it is no option of an author
NOT_OF_AUTHORS = {"ablog_inject_templates_after_theme"}


def theme_defaults():
    """Return the options of `basic`, of the PyData theme, and of `blink`, with their defaults."""
    basic = tomllib.loads((files("sphinx") / "themes/basic/theme.toml").read_text("utf-8"))
    pydata = configparser.RawConfigParser()
    pydata.read_string((PYDATA / "theme.conf").read_text("utf-8"))
    blink = tomllib.loads((THEME / "theme.toml").read_text("utf-8"))
    return {**basic["options"], **pydata["options"], **blink["options"]}


def test_each_option_of_the_theme_is_declared_once():
    names = [name for option in OPTIONS for name in (option.name, *option.former)]
    assert sorted(names) == sorted(theme_defaults().keys() - NOT_OF_AUTHORS)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_the_declared_default_is_that_of_the_theme(option):
    declared = option.default
    if option.is_region:
        declared = [file_of(name) for name in declared]
    given = option.typed(theme_defaults()[option.name])
    assert given == declared
    assert type(given) is type(declared)
    assert not option.check or not [*option.check(option.name, given, {})]


def test_blink_repeats_no_default_of_the_pydata_theme():
    pydata = configparser.RawConfigParser()
    pydata.read_string((PYDATA / "theme.conf").read_text("utf-8"))
    blink = tomllib.loads((THEME / "theme.toml").read_text("utf-8"))["options"]
    typed = {option.name: option.typed for option in OPTIONS}
    same = [
        name
        for name in blink.keys() & typed.keys()
        if typed[name](blink[name]) == typed[name](pydata["options"][name])
    ]
    assert same == []


def test_each_component_of_the_pydata_theme_is_declared_once():
    names = [component.name for component in COMPONENTS]
    assert len(set(names)) == len(names)
    shipped = {path.name.removesuffix(".html") for path in (PYDATA / "components").iterdir()}
    assert {*names} - shipped == {"footer-links", "licence", "subscribe-link"}
    assert shipped <= {*names}


def test_names_of_groups_and_entries_are_used_once():
    assert len({group.name for group in GROUPS}) == len(GROUPS)
    for group in GROUPS:
        names = [option.name for option in group.options]
        assert len(set(names)) == len(names)


def test_an_option_has_one_status():
    assert [o.name for group in GROUPS for o in group.options if o.differs and o.fails] == []
