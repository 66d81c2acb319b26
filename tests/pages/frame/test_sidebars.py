"""ABlog's sidebar templates: valid HTML that shows what the listings show, and stays up to date."""

from __future__ import annotations

import shutil

import html5lib
import pytest
from lxml import html

from blink.pages.frame.sidebars import TEMPLATES, current_name, shown_templates

PAGE = '{% extends "!page.html" %}{% block body %}{{ super() }}<div class="sides">'
PAGE += "{% for name in sidebars if name.endswith('.html') %}{% include name %}{% endfor %}"
PAGE += "</div>{% endblock %}"
ALL = [f"ablog/{name}" for name in sorted(TEMPLATES)]
SETTINGS = {
    "blog_authors": {"ann": ("Ann & <Co>", None)},
    "blog_default_author": "ann",
    "blog_locations": {"oslo": ("Oslo", None)},
    "blog_languages": {"en": ("English", None), "de": ("Deutsch", None)},
    "post_date_format_short": "%d %B",
}


@pytest.fixture
def sided(blog):
    """Return a maker of blogs whose pages show the sidebars of the setting."""

    def make(sidebars, **settings):
        made = blog(**SETTINGS, html_sidebars=sidebars, **settings)
        made.write("_templates/page.html", PAGE)
        made.post("a", "# A `<b>` & more\n", category="C++", tags="[x, b & c]", location="oslo")
        made.post("b", date="2026-02-01", tags="[x]", updated="2026-03-01", language="en")
        made.post("c", date="2026-02-02", external_link="https://else.example/c", tags="[x]")
        made.post("hidden", date="2026-02-03", draft="true", tags="[secret]")
        made.write(
            "posts/m.md",
            "# M\n\n## One\n\n```{post} 2026-02-04\n:tags: y\n```\n\nWords.\n\n"
            "## Two\n\n```{post} 2026-01-01\n```\n\nWords.\n",
        )
        made.write("about.md", "# About\n\nMe.\n")
        return made

    return make


def sides(blog, name):
    """Return the sidebars of a page."""
    (side,) = html.fromstring(blog.page(name)).find_class("sides")
    return side


def hrefs(side, kind):
    """Return text, without the date, and target of each link in the lists of a sidebar."""
    (item,) = side.find_class(f"ablog__{kind}")
    links = item.iterfind(".//li//a")
    return [(a.text_content().rpartition(" – ")[2], a.get("href")) for a in links]


def test_the_names_of_templates():
    assert current_name("recentposts.html") == "ablog/recentposts.html"
    assert current_name("mine.html") == "mine.html"
    sidebars = {"posts/**": ["ablog/postcard.html", "x.html"], "blog": ["ablog/archives.html"]}
    assert shown_templates(sidebars, "posts/2026/a") == {"postcard.html"}
    assert shown_templates(sidebars, "about") == set()


def test_recent_posts_are_those_of_the_list_of_all_posts(sided):
    blog = sided({"**": ["ablog/recentposts.html"]}).build()
    assert blog.warnings == []
    listed = [
        (a.text_content(), a.get("href"))
        for name in html.fromstring(blog.page("blog.html")).find_class("p-name")
        for a in name.iter("a")
    ]
    assert hrefs(sides(blog, "about.html"), "recentposts") == listed
    assert listed[1] == ("Post c", "https://else.example/c")
    assert listed[0][1] == "posts/m.html#one"
    own = [name for name, _ in hrefs(sides(blog, "posts/b.html"), "recentposts")]
    assert own == ["One", "Post c", "A <b> & more", "Two"]
    dates = [time.text for time in sides(blog, "about.html").iter("time")]
    assert all(time.getparent().tag == "a" for time in sides(blog, "about.html").iter("time"))
    assert dates == ["04 February", "02 February", "01 February", "31 January", "01 January"]


def test_lists_have_the_collections_of_the_listings_with_their_numbers(sided):
    blog = sided({"about": ALL}).build()
    assert blog.warnings == []
    side = sides(blog, "about.html")
    assert hrefs(side, "authors") == [("Ann & <Co> (5)", "blog/author/ann-co.html")]
    assert hrefs(side, "categories") == [("C++ (1)", "blog/category/c-plus-plus.html")]
    assert hrefs(side, "locations") == [("Oslo (1)", "blog/location/oslo.html")]
    assert hrefs(side, "languages") == [("English (1)", "blog/language/english.html")]
    assert hrefs(side, "archives") == [("2026 (5)", "blog/2026.html")]
    cloud = {
        li.text_content(): li.get("class").rpartition("-")[2]
        for li in side.find_class("ablog__tagcloud")[0].iter("li")
    }
    assert cloud == {"b & c": "1", "x": "5", "y": "1"}
    titles = {h2.text_content(): h2[0].get("href") for h2 in side.iter("h2")}
    assert titles["Tags"] == "blog/tag.html"
    assert titles["Archives"] == "blog/archive.html"
    assert not side.find_class("ablog__postcard")


def test_a_post_has_its_details_and_its_neighbours(sided):
    blog = sided({"posts/**": ["ablog/postcard.html", "ablog/postnavy.html"]}).build()
    assert blog.warnings == []
    side = sides(blog, "posts/b.html")
    items = [" ".join(li.text_content().split()) for li in side.iter("li")]
    assert items == ["Update: 1 March 2026", "Author: Ann & <Co>", "Language: English", "Tag: x"]
    links = [(a.text, a.get("href"), a.get("rel")) for a in side.find_class("ablog__prev-next")[0]
             .iter("a")]  # fmt: skip
    assert links == [
        ("A <b> & more", "a.html", "prev"), ("Post c", "https://else.example/c", "next"),
    ]  # fmt: skip
    (last,) = sides(blog, "posts/c.html").find_class("ablog__next")
    assert last[0].get("href") == "m.html#one"
    blog.build(post_show_prev_next=False)
    assert not sides(blog, "posts/b.html").find_class("ablog__prev-next")


def test_a_post_without_details_has_no_empty_list(blog):
    blog = blog(
        html_sidebars={"posts/**": ["ablog/postcard2.html", "ablog/postcard.html"]},
        blog_default_author=None, blog_authors={},
    )  # fmt: skip
    blog.write("_templates/page.html", PAGE)
    blog.post("a")
    assert blog.build().warnings == []
    side = sides(blog, "posts/a.html")
    assert not [*side.iter("ul")]
    assert [h2.text_content() for h2 in side.iter("h2")] == ["31 January 2026"]


def test_all_of_them_are_valid_and_without_scripts_and_fonts(sided):
    blog = sided({"**": ALL}, disqus_shortname="ann", fontawesome_included=True).build()
    for name in ("about.html", "posts/a.html"):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(blog.page(name))
        assert parser.errors == []
        side = sides(blog, name)
        assert not [*side.iter("script", "i")]
        ids = html.fromstring(blog.page(name)).xpath("//@id")
        assert len(ids) == len(set(ids))
        assert not any(" " in each for each in ids)
    assert "<b>" not in "".join(sides(blog, "about.html").xpath(".//b/text()"))
    assert "secret" not in blog.page("about.html")


def test_former_names_are_those_of_today(sided):
    blog = sided({"about": ["recentposts.html", "postcard.html", "tagcloud.html"]}).build()
    assert blog.warnings == []
    side = sides(blog, "about.html")
    assert len(hrefs(side, "recentposts")) == 5
    assert side.find_class("ablog__tagcloud")


def test_a_template_of_the_author_replaces_one(sided):
    blog = sided({"about": ["recentposts.html", "ablog/archives.html"]})
    blog.write("_templates/recentposts.html", "<p>Mine</p>")
    blog.write(
        "_templates/ablog/archives.html",
        "{% for post in ablog.recent(2) %}<a href='{{ pathto(post.docname) }}{{ anchor(post) }}'>"
        "{{ post.title | e }}</a>{% endfor %}{% if ablog.fontawesome %}<i></i>{% endif %}",
    )
    assert blog.build().warnings == []
    side = sides(blog, "about.html")
    assert [p.text for p in side.iter("p")] == ["Mine"]
    assert [a.get("href") for a in side.iter("a")] == ["posts/m.html#one", "posts/c.html"]
    assert not [*side.iter("i")]


# -- Fresh ---------------------------------------------------------------------


def pages(blog):
    return {name: blog.page(name) for name in blog.files() if name.endswith(".html")}


def changed(blog, **settings):
    """Return the pages that a build writes anew, and check that it equals a clean one."""
    before = pages(blog)
    assert blog.build(**settings).warnings == []
    after = pages(blog)
    shutil.rmtree(blog.folder / "_build")
    blog.build(**settings)
    assert pages(blog) == after
    return {name for name in after if after[name] != before.get(name)}


@pytest.mark.parametrize(
    "names", [ALL, *([f"ablog/{name}.html"] for name in ("recentposts", "tagcloud", "postnavy"))]
)
def test_pages_follow_the_posts_that_their_sidebars_show(sided, names):
    blog = sided({"about": names, "posts/**": names, "blog": names}).build()
    blog.post("d", "# D\n", date="2026-05-01", tags="[z, x]", location="oslo", category="New")
    changed(blog)
    blog.post("d", "# E\n", date="2025-05-01", tags="[z]", external_link="https://else.example/d")
    changed(blog)


def test_only_pages_with_what_changed_are_written(sided):
    blog = sided({"about": ["ablog/tagcloud.html"], "posts/a": ["ablog/archives.html"]}).build()
    times = {path: path.stat().st_mtime_ns for path in blog.out.rglob("*.html")}
    blog.post("a", "# A `<b>` & more\n\nOther words.\n", category="C++", tags="[x, b & c]",
              location="oslo")  # fmt: skip
    blog.build()
    written = {
        path.relative_to(blog.out).as_posix()
        for path, time in times.items()
        if path.stat().st_mtime_ns != time
    }
    assert "about.html" not in written
    assert "posts/a.html" in written


def test_pages_follow_the_posts_that_the_authors_template_shows(blog):
    blog = blog()
    blog.write(
        "_templates/layout.html",
        '{% extends "!layout.html" %}{% block scripts %}{{ super() }}'
        '{% for post in ablog.recent(3) %}<meta name="recent" content="{{ post.title | e }}"/>'
        "{% endfor %}{% endblock %}",
    )
    blog.write("about.md", "# About\n\nMe.\n")
    blog.post("a")
    blog.build()
    blog.post("b", "# New one\n", date="2026-03-01")
    assert {"about.html", "search.html", "posts/a.html"} <= changed(blog)


def test_pages_follow_the_posts_that_an_option_of_the_theme_shows(blog):
    options = {"primary_sidebar_end": ["ablog/recentposts"]}
    blog = blog(html_theme_options=options)
    blog.write("about.md", "# About\n\nMe.\n")
    blog.post("a")
    blog.build()
    blog.post("b", "# New one\n", date="2026-03-01")
    assert "about.html" in changed(blog)
    assert "New one" in blog.page("about.html")


def test_a_template_of_ablogs_form_can_include_these(sided):
    blog = sided({"posts/**": ["ablog/postcard.html"]})
    own = "{% if pagename in ablog %}{% set post = ablog[pagename] %}<h2>{{ post.title }}, own</h2>"
    own += '{% include "ablog/postcard2.html" %}{% endif %}'
    blog.write("_templates/ablog/postcard.html", own)
    blog.post("one", tags="[a]")
    assert blog.build().warnings == []
    page = blog.page("posts/one.html")
    assert "<h2>Post one, own</h2>" in page
    assert 'class="ablog__postcard2"' in page
