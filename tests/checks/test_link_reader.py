"""Which links and anchors a file of a site has (plain functions)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blink.checks.link_reader import (
    read_entry,
    read_json,
    read_page,
    read_robots,
    read_style,
    read_xml,
    reader,
    sources,
)
from blink.checks.link_targets import RawLink

PAGE = b"""<!DOCTYPE html><html><head><meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=moved.html">
<meta property="og:image" content="https://blog.example.org/card.png">
<meta name="description" content="no address">
<link rel="icon" href="icon.svg"></head>
<body id="top-of-it"><a name="old" href="a.html">a</a> <a href="">none</a>
<a href="#gone"><span class="xref myst">told</span></a>
<img src="p.png" srcset="p-1.png 480w, p,2.png 960w"><source srcset="s.webp">
<video poster="v.png" src="v.mp4"></video><object data="o.svg"></object>
<form action="f.html"></form><q cite="q.html">q</q><button formaction="b.html">b</button>
<p style="background: url('bg.png')">p</p><style>p { background: url(style.png) }</style>
<svg><a xlink:href="svg.html">a</a></svg><svg><use href="#sign"/></svg><data data="5">5</data>
<p>href="text.html"</p><pre>&lt;a href="code.html"&gt;</pre><!-- <a href="comment.html"> -->
<script>const a = '<a href="script.html">';</script></body></html>"""


def test_what_scripts_make_is_no_link():
    page = (
        '<script>x = `<img src="${u}"><a href="${v}">`</script><template><a href="${t}">t</a>'
        '<img src="${t}"></template><iframe srcdoc="&lt;a href=&quot;${w}&quot;&gt;"></iframe>'
        '<a href="a.html">a</a>'
    )
    assert read_page(page.encode()).links == (RawLink("a.html"),)


def test_what_a_page_has():
    found = read_page(PAGE)
    assert found.ids == {"top-of-it", "old"}
    assert {link.raw for link in found.links if link.whole} == {
        "https://blog.example.org/card.png",
        "icon.svg",
    }
    assert {link.raw for link in found.links if not link.whole} == {
        "moved.html", "a.html", "", "p.png", "p-1.png", "p,2.png", "s.webp", "v.png", "v.mp4",
        "o.svg", "f.html", "#sign", "q.html", "b.html", "bg.png", "style.png", "svg.html",
    }  # fmt: skip


def test_an_empty_page():
    assert read_page(b" ") == (frozenset(), ())


@given(st.binary(max_size=60))
def test_no_page_is_too_broken_to_be_read(data):
    read_page(data)


@pytest.mark.parametrize(
    ("srcset", "found"),
    [
        ("", []),
        ("a", ["a"]),
        ("a 1x", ["a"]),
        ("a 1x,b 2x , c 3x", ["a", "b", "c"]),
        ("a, b 2x", ["a", "b"]),
        ("a,b 2x", ["a,b"]),
    ],
)
def test_srcset(srcset, found):
    assert list(sources(srcset)) == found


def raws(read):
    return {link.raw for link in read.links}


def test_what_a_feed_names():
    feed = b"""<?xml version='1.0'?><?xml-stylesheet href="../feed.css" type="text/css"?>
    <feed><link rel="self" href="https://a.example/atom.xml?a=1&amp;b=2"/><icon>https://a.example/i.svg</icon>
    <entry><title>href="no.html"</title>
    <content type="html">&lt;a href="in.html"&gt;</content></entry>
    </feed>"""
    assert raws(read_xml(feed)) == {
        "../feed.css",
        "https://a.example/atom.xml?a=1&b=2",
        "https://a.example/i.svg",
    }
    opml = (
        b'<outline type="rss" text="T" xmlUrl="https://a.example/f" htmlUrl="https://a.example/p"/>'
    )
    assert raws(read_xml(opml)) == {"https://a.example/f", "https://a.example/p"}
    assert raws(read_xml(b"<url><loc>https://a.example/</loc></url>")) == {"https://a.example/"}


def test_what_json_names():
    feed = {"feed_url": "f", "title": "t", "items": [{"url": "u", "content_html": "c", "id": "i"}]}
    assert raws(read_json(json.dumps(feed).encode())) == {"f", "u"}
    assert raws(read_json(b'{"icons": [{"src": "i.png"}], "start_url": "./"}')) == {"i.png", "./"}
    assert raws(read_json(b"no json")) == set()
    versions = b'[{"version": "1.0", "url": "/1.0/"}]'  # which are other sites
    assert raws(read_json(versions)) == set()


def test_what_others_name():
    assert raws(read_style(b"/* url(no.png) */ a { b: url( 'x.woff2' ) url(y.png) }")) == {
        "x.woff2",
        "y.png",
    }
    assert raws(read_robots(b"User-agent: *\nSitemap: https://a.example/s.xml\n")) == {
        "https://a.example/s.xml"
    }
    entry = json.dumps({"": '<p id="a"><a href="https://a.example/x">x</a></p>'}).encode()
    assert read_entry(entry) == ({"a"}, (RawLink("https://a.example/x", whole=True),))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("a/b.html", read_page),
        ("blog/atom.xml", read_xml),
        ("robots.txt", read_robots),
        ("posts/robots.txt", None),
        ("a.png", None),
        ("pagefind/pagefind-entry.json", None),
    ],
)
def test_how_a_file_is_read(name, read):
    assert reader(name) is read


def test_a_link_out_of_the_site_is_left_alone_whatever_its_address():
    page = b'<p><a href="https://blog.example.org/gone" rel="nofollow external">x</a></p>'
    assert read_page(page).links == ()
    assert read_page(page.replace(b" external", b"")).links != ()


@pytest.mark.parametrize("data", [b"", b"  ", b"<!-- a comment -->", b"<!DOCTYPE html>"])
def test_a_page_without_an_element_leads_nowhere(data):
    assert read_page(data) == (frozenset(), ())


def test_what_follows_ten_million_characters_counts():
    large = b"<p>" + b"a" * 11_000_000 + b"</p><p id=later></p><a href=after.html>a</a>"
    assert read_page(large) == ({"later"}, (RawLink("after.html"),))
    deep = b"<div>" * 300 + b"<a href=deep.html>a</a>"
    assert read_page(deep).links == (RawLink("deep.html"),)


def test_what_is_nested_without_end_leads_nowhere():
    assert read_json(b"[" * 100_000 + b"]" * 100_000) == (frozenset(), ())


def test_a_stylesheet_that_another_one_brings():
    assert read_style(b"@import 'a.css'; @import url(b.css);").links == (
        RawLink("a.css", whole=True), RawLink("b.css", whole=True),
    )  # fmt: skip
