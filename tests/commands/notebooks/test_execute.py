"""`make execute`: run notebooks, and keep what they last gave if one fails."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from argparse import Namespace

from blink.commands.notebooks import execute as command

HEADER = "---\ndate: 2026-02-03\nfile_format: mystnb\nmystnb: {execution_mode: freeze}\n---\n"


def markdown(*codes):
    cells = "".join(f"\n```{{code-cell}}\n:tags: [t]\n\n{code}\n```\n" for code in codes)
    return f"{HEADER}# Post\n\nWords.\n{cells}"


def notebook(*codes):
    cells = [{"cell_type": "markdown", "id": "m", "metadata": {}, "source": ["# N\n"]}]
    for number, code in enumerate(codes):
        cells.append({
            "cell_type": "code", "id": f"c{number}", "metadata": {}, "outputs": [],
            "execution_count": None, "source": code.splitlines(keepends=True),
        })  # fmt: skip
    metadata = {"date": "2026-02-01"}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1)


def execute(folder, post=""):
    """Return the exit code of the command in a process of its own, for what Sphinx registers."""

    def run():
        os.chdir(folder)
        sys.exit(command.run(Namespace(post=post)))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    return process.exitcode


def files(blog):
    top = blog.folder / "_freeze"
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for path in top.rglob("*") if path.is_file()
    }  # fmt: skip


PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


def test_what_is_due_is_executed(blog, capfd):
    blog = blog()
    blog.post("plain")
    blog.write("posts/draft.md", markdown(PLOT).replace("date:", "draft: true\ndate:"))
    blog.write("posts/n.ipynb", notebook("6 * 7"))
    assert execute(blog.folder) == 0
    assert sorted(files(blog)) == [
        ".gitattributes", "posts/draft/cell-1-2.png", "posts/draft/results.json",
    ]  # fmt: skip
    assert b"linguist-generated" in files(blog)[".gitattributes"]
    assert execute(blog.folder, "posts/n.ipynb") == 0
    first = files(blog)
    assert json.loads(first["posts/n/results.json"])["cells"][0]["outputs"][0]["data"] == {
        "text/plain": "42"
    }
    assert execute(blog.folder, "posts/draft.md") == 0
    assert files(blog) == first, "without times and addresses"
    assert blog.build().warnings == []
    assert "42" in blog.page("posts/n.html")

    blog.write("posts/n.ipynb", notebook("6 * 7", "x = 1\n\nx / 0"))
    blog.write("posts/draft.md", markdown("a = 1\n1 / 0"))
    assert execute(blog.folder) == 1
    told = capfd.readouterr().err.splitlines()
    lines = blog.folder.joinpath("posts/n.ipynb").read_text().split("\n")
    row = 1 + next(number for number, text in enumerate(lines) if '"x / 0"' in text)
    assert told[:2] == [
        "posts/draft.md:14: ZeroDivisionError: division by zero",
        f"posts/n.ipynb:{row}: in cell 3, line 3: ZeroDivisionError: division by zero",
    ]
    assert files(blog) == first, "the last good results"

    (blog.folder / "posts/n.ipynb").unlink()
    (blog.folder / "posts/draft.md").unlink()
    assert execute(blog.folder) == 2
    assert sorted(files(blog)) == [".gitattributes"]
    told = capfd.readouterr()
    assert "_freeze/posts/n was deleted" in told.out
    assert told.err == "the blog has no notebook; see the page `notebooks` of the guide\n"


def test_what_cannot_be_executed_is_reported(blog, capfd):
    blog = blog()
    blog.post("plain")
    julia = markdown("1").replace("mystnb:", "kernelspec: {name: julia-9}\nmystnb:")
    blog.write("posts/julia.md", julia)
    slow = markdown("import time; time.sleep(9)")
    blog.write("posts/slow.md", slow.replace("freeze}", "freeze, execution_timeout: 1}"))
    display = "from IPython.display import display\ndisplay({'text/x': {'a': 1}}, raw=True)"
    blog.write("posts/wrong.md", markdown("1", display))
    blog.write("posts/dies.md", markdown("import os; os._exit(1)"))
    assert execute(blog.folder) == 1
    dies, missing, slow, wrong, end = capfd.readouterr().err.splitlines()
    reason = "the kernel `python3` ended in this cell; its log is empty"
    assert dies == f"posts/dies.md:13: {reason}"
    assert missing.startswith("posts/julia.md: there is no kernel `julia-9` on this machine")
    assert slow.startswith("posts/slow.md:13: this cell took more than 1 seconds; allow more by")
    assert wrong.startswith("posts/wrong.md:19: this cell displays what is not valid")
    assert end == "the results in _freeze of what failed stay as they were"
    for post, reason in [
        ("posts/plain.md", "is not a notebook; `file_format: mystnb`"),
        ("posts/plan.md", "there is no post posts/plan.md; did you mean posts/plain.md?"),
    ]:
        assert execute(blog.folder, post) == 2
        assert reason in capfd.readouterr().err
