"""The menu has pages of the blog and the toctrees of the home page, in the author's order."""

from __future__ import annotations

import pytest
from lxml import html
from sphinx.errors import ConfigError


def menu(blog, name="index.html"):
    page = html.fromstring(blog.page(name))
    links = page.xpath("//header//nav[@aria-label='Site']//a")
    return [(link.text_content(), link.get("href")) for link in links]


def toctree(*entries):
    return "# Home\n\n```{toctree}\n:hidden:\n" + "\n".join(entries) + "\n```\n"


def test_pages_of_the_blog_come_before_the_toctrees_and_about_after_them(blog):
    blog = blog()
    blog.post("one", tags="[A]")
    blog.write("guide.md", "# The guide\n")
    blog.write("about.md", "# Me\n")
    blog.write("index.md", toctree("guide", "Else <https://x.example/>"))
    assert blog.build().warnings == []
    assert menu(blog) == [
        ("Posts", "blog.html"),
        ("Tags", "blog/tag.html"),
        ("Archive", "blog/archive.html"),
        ("The guide", "guide.html"),
        ("Else", "https://x.example/"),
        ("About", "about.html"),
    ]


def test_an_author_who_names_a_page_of_the_blog_has_put_the_menu_in_order(blog):
    blog = blog()
    blog.post("one", tags="[A]", category="C")
    blog.write("guide.md", "# The guide\n")
    blog.write("about.md", "# Me\n")
    blog.write("index.md", toctree("guide", "News <blog>", "blog/tag", "blog/location"))
    assert blog.build().warnings == []
    # no post has a location
    expected = [("The guide", "guide.html"), ("News", "blog.html"), ("Tags", "blog/tag.html")]
    assert menu(blog) == expected
    page = html.fromstring(blog.page("guide.html"))
    assert not page.xpath("//a[@rel='next']")  # listings are not part of the reading


def test_a_setting_names_the_pages(blog):
    blog = blog(blink_menu=["blog", ("On A", "blog/tag/a"), ("Shop", "https://x.example/")])
    blog.post("one", tags="[A]")
    blog.write("guide.md", "# The guide\n")
    blog.write("index.md", toctree("guide"))
    assert blog.build().warnings == []
    assert menu(blog) == [
        ("Posts", "blog.html"),
        ("On A", "blog/tag/a.html"),
        ("Shop", "https://x.example/"),
        ("The guide", "guide.html"),
    ]


def test_a_wrong_entry_is_reported(blog):
    with pytest.raises(ConfigError, match=r"blink_menu must have docnames such as 'blog'"):
        blog(blink_menu=["blog", 3]).build()


def test_a_page_of_a_listing_is_current_in_the_menu(blog):
    blog = blog()
    blog.post("one", tags="[A]")
    blog.build()
    page = html.fromstring(blog.page("blog/tag/a.html"))
    (current,) = page.xpath("//header//nav[@aria-label='Site']//a[@aria-current]")
    assert (current.text_content(), current.get("aria-current")) == ("Tags", "true")


def test_a_page_that_nothing_leads_to_is_reported_once(blog):
    blog = blog()
    blog.post("one")
    for name, header in (("lost", ""), ("meant", "---\norphan: true\n---\n\n"), ("in", "")):
        blog.write(f"{name}.md", f"{header}# {name}\n")
    blog.write("index.md", toctree("in"))
    words = "note: no toctree and no entry of the menu leads to lost.md;"
    assert words in blog.build().status
    assert words not in blog.build().status
    blog.write("other.md", "# Other\n")
    assert "leads to lost.md, other.md;" in blog.build().status


def test_a_page_that_does_not_exist_is_reported_once(blog):
    blog = blog(blink_menu=["blog/tagg", ("X", "nowhere-at-all")])
    blog.post("one", tags="[a]")
    blog.write("guide.md", "# The guide\n")
    blog.write("index.md", toctree("guide"))
    blog.build()
    assert [name for name, _ in menu(blog)] == ["The guide"]
    assert [line.partition("WARNING: ")[2] for line in blog.warnings] == [
        "blink_menu: there is no page 'blog/tagg'; did you mean 'blog/tag'? [menu.unknown]",
        "blink_menu: there is no page 'nowhere-at-all'; write a docname or a URL [menu.unknown]",
    ]


def test_the_page_of_the_feeds_can_be_in_the_menu(blog):
    blog = blog()
    blog.post("one")
    blog.write("index.md", toctree("blog", "blog/subscribe"))
    expected = [("Posts", "blog.html"), ("Subscribe", "blog/subscribe.html")]
    assert menu(blog.build()) == expected
