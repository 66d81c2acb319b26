"""Pages of documentation lead to the other pages of their section."""

from __future__ import annotations

import html5lib

from blink.pages.frame.navigation import Navigation, NavLink, Toctree

PARTS = {
    "index": [("", ["guide", "about"])],
    "guide": [("Begin", ["one", "two"]), ("More", ["post", "three"])],
    "two": [("", ["deep", "https://x.example/"])],
    "loose": [("", ["end"])],
}


def navigation(parts=PARTS, posts=("post",)):
    toctrees = {
        name: [
            Toctree(caption, tuple(NavLink(f"to {page}", page) for page in pages))
            for caption, pages in groups
        ]
        for name, groups in parts.items()
    }
    names = {*parts, *(page for groups in parts.values() for _, pages in groups for page in pages)}
    return Navigation("index", toctrees, {name: name.capitalize() for name in names}, set(posts))


def test_the_menu_has_the_entries_of_the_home_page():
    entries = [NavLink("to guide", "guide"), NavLink("to about", "about")]
    assert navigation().top() == entries
    assert navigation(posts=("about",)).top() == entries[:1]


def test_a_page_has_the_section_at_the_top_of_its_toctrees():
    section = navigation().section("deep")
    assert (section.title, section.docname) == ("to guide", "guide")
    assert navigation().path("deep") == ["deep", "two", "guide"]


def test_pages_without_a_section_show_none():
    for name in ("index", "about", "post", "alone"):
        assert navigation().section(name) is None


def test_a_section_need_not_be_in_the_home_page():
    assert navigation().section("end").docname == "loose"


def test_toctrees_in_a_circle_end():
    circle = {"a": [("", ["b"])], "b": [("", ["c"])], "c": [("", ["a", "b"])]}
    for name in circle:
        assert navigation(circle).section(name)


def test_a_page_below_a_post_is_in_the_section():
    parts = {"index": [("", ["guide"])], "guide": [("", ["post"])], "post": [("", ["below"])]}
    assert navigation(parts).section("below").docname == "guide"


def test_a_section_is_another_version_if_a_name_in_it_changes():
    parts = {"index": [("", ["guide"])], "guide": [("", ["one", "two"])], "two": [("", ["deep"])]}
    version = navigation(parts).section("one").version
    assert navigation(parts).section("deep").version == version
    parts["two"] = [("New", ["deep"])]
    assert navigation(parts).section("one").version != version


# -- In a site -------------------------------------------------------------------


def nav_links(blog, name):
    tree = html5lib.parse(blog.page(name), namespaceHTMLElements=False)
    found = tree.findall(".//nav[@class='bd-docs-nav bd-links']//a")
    return [("".join(a.itertext()), a.get("aria-current")) for a in found]


def pager(blog, name):
    tree = html5lib.parse(blog.page(name), namespaceHTMLElements=False)
    links = tree.findall(".//nav[@class='pager prev-next-area']/a")
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
    assert pager(blog, "doc/index.html") == {"prev": "← Previous Home", "next": "Next → A & B"}
    assert pager(blog, "doc/a.html") == {"prev": "← Previous The manual", "next": "Next → Beta"}
    assert pager(blog, "doc/b.html")["prev"] == "← Previous A & B"
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
