"""Listings are also at the addresses that ABlog gives them."""

from __future__ import annotations

import pytest
from ablog.blog import slugify
from docutils import nodes

from blink.model import Collection
from blink.posts.permalinks.ablog_addresses import addresses_of_ablog, unnamed_terms
from blink.source.front_matter.fields import Header, Scalar
from blink.text import ablog_slug


@pytest.mark.parametrize("name", ["C++ & Réseau", "日本 語", " a--b ", "Été_x", "C#", "+", "a.b"])
def test_a_slug_is_that_of_ablog(name):
    assert ablog_slug(name) == slugify(name)


def test_addresses_that_differ_lead_to_the_listings():
    tags = [
        Collection("tags", name, name, f"blog/tag/{page}", ())
        for name, page in [("C", "c"), ("F#", "f-sharp"), ("G++", "g-plus-plus"), ("x", "x")]
    ]
    assert addresses_of_ablog("blog", {"tags": tags}, set()) == {
        "blog/tag/f": "blog/tag/f-sharp",
        "blog/tag/g": "blog/tag/g-plus-plus",
    }
    sharp = [*tags, Collection("tags", "C#", "C#", "blog/tag/c-sharp", ())]
    assert "blog/tag/c" not in addresses_of_ablog("blog", {"tags": sharp}, set())


def test_the_listing_without_a_name_leads_to_others():
    one = [Collection("category", "A", "A", "blog/category/a", ())]
    assert addresses_of_ablog("blog", {}, {("category", "")}) == {
        "blog/category": "blog",
        "blog/category/": "blog",
    }
    found = addresses_of_ablog("blog", {"category": one}, {("category", "null")})
    assert found == {"blog/category/null": "blog/category"}


def test_terms_without_a_name_are_found():
    fields = {"tags": Scalar("a,", 1), "title": Scalar("", 2), "category": Scalar("b", 3)}
    fields["author"] = Scalar("", 4, null=True)
    node = nodes.Element(author=["x"], location=["x", ""], tags=["y"])
    found = unnamed_terms(Header(fields), [node], markdown=True)
    assert found == {("tags", ""), ("author", "null"), ("location", "")}
    assert ("author", "") in unnamed_terms(Header(fields), [node], markdown=False)
