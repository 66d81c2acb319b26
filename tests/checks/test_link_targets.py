"""What a link points to, by its URL alone (plain functions)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.checks.link_targets import LinkTarget, RawLink, SiteAddress, lacks_scheme, resolve

SITE = SiteAddress("/", ("blog.example.org/",))
BELOW = SiteAddress("/en/", ("blog.example.org/en/",))


@pytest.mark.parametrize(
    ("folder", "raw", "target"),
    [
        ("", "a.html", LinkTarget("a.html")),
        ("posts/2026", "../b.html#c", LinkTarget("posts/b.html", "c")),
        ("posts", "#c", LinkTarget("", "c")),
        ("posts", "?q=1", LinkTarget("")),
        ("posts", ".", LinkTarget("posts/index.html")),
        ("posts", "..", LinkTarget("index.html")),
        ("posts", "x/", LinkTarget("posts/x/index.html")),
        ("posts", "/", LinkTarget("index.html")),
        ("posts", "/x.html?v=1", LinkTarget("x.html")),
        ("posts", "a%20b.html#%C3%A9", LinkTarget("posts/a b.html", "é")),
        ("", "../x.html", LinkTarget("../x.html", "", "outside")),
        ("a", "../../x.html", LinkTarget("../x.html", "", "outside")),
        ("", "", LinkTarget("", "", "empty")),
        ("", "  ", LinkTarget("", "", "empty")),
        ("", "http://[::1", LinkTarget("", "", "malformed")),
        ("", "http:///x", LinkTarget("", "", "malformed")),
        ("", "a%0Ab", LinkTarget("", "", "malformed")),
        ("", "http://localhost:8000/x", LinkTarget("", "", "local")),
        ("", "https://a.LOCALHOST", LinkTarget("", "", "local")),
        ("", "http://127.0.0.1", LinkTarget("", "", "local")),
        ("", "//[::1]/", LinkTarget("", "", "local")),
        ("", "file:///etc/passwd", LinkTarget("", "", "local")),
        ("", "http://0:8000/", LinkTarget("", "", "local")),
        ("", "http://[::ffff:127.0.0.1]/", LinkTarget("", "", "local")),
        ("", "localhost:8000/x", LinkTarget("", "", "local")),
        ("", "a.example:8080/x", LinkTarget("a.example:8080/x")),
        ("", "htps://a.example/x", LinkTarget("", "", "malformed")),
        ("", "tel:5551", None),
        ("", "a.html#b:~:text=c", LinkTarget("a.html", "b")),
        ("", "https://blog.example.org", LinkTarget("index.html", "", "own")),
        ("", "https://BLOG.example.org:443/a.html", LinkTarget("a.html", "", "own")),
        ("", "https://blog.example.org:8443/a.html", None),
        ("", "//blog.example.org/x.html#y", LinkTarget("x.html", "y", "own")),
        ("", "https://blog.example.org.evil.example/x", None),
        ("", "https://elsewhere.example/x", None),
        ("", "mailto:a@b.example", None),
        ("", "data:image/png;base64,AA", None),
        ("", "javascript:void(0)", None),
    ],
)
def test_where_a_link_leads(folder, raw, target):
    assert resolve(folder, RawLink(raw), SITE) == target


def test_a_site_below_the_root_of_its_host():
    assert resolve("", RawLink("/en/a.html"), BELOW) == LinkTarget("a.html")
    assert resolve("", RawLink("/a.html"), BELOW) == LinkTarget("/a.html", "", "outside")
    assert resolve("", RawLink("https://blog.example.org/en"), BELOW) == LinkTarget(
        "index.html", "", "own"
    )
    assert resolve("", RawLink("https://blog.example.org/de/"), BELOW) is None


def test_heads_and_feeds_may_have_the_whole_address():
    link = RawLink("https://blog.example.org/a.html", whole=True)
    assert resolve("posts", link, SITE) == LinkTarget("a.html")


@given(st.text("ab./#%? :@[]\\\n\x00é", max_size=12), st.sampled_from(["", "a", "a/b"]))
def test_any_address_leads_somewhere_or_is_told(raw, folder):
    target = resolve(folder, RawLink(raw), SITE)
    if target and not target.wrong:
        assert not target.path.startswith(("/", "../"))
        assert "\n" not in target.path + target.fragment


@pytest.mark.parametrize(
    "raw",
    [
        "example.com",
        "example.com/x",
        "www.a.museum/",
        "a.b.dev:80/x",
        "https//x.org",
        "http:/x.org",
    ],
)
def test_an_address_without_its_scheme(raw):
    assert lacks_scheme(raw)


@pytest.mark.parametrize(
    "raw",
    ["about.html", "a/example.com", "../example.com", "https://example.com", "#a.com", "x.md", ""],
)
def test_no_address_without_its_scheme(raw):
    assert not lacks_scheme(raw)
