"""A feed reader, newsboat, subscribes to a blog that changes and shows no entry twice."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytestmark = pytest.mark.skipif(
    shutil.which("newsboat") is None and os.environ.get("CI") != "true",
    reason="not on PATH: newsboat (Debian: apt install newsboat)",
)


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, or leads on to where the blog went."""

    moved_to = ""

    def do_GET(self):
        if type(self).moved_to and self.headers["Host"] not in type(self).moved_to:
            self.send_response(301)
            self.send_header("Location", type(self).moved_to.rstrip("/") + self.path)
            self.end_headers()
        else:
            super().do_GET()

    def send_header(self, keyword, value):
        if keyword != "Last-Modified":  # in seconds, of which two builds take one
            super().send_header(keyword, value)

    def log_message(self, *args):
        pass


@pytest.fixture
def serve():
    servers = []

    def start(folder):
        handler = type("Served", (Handler,), {})
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/", handler

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def reload(folder, address):
    """Have newsboat look at the feed; return its entries as (title, unread, content)."""
    folder.mkdir(exist_ok=True)
    (folder / "urls").write_text(f"{address}blog/atom.xml\n")
    (folder / "config").write_text("reset-unread-on-update *\n")
    command = [
        "newsboat",
        "-u",
        folder / "urls",
        "-c",
        folder / "cache.db",
        "-C",
        folder / "config",
    ]
    environ = os.environ | {"HOME": str(folder), "no_proxy": "127.0.0.1", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [*command, "-x", "reload"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(folder / "cache.db") as base:
        rows = base.execute("select title, unread, content, guid from rss_item where deleted = 0")
        found = rows.fetchall()
    assert len({guid for *_, guid in found}) == len(found)
    return sorted(row[:3] for row in found)


def test_no_entry_comes_twice(blog, serve, tmp_path):
    blog = blog()
    address, handler = serve(blog.out)
    blog.settings["html_baseurl"] = address
    blog.post("one", "# One\n\nFirst words.\n", date="2026-01-01")
    blog.post("two", "# Two\n\nWords with $x^2$.\n", date="2026-01-02")
    blog.build()
    reader = tmp_path / "reader"

    def titles():
        return [title for title, *_ in reload(reader, address)]

    assert titles() == ["One", "Two"]

    blog.post("one", "# One\n\nOther words.\n", date="2026-01-01", updated="2026-01-03")
    blog.build()
    entries = reload(reader, address)
    assert [title for title, *_ in entries] == ["One", "Two"]
    assert "Other words." in entries[0][2]

    (blog.folder / "posts/two.md").unlink()
    blog.post("moved/two", "# Two\n\nWords.\n", date="2026-01-02", redirect="posts/two")
    blog.build()
    assert titles() == ["One", "Two"]

    blog.post(
        "one", "# Once more\n\nOther words.\n", date="2026-01-01", tags="new", updated="2026-01-03"
    )
    blog.build()
    assert titles() == ["Once more", "Two"]

    new, _ = serve(blog.out)
    blog.build(html_baseurl=new)
    handler.moved_to = new
    assert titles() == ["Once more", "Two"]

    blog.post("three", "# Three\n", date="2026-01-04")
    blog.build(html_baseurl=new)
    assert titles() == ["Once more", "Three", "Two"]
