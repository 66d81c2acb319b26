"""The table of keys is that of the keys that are read."""

from __future__ import annotations

from blink.logbooks import fields as logfields
from blink.source.front_matter import ALIASES, KEYS
from blink.source.key_table import ABOUT, table


def test_every_key_is_told_of():
    assert ABOUT.keys() | logfields.READERS.keys() == KEYS - ALIASES.keys()
    text = table("more")
    assert all(f"`{key}`" in text for key in KEYS)


def test_the_table_is_in_a_page(blog):
    blog = blog()
    blog.post("guide", "# G\n\n```{blog-keys}\nsee [the manual](https://m.example)\n```\n")
    assert blog.build().warnings == []
    page = blog.page("posts/guide.html")
    assert page.count("<tr") == len(ABOUT) + 2
    assert 'href="https://m.example"' in page
