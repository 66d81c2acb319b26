"""Pages of conf.py, the indices of Sphinx and the search description: whole, fresh and deleted."""

from __future__ import annotations

import shutil

import pytest
from lxml import html

TALKS = """{% extends "layout.html" %}
{% set title = "Talks" %}
{% block body %}<h1>Talks</h1>
{% for post in ablog.recent(9) %}<a href="{{ pathto(post.docname) }}">{{ post.title | e }}</a>
{% endfor %}<a href="{{ pathto("about") }}">Me</a>{% endblock %}
"""
ADDED = {
    "templates_path": ["_mine", "_templates"],
    "html_additional_pages": {"talks": "talks.html"},
}
TERMS = "# Terms\n\n```{index} apple; red <b>\n```\n\n```{py:module} m\n```\n\n"
TERMS += "```{py:module} m.sub\n:synopsis: Of <m>\n```\n\n{ref}`genindex`\n"


@pytest.fixture
def added(blog):
    blog = blog(html_use_index=True, **ADDED)
    blog.write("about.md", "# About\n\nMe.\n")
    blog.write("_mine/talks.html", TALKS)
    blog.write(
        "_mine/layout.html",
        '{% extends "!layout.html" %}{% block extrahead %}{{ super() }}'
        '<meta name="mine" content="1"/>{% endblock %}',
    )
    blog.post("a", "# A `<b>`\n")
    blog.write("guide/terms.md", TERMS)
    return blog


def equals_a_clean_build(blog, **settings):
    """Return whether the last build equals a clean one, which is made of the same sources."""
    before = {name: blog.page(name) for name in blog.files() if name.endswith((".html", ".xml"))}
    shutil.rmtree(blog.folder / "_build")
    blog.build(**settings)
    return before == {
        name: blog.page(name) for name in blog.files() if name.endswith((".html", ".xml"))
    }


def test_an_additional_page_is_a_page_of_the_site(added):
    assert added.build().warnings == []
    page = html.fromstring(added.page("talks.html"))
    assert page.findtext(".//title").startswith("Talks")
    assert page.xpath("//meta[@name='mine']")
    assert [a.get("href") for a in page.xpath("//main//a")] == ["posts/a.html", "about.html"]
    assert "/talks.html</loc>" in added.page("sitemap.xml")


def test_an_additional_page_shows_what_the_site_has_now(added):
    added.build()
    added.post("b")
    assert added.build().warnings == []
    assert "posts/b.html" in added.page("talks.html")
    assert equals_a_clean_build(added)
    (added.folder / "posts/b.md").unlink()
    added.build()
    assert "posts/b.html" not in added.page("talks.html")


def test_a_dead_link_in_an_additional_page_is_reported(added):
    added.write("_mine/talks.html", TALKS.replace('{{ pathto("about") }}', "gone.html"))
    (line,) = added.build().warnings
    assert line.startswith("_mine/talks.html:")
    assert line.endswith("[links.page]")


def test_a_page_that_conf_py_no_longer_has_is_deleted(added):
    added.build()
    added.build(html_additional_pages={})
    assert "talks.html" not in added.files()


@pytest.mark.parametrize("name", ["index", "search", "blog", "404"])
def test_an_additional_page_replaces_the_one_of_its_name(added, name):
    pages = {"html_additional_pages": {name: "talks.html"}}
    for _ in range(2):
        added.build(**pages)
        assert "<h1>Talks</h1>" in added.page(f"{name}.html")
    added.build()
    assert "<h1>Talks</h1>" not in added.page(f"{name}.html")


def test_an_additional_page_is_in_the_search_if_its_template_marks_its_text(added):
    text = TALKS.replace("<h1>Talks</h1>", "<div data-pagefind-body><h1>Talks</h1>Xyzzy</div>")
    added.write("_mine/talks.html", text)
    assert added.build(blink_search=True).warnings == []
    assert any("pagefind/" in name for name in added.files())
    fragments = [*(added.out / "pagefind/fragment").iterdir()]
    assert len(fragments) == 5  # the home page, about, the terms, the post, the talks


def test_the_address_of_an_additional_page_is_taken(added):
    added.post("b", redirect="talks")
    (line,) = added.build().warnings
    assert "posts/b.md:3" in line
    assert "html_additional_pages" in line


def test_the_index_has_whole_pages_that_follow_the_documents(added):
    assert added.build().warnings == []
    for name in ("genindex.html", "py-modindex.html"):
        page = html.fromstring(added.page(name))
        assert len(page.xpath("//main//h1")) == 1
        assert page.xpath("//meta[@name='mine']")
    assert "red &lt;b&gt;" in added.page("genindex.html")
    assert "Of &lt;m&gt;" in added.page("py-modindex.html")
    added.write("guide/terms.md", TERMS.replace("apple", "pear"))
    added.build()
    assert "pear" in added.page("genindex.html")
    assert "apple\n" not in added.page("genindex.html")
    assert equals_a_clean_build(added)


def test_an_index_with_a_page_for_each_letter(added):
    added.build(html_split_index=True)
    assert added.warnings == []
    pages = {name for name in added.files() if name.startswith("genindex")}
    assert pages == {f"genindex{key}.html" for key in ("", "-all", "-A", "-M")}
    assert "apple" in added.page("genindex-A.html")
    added.write("guide/terms.md", TERMS.replace("apple", "pear"))
    added.build(html_split_index=True)
    assert "genindex-A.html" not in added.files()
    assert equals_a_clean_build(added, html_split_index=True)
    added.write("guide/terms.md", "# Terms\n")
    added.build(html_use_index=False)
    assert not [name for name in added.files() if "index-" in name or "genindex" in name]


@pytest.mark.parametrize(("indices", "has"), [(False, False), ([], False), (["py-modindex"], True)])
def test_the_indices_of_domains_are_those_of_the_setting(added, indices, has):
    added.build(html_domain_indices=indices)
    assert ("py-modindex.html" in added.files()) is has


def test_browsers_are_told_how_to_search(added):
    address = "https://blink.example.org"
    added.build(html_use_opensearch=address, blink_search=True)
    assert added.warnings == []
    described = (added.out / "_static/opensearch.xml").read_text()
    assert f'{address}/search.html?q={{searchTerms}}"' in described


def test_templates_know_of_the_search_and_of_the_pages_of_conf_py(added):
    added.write(
        "_mine/talks.html",
        '{% for name in ("search", "talks", "none") %}{{ hasdoc(name) }} {% endfor %}',
    )
    assert added.build(blink_search=True).page("talks.html").split() == ["True", "True", "False"]
    assert added.build(blink_search=False).page("talks.html").split() == ["False", "True", "False"]
