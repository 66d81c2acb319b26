"""Messages about a notebook name the cell and its line; their location is the line of the file."""

from __future__ import annotations

import json
import logging

import pytest
from sphinx.testing.util import SphinxTestApp

from blink.preview.problems import collect
from blink.source.notebook_places import (
    CellLine,
    cell_line,
    file_lines,
    line_in_file,
    name_cell,
    number_of,
)

HEADER = "---\ndate: 2026-01-31\ncolour: red\n---\n\n# N\n\nWords {ref}`one`.\n"
SECOND = """Words

### Deep

More {ref}`two`

```{nodirective}
x
```

```{note}
Text

{ref}`three`
```

(same)=
## Part
"""


def notebook(cells, indent=1, **metadata):
    """Return a notebook as Jupyter saves it, with a line of JSON for each line of a cell."""
    made = []
    for number, (kind, text) in enumerate(cells):
        cell = {"cell_type": kind, "id": f"c{number}", "metadata": {"source": ["x"]}}
        made.append({**cell, "source": text.splitlines(keepends=True) if indent else text})
        if kind == "code":
            made[-1] |= {"outputs": [], "execution_count": 1}
    whole = {"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=indent)


def test_a_number_is_a_line_of_a_cell():
    assert cell_line(number_of(12, 3)) == CellLine(12, 3)
    assert cell_line(9_999) is None
    assert str(cell_line(20_000)) == "cell 2, line 1"


@pytest.mark.parametrize("indent", [1, 4])
def test_lines_of_the_file(indent):
    cells = [("markdown", HEADER), ("code", ""), ("markdown", 'a "quoted\\"\n\n[{: ,\nend')]
    text = notebook(cells, indent, date="2026-01-31", authors=[{"name": "x"}])
    found, rows = file_lines(text), text.split("\n")
    assert [len(lines) for lines in found.cells] == [8, 0, 4]
    assert "colour: red" in rows[found.of(CellLine(1, 3)) - 1]
    assert "[{: ," in rows[found.of(CellLine(3, 3)) - 1]
    assert "end" in rows[found.of(CellLine(3, 99)) - 1]
    assert found.of(CellLine(2, 1)) == found.of(CellLine(4, 1)) == 1
    assert '"authors"' in rows[found.metadata["authors"] - 1]


@pytest.mark.parametrize("indent", [1, 4])
def test_the_cell_in_a_line_of_the_file(indent):
    cells = [("markdown", "# A\n\nWords"), ("code", "1\n2"), ("markdown", "end")]
    text = notebook(cells, indent, date="2026-01-31")
    found = file_lines(text)
    names = {row.strip().strip(","): found.name_of(n) for n, row in enumerate(text.split("\n"), 1)}
    assert names['"Words"'] == "cell 1, line 3"
    assert names['"2"'] == "cell 2, line 2"
    assert names['"outputs": []'] == "cell 2"
    assert names['"end"'] == "cell 3, line 1"
    assert names['"date": "2026-01-31"'] == names['"nbformat": 4'] == names['"cells": ['] == ""


def test_a_message_with_a_line_of_the_file_names_the_cell(built):
    row = row_of(built, "a", "### Deep")
    place = f"{built.folder}/posts/a.ipynb:{row}"
    record = logging.LogRecord("sphinx", logging.WARNING, "", 1, "wrong", (), None)
    record.location = place
    for _ in range(2):  # a message of another process passes twice
        name_cell(record, built.env)
        assert record.getMessage() == "in cell 3, line 3: wrong"
        assert record.location == place


def test_lines_of_a_file_of_one_line():
    found = file_lines(notebook([("markdown", HEADER)], indent=None, date="x"))
    assert found.of(CellLine(1, 3)) == 1
    assert found.name_of(1) == ""
    assert file_lines(notebook([("code", ""), ("code", "")], indent=None)).name_of(1) == ""
    assert found.metadata == {"date": 1}


MARKDOWN = """---
date: 2026-01-31
tags: [a]
category: B
file_format: mystnb
---

# M

Words {ref}`ten`.

```{code-cell}
1
```


Words {ref}`seventeen`.
+++
Words {ref}`nineteen`.

### Deep
"""


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog()
    cells = [("markdown", HEADER), ("code", "1"), ("markdown", SECOND)]
    blog.write("posts/a.ipynb", notebook(cells))
    blog.post("b", "(same)=\n## Part\n\nWords.\n")
    blog.write("posts/c.ipynb", notebook([("markdown", "# C\n")], date="2026-01-31", authors=[{}]))
    blog.write("posts/d.ipynb", notebook([("raw", HEADER), ("markdown", "# D")], indent=None))
    blog.write("posts/m.md", MARKDOWN)
    return blog.build()


def row_of(blog, name, words):
    """Return the line of a notebook that has *words*."""
    rows = (blog.folder / f"posts/{name}.ipynb").read_text().split("\n")
    return next(number for number, row in enumerate(rows, 1) if words in row)


def test_messages_name_the_cell_and_the_line(built):
    told = [warning for warning in built.warnings if warning.startswith("posts/a")]
    expected = [
        ("colour: red", 1, 3, "unknown key `colour`"),
        ("`one`", 1, 8, "there is no label `one`"),
        ("### Deep", 3, 3, "this heading has 3 `#`"),
        ("`two`", 3, 5, "there is no label `two`"),
        ("{nodirective}", 3, 7, "there is no directive `nodirective`"),
        ("`three`", 3, 14, "there is no label `three`"),
    ]
    for words, cell, line, message in expected:
        place = f"posts/a.ipynb:{row_of(built, 'a', words)}: WARNING: in cell {cell}, line {line}"
        assert len([warning for warning in told if f"{place}: {message}" in warning]) == 1
    assert len(told) == len(expected)
    (other,) = [warning for warning in built.warnings if warning.startswith("posts/b")]
    assert "also defined in posts/a.ipynb, cell 3, line 18; rename" in other


def test_front_matter_in_a_raw_cell_and_in_metadata(built):
    (told,) = [warning for warning in built.warnings if warning.startswith("posts/d")]
    assert told.startswith("posts/d.ipynb:1: WARNING: in cell 1, line 3: unknown key `colour`")
    (told,) = [warning for warning in built.warnings if warning.startswith("posts/c")]
    assert told.startswith(f"posts/c.ipynb:{row_of(built, 'c', 'authors')}: WARNING: authors: this")


def test_a_preview_names_the_cell(built):
    app = SphinxTestApp("html", srcdir=built.folder, confoverrides=built.settings, freshenv=True)
    try:
        problems = collect(app)
        app.build()
    finally:
        app.cleanup()
    found = {(problem.file, problem.line, problem.message) for problem in problems}
    message = "in cell 3, line 3: this heading has 3 `#`, but the one before it has 1"
    row = row_of(built, "a", "### Deep")
    assert [m for file, line, m in found if (file, line) == ("posts/a.ipynb", row) and message in m]


def test_the_link_check_has_the_line_of_the_file(built):
    assert line_in_file(built.env, str(built.folder / "posts/a.ipynb"), number_of(3, 3)) == row_of(
        built, "a", "### Deep"
    )
    assert line_in_file(built.env, str(built.folder / "posts/b.md"), 10_003) == 10_003


def test_lines_of_a_notebook_in_markdown(built):
    told = [warning for warning in built.warnings if warning.startswith("posts/m.md")]
    words = {10: "`ten`", 17: "`seventeen`", 19: "`nineteen`", 21: "write `##`"}
    assert len(told) == len(words)
    for line, word in words.items():
        (one,) = [warning for warning in told if word in warning]
        assert one.startswith(f"posts/m.md:{line}: WARNING: ")
