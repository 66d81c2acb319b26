"""The theme `blink`: where templates and static files come from, and what an author may replace."""

from __future__ import annotations

import pytest
from conftest import THEME

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
    original = (THEME / "static/blink.css").read_bytes()
    assert (blog.out / "_static/blink.css").read_bytes() == original


@pytest.mark.parametrize("name", ["blink", "pydata_sphinx_theme", "alabaster"])
def test_pages_are_the_same_whatever_theme_an_older_conf_py_names(blog, name):
    made = blog(html_theme=name, html_theme_options={})
    made.post("one", "# One\n\nThe text.\n")
    assert made.build().warnings == []
    page = made.page("posts/one.html")
    assert page.count("_static/blink.css") == 1
    assert page.count("_static/blink.js") == 1
    assert "post h-entry" in page
    assert "The text." in page


def test_files_that_an_older_conf_py_names_are_loaded_once(blog):
    blog = blog(
        html_css_files=["blink.css", "mine.css"], html_js_files=[("blink.js", {"defer": "defer"})]
    )
    blog.write("_static/mine.css", "b {}\n")
    assert blog.build().warnings == []
    page = blog.page("index.html")
    assert page.index("_static/blink.css") < page.index("_static/mine.css")
    assert (page.count("_static/blink.css"), page.count("_static/blink.js")) == (1, 1)
