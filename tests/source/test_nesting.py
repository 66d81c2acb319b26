"""Sources that are nested too deeply do not crash a build."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

from blink.source.front_matter.header import read_header
from blink.source.markdown import too_deep_fence

HEAD = "---\ndate: 2026-01-31\n---\n\n# T\n\n"
RST = ":date: 2026-01-31\n\nT\n=\n\n"
DEEP_JSON = '{"a":' * 900 + "1" + "}" * 900
NOTEBOOK = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}}


def notebook(header):
    cell = {
        "cell_type": "markdown",
        "id": "a",
        "metadata": {},
        "source": f"---\n{header}\n---\n# T\n",
    }
    return json.dumps({**NOTEBOOK, "cells": [cell]})


def fences(depth):
    opened = (":" * (depth + 10 - at) + "{note}\n" for at in range(depth))
    return "".join(opened) + "x\n" + "".join(":" * (11 + at) + "\n" for at in range(depth))


HEADERS = {
    "open.md": f"---\ndate: 2026-01-31\ntags: {'[' * 40_000}\n---\n\n# T\n",
    "closed.md": f"---\ndate: 2026-01-31\ntags: {'[' * 40_000 + ']' * 40_000}\n---\n\n# T\n",
    "maps.md": f"---\ntags: {'{a: ' * 20_000 + '}' * 20_000}\n---\n\n# T\n",
    "dashes.md": f"---\ntags:\n  {'- ' * 20_000}x\n---\n\n# T\n",
    "keys.md": f"---\n{'? ' * 20_000}x\n---\n\n# T\n",
    "lines.md": "---\na:\n" + "".join(f"{' ' * at}b:\n" for at in range(1, 500)) + "---\n\n# T\n",
    "foreign.md": f"---\nmyst: {'[' * 900 + ']' * 900}\n---\n\n# T\n",
    "cell.ipynb": notebook(f"tags: {'[' * 40_000}"),
    "json.ipynb": "[" * 100_000,
}
BODIES = {
    "emphasis.md": HEAD + "*a " * 3000 + " x" + "*" * 3000 + "\n",
    "quotes.rst": RST + "".join(f"{' ' * at}x\n\n" for at in range(600)),
    "lists.rst": RST + "- " * 1500 + "x\n",
    "notes.rst": RST
    + "".join("   " * at + ".. note::\n\n" for at in range(400))
    + "   " * 400
    + "x",
    "deep.ipynb": notebook("date: 2026-01-31").replace(
        '"metadata": {}', f'"metadata": {DEEP_JSON}', 1
    ),
}
#: The lines that are nested the deepest
LINES = {"emphasis.md": 7, "quotes.rst": 1204, "lists.rst": 6, "notes.rst": 806}
#: The 101st fence is in line 107
FENCES = {
    "fences.md": HEAD + fences(390),
    "same.md": HEAD + ":::{note}\n" * 1990 + "x\n" + ":::\n" * 1990,
    "ticks.md": HEAD + fences(1990).replace(":", "`"),
}
#: As deep, and read without a word
SHALLOW = {
    "a.md": HEAD + ">" * 5000 + " x\n",
    "b.md": HEAD + "- " * 3000 + " x\n",
    "c.md": HEAD + "<div>" * 5000 + "</div>" * 5000 + "\n",
}


@pytest.fixture
def built(blog):
    """Return a function that builds sources in another process, and its results."""

    def built(sources, *options):
        made = blog()
        made.post("good")
        for name, text in sources.items():
            made.write(f"posts/{name}", text)
        done = subprocess.run(
            [sys.executable, "-m", "blink", "build", "--", "-q", *options], cwd=made.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}, check=False,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        return done.returncode, done.stderr.replace(f"{made.folder}/", ""), made

    return built


def test_deep_headers_are_mistakes_in_their_files(built):
    code, stderr, _ = built(HEADERS)
    assert code == 1  # without --fail-on-warning
    for name in HEADERS:
        (line,) = [line for line in stderr.splitlines() if line.startswith(f"posts/{name}:")]
        assert "nested too deeply" in line
    assert stderr.splitlines()[len(HEADERS) :] == ["the build failed; _build/html was not created"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_deep_bodies_are_errors_in_their_files(built, jobs):
    more = {f"p{number:02}.md": HEAD for number in range(26)}  # so that two processes read
    code, stderr, made = built({**BODIES, **SHALLOW, **more}, "--jobs", jobs)
    assert code == 1
    for name in BODIES:
        line = LINES.get(name, 1)
        message = f"posts/{name}:{line}: ERROR: this document is nested too deeply; remove some"
        assert message in stderr
    lines = [line for line in stderr.splitlines() if line]
    assert len(lines) == len(BODIES) + 1, stderr
    assert lines[-1] == "the build failed; _build/html was not created"
    assert not list((made.folder / "_build/stage/html/posts").glob("emphasis*"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_deep_fences_are_errors_at_their_lines(built, jobs):
    more = {f"p{number:02}.md": HEAD for number in range(26)}  # so that two processes read
    code, stderr, made = built({**FENCES, "good.md": HEAD + fences(100), **more}, "--jobs", jobs)
    assert code == 1
    words = (
        "this block is inside 100 other blocks; close some of them above it, each by a line with"
        " the ::: or ``` that opens it"
    )
    *errors, last = [line for line in stderr.splitlines() if line]
    assert sorted(errors) == [f"posts/{name}:107: ERROR: {words}" for name in sorted(FENCES)]
    assert last == "the build failed; _build/html was not created"
    assert not list((made.folder / "_build/stage/html/posts").glob("fences*"))


def test_a_recursion_error_in_a_handler_names_the_document(blog):
    made = blog()
    conf = made.folder / "conf.py"
    lines = "def deep(app, doctree):\n    if app.env.docname == 'posts/one' and doctree.children:\n"
    lines += "        deep(app, doctree)\n"
    conf.write_text(
        conf.read_text(encoding="utf-8")
        + f"{lines}def setup(app):\n    app.connect('doctree-read', deep)\n",
        encoding="utf-8",
    )
    made.post("one")
    (error,) = made.build().warnings
    assert error.startswith("posts/one.md:1: ERROR: this document is nested too deeply; remove")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (":::{note}\n::::{tip}\n```{note}\n", 3),
        ("> - :::{note}\n1. :::{tip}\n~~~{note}\n", 3),
        (":::{note}\n:::\n" * 9, 0),  # beside each other
        (":::::{note}\n::::{tip}\n::::\n::::{tip}\n::::\n:::::\n", 0),
        (":::{note}\n:::{tip}\n:::\n:::{tip}\n:::{tip}\n", 0),  # the first `:::` closes both
        ("```{code-block} md\n:::{a}\n:::{b}\n:::{c}\n```\n:::{note}\n", 0),  # code
        ("~~~\n:::{a}\n```{b}\n:::{c}\n~~~\n:::{note}\n:::{a}\n:::{b}\n", 8),
    ],
)
def test_a_fence_is_inside_those_that_are_open(text, line):
    assert too_deep_fence(text, 2) == line


def test_a_page_that_is_not_a_post_has_the_same_limit(built):
    code, stderr, _ = built({"../page.md": HEADERS["closed.md"]})
    assert code == 0
    assert stderr.startswith("page.md:1: WARNING: ")


@pytest.mark.parametrize("value", ["[[a], [b]]", "{a: {b: [c]}}", "- a"])
def test_ordinary_nesting_is_not_too_deep(value):
    text = f"---\ntitle: A\nodd: {value if value[0] != '-' else '[a]'}\n---\n"
    assert "title" in read_header((text + "# A " + "[-?:" * 50).encode(), markdown=True).fields
