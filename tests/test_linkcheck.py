"""``linkcheck`` tries every address, in the text or not, and names post and line."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/good" else 404)
        self.end_headers()

    do_HEAD = do_GET

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
    blog.post(
        "one", text, external_link=f"{address}/external", canonical_link=f"{address}/canonical"
    )
    blog.post("draft", f"# D\n\n[d]({address}/draft)\n", draft="true")
    blog.build("linkcheck")
    report = (blog.folder / "_build/linkcheck/output.txt").read_text(encoding="utf-8")
    broken = sorted(line.split(f"{address}/")[1].split(":")[0] for line in report.splitlines())
    assert broken == ["canonical", "external", "html", "text"]
    lines = {line.split(":")[0]: line.split(":")[1] for line in report.splitlines()}
    assert set(lines) == {"posts/one.md"}
    assert "posts/one.md:10: [broken]" in report
    assert "posts/one.md:12: [broken]" in report
