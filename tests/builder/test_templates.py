"""Templates are looked up in the order in which authors expect them."""

import pytest


@pytest.mark.parametrize("theme", ["blink", "pydata_sphinx_theme"])
def test_a_component_of_the_pydata_theme_hides_that_of_sphinx(blog, theme):
    sidebars = {"**": ["searchbox.html", "sourcelink.html"]}
    blog = blog(html_theme=theme, html_sidebars=sidebars, html_copy_source=True)
    blog.post("one")
    page = blog.build().page("posts/one.html")
    assert 'class="tocsection sourcelink"' in page
    assert "Quick search" not in page  # in the searchbox.html of Sphinx
    assert "This Page" not in page  # in the sourcelink.html of Sphinx


def test_a_template_of_the_author_comes_first_and_can_include_the_original(blog):
    blog = blog(templates_path=["_templates"])
    blog.write("_templates/post-foot.html", '{% include "!post-foot.html" %}<p>Mine</p>')
    blog.write("_templates/page-toc.html", "<p>No contents</p>")
    blog.write(
        "_templates/sections/footer.html", '{% include "!sections/footer.html" %}<p>Ours</p>'
    )
    blog.post("one", "# One\n\n## A\n\n## B\n", tags="[a]")
    page = blog.build().page("posts/one.html")
    assert page.index("post-tags") < page.index("<p>Mine</p>")
    assert "On this page" not in page
    assert "No contents" in page
    assert page.index("bd-footer__inner") < page.index("<p>Ours</p>")


@pytest.mark.parametrize("theme", ["blink", "pydata_sphinx_theme"])
def test_a_template_that_names_a_theme_extends_the_layout_in_use(blog, theme):
    made = blog()
    layout = f'{{% extends "{theme}/layout.html" %}}{{% block docs_body %}}{{{{ super() }}}}OWN'
    made.write("_templates/layout.html", f"{layout}{{% endblock %}}")
    made.post("one")
    assert made.build().warnings == []
    page = made.page("posts/one.html")
    assert page.index("<p>Words.</p>") < page.index("OWN")
    assert "_static/blink.css" in page
    assert "webpack" not in page
