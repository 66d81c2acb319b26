"""``linkcheck`` tries every address, in the text or not, and names post and line."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/good" else 404)
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *args):
        pass


@pytest.fixture
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_broken_addresses_are_told_at_their_lines(blog, address):
    blog = blog()
    text = f"# T\n\n[a]({address}/good)\n[b]({address}/text)\n\n<a href='{address}/html'>c</a>\n"
    elsewhere = {f"{name}_link": f"{address}/{name}" for name in ("external", "canonical")}
    blog.post("one", text, **elsewhere)
    blog.post("draft", f"# D\n\n[d]({address}/draft)\n", draft="true")
    blog.build("linkcheck")
    report = (blog.folder / "_build/linkcheck/output.txt").read_text(encoding="utf-8")
    found = {tuple(line.split(f": [broken] {address}/")) for line in report.splitlines()}
    assert {(place, rest.split(":")[0]) for place, rest in found} == {
        ("posts/one.md:3", "external"),
        ("posts/one.md:4", "canonical"),
        ("posts/one.md:9", "text"),
        ("posts/one.md:12", "html"),
    }
