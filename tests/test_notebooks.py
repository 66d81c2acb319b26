"""Notebooks among the posts: what is read of them, shown, run, and told in feeds."""

from __future__ import annotations

import json

import lxml.html
import pytest

from blink.notebooks import is_notebook, with_language
from blink.notebooks.cells import as_markdown, prepared, read_notebook

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
PUBLIC = {"html_baseurl": "https://h.example/", "blink_authority": "h.example"}


def notebook(*cells, **metadata):
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": []}
    for number, (kind, source, *outputs) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"outputs": outputs, "execution_count": 1}
        whole["cells"].append(cell)
    return json.dumps(whole)


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**data):
    data = {key.replace("_", "/"): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": data}


HEADER = "---\ndate: 2026-02-01\ntags: [x]\n---\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nfile_format: mystnb\n---\n", True),
        ("---\n{file_format: mystnb, date: 2026-01-01}\n---\n", True),
        ("---\njupytext:\n  x: 1\n---\n", True),
        ("---\ndate: 2026-01-01\n---\nfile_format: mystnb\n", False),
        ("# file_format: mystnb", False),
    ],
)
def test_what_is_a_notebook(text, expected):
    assert is_notebook(text) is expected


def test_cells_are_python_where_nothing_is_said():
    text = "---\nfile_format: mystnb\n\n---\n# A\n"
    assert with_language(text).count("\n") == text.count("\n")
    assert '"language": "python"' in with_language(text)
    for kernel in ("{name: julia-1}", "{name: python3, language: x}"):
        text = f"---\nkernelspec: {kernel}\n---\n"
        assert '"python"' not in with_language(text)


@pytest.mark.parametrize(
    "text",
    [
        notebook(("markdown", HEADER + "# A\n"), ("code", "1")),
        notebook(("raw", HEADER), ("markdown", ["# A\n", "\n"])),
        notebook(("markdown", "# A"), date="2026-02-01", tags=["x"], toc={}),
    ],
    ids=["markdown", "raw", "metadata"],
)
def test_a_header_is_in_the_first_cell_or_the_metadata(text):
    header = read_notebook(text.encode())
    assert header.readable
    assert sorted(header.fields) == ["date", "tags"]
    assert "# A" in as_markdown(text)
    whole = json.loads(prepared(text))
    assert "date" not in json.dumps(whole)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no JSON"), ("[" * 99_999, "no JSON"), ("[]", "no list of cells"),
        ('{"cells": [1], "nbformat": 4}', "a cell that is none"),
        ('{"cells": [], "nbformat": 3}', "nbformat 4"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_told(text, words):
    header = read_notebook(text.encode())
    assert not header.readable
    assert words in header.problems[0].message


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog(**PUBLIC)
    blog.post("plain", "# Plain\n\nWords.\n")
    cells = [
        ("markdown", HEADER + "# A notebook\n\nWords, and [a link](plain.md).\n"),
        ("code", "print(1)", stream("one\n")),
        ("code", "plot()", shown(image_png=PNG, text_plain="<Figure>")),
        ("code", "frame", shown(text_html="<table><tr><td>7</td></tr></table>")),
        ("code", "long", stream("many\n" * 100)),
    ]
    blog.write("posts/stored.ipynb", notebook(*cells))
    blog.write("posts/draft.ipynb", notebook(("markdown", "---\ndraft: true\n---\n# Secret\n")))
    run = "mystnb:\n  execution_mode: cache\n"
    for name, more in [("run", run), ("still", "")]:
        cell = "```{code-cell} ipython3\nprint(6 * 7)\n```\n"
        header = f"---\ndate: 2026-02-03\nfile_format: mystnb\n{more}---\n"
        blog.write(f"posts/{name}.md", f"{header}# {name}\n\n{cell}")
    blog.build(nb_execution_cache_path=str(blog.folder / "_build/notebooks"))
    return blog


def article(blog, name):
    (found,) = lxml.html.fromstring(blog.page(name)).cssselect(".e-content")
    return found


def test_stored_outputs_are_shown(built):
    assert built.warnings == []
    page = article(built, "posts/stored.html")
    assert "one" in page.cssselect(".cell_output")[0].text_content()
    (picture,) = page.cssselect("img")
    assert picture.get("alt") == "Drawn by the code above"
    assert page.cssselect("td")[0].text == "7"
    (folded,) = page.cssselect("details")
    assert folded.text_content().count("many") == 100
    assert folded.get("open") is None
    assert page.cssselect('a[href="plain.html"]')
    assert "A notebook" in built.page("blog/tag/x.html")
    assert built.holding("Secret") == []


def test_code_is_run_only_where_it_is_asked_for(built):
    assert "42" in article(built, "posts/run.html").text_content()
    assert "42" not in article(built, "posts/still.html").text_content()


def test_pages_without_cells_carry_nothing_of_it(built):
    for name in ("plain", "stored"):
        assert "mystnb" not in built.page(f"posts/{name}.html")


def test_feeds_have_outputs_but_long_ones(built):
    (item,) = [
        one for one in json.loads(built.page("blog/feed.json"))["items"]
        if one["title"] == "A notebook"
    ]  # fmt: skip
    content = item["content_html"]
    assert "one" in content
    assert "<td>7</td>" in content
    assert "many" not in content
    assert "cell output" not in content


def test_a_cell_that_fails_is_a_mistake(blog):
    blog = blog()
    header = "---\ndate: 2026-02-03\nfile_format: mystnb\nmystnb: {execution_mode: force}\n---\n"
    blog.write("posts/bad.md", f"{header}# Bad\n\n```{{code-cell}}\n1 / 0\n```\n")
    blog.build()
    assert any("posts/bad.md" in one and "ZeroDivisionError" in one for one in [
        " ".join(blog.warnings)
    ])  # fmt: skip


def test_without_notebooks_nothing_of_it_is_loaded(blog):
    blog = blog()
    blog.post("plain")
    blog.build()
    assert not hasattr(blog.env, "mystnb_config")


@pytest.mark.parametrize(
    "harm",
    [
        {"metadata": None},
        {"cells": [{"cell_type": "code", "source": "1", "outputs": None}]},
        {"cells": [{"cell_type": "code", "source": "1", "outputs": [[]]}]},
        {"cells": [{"cell_type": "code", "source": "1", "metadata": 1}]},
        {"cells": [None]},
    ],
)
def test_parts_that_are_none_are_told(harm):
    text = json.dumps({**json.loads(notebook(("markdown", HEADER + "# A"))), **harm})
    assert not read_notebook(text.encode()).readable
    with pytest.raises(ValueError, match="has "):
        prepared(text)


def test_a_draft_in_the_metadata_is_none_to_be_published():
    header = read_notebook(notebook(("markdown", HEADER + "# A"), draft=True).encode())
    assert not header.readable
    assert "another in its metadata" in header.problems[0].message


def test_nothing_said_for_mystnb_is_nothing():
    text = notebook(("markdown", "---\nmystnb:\n  x: 1\n---\n# A"), mystnb=None)
    assert json.loads(prepared(text))["metadata"]["mystnb"] == {"x": 1}
