"""A build goes on without the inventories of other projects that cannot be loaded."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from blink.inventories.loading import GUIDE, reason


def inventory(*lines: str) -> bytes:
    """Return an inventory of Sphinx with *lines* such as ``print py:function 1 f.html#$ -``."""
    head = "# Sphinx inventory version 2\n# Project: Tools\n# Version: 1.0\n# zlib\n"
    return head.encode() + zlib.compress("".join(f"{line}\n" for line in lines).encode())


PRINT = "tools.print py:function 1 f.html#$ -"
LABEL = "tools-start std:label -1 start.html Getting started"
FULL = inventory(PRINT, LABEL)


@pytest.fixture(scope="module")
def closed_port():
    """Return a port on which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serve(port, answer):
    """Serve *answer*, an inventory or a status, on *port*."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if isinstance(answer, float):
                time.sleep(answer)
            self.send_response(200 if isinstance(answer, bytes) else int(answer))
            self.end_headers()
            if isinstance(answer, bytes):
                self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def add_extension(blog, **settings):
    with (blog.folder / "conf.py").open("a") as conf:
        conf.write("extensions += ['sphinx.ext.intersphinx']\n")
        conf.writelines(f"{name} = {value!r}\n" for name, value in settings.items())


def notes(blog):
    return [line for line in blog.status.splitlines() if line.startswith("note: ")]


KINDS = """
Implicit {py:func}`tools.print`, and {py:func}`tools:tools.print`, and {ref}`tools-start`.

Explicit {external+tools:py:func}`tools.print` and {external:ref}`a start <tools-start>`.

By MyST [a text](inv:tools#tools-start), <inv:#tools.print> and [words](#tools-start).

Any {any}`tools.print`.
"""
TARGETS = 9
REASON = "the server cannot be reached; to build without the server, commit the inventory, as in"
REASON, KIND = f"{REASON} {GUIDE}", "intersphinx.unreachable"


@pytest.fixture
def kinds(blog, closed_port):
    made = blog()
    url = f"http://127.0.0.1:{closed_port}/d/objects.inv"
    add_extension(made, intersphinx_mapping={"tools": ("https://tools.example/d", url)})
    made.post("now", KINDS)
    made.post("other")
    made.write("posts/rst.rst", ":date: 2026-01-31\n\nR\n=\n\n:external+tools:ref:`tools-start`\n")
    return made


def links(blog):
    pages = blog.page("posts/now.html") + blog.page("posts/rst.html")
    return re.findall(r'href="https://tools.example/d/(?:f|start).html', pages)


def test_a_server_that_is_down_leaves_references_unlinked(kinds, closed_port):
    url = f"http://127.0.0.1:{closed_port}/d/objects.inv"
    for _ in range(2):  # the second build writes the pages with references again
        assert kinds.build().warnings == []
        assert notes(kinds) == [
            f"note: the inventory of tools was not loaded from {url}, because {REASON} [{KIND}]",
            f"note: {TARGETS + 1} references to tools are not linked in this build [{KIND}]",
        ]
        page = kinds.page("posts/now.html")
        assert "tools.example" not in page
        for words in ("tools.print", "a start", "a text", "words"):
            assert words in page
    assert kinds.build(suppress_warnings=["intersphinx", "toc"]).warnings == []
    assert notes(kinds) == []

    with serve(closed_port, FULL):
        assert kinds.build().warnings == []
    assert notes(kinds) == []
    assert len(links(kinds)) == TARGETS + 1

    # the server is down again: the inventory that was loaded is used, even after five days
    for path in kinds.folder.glob("_build/doctrees/__intersphinx_cache__/*"):
        os.utime(path, (1, 1))
    (kinds.folder / "_build/doctrees/environment.pickle").unlink()
    (kinds.folder / "posts/now.md").write_text(
        (kinds.folder / "posts/now.md").read_text() + "\n{py:func}`tools.pritn`\n"
    )
    (warning,) = kinds.build().warnings
    assert "py:func reference target not found: tools.pritn" in warning
    assert len(links(kinds)) == TARGETS + 1
    (note,) = notes(kinds)
    assert "the one that was loaded earlier is used" in note


def test_an_inventory_can_be_a_file(blog):
    made = blog()
    add_extension(
        made, intersphinx_mapping={"tools": ("https://tools.example/d", "inventories/tools.inv")}
    )
    made.write("inventories/tools.inv", FULL)
    made.post("now", "{ref}`tools-start`, [](inv:tools#tools.print).\n")
    made.post("other")
    assert made.build().warnings == []
    page = made.page("posts/now.html")
    assert 'href="https://tools.example/d/start.html"' in page
    assert 'href="https://tools.example/d/f.html#tools.print"' in page
    other = (made.out / "posts/other.html").stat().st_mtime_ns

    made.write(
        "inventories/tools.inv",
        inventory(PRINT.replace("f.html", "g.html"), LABEL.replace("start.html", "begin.html")),
    )
    assert made.build().warnings == []
    page = made.page("posts/now.html")
    assert 'href="https://tools.example/d/begin.html"' in page
    assert 'href="https://tools.example/d/g.html#tools.print"' in page
    assert (made.out / "posts/other.html").stat().st_mtime_ns == other
    assert "inventories/tools.inv" not in made.files()

    made.write("inventories/tools.inv", "nothing")
    (warning,) = made.build().warnings
    line = (made.folder / "conf.py").read_text().count("\n")
    assert warning.startswith(
        f"conf.py:{line}: WARNING: intersphinx_mapping: the inventory of tools"
    )


def test_a_reference_to_a_project_that_was_loaded_is_reported(blog, closed_port):
    made = blog(intersphinx_disabled_reftypes=["std:*"])
    down = f"http://127.0.0.1:{closed_port}/"
    add_extension(
        made,
        intersphinx_mapping={
            "tools": ("https://tools.example/d", "tools.inv"), "lost": (down, None),
            "gone": (f"{down}gone", None),
        },
    )  # fmt: skip
    made.write("tools.inv", FULL)
    text = "{py:func}`tools:wrong`, {ref}`wrong`, {py:func}`unknown`, {external:py:func}`unknown`,"
    made.post("now", f"{text} {{external:py:func}}`tools.print`, {{external+lost:ref}}`x`.\n")
    assert [line.partition("WARNING: ")[2] for line in made.build().warnings] == [
        "py:func reference target not found: tools:wrong [ref.func]",
        "there is no label `wrong`; write `(wrong)=` in the line above what it leads to [ref.ref]",
    ]
    assert [note.partition(" are ")[0].partition(" is ")[0] for note in notes(made)[2:]] == [
        "note: 2 references to gone or lost", "note: 1 reference to lost",
    ]  # fmt: skip


def test_answers_that_are_no_inventory(blog, closed_port):
    made = blog(intersphinx_timeout=0.3)
    url = f"http://ann:secret@127.0.0.1:{closed_port}/"
    add_extension(made, intersphinx_mapping={"tools": (url, None)})
    made.post("now")
    for answer, why in (
        (404, "because the server answered with the status 404;"),
        (2.0, "because the server did not answer within 0.3 s;"),
        (b"<html>", "because the answer is not an inventory;"),
    ):
        with serve(closed_port, answer):
            assert made.build().warnings == []
        (note,) = notes(made)
        assert f"loaded from http://127.0.0.1:{closed_port}/objects.inv, {why}" in note


def test_reasons():
    assert reason("", None) == "the server cannot be reached"
    assert reason("ReadTimeout: ", None) == "it took too long"
