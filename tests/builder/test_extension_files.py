"""Files of extensions stay in the site until a clean build would not have them."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

from blink.files.outputs import Outputs

#: An extension that writes a page of redirection as sphinx_reredirects does, at EVENT
REDIRECTS = """
def _write(app, *args):
    from pathlib import Path
    for name, target in PAGES.items():
        path = Path(app.outdir, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        page = "<!DOCTYPE html><html lang=en><title>Moved</title>"
        path.write_text(f'{page}<a href="{target}">x</a>')
    return []

def setup(app):
    app.connect(EVENT, _write, priority=PRIORITY)
"""

#: One that writes a file for each page of a document, when that page is written
SLIDES = """
def _slides(app, pagename, templatename, context, doctree):
    from pathlib import Path
    if doctree is not None:
        path = Path(app.outdir, "slides", f"{Path(pagename).name}.html")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'<!DOCTYPE html><html lang=en><title>{pagename}</title>')

def setup(app):
    app.connect("html-page-context", _slides)
"""

PAGES = {"old/post.html": "../posts/now.html", "blog/extra.xml": "", "robots.txt": ""}
EVENTS = [
    ("build-finished", 1), ("build-finished", 500), ("build-finished", 2000),
    ("html-collect-pages", 1), ("html-collect-pages", 850), ("env-updated", 500),
    ("builder-inited", 500), ("write-started", 500),
]  # fmt: skip


def add(blog, extension, **names):
    conf = (ROOT / "conf.py").read_text()
    values = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    blog.write("conf.py", conf + values + extension)


@pytest.mark.parametrize(("event", "priority"), EVENTS)
def test_files_of_an_extension_stay(blog, event, priority):
    blog = blog(html_baseurl="")
    link = '<a href="../old/post.html">old</a>'
    add(blog, REDIRECTS, PAGES=PAGES, EVENT=event, PRIORITY=priority)
    for words in ("Words.", "Words.", "Other words."):
        blog.post("now", f"{words} {link}\n")
        assert blog.build().warnings == []
        assert blog.files() >= {*PAGES, "posts/now.html"}


def test_files_that_an_extension_no_longer_writes_are_deleted(blog):
    blog = blog()
    blog.post("now")
    add(blog, REDIRECTS, PAGES=PAGES, EVENT="build-finished", PRIORITY=500)
    assert blog.build().files() >= {*PAGES}
    (kept, *gone) = PAGES
    add(blog, REDIRECTS, PAGES={kept: ""}, EVENT="build-finished", PRIORITY=500)
    files = blog.build().files()
    assert kept in files
    assert not {*gone} & files - {"robots.txt"}  # Blink's own, where the site has an address
    shutil.copy2(ROOT / "conf.py", blog.folder)
    assert "old/post.html" not in blog.build().files()


def test_an_extensions_files_for_a_withdrawn_post_are_deleted(blog):
    blog = blog()
    blog.post("now")
    blog.post("later")
    add(blog, SLIDES)
    slides = {f"slides/{name}.html" for name in ("now", "later", "index")}
    assert blog.build().files() >= slides
    assert blog.build().files() >= slides  # nothing was written
    blog.post("later", draft="true")
    files = blog.build().files()
    assert files & slides == slides - {"slides/later.html"}
    assert blog.build().files() == files


#: One that writes static files: for each page, at the end, and once, when the first build begins
STATIC = """
def _write(app, name, text=""):
    path = app.outdir / "_static" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)

def _page(app, pagename, templatename, context, doctree):
    if doctree is not None:
        _write(app, f"tips/{pagename.rpartition('/')[2]}.js", f"show({doctree.astext()!r})")

def setup(app):
    app.connect("builder-inited", lambda app: _write(app, "early.js"))
    app.connect("html-page-context", _page)
    app.connect("build-finished", lambda app, error: _write(app, "late.js"))
"""


def test_an_extensions_static_files_for_a_withdrawn_post_are_deleted(blog):
    blog = blog()
    blog.post("now")
    blog.post("later", "Ripe words.\n")
    add(blog, STATIC)

    def files():
        blog.build()
        assert blog.warnings == []
        static = blog.out / "_static"
        assert (static / "pygments.css").is_file()
        written = [*static.glob("tips/*.js"), *static.glob("early.js"), *static.glob("late.js")]
        return {path.name for path in written}

    usual = {"now.js", "index.js", "early.js", "late.js"}
    for _ in range(2):
        assert files() == {*usual, "later.js"}
    blog.post("later", "Ripe words.\n", draft="true")
    for _ in range(2):
        assert files() == usual
        assert blog.holding("Ripe") == []
    add(blog, "")
    assert files() == {"early.js"}


def test_an_extension_may_replace_a_file_of_blink(blog):
    blog = blog()
    old = blog.post("old")
    blog.post("now")
    assert "posts/old.html" in blog.build().files()
    old.unlink()
    pages = {"posts/old.html": "now.html"}
    for priority in (1, 2000):
        add(blog, REDIRECTS, PAGES=pages, EVENT="build-finished", PRIORITY=priority)
        blog.build()
        assert blog.warnings == []
        assert "Moved" in blog.page("posts/old.html")
        assert blog.build().warnings == []
        assert "Moved" in blog.page("posts/old.html")


def test_files_that_blink_did_not_write_stay(blog):
    blog = blog()
    blog.post("now")
    blog.post("later")
    blog.build()
    for name in ("google123.html", "_images/mine.png", "blog/mine.xml", "CNAME"):
        path = blog.out / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    blog.post("later", draft="true")
    files = blog.build().files()
    assert "posts/later.html" not in files
    assert files >= {"google123.html", "_images/mine.png", "blog/mine.xml", "CNAME"}


def test_files_of_a_preview_after_its_build_are_deleted(blog):
    blog = blog()
    blog.post("now")
    blog.build()
    for name in ("ghost", "stranger"):
        (blog.out / f"posts/{name}.html").write_text("ghost")
    outputs = Outputs(blog.out, blog.folder / "_build/doctrees/outputs-html.json", 0)
    outputs.save({**outputs.before, "posts/ghost.html": []})
    files = blog.build().files()
    assert "posts/ghost.html" not in files
    assert files >= {"posts/now.html", "posts/stranger.html"}


def test_a_cache_without_a_record_is_rebuilt_once(blog):
    blog = blog()
    blog.post("now")
    blog.post("later")
    add(blog, REDIRECTS, PAGES=PAGES, EVENT="html-collect-pages", PRIORITY=500)
    blog.build()
    (record,) = (blog.folder / "_build/doctrees").glob("outputs-*.json")
    record.unlink()
    (blog.folder / "posts/later.md").unlink()
    files = blog.build().files()
    assert "posts/later.html" not in files
    assert files >= {"posts/now.html", *PAGES}
    assert record.is_file()
    stamp = (blog.out / "posts/now.html").stat().st_mtime_ns
    assert blog.build().files() == files
    assert (blog.out / "posts/now.html").stat().st_mtime_ns == stamp


def test_no_file_is_deleted_from_a_folder_that_sphinx_did_not_make(blog):
    blog = blog()
    blog.post("now")
    for name in ("hand.html", "_images/hand.png", ".git/HEAD"):
        path = blog.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    assert blog.build().files() >= {"hand.html", "_images/hand.png", ".git/HEAD"}


def test_a_file_of_html_extra_path_is_deleted_with_its_source(blog):
    blog = blog(html_extra_path=["extra"])
    blog.write("extra/a/one.txt", "one")
    blog.write("extra/two.txt", "two")
    assert blog.build().files() >= {"a/one.txt", "two.txt"}
    (blog.folder / "extra/a/one.txt").unlink()
    files = blog.build().files()
    assert "a/one.txt" not in files
    assert "two.txt" in files


def test_files_of_extensions_are_in_the_new_site(blog):
    blog = blog()
    now = blog.post("now")
    add(blog, REDIRECTS, PAGES=PAGES, EVENT="build-finished", PRIORITY=500)

    def build():
        command = [sys.executable, "-m", "blink", "build", "--", "-q", "--fail-on-warning"]
        command += ["--keep-going", "-D", "blink_search=0"]
        done = subprocess.run(
            command, cwd=blog.folder, check=False, capture_output=True, text=True,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )  # fmt: skip
        return done.returncode

    assert build() == 0
    assert blog.files() >= {*PAGES, "posts/now.html"}
    text = now.read_text()
    blog.post("later")
    now.write_text(f"{text}\n![none](none.png)\n")
    assert build() != 0
    (blog.folder / "posts/later.md").unlink()
    now.write_text(text)
    assert build() == 0
    assert blog.files() >= {*PAGES, "posts/now.html"}
    assert "posts/later.html" not in blog.files()
    now.unlink()
    blog.post("other")
    add(blog, "")
    assert build() == 0
    assert not blog.files() & {"old/post.html", "blog/extra.xml", "posts/now.html"}
