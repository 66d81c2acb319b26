"""A blog made for ABlog has the same posts, addresses, redirects and feeds with Blink.

One made-up blog has a source for each way in which they could be lost.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from ablog_blogs import digests, write
from conftest import ROOT

from blink.cli import main
from blink.commands import compare
from blink.commands.adoption.builds import (
    BlogBuild,
    Message,
    extensions_of,
    read_messages,
    run_patiently,
    without_blink,
)
from blink.commands.adoption.copies import copy_blog
from blink.commands.adoption.differences import Difference, differences
from blink.commands.adoption.sites import SiteContents, read_site, resolved
from blink.commands.compare import comparison, report_lines

CONF = """\
import os
project = author = "Old"
extensions = ["myst_nb", "ablog"]
html_theme = "alabaster"
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "/")
blog_baseurl = "old.example.net"
blog_post_pattern = ["./news/*", "deep/**/*.md"]
blog_authors = {"ann": ("Ann B", None)}
blog_locations = {"paris": ("Paris", None), "rome": ("Rome", None)}
blog_languages = {"en": ("English", None)}
blog_feed_archives = blog_feed_fulltext = True
blog_feed_length = 3
blog_feed_templates = {
    "atom": {"title": "{{ title }}: {{ blog.blog_title }}", "id": "x"},
    "social": {"content": "{{ post_url }}"},
}
html_use_smartypants = True
source_parsers = {}
html_css_fils = []
post_redirect_refresh = "3"
post_auto_excerpt = None
nb_execution_mode = "off"
exclude_patterns = ["_build"]
html_favicon = "icon.svg"
"""
CELL = "# Notebook\n\n```{post} Apr 5, 2018\n:tags: nb\n```\n"
SOURCES = {
    "index.rst": "Home\n====\n\n.. postlist:: 3\n\n.. toctree::\n   :hidden:\n\n   news/index\n",
    # a page among the posts, without front matter
    "news/index.rst": "News\n====\n\n.. postlist::\n",
    "news/empty.rst": "",
    "news/yaml.md": "---\ntags: a: b\n---\n\n# Not YAML\n\nWords.\n",
    "news/line.md": "---\n\n# Below a line\n\nWords.\n",
    "news/md.md": '---\ndate: 2020-01-02\ntags: a, C++\ncategory: ""\n---\n# In news\n\nWords.\n',
    # authors, places and languages that conf.py does not have
    "news/rst.rst": ":date: 2020-01-03\n:tags: b,\n:location: paris, oslo\n:language: en, fr\n"
    ":author: nobody, ann\n:redirect: old/b, older\n\nIn news\n=======\n\nWords.\n",
    "deep/one/two/post.md": "---\ndate: 8 Mar 2019\nauthor: ann\n---\n\n# Deep\n\nWords.\n",
    "any.rst": "Anywhere\n========\n\nWords.\n\n"
    ".. post:: Jan 5, 2020\n   :tags: x\n   :category:\n",
    "two.rst": "Two\n===\n\nOne post\n--------\n\n.. post:: Jan 6, 2020\n   :tags: x\n\nWords.\n\n"
    "Other post\n----------\n\n.. post:: Jan 7, 2020\n\nWords.\n",
    "orphan.rst": ":orphan:\n:blogpost: true\n:date: Feb 7, 2019\n:tags: x\n\nOrphan\n======\n",
    "md.md": "---\nblogpost: true\ndate: Mar 7, 2019\nauthor: ann, guest two\ncategory: A, B\n---\n"
    "\n# Markdown\n\nWords.\n",
    "null.md": "---\nblogpost: true\ndate: Mar 8, 2019\ncategory:\n---\n\n# Null\n\nWords.\n",
    "nested.rst": "Nested\n======\n\n.. note::\n\n   .. post:: Jan 8, 2020\n\n   Words.\n",
    "included.rst": "Included\n========\n\n.. include:: part.txt\n\nWords.\n",
    "part.txt": ".. post:: Jan 9, 2020\n   :tags: inc\n",
    "nb.ipynb": json.dumps({
        "cells": [{"id": "a", "cell_type": "markdown", "metadata": {}, "source": CELL}],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 5,
    }),
    "icon.svg": "<svg",
    "news/not-read.markdown": "Words.\n",
    # what is not published, with the reason
    "undated.rst": "Undated\n=======\n\n.. post::\n   :tags: only-here\n\nWords.\n",
    "later.rst": "Later\n=====\n\n.. post:: Jan 7, 2220\n\nWords.\n",
    "drafted.md": "---\nblogpost: true\ndate: Mar 7, 2019\ndraft: true\n---\n\n# Draft\n\nWords.\n",
    "page.md": "---\nblogpost: false\ndate: Mar 7, 2019\n---\n\n# Page\n\nWords.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compared")
    blog = write(folder / "blog", {"conf.py": CONF, **SOURCES})
    before = digests(blog)
    builds = comparison(blog, folder / "scratch")
    assert digests(blog) == before
    return builds


def test_nothing_is_missing(compared):
    before, after = compared
    assert [one for one in differences(before, after) if not one.reason] == []
    assert (before.code, after.code) == (0, 0)
    assert len(before.posts) > 12


def test_what_is_not_published_has_its_reason(compared):
    found = {one.subject: one.reason for one in differences(*compared) if one.part == "posts"}
    assert found["undated.rst"] == "it has no date"
    assert found["later.rst"] == "its date, 2220-01-07 00:00 UTC, is in the future"
    assert found["drafted.md"] == "it is marked as a draft"
    assert found["page.md"] == "its front matter has `blogpost: false`"


def test_the_addresses_of_ablog_are_there(compared):
    site = compared[1].site
    assert {
        "news/index.html", "news/empty.html", "blog/category.html", "blog/category/.html",
        "blog/category/null.html",
        "blog/author/nobody.html", "blog/author/guest-two.html", "blog/location/oslo.html",
        "blog/language/fr.html", "blog/tag/c.html", "old/b.html", "older.html",
    } <= site.addresses  # fmt: skip
    assert "blog/drafts.html" not in site.addresses
    assert site.redirects["blog/tag/c.html"] == "blog/tag/c-plus-plus.html"
    assert {"blog/tag/c/atom.xml", "blog/social.xml", "blog/atom.xml"} <= site.feeds.keys()


def test_settings_that_ablog_accepts_are_warnings_at_their_lines(compared):
    lines = CONF.splitlines()
    found = {m.place: m.kind for m in compared[1].messages if m.place.startswith("conf.py")}
    for kind, text in [
        ("settings.value", "blog_baseurl ="), ("settings.removed", "html_use_smartypants ="),
        ("settings.removed", "source_parsers ="), ("settings.unknown", "html_css_fils ="),
        ("settings.value", "post_redirect_refresh ="), ("settings.value", "post_auto_excerpt ="),
        ("settings.value", "blog_feed_templates ="),
    ]:  # fmt: skip
        line = next(n for n, words in enumerate(lines, 1) if words.startswith(text))
        assert found[f"conf.py:{line}"] == kind
    kinds = [message.kind for message in compared[1].messages]
    assert all(kinds)
    assert "addresses.page" in kinds
    assert kinds.count("feeds.template") == 1


def test_the_handed_blog_has_the_same_addresses(tmp_path, capsys):
    blog = tmp_path / "blog"
    shutil.copytree(ROOT / "tests/roots/test-made-for-ablog", blog)
    before = digests(blog)
    assert main(["compare", str(blog)]) == 0
    assert digests(blog) == before
    printed = capsys.readouterr().out
    assert "ABlog: 3 posts" in printed
    assert "  addresses  blog/drafts.html is missing (drafts are on no page)" in printed
    assert printed.endswith("0 differences to correct, 1 known\n")


def test_a_blog_that_ablog_cannot_build_is_reported_in_one_message(tmp_path, capsys, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    blog = write(tmp_path / "blog", {
        "conf.py": 'extensions = ["ablog"]\nblog_authors = {"ann": "Ann"}\n',
        "index.rst": "Home\n====\n\n.. post:: 2020-01-01\n",
    })  # fmt: skip
    assert main(["compare", str(blog)]) == 1
    printed = capsys.readouterr().err
    assert printed.startswith("ABlog cannot build this blog; correct that first. Sphinx says:\n")
    assert "the extension ablog failed while reading index.rst" in printed
    assert "Traceback" not in printed
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize(
    ("conf", "words"),
    [(None, "has no conf.py"), ("a = 1\nb =\n", "conf.py:2: invalid syntax; correct this line")],
)
def test_a_folder_that_is_no_blog_is_reported(tmp_path, capsys, conf, words):
    write(tmp_path, {"conf.py": conf} if conf else {})
    assert main(["compare", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("o.example/a.html", "https://o.example/a.html#first", 0),
        ("o.example/a.html#x", "https://o.example/a.html#x", 0),
        ("o.example/a.html#x", "https://o.example/a.html#first", 1),
        ("o.example/a.html", "https://o.example/b.html", 1),
    ],
)
def test_an_entry_for_a_section_at_the_top_is_the_one_for_the_page(before, after, count):
    builds = [
        BlogBuild(0, (), "", {}, {}, {}, SiteContents({"atom.xml"}, {}, {"atom.xml": (link,)}))
        for link in (before, after)
    ]
    assert len(differences(*builds)) == count


def test_mistakes_come_before_known_differences():
    found = [Difference("addresses", f"{n}.html", "is missing") for n in range(22)]
    found.append(Difference("posts", "a.md", "is not published", "it has no date"))
    lines = list(report_lines(found))
    assert lines[:2] == ["Missing or different:", "  addresses  0.html is missing"]
    assert lines[-3:] == [
        "  addresses  … and 2 more",
        "Known differences:",
        "  posts      a.md is not published (it has no date)",
    ]


def test_extensions_of_the_builds(tmp_path):
    write(tmp_path, {"conf.py": 'extensions = ["blink.notebooks", "sphinx_design", "blink"]\n'})
    assert extensions_of(tmp_path)[0] == ["blink.notebooks", "sphinx_design", "blink"]
    assert without_blink(extensions_of(tmp_path)[0]) == ["myst_parser", "sphinx_design", "ablog"]


def test_messages_of_a_build_are_read():
    log = (
        "/b/a.md:3: WARNING: words\nthat go on [myst.header]\n\n"
        "/b/c.rst: ERROR: gone [posts.late]\n"
        "WARNING: no place\n/b/d.rst:1: ERROR: Unknown directive [docutils]\n"
    )
    assert read_messages(log, "/b") == [
        Message("a.md:3", False, "myst.header", "words\nthat go on"),
        Message("c.rst", True, "posts.late", "gone"),
        Message("", False, "", "no place"),
        Message("d.rst:1", False, "docutils", "Unknown directive"),
    ]


def test_a_copy_has_the_surroundings_of_the_blog(tmp_path):
    top = write(tmp_path / "top", {
        ".git/HEAD": "ref: refs/heads/main\n", "lib/code.py": "1\n", "docs/conf.py": "\n",
        "docs/_build/html/a.html": "", "docs/a.md": "# A\n", "docs/.venv/pyvenv.cfg": "",
    })  # fmt: skip
    (top / "docs/link.md").symlink_to("../lib/code.py")
    (tmp_path / "scratch").mkdir()
    copy = copy_blog(top / "docs", tmp_path / "scratch")
    assert (copy / "../lib/code.py").read_text() == "1\n"
    assert (copy / "link.md").read_text() == "1\n"
    assert sorted(path.name for path in copy.iterdir()) == ["a.md", "conf.py", "link.md"]
    assert (copy / "../.git").read_text() == f"gitdir: {top / '.git'}\n"
    (copy / "a.md").write_text("other")
    assert (top / "docs/a.md").read_text() == "# A\n"


def test_the_parts_of_a_site_are_read(tmp_path):
    entry = '<entry><link href="https://x.test/sub/{}.html"/></entry>'
    head = '<feed xmlns="http://www.w3.org/2005/Atom">'
    older = '<link rel="prev-archive" href="https://x.test/sub/feed/older.xml"/>'
    site = write(tmp_path, {
        "feed/atom.xml": f"{head}{older}{entry.format('b')}</feed>",
        "feed/older.xml": f"{head}{entry.format('a')}</feed>",
        "sitemap.xml": "<urlset/>", "_static/x.html": "", "searchindex.js": "", "CNAME": "x.test",
        "old/a.html": '<meta http-equiv="refresh"\n content="5; url=../b.html#x" />',
    })  # fmt: skip
    found = read_site(site)
    assert found.addresses == {
        "feed/atom.xml", "feed/older.xml", "sitemap.xml", "CNAME", "old/a.html",
    }  # fmt: skip
    assert found.redirects == {"old/a.html": "b.html"}
    links = tuple(f"https://x.test/sub/{name}.html" for name in "ba")
    assert found.feeds["feed/atom.xml"] == links
    assert resolved("a.html", "https://x.test/") == "https://x.test/"
    assert Path(site).is_dir()


@pytest.mark.parametrize(
    ("codes", "code"), [((0, 0), 0), ((1, 1), 0), ((0, 1), 1)], ids=["good", "both fail", "fails"]
)
def test_a_build_that_fails_only_with_blink_is_a_mistake(monkeypatch, capsys, codes, code):
    error = Message("a.md:1", True, "posts.late", "not published")
    site = SiteContents(frozenset(), {}, {})
    builds = [BlogBuild(one, (error,), "", {}, {}, {}, site) for one in codes]
    monkeypatch.setattr(compare, "comparison", lambda *_: builds)
    assert main(["compare"]) == code
    printed = capsys.readouterr().out
    assert ("The build with Blink fails:\n  a.md:1: not published\n" in printed) == bool(code)


@pytest.mark.parametrize(("seconds", "is_slow"), [(0, False), (1, True)])
def test_a_build_that_takes_long_says_what_it_may_be(tmp_path, capsys, seconds, is_slow):
    command = [sys.executable, "-c", f"import time; time.sleep({seconds}); print('Done.'); exit(3)"]
    assert run_patiently(command, tmp_path, {}, patience=seconds / 2 or 30) == (3, "Done.\n")
    assert ("ABlog alone never finishes" in capsys.readouterr().out) == is_slow
