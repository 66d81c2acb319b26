"""Every package declares a permissive licence, and LICENCES.md lists the pinned packages."""

from __future__ import annotations

import re

from conftest import ROOT

from blink.commands.licences import tables

#: Under which a blog, and an engine, may be used and passed on
PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python-2\.0|MPL-2\.0|HPND|0BSD|Unlicense|Zlib|CC0|OFL|Public Domain"
)


def test_the_list_is_that_of_what_is_pinned():
    made = tables(ROOT)
    listed = (ROOT / "LICENCES.md").read_text(encoding="utf-8")
    # another machine, or version of Python, may need fewer packages
    assert [row for row in made.splitlines() if row not in listed.splitlines()] == []


def test_every_licence_is_permissive():
    text = (ROOT / "LICENCES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [a-z].* \|$", text, re.MULTILINE)
    assert len(rows) > 90
    assert [row for row in rows if not PERMISSIVE.search(row.split("|")[2])] == []
