"""Blocks of the author's templates that no page shows are reported at their lines."""

from __future__ import annotations

import pytest

LAYOUT = """{% extends "!layout.html" %}
{% block banner %}<!-- LOST -->{% endblock %}
{% block extrahead %}{{ super() }}{% block mine %}<!-- HEAD -->{% endblock %}{% endblock %}
{% block sidebarsearch %}<!-- LOST -->{% endblock %}
{% block sidebar1 %} {% endblock %}
{% block docs_main %}{{ super() }}<!-- MAIN -->{% endblock %}
"""


def test_a_block_that_the_theme_does_not_have_is_reported(blog):
    made = blog()
    made.write("_templates/layout.html", LAYOUT)
    told = made.build().warnings
    names = [line.partition("the block `")[2].partition("`")[0] for line in told]
    assert names == ["banner", "sidebarsearch"]
    assert [line.partition(": ")[0] for line in told] == [
        "_templates/layout.html:2", "_templates/layout.html:4",
    ]  # fmt: skip
    assert all(line.endswith("[theme.block]") for line in told)
    page = made.page("index.html")
    assert "HEAD" in page
    assert "MAIN" in page
    assert "LOST" not in page


def test_another_theme_may_have_it(blog):
    made = blog(html_theme="alabaster", html_theme_options={})
    made.write("_templates/layout.html", LAYOUT.replace("docs_main", "content"))
    (told,) = made.build().warnings
    assert "the block `banner`" in told


@pytest.mark.parametrize(
    "text",
    [
        "{% block banner %}x{% endblock %}",
        "{% extends name %}{% block banner %}x{% endblock %}",
        '{% extends "nowhere.html" %}{% block banner %}x{% endblock %}',
    ],
)
def test_a_template_that_may_be_right_or_that_no_page_uses_is_not(blog, text):
    made = blog()
    made.write("_templates/other.html", text)
    assert made.build().warnings == []
