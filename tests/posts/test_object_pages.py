"""What autosummary generates in a folder of posts is a page, unless only drafts list it."""

from __future__ import annotations

import sys

import pytest

from blink.posts.object_pages import is_listed

GAUGES = '''
"""Gauges."""

class Gauge:
    """A gauge."""

    def read(self):
        """Read it."""

class Zebra:
    """Only a draft lists this."""
'''
LIST = """
```{{eval-rst}}
.. autosummary::
   :toctree: generated

   {}
```
"""
EXTENSIONS = ["autodoc", "autosummary", "autosectionlabel", "todo", "viewcode"]


@pytest.fixture
def code(blog, monkeypatch):
    """Return a blog with a module, and extensions that make pages from it."""
    made = blog(
        nitpicky=False, autosummary_generate=True, todo_include_todos=True,
        autodoc_default_options={"members": True},
    )  # fmt: skip
    made.write("lib/gauges_of_test.py", GAUGES)
    monkeypatch.syspath_prepend(made.folder / "lib")
    monkeypatch.delitem(sys.modules, "gauges_of_test", raising=False)
    with (made.folder / "conf.py").open("a") as conf:
        conf.write(f"extensions += {[f'sphinx.ext.{name}' for name in EXTENSIONS]}\n")
        conf.write("exclude_patterns += ['lib']\n")
    return made


def test_generated_pages_are_published_with_the_posts_that_list_them(code):
    todo = "\n```{todo}\nA todo of %s.\n```\n"
    code.post("gauge", f"# Gauge\n{LIST.format('gauges_of_test.Gauge')}" + todo % "gauges")
    code.post("todos", "```{todolist}\n```\n")
    code.post("secret", LIST.format("gauges_of_test.Zebra") + todo % "zebras", draft="true")
    assert code.build().warnings == []
    stub = "posts/generated/gauges_of_test.Gauge"
    assert {f"{stub}.html", "_modules/gauges_of_test.html"} <= code.files()
    assert (code.folder / "posts/generated/gauges_of_test.Zebra.rst").is_file()
    assert code.holding("Zebra") == ["_modules/gauges_of_test.html"]  # all of the module
    assert code.holding("zebras") == []
    assert "A todo of gauges." in code.page("posts/todos.html")
    assert str(code.folder) not in code.page("posts/todos.html")
    assert "generated" not in code.page("blog.html")
    assert "no date" not in code.status

    # a new post of an incremental build gets its page, and another list its changed todo
    code.post("zebra", f"# Zebra\n{LIST.format('gauges_of_test.Zebra')}")
    path = code.folder / "posts/gauge.md"
    path.write_text(path.read_text().replace("todo of gauges", "todo of meters"))
    assert code.build().warnings == []
    assert "posts/generated/gauges_of_test.Zebra.html" in code.files()
    assert code.holding("todo of gauges") == []
    assert "todo of meters" in code.page("posts/todos.html")

    path.write_text(path.read_text().replace("---\n", "---\ndraft: true\n", 1))
    assert code.build().warnings == []
    assert f"{stub}.html" not in code.files()
    assert code.holding("todo of meters") == []


def test_an_object_that_cannot_be_imported_is_reported_once_at_its_list(code):
    code.post("gauge", LIST.format("nowhere_of_test.Gauge"))
    code.post("secret", LIST.format("nowhere_of_test.Zebra"), draft="true")
    warnings = [line for line in code.build().warnings if "WARNING" in line]
    assert warnings == [
        "posts/gauge.md:9: WARNING: autosummary: failed to import nowhere_of_test.Gauge."
    ]


def test_names_of_programs_are_not_labels_of_drafts(code):
    code.post("names", "```{py:function} secret()\n```\n\nSee {py:func}`secret`.\n")
    code.post("secret", draft="true")
    assert code.build().warnings == []
    code.post("names", "See {ref}`secret`.\n")
    (warning,) = code.build().warnings
    assert "this link leads to a draft, 'posts/secret'" in warning


def test_is_listed():
    users = {"a": {"post"}, "b": {"draft"}, "c": {"b", "a"}, "d": {"e"}, "e": {"d", "draft"}}
    assert [page for page in users if is_listed(page, users, {"draft"})] == ["a", "c"]
