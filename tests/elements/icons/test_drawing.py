"""The name of an icon becomes an `svg` element."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from lxml import etree

from blink.elements.icons.drawing import STYLESHEET, icon
from blink.elements.icons.font_awesome import named_icon


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("fa-solid fa-rocket", "pst-icon fa-rocket"),
        ("fas fa-rocket fa-lg me-1", "pst-icon fa-rocket fa-lg me-1"),
        ("fa-rocket", "pst-icon fa-rocket"),
        ("mark-github", "sd-octicon sd-octicon-mark-github pst-icon"),
        ("octicon mark-github fa-lg", "sd-octicon sd-octicon-mark-github pst-icon fa-lg"),
        ("material-outlined home", "sd-material-icon sd-material-icon-home pst-icon"),
    ],
)
def test_an_icon_of_each_set(name, classes):
    svg = etree.fromstring(icon(name))
    assert (svg.tag, svg.get("class")) == ("svg", classes)
    assert (svg.get("aria-hidden"), svg.get("fill")) == ("true", "currentColor")
    assert svg.get("height") in ("1em", "1.0em")
    assert svg.find("path").get("d")


def test_classes_are_escaped():
    assert "<b>" not in icon('fas fa-rocket "><b>')
    assert "<b>" not in icon('mark-github "><b>')


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "names no icon"),
        ("octicon", "names no icon"),
        ("githubb", "no icon `githubb` in the set `octicon`; did you mean `mark-github`"),
        ("material-round hom", "did you mean `home`"),
        ("material-round qqqqqq", "see https://sphinx-design"),
        ("fas fa-rockett", "did you mean `rocket`"),
    ],
)
def test_what_there_is_not(name, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        icon(name)


def test_nothing_is_read_until_an_icon_is_drawn():
    program = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: event == 'open' and opened.append(str(args[0])))\n"
        "import blink.elements.icons.in_templates, blink.elements.icons.roles\n"
        "from blink.elements.icons.drawing import icon\n"
        "def count():\n"
        "    return [n.rpartition('/')[2] for n in opened if n.endswith(('.woff2', 'theme.css'))]\n"
        "assert count() == [], count()\n"
        "icon('fas fa-rocket'), icon('fas fa-home'), icon('fas fa-rocket')\n"
        "assert count() == ['pydata-sphinx-theme.css', 'fa-solid-900.woff2'], count()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_the_rules_are_for_classes_that_change_an_icon():
    text = STYLESHEET.read_text("utf-8")
    for name in {*re.findall(r"\.(fa-[\w-]+)", text)}:
        assert named_icon(f"fas {name}") is None, f"{name} names an icon"
    named = {*re.findall(r"animation: (fa-[\w-]+)", text)}
    assert named == {*re.findall(r"@keyframes (fa-[\w-]+)", text)}
