"""The pages of the guide that messages name are in the site."""

from __future__ import annotations

import ast
from pathlib import Path

import html5lib
import pytest
from conftest import SETTINGS

import blink
from blink.addresses.guide import GUIDE, guide_url


def named_pages():
    """Yield (module, arguments) of each call of `guide_url` in the engine."""
    home = Path(blink.__file__).parent
    for path in sorted(home.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "guide_url":
                yield path.relative_to(home).as_posix(), [arg.value for arg in node.args]


NAMED = [*named_pages()]


@pytest.mark.parametrize(("module", "arguments"), NAMED, ids=[module for module, _ in NAMED])
def test_a_page_that_a_message_names_is_in_the_site(site, module, arguments):
    path, _, anchor = guide_url(*arguments).removeprefix(SETTINGS["html_baseurl"]).partition("#")
    page = html5lib.parse((site / path).read_text(encoding="utf-8"))
    assert not anchor or anchor in {element.get("id") for element in page.iter()}


def test_messages_name_pages_of_the_guide():
    assert {module for module, _ in NAMED} >= {"cli.py", "source/front_matter/reader.py"}
    assert f"{SETTINGS['html_baseurl']}guide/" == GUIDE


def test_the_url_of_the_guide_is_in_one_place():
    home = Path(blink.__file__).parent
    users = [p.name for p in home.rglob("*.py") if GUIDE in p.read_text(encoding="utf-8")]
    assert users == ["guide.py"]
