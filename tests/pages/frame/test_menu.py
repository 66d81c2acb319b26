"""The menu has the pages that the author names."""

from __future__ import annotations

import html5lib

HOME = "# Home\n\n```{{toctree}}\n:hidden:\n\n{}\n```\n"


def menu(blog):
    tree = html5lib.parse(blog.page("index.html"), namespaceHTMLElements=False)
    [found] = [e for e in tree.iter("nav") if e.get("aria-label") == "Site"][:1]
    return [("".join(a.itertext()), a.get("href")) for a in found.iter("a")]


def written(blog, entries, **settings):
    blog = blog(**settings)
    blog.write("manual.md", "# The manual\n\nWords.\n")
    blog.write("index.md", HOME.format("\n".join(entries)))
    blog.post("one", tags="[a]")
    return blog.build()


def test_pages_of_the_blog_are_before_those_of_the_home_page(blog):
    names = [name for name, _ in menu(written(blog, ["manual"]))]
    assert names == ["Posts", "Tags", "Archive", "The manual"]


def test_a_toctree_that_names_a_page_of_the_blog_is_the_whole_menu(blog):
    entries = ["Handbook <manual>", "blog/tag", "Posts <blog>", "blog/subscribe", "blog/logbook"]
    assert menu(written(blog, entries)) == [
        ("Handbook", "manual.html"),
        ("Tags", "blog/tag.html"),
        ("Posts", "blog.html"),
        ("Subscribe", "blog/subscribe.html"),
    ]


def test_the_setting_names_the_pages_of_the_blog(blog):
    entries = ["blog", ("Topics", "blog/tag"), ("Code", "https://c.example"), "blog/logbook"]
    blog = written(blog, ["manual"], blink_menu=entries)
    assert menu(blog) == [
        ("Posts", "blog.html"),
        ("Topics", "blog/tag.html"),
        ("Code", "https://c.example"),
        ("The manual", "manual.html"),
    ]
    assert blog.warnings == []


def test_a_page_that_does_not_exist_is_reported_once(blog):
    blog = written(blog, ["manual"], blink_menu=["blog/tagg", ("X", "nowhere-at-all")])
    assert [name for name, _ in menu(blog)] == ["The manual"]
    assert [line.partition("WARNING: ")[2] for line in blog.warnings] == [
        "blink_menu: there is no page 'blog/tagg'; did you mean 'blog/tag'? [menu.unknown]",
        "blink_menu: there is no page 'nowhere-at-all'; write a docname or a URL [menu.unknown]",
    ]
