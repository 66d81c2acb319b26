"""Builds that show the results in ``_freeze``, without executing anything."""

from __future__ import annotations

import json

import pytest

from blink.source.cell_outputs.results import ExecutedCell, Results, folder_of, write_results

HEADER = "---\ndate: 2026-02-03\nfile_format: mystnb\nmystnb:\n  execution_mode: {}\n---\n"
CODE = "open('ran', 'w')\nprint('secret'[::-1])"
POST = f"{HEADER}# Post\n\nWords.\n\n```{{{{code-cell}}}}\n{CODE}\n```\n"


def results(*pairs, kernel="python3"):
    cells = (
        ExecutedCell(code, (), [{"output_type": "stream", "name": "stdout", "text": text}], 1)
        for code, text in pairs
    )
    return Results(kernel, tuple(cells), {"language_info": {"name": "python"}})


def stored(blog, name):
    return folder_of(blog.folder, f"posts/{name}")


@pytest.fixture
def frozen(blog):
    blog = blog()
    blog.write("posts/a.md", POST.format("freeze"))
    blog.write("posts/b.md", POST.format("force"))
    write_results(stored(blog, "b"), results((CODE, "of b\n")))
    own = {"output_type": "stream", "name": "stdout", "text": "its own"}
    cell = {"cell_type": "code", "id": "c", "metadata": {}, "source": "1 / 0", "outputs": [own]}
    text = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# C\n"}
    notebook = {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"date": "2026-02-01"},
        "cells": [text, {**cell, "execution_count": 1}],
    }  # fmt: skip
    blog.write("posts/c.ipynb", json.dumps(notebook, indent=1))
    return blog.build()


def test_a_build_shows_the_results_and_follows_their_changes(frozen):
    advice = "run `make execute POST=posts/a.md` and commit _freeze/posts/a"
    missing = "posts/a.md:1: WARNING: there are no results in _freeze/posts/a"
    assert frozen.warnings == [f"{missing}; {advice} [notebooks.no_results]"]
    assert "of b" in frozen.page("posts/b.html")
    assert "its own" in frozen.page("posts/c.html")
    assert not (frozen.folder / "posts/ran").exists()

    write_results(stored(frozen, "a"), results((CODE, "of a\n")))
    write_results(stored(frozen, "c"), results(("1 / 0", "line\n" * 50)))
    assert frozen.build().warnings == []
    assert "of a" in frozen.page("posts/a.html")
    assert "its own" not in frozen.page("posts/c.html")
    assert "<details" in frozen.page("posts/c.html"), "a long output is folded"

    write_results(stored(frozen, "a"), results((CODE, "anew\n")))
    assert frozen.build().warnings == []
    assert "anew" in frozen.page("posts/a.html")
    used = frozen.env.dependencies["posts/a"]
    assert stored(frozen, "a") / "results.json" in used, "`make publish` asks git for it"

    path = frozen.folder / "posts/c.ipynb"
    path.write_text(path.read_text().replace("1 / 0", "2 / 0"))
    (stored(frozen, "b") / "results.json").write_text("{")
    changed, damaged = sorted(frozen.build().warnings, reverse=True)
    assert changed.startswith(
        "posts/c.ipynb:18: WARNING: in cell 2, line 1: the code of this cell has changed since the"
        " results in _freeze/posts/c were written; run `make execute POST=posts/c.ipynb`"
    )
    assert "[notebooks.stale_results]" in changed
    assert "2 / 0" in path.read_text().split("\n")[17]
    assert damaged.startswith("posts/b.md:1: WARNING: _freeze/posts/b/results.json:1 is not JSON")
    assert "[notebooks.unreadable_results]" in damaged
    assert not (frozen.folder / "posts/ran").exists()


def test_conf_py_may_say_that_all_notebooks_in_markdown_have_results(blog):
    blog = blog()
    header = "---\ndate: 2026-02-03\nfile_format: mystnb\n---\n"
    cell = f"\n```{{code-cell}}\n{CODE}\n```\n"
    blog.write("posts/a.md", f"{header}# A\n\nWords.\n{cell}")
    blog.write("posts/b.md", f"{header}# B\n\nNo code.\n")
    blog.write("posts/c.md", POST.format('"off"'))
    assert blog.build().warnings == []
    (told,) = blog.build(nb_execution_mode="freeze").warnings
    assert told.startswith("posts/a.md:1: WARNING: there are no results in _freeze/posts/a")
    write_results(stored(blog, "a"), results((CODE, "of a\n")))
    assert blog.build(nb_execution_mode="freeze").warnings == []
    assert "of a" in blog.page("posts/a.html")
    assert not (blog.folder / "posts/ran").exists()


def test_stale_results_are_reported(blog):
    blog = blog()
    cases = {
        "a": (results((CODE, ""), kernel="julia"), 1, "the kernel is now `python3`, not `julia`"),
        "b": (results((CODE, ""), ("more", "")), 1, "a cell was removed"),
        "c": (results(("other", "")), 11, "the code of this cell has changed"),
        "d": (results(), 11, "the code of this cell has changed"),
    }
    for name, (kept, _, _) in cases.items():
        blog.write(f"posts/{name}.md", POST.format("freeze"))
        write_results(stored(blog, name), kept)
    warnings = sorted(blog.build().warnings)
    for told, (name, (_, line, reason)) in zip(warnings, cases.items(), strict=True):
        place = f"posts/{name}.md:{line}: WARNING: {reason} since the results in _freeze"
        assert told.startswith(place)
