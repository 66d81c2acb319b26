"""Pages of documentation lead to the other pages of their section."""

from __future__ import annotations

import html5lib

from blink.pages.navigation import Navigation, Toctree
from blink.pages.postcards import Link

PARTS = {
    "index": [("", ["guide", "about"])],
    "guide": [("Begin", ["one", "two"]), ("More", ["post", "three"])],
    "two": [("", ["deep", "https://x.example/"])],
    "loose": [("", ["end"])],
}


def navigation(parts=PARTS, posts=("post",)):
    toctrees = {
        name: [
            Toctree(caption, tuple(Link(f"to {page}", page) for page in pages))
            for caption, pages in groups
        ]
        for name, groups in parts.items()
    }
    names = {*parts, *(page for groups in parts.values() for _, pages in groups for page in pages)}
    return Navigation("index", toctrees, {name: name.capitalize() for name in names}, set(posts))


def shape(groups):
    """Return the captions and targets of *groups*; the current page is in capitals."""
    return [
        (group.caption, [
            (page.target.upper() if page.current else page.target, shape(page.groups))
            for page in group.pages
        ])
        for group in groups
    ]  # fmt: skip


def test_the_header_has_the_pages_of_the_home_page():
    assert navigation().top() == [Link("to guide", "guide"), Link("to about", "about")]
    assert navigation(posts=("about",)).top() == [Link("to guide", "guide")]


def test_a_page_shows_its_section():
    section = navigation().section("one")
    assert (section.title, section.docname) == ("to guide", "guide")
    assert shape(section.groups) == [
        ("Begin", [("ONE", []), ("two", [])]),
        ("More", [("post", []), ("three", [])]),
    ]


def test_what_is_below_a_page_is_shown_there_and_below_it():
    for name, inner in (("two", ["deep"]), ("deep", ["DEEP"])):
        (_, (one, two)), _ = shape(navigation().section(name).groups)
        assert one == ("one", [])
        assert two[0] == ("TWO" if name == "two" else "two")
        assert [target for target, _ in two[1][0][1]] == [*inner, "https://x.example/"]


def test_pages_lead_to_the_next_in_the_order_of_the_toctrees():
    order = ["guide", "one", "two", "deep", "three"]
    for number, name in enumerate(order):
        section = navigation().section(name)
        around = [link and link.docname for link in (section.before, section.after)]
        assert around == [
            order[number - 1] if number else None,
            order[number + 1] if number + 1 < len(order) else None,
        ]


def test_pages_without_a_section_show_none():
    for name in ("index", "about", "post", "alone"):
        assert navigation().section(name) is None


def test_a_section_need_not_be_in_the_home_page():
    assert navigation().section("end").docname == "loose"


def test_toctrees_in_a_circle_end():
    circle = {"a": [("", ["b"])], "b": [("", ["c"])], "c": [("", ["a", "b"])]}
    for name in circle:
        section = navigation(circle).section(name)
        assert {*circle} > {link.docname for link in (section.before, section.after) if link}


def test_a_page_below_a_post_is_in_the_section():
    parts = {"index": [("", ["guide"])], "guide": [("", ["post"])], "post": [("", ["below"])]}
    section = navigation(parts).section("below")
    assert section.docname == "guide"
    assert section.before == Link("Guide", "guide")


# -- In a site -------------------------------------------------------------------


def nav_links(blog, name):
    tree = html5lib.parse(blog.page(name), namespaceHTMLElements=False)
    found = tree.findall(".//div[@class='section-nav']//a")
    return [("".join(a.itertext()), a.get("aria-current")) for a in found]


def pager(blog, name):
    tree = html5lib.parse(blog.page(name), namespaceHTMLElements=False)
    links = tree.findall(".//nav[@class='pager']/a")
    return {a.get("rel"): "".join(a.itertext()).strip() for a in links}


def test_documentation_beside_posts(blog):
    blog = blog()
    blog.write("index.md", "# Home\n\n```{toctree}\n:hidden:\nManual <doc/index>\n```\n")
    blog.write(
        "doc/index.md",
        "# The manual\n\n```{toctree}\n:caption: First & last\na\nb\n/posts/p\n"
        "Else <https://x.example/?a&b>\n```\n",
    )
    blog.write("doc/a.md", "# A & B\n")
    blog.write("doc/b.md", "# Beta\n")
    blog.post("p")
    assert blog.build().warnings == []
    assert nav_links(blog, "doc/a.html") == [
        ("Manual", None), ("A & B", "page"), ("Beta", None), ("Post p", None), ("Else", None),
    ]  # fmt: skip
    assert nav_links(blog, "doc/index.html")[0] == ("Manual", "page")
    assert pager(blog, "doc/index.html") == {"next": "Next → A & B"}
    assert pager(blog, "doc/a.html") == {"prev": "← Previous The manual", "next": "Next → Beta"}
    assert pager(blog, "doc/b.html") == {"prev": "← Previous A & B"}
    for name in ("index.html", "posts/p.html", "blog.html"):
        assert nav_links(blog, name) == []
    header = blog.page("blog.html").partition("</header>")[0]
    assert ">Manual</a>" in header
    assert 'href="https://x.example/?a&amp;b"' in blog.page("doc/b.html")

    # A title that changes is changed in the navigation of all pages.
    blog.write("doc/b.md", "# Gamma\n")
    assert blog.build().warnings == []
    assert ("Gamma", None) in nav_links(blog, "doc/index.html")
    assert pager(blog, "doc/a.html")["next"] == "Next → Gamma"
    clean = {name: blog.page(name) for name in ("index.html", "doc/index.html", "doc/a.html")}
    blog.build(builder="html", blink_home_length=9)  # all is written again
    assert {name: blog.page(name) for name in clean} == clean
