"""Links and images that the build does not check are listed with their lines."""

from __future__ import annotations

import re

from blink.checks.link_reader import read_page
from blink.checks.unchecked import notes

TEXT = """\
# Title

[a](hhttps://a.example.org){.external .unchecked} and `.unchecked`, which is unchecked.
<a class="x unchecked" href="y">y</a> ![z](z.png){.unchecked width=2}

:::{figure} https://a.example.org/z.png
:class: wide unchecked
:::
"""


def test_each_is_listed_with_its_line(tmp_path):
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/a.md").write_text(TEXT)
    found = notes(tmp_path, ["posts/a.html", "posts/none.html"])
    places = [re.match(r".*posts/a\.md:(\d+): ", note)[1] for note in found]
    assert places == ["3", "4", "4", "7"]


def test_their_addresses_are_no_links_of_the_page():
    page = b'<a class="unchecked" href="a">a</a><img class="b unchecked" src="b"><a href="c">c</a>'
    assert [link.raw for link in read_page(page).links] == ["c"]
