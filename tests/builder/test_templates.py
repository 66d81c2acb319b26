"""Templates are looked up in the order in which authors expect them."""

from pathlib import Path

import pytest
from conftest import THEME
from jinja2 import Environment

from blink.builder.templates import COMPILED


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


# -- Compiled templates ------------------------------------------------------------


@pytest.fixture
def compiled(monkeypatch):
    """Return a list of the templates that are compiled."""
    names = []
    real = Environment.compile

    def noted(self, source, name=None, filename=None, **options):
        names.append(Path(filename or "/"))
        return real(self, source, name, filename, **options)

    monkeypatch.setattr(Environment, "compile", noted)
    return names


def test_a_later_build_compiles_no_template_of_the_engine(blog, compiled):
    blog = blog()
    blog.compiled = None
    blog.post("one")
    page = blog.build().page("posts/one.html")
    assert THEME / "layout.html" in compiled
    compiled.clear()
    blog.post("one", "Other words.\n")
    assert blog.build().page("posts/one.html") == page.replace("Words.", "Other words.")
    assert not [path for path in compiled if path.is_relative_to(THEME)]


def test_a_template_of_the_author_gives_its_warnings_in_each_build(blog):
    blog = blog(templates_path=["_templates"])
    blog.write("_templates/page-toc.html", '<i class="fa-solid fa-no-such-icon"></i>')
    for words in ("Some", "Other"):
        blog.post("one", f"# One\n\n{words}.\n\n## A\n\n## B\n")
        (warning,) = blog.build().warnings
        assert "fa-no-such-icon" in warning


def test_a_compiled_template_that_is_damaged_is_compiled_again(blog, compiled):
    blog = blog()
    blog.post("one")
    files = sorted((blog.build().folder / "_build/doctrees" / COMPILED).iterdir())
    page = blog.page("posts/one.html")
    for file in files:
        file.write_bytes(file.read_bytes()[:-9])
    compiled.clear()
    blog.post("one", "Other words.\n")
    assert blog.build().page("posts/one.html") == page.replace("Words.", "Other words.")
    assert THEME / "layout.html" in compiled
