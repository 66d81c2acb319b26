"""The addresses in HTML are found with their places; what is not a tag is skipped."""

from __future__ import annotations

import pytest

from blink.elements.media.html_tags import html_addresses, html_tags

SKIPPED = [
    '<script>x = `<img src="${u}"><a href="${v}">`</script>',
    '<SCRIPT type="module">\n\nx = "<img src=x>"</SCRIPT >',
    "<!-- <img src=x> -->",
    "<!-- <img src=x>",
    "<style>/* <img src=x> */</style>",
    "<template><img src='${u}'></template>",
    "<textarea><img src=x></textarea>",
    '<iframe srcdoc="&lt;img src=&quot;a.png&quot;&gt;"></iframe>',
    "<iframe srcdoc='<img src=\"a.png\">'></iframe>",
    "<script>x = '<img src=x>'",
    "a < b and c > d",
    '<link rel="canonical" href="a.html"><x-y data="b"></x-y>',
    "<img src=",
]


@pytest.mark.parametrize("text", SKIPPED)
def test_what_is_not_a_link_to_a_file_is_skipped(text):
    assert list(html_addresses(text)) == []


@pytest.mark.parametrize("text", [text for text in SKIPPED if "</" in text or "-->" in text])
def test_what_follows_it_is_found(text):
    assert [one.address for one in html_addresses(f'{text}<img src="b.png">')] == ["b.png"]


def test_addresses_are_found_with_their_places():
    text = (
        "<video\n src=\"a&amp;b.mp4\" poster=p.png controls></video><A HREF='c.pdf#d'>x</A>"
        "<object data=e.pdf></object><img srcset='f.png 1x, g.png 2x' alt=\"a > b\" src = h.png>"
        "<div style=\"background: url(&quot;i.png&quot;)\" title='j.png'><br/><svg>"
        '<use xlink:href="k.svg#l"/></svg>'
    )
    found = list(html_addresses(text))
    assert [(one.element, one.attribute, one.address) for one in found] == [
        ("video", "src", "a&b.mp4"), ("video", "poster", "p.png"), ("a", "href", "c.pdf#d"),
        ("object", "data", "e.pdf"), ("img", "srcset", "f.png"), ("img", "srcset", "g.png"),
        ("img", "src", "h.png"), ("div", "style", "i.png"), ("use", "xlink:href", "k.svg#l"),
    ]  # fmt: skip
    assert [text[one.start : one.end] for one in found[:2]] == ["a&amp;b.mp4", "p.png"]
    assert [text[one.start : one.end] for one in found[4:8]] == [
        "f.png", "g.png", "h.png", "i.png",
    ]  # fmt: skip


def test_tags_have_names_and_attributes():
    tags = list(html_tags('<B CLASS="x">a</b ><br/>'))
    assert [tag.name for tag in tags] == ["b", "/b", "br"]
    assert tags[0].get("class") == "x"
    assert tags[0].get("id") == ""


def test_long_text_takes_linear_time():
    assert list(html_addresses("<a " * 100_000)) == []
    assert list(html_addresses("<a b='" * 50_000)) == []
    assert len(list(html_addresses("<a href=x>" * 20_000))) == 20_000
