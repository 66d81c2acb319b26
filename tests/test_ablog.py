"""A blog made for ABlog, built by ABlog alone and with Blink, has the same addresses."""

from __future__ import annotations

import re
import subprocess
import sys

import feedparser
import pytest
from conftest import ROOT

CONF = """\
extensions = ["ablog", "myst_parser"{more}]
project = blog_title = "Old"
author = "Ann"
blog_baseurl = "https://old.example.org/"
blog_authors = {{"ann": ("Ann", "https://ann.example.org")}}
blog_default_author = "ann"
blog_feed_archives = blog_feed_fulltext = True
post_date_format = "%b %d, %Y"
blog_post_pattern = ["posts/*.md", "more/**"]
html_theme = "alabaster"
{settings}
"""
SOURCES = {
    "index.rst": "Home\n====\n\n.. toctree::\n   :hidden:\n\n   about\n\n.. postlist:: 3\n",
    "about.rst": "About\n=====\n\nWords.\n",
    "first.rst": ".. post:: Jan 02, 2014\n   :tags: Python, C++\n   :category: News\n"
    "   :location: Paris\n   :language: en\n\nFirst\n=====\n\nThe first paragraph.\n\n"
    ".. update:: Feb 03, 2015\n\n   Mended.\n",
    "fielded.rst": ":date: 2014-05-06\n:blogpost: true\n:tags: Rust\n:category: Other\n\n"
    "Fielded\n=======\n\nWords of it.\n",
    "posts/md.md": "---\ndate: Mar 04, 2016\ntags: Python\nauthor: ann\n---\n\n# In Markdown\n\n"
    "Words, see {doc}`/first`.\n",
    "more/by.md": "# By directive\n\n```{post} Jan 01, 2017\n:tags: Rust\n:redirect: old/place\n"
    "```\n\nWords.\n",
}


def build(folder, more="", settings=""):
    for name, text in SOURCES.items():
        path = folder / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    conf = CONF.format(more=more, settings=settings)
    (folder / "source/conf.py").write_text(conf)
    command = [sys.executable, "-m", "sphinx", "-q", "-d", folder / "doctrees"]
    done = subprocess.run(
        [*command, folder / "source", folder / "site"],
        cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return folder / "site", done.stderr


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    plain, _ = build(tmp_path_factory.mktemp("plain"))
    slugs = 'blink_slugs = {"C++": "c"}\nblink_authority = "old.example.org"\n'
    ours, told = build(tmp_path_factory.mktemp("ours"), ', "blink"', slugs)
    assert told == ""
    return plain, ours


def there(site, suffix):
    found = (path.relative_to(site).as_posix() for path in site.rglob(f"*{suffix}"))
    return {name for name in found if not name.startswith("_")}


def test_pages_are_where_they_were(sites):
    plain, ours = sites
    assert there(plain, ".html") - there(ours, ".html") == {"blog/drafts.html"}


def test_pages_keep_the_looks_of_their_theme(sites):
    page = (sites[1] / "more/by.html").read_text()
    for name in ("alabaster.css", "icon.svg"):
        assert re.search(rf'"\.\./_static/{name}', page)
        assert (sites[1] / "_static" / name).is_file()
    assert "_static/blink.css" not in page


def test_code_keeps_the_colours_of_the_theme(sites):
    before, after = ((site / "_static/pygments.css").read_text() for site in sites)
    assert before == after
    assert "height: auto" in (sites[1] / "_static/blog.css").read_text()


def test_the_home_page_stays_as_it_is(sites):
    for site in sites:
        page = (site / "index.html").read_text()
        assert "postlist" in page
        assert "Latest posts" not in page


def test_feeds_are_where_they_were_and_have_the_same_entries(sites):
    plain, ours = sites
    feeds = there(plain, ".xml")
    assert len(feeds) > 8
    assert feeds <= there(ours, ".xml")
    for name in feeds:
        before, after = (feedparser.parse(site / name) for site in sites)
        assert {entry.link for entry in before.entries} == {entry.link for entry in after.entries}


def test_a_former_address_leads_on(sites):
    for site in sites:
        assert "more/by.html" in (site / "old/place.html").read_text()


@pytest.mark.parametrize("first", ["myst_nb", "blink"])
def test_posts_that_myst_nb_reads_are_markdown(tmp_path, first):
    others = [name for name in ("myst_nb", "ablog", "blink") if name != first]
    conf = CONF.replace('"ablog", "myst_parser"{more}', ", ".join(map(repr, [first, *others])))
    folder = tmp_path / "source"
    (folder / "posts").mkdir(parents=True)
    (folder / "conf.py").write_text(conf.format(settings='nb_execution_mode = "off"'))
    (folder / "index.rst").write_text("Home\n====\n")
    (folder / "posts/md.md").write_text("---\ndate: March 8, 2023\n---\n\n# P\n\nWords.\n")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", folder, tmp_path / "site"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "2023" in (tmp_path / "site/blog/archive.html").read_text()
    assert (tmp_path / "site/posts/md.html").is_file()


def test_a_sidebar_that_the_theme_does_not_have_is_left_out(blog):
    sidebars = {"**": ["about.html", "ablog/recentposts.html", "sidebar/brand.html"]}
    settings = {"html_theme": "furo", "html_theme_options": {}, "html_sidebars": sidebars}
    blog = blog(extensions=["ablog", "blink"], **settings)
    blog.post("a", title="A post of it")
    warnings = blog.build().warnings
    (told,) = [line for line in warnings if "settings.template" in line]
    assert warnings == [told]
    assert "html_sidebars: the theme has no template `about.html`" in told
    assert told.endswith("[settings.template]")
    assert (blog.status_code, "A post of it" in blog.page("index.html")) == (0, True)
    assert re.search(r"<h3><a [^>]*>Recent Posts</a></h3>", blog.page("index.html"))


#: What the command `ablog` runs
ABLOG_BUILD = "from ablog.commands import ablog_main; ablog_main()"


def test_a_post_that_cannot_be_published_fails_every_build_by_ablog_itself(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "conf.py").write_text('extensions = ["ablog", "blink"]\n')
    (folder / "index.rst").write_text("Home\n====\n")
    for name, date in (("lost", "never"), ("undated", ""), ("later", "2999-01-31")):
        (folder / f"{name}.rst").write_text(f".. post:: {date}\n\nTitle\n=====\n")
    for _ in range(2):  # also in a build without changes
        done = subprocess.run(
            [sys.executable, "-c", ABLOG_BUILD, "build"], cwd=folder,
            env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 1
        (error,) = [line for line in done.stderr.splitlines() if "ERROR" in line]
        assert "lost.rst:1: ERROR: post: `never` is not a date; write " in error
        assert [line for line in done.stdout.splitlines() if "not published: " in line] == [
            "not published: later.rst: its date, 2999-01-31 00:00 UTC, is in the future",
            "not published: undated.rst: it has no date",
        ]


def test_front_matter_that_cannot_be_read_leaves_a_page(tmp_path):
    """MyST ignores it, too, so that ABlog has a page that is not a post."""
    folder = tmp_path / "source"
    (folder / "posts").mkdir(parents=True)
    (folder / "conf.py").write_text(CONF.format(more=', "blink"', settings=""))
    (folder / "index.rst").write_text("Home\n====\n")
    broken = "---\nblogpost: true\ndate: Mar 04, 2016\ntitle: One: two\n---\n# P\n\nWords.\n"
    (folder / "posts/broken.md").write_text(broken)
    twice = "---\ndate: Mar 04, 2016\nimage: a.png\nimage: 0\n---\n# Twice\n\nWords.\n"
    (folder / "posts/twice.md").write_text(twice)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", folder, tmp_path / "site"],
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "broken.md:4: WARNING: this line is not valid YAML" in done.stderr
    assert "twice.md:4: WARNING: `image` is given twice, first in line 3" in done.stderr
    assert (tmp_path / "site/posts/broken.html").is_file()
    assert "Twice" in (tmp_path / "site/blog/archive.html").read_text()
