"""A document and its header become posts: titles, several posts, pictures, excerpts."""

from __future__ import annotations

import io

import html5lib
import pytest
from PIL import Image

from blink.posts.details.titles import is_same_title
from blink.posts.store import blog_domain

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.mark.parametrize(
    ("title", "headings", "same"),
    [
        ("What it costs", ["What it costs"], True),
        ("What  it costs", ["what it\nCosts"], True),
        ("A b", ["A *b*", "A b"], True),
        ("A *b*", ["A *b*", "A b"], True),
        ("STRASSE", ["Straße"], True),
        ("What it costs", ["What it cost"], False),
        ("A", [], False),
    ],
)
def test_is_same_title(title, headings, same):
    assert is_same_title(title, *headings) is same


#: titles that look like markup, each shown as it is written
PLAIN = {
    "html": "Why <b>bold</b> & <script>alert(1)</script>",
    "stars": "2 * 3 * 4 and *so* on, **too**",
    "math": "From $5 to $6, with $HOME/$PATH",
    "role": "See {ref}`blog-posts` and `code`",
    "link": "A [link](index.md) and <https://x.org>",
    "rst": ":ref:`x` and ``code`` |a| b_",
    "list": "1. One # two",
    "year": "2024",
    "version": "3.10",
    "truth": "yes",
    "back": "C:\\new & \\alpha",
}


@pytest.fixture(scope="module")
def site(shared_blog):
    blog = shared_blog(post_date_format="%d %B %Y")
    for name, title in PLAIN.items():
        quoted = title if name in ("year", "version", "truth") else "'" + title + "'"
        blog.post(f"md-{name}", date="31 January 2026", title=quoted)
        blog.write(f"posts/rst-{name}.rst", f":date: 2026-01-31\n:title: {title}\n\nWords.\n")
    blog.post("same", "# What *it*  Costs\n\nWords.\n", title="what it costs")
    blog.write(
        "posts/same-rst.rst",
        ":date: 31 January 2026\n:title: What it costs\n:tags: 2024, yes, 3.10\n"
        ":category: C++,\n   C#\n:author: author\n:redirect: old-a, old-b\n\n"
        "What *it* costs\n===============\n\nWords.\n",
    )
    blog.write(
        "posts/crlf.md",
        b"\xef\xbb\xbf\r\n---\r\ntitle: 2024\r\ndate: 2026-01-31\r\ntags: [2024, yes, 3.10]\r\n"
        b"---\r\n\r\nWords, **bold**.\r\n",
    )
    blog.write("posts/later/page.md", "---\nblogpost: false\nwidth: 3\n---\n\n# Only a page\n")
    blog.write(
        "notes/post.md", "---\nblogpost: true\ndate: 2026-01-31\n---\n\n# A post elsewhere\n"
    )
    blog.write(
        "directive.md", "# By directive\n\n```{post} 30 January 2026\n:tags: a, b\n```\n\nX\n"
    )
    blog.write(
        "multi.md", "# Many\n\n## First\n\n```{post} 2026-01-05\n:tags: one\n```\n\nWords of one.\n"
        "\n## Second\n\n```{post} 06 January 2026\n:tags: two\n:title: Renamed\n```\n\nWords of"
        " two.\n\n### Not a post\n\nMore.\n",
    )  # fmt: skip
    return blog.build()


def tree(site, name):
    return html5lib.parse(site.page(name), namespaceHTMLElements=False)


def heading(site, name):
    h1 = tree(site, name).find(".//h1")
    return "".join(h1.itertext()).removesuffix("#"), [e.tag for e in h1]


def test_a_silent_build(site):
    assert site.warnings == []


@pytest.mark.parametrize("suffix", ["md", "rst"])
@pytest.mark.parametrize("name", PLAIN)
def test_a_title_in_the_header_is_the_heading_as_plain_text(site, name, suffix):
    said, inside = heading(site, f"posts/{suffix}-{name}.html")
    assert said.translate({0x2019: "'", 0x2013: "--"}) == PLAIN[name]
    assert inside == ["a"]
    shown = [
        "".join(a.itertext())
        for a in tree(site, "blog/archive.html").iter("a")
        if a.get("href") == f"../posts/{suffix}-{name}.html"
    ]
    assert shown == [PLAIN[name]]


def test_the_same_title_twice_is_shown_once(site):
    assert heading(site, "posts/same.html") == ("What it  Costs", ["em", "a"])
    assert len(tree(site, "posts/same.html").findall(".//h1")) == 1
    assert len(tree(site, "posts/same-rst.html").findall(".//h1")) == 1


@pytest.mark.parametrize("name", ["crlf", "same-rst"])
def test_words_that_yaml_knows_are_words(site, name):
    for tag, file in (("2024", "2024"), ("yes", "yes"), ("3.10", "310")):
        assert f"posts/{name}.html" in site.page(f"blog/tag/{file}.html")
        assert f">{tag}</a>" in site.page(f"posts/{name}.html")


def test_a_header_is_not_in_the_page(site):
    page = site.page("posts/crlf.html")
    assert heading(site, "posts/crlf.html")[0] == "2024"
    assert "Words, <strong>bold</strong>." in page
    assert "2026-01-31</p>" not in page
    rst = tree(site, "posts/same-rst.html")
    assert rst.findall(".//dl") == []


def test_lists_of_restructuredtext(site):
    assert "same-rst" in site.page("blog/category/c-plus-plus.html")
    assert "same-rst" in site.page("blog/category/c-sharp.html")
    assert {"old-a.html", "old-b.html"} <= site.files()


def test_a_page_among_the_posts_is_no_post(site):
    assert heading(site, "posts/later/page.html")[0] == "Only a page"
    assert "posts/later/page.html" not in site.page("blog/archive.html")
    assert "post-meta" not in site.page("posts/later/page.html")


@pytest.mark.parametrize(
    ("page", "title", "date"),
    [
        ("notes/post", "A post elsewhere", "31 January 2026"),
        ("directive", "By directive", "30 January 2026"),
    ],
)
def test_a_post_outside_of_posts(site, page, title, date):
    assert f"{page}.html" in site.page("blog/archive.html")
    (meta,) = tree(site, f"{page}.html").findall(".//p[@class='post-meta']")
    assert meta.find(".//time").text == date
    assert heading(site, f"{page}.html")[0] == title


def test_several_posts_in_a_document(site):
    links = {
        a.get("href"): "".join(a.itertext())
        for a in tree(site, "blog/archive.html").iter("a")
        if a.get("href", "").startswith("../multi.html")
    }
    assert links == {"../multi.html#first": "First", "../multi.html#second": "Renamed"}
    assert "Words of one." in site.page("blog/tag/one.html")
    assert "Words of two." not in site.page("blog/tag/one.html")
    assert "Words of two." in site.page("blog/tag/two.html")
    ids = {e.get("id") for e in tree(site, "multi.html").iter() if e.get("id")}
    assert {"first", "second"} <= ids


EXCERPTS = {
    "one": ("One.\n\nTwo.\n", {}, "One."),
    "two": ("One *and*\nmore.\n\nTwo.\n\nThree.\n", {"excerpt": "2"}, "One and more. Two."),
    "none": ("One.\n", {"excerpt": "0"}, ""),
    "more": ("One.\n\nTwo.\n\n<!-- more -->\n\nThree.\n", {}, "One. Two."),
    "rst more": (None, {}, "One. Two."),
    "fence": ("One.\n\n```html\n<!-- more -->\n```\n\nTwo.\n", {"excerpt": "2"}, "One. Two."),
    "prose": (
        "- list\n\n:::{note}\nnote\n:::\n\n> quote\n\n| t |\n| - |\n| c |\n\nOne.\n",
        {},
        "One.",
    ),
    "said": ("One.\n", {"description": "Said."}, "Said."),
    "raw": (
        "Press <kbd>K</kbd>, H<sub>2</sub>O[^1].\\\nLine <!-- c -->two.\n\n[^1]: Foot.\n",
        {},
        "Press K, H2O. Line two.",
    ),
    "unnamed": ("See [](one.md) and {ref}`two`.\n", {}, "See T one and T two."),
    "html": ("A `<b>` & \\<i>.\n", {}, "A <b> & <i>."),
    "links": ("So $x$ [is](one.md), {ref}`that <one>`.\n", {}, "So x is, that."),
}


@pytest.fixture(scope="module")
def excerpts(shared_blog):
    blog = shared_blog()
    for name, (text, fields, _) in EXCERPTS.items():
        if text:
            blog.post(name, f"# T {name}\n\n{text}", **fields)
    rst = ":date: 2026-01-31\n\nT rst more\n==========\n\nOne.\n\nTwo.\n\n.. more\n\nThree.\n"
    blog.write("posts/rst.rst", rst)
    assert blog.build().warnings == []
    cards = tree(blog, "blog.html").findall(".//article[@class='postcard h-entry']")
    return {
        c.find(".//h2/a").text: [p.text for p in c.findall(".//p[@class='p-summary']")]
        for c in cards
    }


@pytest.mark.parametrize("name", EXCERPTS)
def test_excerpts_are_running_text(excerpts, name):
    expected = EXCERPTS[name][2]
    assert excerpts[f"T {name}"] == ([expected] if expected else [])


def png(colour):
    buffer = io.BytesIO()
    Image.new("RGB", (1, 1), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_pictures_beside_a_post_and_by_number(blog):
    blog = blog()
    blog.write("posts/a.png", PNG)
    blog.write("pictures/b.png", png("red"))
    blog.write("pictures/only.png", png("blue"))
    blog.post("path", image="/pictures/only.png")
    blog.post("number", "# N\n\n![a](a.png)\n\n![b](/pictures/b.png)\n", image="2")
    blog.post("none", "# O\n\n![a](a.png)\n", image="0")
    blog.write("list.md", "# List\n\n```{postlist}\n:excerpts:\n```\n")
    assert blog.build().warnings == []
    listed = {image.get("src") for image in tree(blog, "list.html").iter("img")}
    assert {"_images/b.png", "_images/only.png"} <= listed
    cards = tree(blog, "blog.html").findall(".//article")
    shown = {
        c.find(".//h2/a").get("href"): [i.get("src") for i in c.iter("img")]
        for c in cards
        if "postcard" in c.get("class")
    }
    assert shown == {
        "posts/path.html": ["_images/only.png"],
        "posts/number.html": ["_images/b.png"],
        "posts/none.html": [],
    }
    assert (blog.out / "_images/b.png").read_bytes() == png("red")
    assert (blog.out / "_images/only.png").read_bytes() == png("blue")


def test_backslashes_of_restructuredtext_are_no_control_characters(blog):
    blog = blog()
    blog.write("posts/a.rst", ":date: 2026-01-31\n\nA\n=\n\n5 \\* 3, **bo**\\ ld and &#7;.\n")
    blog.build()
    assert blog.warnings == []
    assert "5 * 3, <strong>bo</strong>ld and &amp;#7;." in blog.page("posts/a.html")


def test_a_whole_document_is_the_post_where_posts_are_sections(blog):
    """As in ABlog with ``post_always_section``."""
    blog = blog(post_always_section=True)
    below = "Title\n=====\n\n.. post:: 2026-02-04\n\nWords.\n"
    deep = "Title\n=====\n\nPart\n----\n\n.. post:: 2026-02-05\n\nWords.\n"
    for name, source in [("below", below), ("deep", deep)]:
        blog.write(f"{name}.rst", source)
    assert blog.build().warnings == []
    sections = {name: blog_domain(blog.env).posts[name][0].section for name in ("below", "deep")}
    assert sections == {"below": "", "deep": "part"}
    assert 'class="post-meta"' in blog.page("below.html")
