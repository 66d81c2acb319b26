"""Posts on similar subjects are related to each other, the most similar first."""

from __future__ import annotations

from blink.model import Post
from blink.pages.related import COMMON, MOST, related


def post(name, title, tags=(), description=""):
    return Post(name, "", title, None, tags=tuple(tags), description=description)


OTHERS = [post(f"o{n}", f"Gardening{n} outdoors{n}", [f"plants{n}"]) for n in range(8)]


def test_tags_and_words_bring_posts_together():
    a = post("a", "Pruning a network", ["pruning"])
    b = post("b", "What sparsity costs", ["pruning"])
    c = post("c", "Network latency", [])
    found = related([a, b, c, *OTHERS])
    assert found["a"] == ("b", "c")
    assert found["b"] == ("a",)
    assert found["o1"] == ()


def test_rare_terms_weigh_more_than_common_ones():
    posts = [post(f"p{n}", f"Title{n}", ["python"]) for n in range(10)]
    a = post("a", "Alpha", ["python", "quantisation"])
    b = post("b", "Beta", ["quantisation"])
    assert related([a, *posts, b])["a"][0] == "b"


def test_what_many_have_says_nothing():
    posts = [post(f"p{n:03}", f"Title{n}", ["all"]) for n in range(COMMON + 1)]
    assert set(related(posts).values()) == {()}


def test_no_more_than_most_and_in_the_order_of_the_catalog_where_equal():
    posts = [post(name, f"T{name}x", ["one"]) for name in "abcdef"]
    found = related(posts + OTHERS)
    assert found["a"] == ("b", "c", "d")
    assert found["e"] == ("a", "b", "c")
    assert max(map(len, found.values())) == MOST


def test_nothing_of_nothing():
    assert related([]) == {}
