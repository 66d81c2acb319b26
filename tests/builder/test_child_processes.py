"""A build runs in one process, and says so once, if an extension needs that."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from types import ModuleType

import pytest
from PIL import Image
from sample_builds import contents
from sphinx.testing.util import SphinxTestApp

#: An extension that counts the documents that it sees in this process, and the pages
COUNTS = """
from sphinx.domains import Domain

def _count(app, *args):
    app.seen += 1

def _page(app, *args):
    app.pages += 1

def _write(app, exception):
    (app.outdir / "seen.txt").write_text(f"{app.seen} read, {app.pages} written")

class Unmerged(Domain):
    name = label = "unmerged"

def setup(app):
    if METADATA.pop("has_domain", False):
        app.add_domain(Unmerged)
    app.seen = app.pages = 0
    app.connect("doctree-read", _count)
    app.connect("html-page-context", _page)
    app.connect("build-finished", _write)
    return METADATA
"""
NOTE = "note: the build runs in one process"


def build(monkeypatch, blog, metadata, posts, jobs):
    made = blog()
    counts = ModuleType("counts")
    counts.METADATA = dict(metadata)
    exec(COUNTS, vars(counts))
    monkeypatch.setitem(sys.modules, "counts", counts)
    with made.folder.joinpath("conf.py").open("a") as conf:
        conf.write("extensions += ['counts']\n")
    for number in range(posts):
        made.post(f"p{number:02}", f"Words, see [](p{(number + 1) % posts:02}.md).\n")
    made.post("unripe", draft="true")
    return made, *build_with(jobs, made)


def build_with(jobs, made):
    """Return what a build of the blog *made* says, and its warnings."""
    app = SphinxTestApp(
        "html", srcdir=made.folder, builddir=made.folder / "_build",
        confoverrides=made.settings, parallel=jobs,
    )  # fmt: skip
    try:
        app.build()
        return app.status.getvalue(), app.warning.getvalue()
    finally:
        app.cleanup()


@pytest.mark.parametrize("metadata", [{}, {"parallel_read_safe": False}])
def test_an_extension_that_declares_nothing_makes_a_large_build_serial(monkeypatch, blog, metadata):
    made, status, warnings = build(monkeypatch, blog, metadata, 31, 2)
    assert warnings == ""
    assert status.count(NOTE) == 1
    assert "or do not declare it: counts\n" in status
    read, written = made.page("seen.txt").split(" read, ")
    assert int(read) == 32
    assert int(written.split()[0]) > 32
    assert made.holding("unripe") == []
    if not metadata:
        return
    other, *_ = build(monkeypatch, blog, {"parallel_read_safe": True}, 31, 2)
    assert {k: v for k, v in contents(made.out).items() if k != "seen.txt"} == {
        k: v for k, v in contents(other.out).items() if k != "seen.txt"
    }


def test_a_domain_that_takes_in_nothing_makes_a_build_serial(monkeypatch, blog):
    metadata = {"parallel_read_safe": True, "has_domain": True}
    _, status, warnings = build(monkeypatch, blog, metadata, 31, 2)
    assert warnings == ""
    assert "or do not declare it: counts\n" in status


@pytest.mark.parametrize(
    ("metadata", "jobs", "notes"),
    [
        ({}, 1, 1), ({}, 2, 1), ({"parallel_read_safe": True}, 2, 0),
        ({"parallel_read_safe": True, "parallel_write_safe": False}, 2, 1),
    ],
)  # fmt: skip
def test_the_note_does_not_depend_on_the_size_of_the_blog(monkeypatch, blog, metadata, jobs, notes):
    _, status, warnings = build(monkeypatch, blog, metadata, 2, jobs)
    assert warnings == ""
    assert status.count(NOTE) == notes


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_images_that_sphinxs_own_processes_write_are_copied(blog, jobs):
    """A theme that is not Blink's has Sphinx's search, for which Sphinx writes the documents."""
    made = blog(html_theme="alabaster", html_theme_options={})
    photo = BytesIO()
    Image.effect_noise((1000, 600), 90).save(photo, "PNG")
    made.write("posts/photo.png", photo.getvalue())
    for number in range(12):
        made.post(f"p{number:02}", "![A photo](photo.png)\n" if number == 9 else "Words.\n")
    assert build_with(jobs, made)[1] == ""
    shown = set(re.findall(r"_images/([^ \"]+)", made.page("posts/p09.html")))
    assert len(shown) > 1
    assert {file.name for file in (made.out / "_images").iterdir()} == shown
