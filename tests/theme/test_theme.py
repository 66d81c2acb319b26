"""The theme `blink`: where templates and static files come from, and what an author may replace."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import ROOT, THEME

OWN = """{% extends "!page.html" %}
{% block body %}<p>Above the text.</p>{{ super() }}{% endblock %}
"""


def test_a_template_of_the_author_extends_the_original(blog):
    blog = blog()
    blog.post("one", "# One\n\nThe text.\n")
    blog.write("_templates/page.html", OWN)
    assert blog.build().warnings == []
    page = blog.page("posts/one.html")
    assert page.index("Above the text.") < page.index("<p>The text.")
    assert "Above the text." not in blog.page("blog.html")


def test_a_static_file_of_the_author_takes_precedence(blog):
    blog = blog()
    blog.write("_static/redirect.js", "// mine\n")
    assert blog.build().warnings == []
    assert (blog.out / "_static/redirect.js").read_text() == "// mine\n"
    original = (THEME / "static/blink.js").read_bytes()
    assert (blog.out / "_static/blink.js").read_bytes() == original


#: Another theme → a stylesheet that it has, and what is in the frame of its pages
OTHERS = {
    "alabaster": ("alabaster.css", "sphinxsidebar"),
    "furo": ("styles/furo.css", "sidebar-drawer"),
    "pydata_sphinx_theme": ("styles/pydata-sphinx-theme.css", "bd-article-container"),
    "sphinx_book_theme": ("styles/sphinx-book-theme.css", "bd-article-container"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_theme_has_the_blog_in_its_own_layout(blog, name):
    made = blog(html_theme=name, html_theme_options={})
    made.post("one", "# One\n\nThe text.\n", tags="[A]")
    assert made.build().warnings == []
    page = made.page("posts/one.html")
    assert "_static/blink.css" not in page
    assert page.count('class="post h-entry"') == 1
    assert page.count("<p>The text.</p>") == 1
    assert ">A</a>" in page  # below the text
    assert 'type="application/atom+xml"' in page.partition("<body")[0]
    assert "One</a>" in made.page("blog/tag/a.html")
    stylesheet, mark = OTHERS[name]
    assert (made.out / "_static" / stylesheet).is_file()
    assert "One" in made.page("searchindex.js")
    for listing in ("index", "blog", "blog/tag", "blog/archive", "blog/subscribe", "404"):
        text = made.page(f"{listing}.html")
        parts = (mark, '<section class="posts', "_static/blog.css")
        assert [text.count(part) > 0 for part in parts] == [True, True, True]
    for link in ('href="blog.html">All posts</a>', 'href="blog/subscribe.html">Subscribe</a>'):
        assert link in made.page("index.html")


def test_an_authors_template_of_a_listing_is_used_in_another_theme(blog):
    made = blog(html_theme="furo", html_theme_options={}, templates_path=["_mine"])
    block = "{% block body %}Mine. {{ super() }}{% endblock %}"
    made.write("_mine/listing.html", f'{{% extends "!listing.html" %}}{block}')
    made.post("one")
    assert made.build().warnings == []
    assert "Mine. \n<section" in made.page("blog.html")
    assert "sidebar-drawer" in made.page("blog.html")


def test_a_theme_that_inherits_blink_has_its_frame(blog):
    made = blog(html_theme="mine", html_theme_path=["themes"])
    made.write("themes/mine/theme.toml", '[theme]\ninherit = "blink"\nstylesheets = ["mine.css"]\n')
    made.write("themes/mine/static/mine.css", '@import "blink.css";\n')
    made.post("one")
    assert made.build().warnings == []
    page = made.page("posts/one.html")
    assert "_static/mine.css" in page
    assert 'class="bd-header"' in page
    assert {"mine.css", "blink.css"} <= {path.name for path in (made.out / "_static").iterdir()}


def test_files_that_an_older_conf_py_names_are_loaded_once(blog):
    blog = blog(
        html_css_files=["blink.css", "mine.css"], html_js_files=[("blink.js", {"defer": "defer"})]
    )
    blog.write("_static/mine.css", "b {}\n")
    assert blog.build().warnings == []
    page = blog.page("index.html")
    assert page.index("_static/blink.css") < page.index("_static/mine.css")
    assert (page.count("_static/blink.css"), page.count("_static/blink.js")) == (1, 1)


#: Builds with the theme as an installed package has it
INSTALLED = """
import sys
from importlib.metadata import EntryPoint
from sphinx import theming
from sphinx.cmd.build import main
theming.entry_points = lambda group: [EntryPoint("blink", "blink", "sphinx.html_themes")]
sys.exit(main(["-b", "html", ".", "_build"]))
"""


def test_the_theme_without_its_extension_says_what_to_write(tmp_path):
    (tmp_path / "conf.py").write_text('project = "A"\nhtml_theme = "blink"\n')
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", INSTALLED], cwd=tmp_path, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode
    sentence = "the theme needs the extension of the same name"
    assert f'conf.py:2: {sentence}; write `extensions = [..., "blink"]`' in done.stderr


@pytest.mark.parametrize("name", ["classic", "scrolls", "traditional", "haiku", "bizstyle"])
def test_the_mistakes_of_a_theme_of_sphinx_are_not_the_authors(blog, name):
    made = blog(html_theme=name, html_theme_options={})
    made.post("one", "# One\n\nThe text, [linked](nowhere.html).\n", tags="[A]")
    (told,) = made.build().warnings
    assert "nowhere.html" in told
    assert "One</a>" in made.page("blog/tag/a.html")


@pytest.fixture
def other_theme(blog):
    """Return a blog in a theme of others, whose pages have a dead link and a template's name."""
    made = blog(html_theme="other", html_theme_path=["themes"], html_theme_options={})
    made.write("themes/other/theme.toml", '[theme]\ninherit = "basic"\nstylesheets = ["o.css"]\n')
    made.write("themes/other/static/o.css", "b {}\n")
    made.write("themes/other/pager.html", "<p>The theme's pager</p>\n")
    made.write(
        "themes/other/layout.html",
        '{% extends "basic/layout.html" %}\n{% block footer %}{% include "pager.html" %}'
        "<a href=\"{{ pathto('_sources', 1) }}/{{ pagename }}\">Source</a>{% endblock %}\n",
    )
    return made


def test_a_theme_and_the_blog_may_have_templates_of_the_same_name(other_theme):
    for number in range(3):
        other_theme.post(f"p{number}")
    assert other_theme.build(blink_page_size=1).warnings == []
    listing = other_theme.page("blog.html")
    assert "<p>The theme's pager</p>" in listing
    assert "Older posts" in listing
    other_theme.write("_templates/pager.html", "<p>My pager</p>")
    made = other_theme.build(blink_page_size=1, templates_path=["_templates"])
    assert made.warnings == []
    assert made.page("blog.html").count("<p>My pager</p>") == 2  # in place of both


def test_files_that_another_theme_loads_elsewhere_are_a_note(other_theme):
    layout = other_theme.folder / "themes/other/layout.html"
    link = '<link rel="stylesheet" href="https://fonts.example/a.css"><link rel="me" href="//b">'
    block = f"{{% block extrahead %}}{link}{{% endblock %}}\n"
    layout.write_text(layout.read_text() + block)
    assert other_theme.build().warnings == []
    assert (
        "note: the theme other loads files of other sites, which then learn of each reader:"
        " fonts.example; see its options\n"
    ) in other_theme.status


def test_dead_links_of_another_theme_are_a_note_and_those_of_the_blog_warnings(other_theme):
    other_theme.post("one", '<a href="nowhere.html">text</a>\n')
    (warning,) = other_theme.build().warnings
    assert "`nowhere.html` points to `posts/nowhere.html`" in warning
    (note,) = [line for line in other_theme.status.splitlines() if line.startswith("note: the")]
    assert note == (
        "note: the theme other links to what does not exist: `/_sources/404` on 404.html,"
        " `_sources/blog` on blog.html, `../_sources/blog/2026` on blog/2026.html …; see its"
        " options"
    )
