"""ABlog works as its manual says, knows the posts of Blink, and is used by one module only."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from urllib.parse import unquote

import feedparser
import html5lib
import pytest
from sphinx.errors import ExtensionError

import blink

ROOMS = sorted(Path(blink.__file__).parent.rglob("*.py"))


def imports(room):
    """Yield (module, name or None) of each import of a file."""
    for node in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{room.name}: a relative import"
            yield from ((node.module, alias.name) for alias in node.names)


def test_only_the_engine_knows_ablog():
    knowing = {r.name for r in ROOMS if any(m.split(".")[0] == "ablog" for m, _ in imports(r))}
    assert knowing == {"ablog.py"}


def test_no_room_takes_what_another_keeps_to_itself():
    taken = [
        (room.name, module, name)
        for room in ROOMS
        for module, name in imports(room)
        if re.search(r"(^|\.)_(?!_)", module) or (name or "").startswith("_")
    ]
    assert taken == []


TARGETS = {
    "blog-posts": "blog.html",
    "blog-tags": "blog/tag.html",
    "blog-categories": "blog/category.html",
    "blog-authors": "blog/author.html",
    "blog-locations": "blog/location.html",
    "blog-languages": "blog/language.html",
    "blog-archives": "blog/archive.html",
    "blog-feed": "https://blink.example.org/blog/atom.xml",
    "tag-c": "blog/tag/c.html",
    "tag-c-plus-plus": "blog/tag/c-plus-plus.html",
    "tag-c-sharp": "blog/tag/c-sharp.html",
    "tag-two-words": "blog/tag/two-words.html",
    "category-日本語": "blog/category/日本語.html",
    "author-ann": "blog/author/ann-orsted.html",
    "location-oslo": "blog/location/oslo.html",
    "language-en": "blog/language/en.html",
    "archive-2026": "blog/2026.html",
    "Terms": "posts/Terms.html",
    "bundle": "posts/bundle/index.html",
}

LISTS = {
    "all": ("", "", ["3 February - New", "2 February - Bundle", "1 February - Post Terms"]),
    "one": (" 1", "", ["3 February - New"]),
    "sort": (" 2", ":sort:\n", ["2 February - Bundle", "3 February - New"]),
    "tag": ("", ":tags: C++\n", ["1 February - Post Terms"]),
    "category": ("", ":category: 日本語\n", ["1 February - Post Terms"]),
    "author": ("", ":author: ann\n", ["1 February - Post Terms"]),
    "format": (
        "",
        ":tags: C\n:date: '%d.%m.%y'\n:format: '{title}, {author}, {category}, {tags} ({date})'\n",
        ["Post Terms, Ann Orsted, 日本語, C, C++, C#, two words (01.02.26)"],
    ),
}


@pytest.fixture(scope="module")
def site(shared_blog):
    blog = shared_blog(
        blog_authors={"author": ("Your Name", None), "ann": ("Ann Orsted", None)},
        blog_locations={"oslo": ("Oslo", None)},
        blog_languages={"en": ("en", None)},
    )
    blog.post(
        "Terms", date="2026-02-01", tags="[C, C++, 'C#', two words]", category="日本語",
        author="ann", location="oslo", language="en",
    )  # fmt: skip
    blog.post(
        "bundle/index", "# Bundle\n\n[up](../new.md) {ref}`here <tag-c>`\n", date="2026-02-02"
    )
    blog.post(
        "new", "# New\n\n```{update} 2026-03-05\nMore [words](bundle/index.md).\n```\n\n"
        "```{update} 2026-03-04\nLess.\n```\n", date="2026-02-03",
    )  # fmt: skip
    blog.post("lists", "".join(f"{{ref}}`{name}`\n" for name in TARGETS), date="2026-01-31")
    for name, (number, options, _) in LISTS.items():
        blog.write(f"list-{name}.md", f"# L\n\n```{{postlist}}{number}\n{options}```\n")
    blog.write("excerpts.md", "# E\n\n```{postlist} 2\n:excerpts:\n```\n")
    return blog.build()


def test_a_silent_build(site):
    assert site.warnings == []


def tree(site, name):
    return html5lib.parse(site.page(name), namespaceHTMLElements=False)


def test_targets_of_ablogs_manual(site):
    links = [
        a.get("href")
        for a in tree(site, "posts/lists.html").findall(".//section//p/a")
        if "reference" in a.get("class", "")
    ]
    for href, (name, target) in zip(links, TARGETS.items(), strict=True):
        where = unquote(href).partition("#")[0]
        expected = target if "://" in target else f"../{target}".replace("../posts/", "")
        assert where == expected, name


@pytest.mark.parametrize("name", LISTS)
def test_postlist(site, name):
    items = tree(site, f"list-{name}.html").findall(".//ul/li[@class='ablog-post']")
    said = [" ".join("".join(item.itertext()).split()) for item in items]
    assert said[:3] == LISTS[name][2]
    assert len(said) == (4 if name == "all" else len(LISTS[name][2]))


def test_links_in_excerpts_lead_somewhere(site):
    page = site.page("excerpts.html")
    feed = feedparser.parse(site.page("blog/atom.xml"))
    assert [e.summary for e in feed.entries if e.title == "Bundle"] == ["up here"]
    assert "up here" in page
    for href in re.findall(r'href="([^":#]*\.html)', page):
        assert (site.out / href).resolve().is_file(), href


def test_updates_are_shown_and_dated(site):
    page = site.page("posts/new.html")
    assert page.index("Updated on 5 March 2026") < page.index("Updated on 4 March 2026")
    assert (
        'updated <time class="dt-updated" datetime="2026-03-05T00:00:00+00:00">5 March 2026</time>'
        in page
    )
    assert "<updated>2026-03-05T00:00:00+00:00</updated>" in site.page("blog/atom.xml")


def test_two_blogs_in_one_process_share_nothing(blog):
    first = blog(
        blog_title="First Blog", blog_path="first", blog_locations={"oslo": ("Oslo", None)}
    )
    first.post("xyzzy1", tags="xyzzy2", category="xyzzy3", location="oslo", redirect="xyzzy4")
    second = blog(blog_title="Second Blog")
    second.post("plugh1", tags="plugh2")
    assert first.build().warnings == []
    assert second.build().warnings == []
    for one, feed, title in ((first, "first", "First Blog"), (second, "blog", "Second Blog")):
        assert f"<title>{title}</title>" in one.page(f"{feed}/atom.xml")
    for word in ("First Blog", "xyzzy", "Oslo"):
        assert second.holding(word) == [], word
    assert not any(name.startswith("first") for name in second.files())
    second.post("link", "# L\n\n{ref}`tag-xyzzy2` {ref}`blog-locations`\n")
    told = second.build().warnings
    assert len(told) == 2
    assert "tag-xyzzy2" in told[0]
    assert "blog-locations" in told[1]
    first.post("xyzzy1", tags="xyzzy2")
    assert first.build().warnings == []
    for word in ("Second Blog", "plugh"):
        assert first.holding(word) == [], word


@pytest.mark.parametrize(
    "missing", ["generate_archive_pages", "generate_atom_feeds", "purge_posts"]
)
def test_a_changed_ablog_is_told(blog, monkeypatch, missing):
    import ablog

    monkeypatch.setattr(ablog, missing, lambda *args: ())
    with pytest.raises(ExtensionError, match="ABlog"):
        blog().build()
