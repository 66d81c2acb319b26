"""A web server on this machine that does all that links on the web do."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REDIRECTS = {
    "/moved": (301, "/good"),
    "/moved308": (308, "/good?a=1"),
    "/temporary": (302, "/good"),
    "/mixed": (301, "/temporary"),
    "/slash": (301, "/slash/"),
    "/home": (301, "/"),
    "/members": (302, "/login?next=members"),
    "/circle": (302, "/circle"),
    "/movedpage": (301, "/page"),
}
CODES = {"/gone": 410, "/refused": 403, "/robot": 999, "/locked": 401, "/law": 451, "/broken": 500}
GOOD = {
    "/%67ood",
    "/",
    "/good",
    "/dropped",
    "/headless",
    "/slash/",
    "/login",
    "/flaky",
    "/busy",
    "/busydate",
}
PAGE = b"<!DOCTYPE html><title>p</title><p id=here><a name='old'></a><p id='user-content-git'>"
PAGE += b"<p id='a%20b'>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        with server.lock:
            server.now += 1
            server.most = max(server.most, server.now)
            server.seen.append((self.command, self.path, time.monotonic()))
            server.count[self.path] += 1
            times = server.count[self.path]
        try:
            self.answer(self.path.partition("?")[0], times)
        finally:
            with server.lock:
                server.now -= 1

    do_HEAD = do_GET  # noqa: N815

    def answer(self, path, times):
        if path in REDIRECTS:
            code, place = REDIRECTS[path]
            return self.tell(code, Location=place)
        if path in CODES:
            return self.tell(CODES[path])
        if path == "/dropped" and self.command == "HEAD":
            return self.connection.close()
        if path == "/headless" and self.command == "HEAD":
            return self.tell(405)
        if path == "/slow":
            time.sleep(1)
            return self.tell(200)
        if path == "/flaky" and times < 3:  # HEAD and GET
            return self.tell(502)
        if path == "/busy" and times == 1:
            return self.tell(429, **{"Retry-After": "1"})
        if path == "/busydate" and times == 1:
            return self.tell(503, **{"Retry-After": formatdate(time.time() + 2, usegmt=True)})
        if path == "/closed":
            return self.tell(503, **{"Retry-After": "86400"})
        if path == "/silent":
            return self.tell(429)
        if path == "/wide":
            return self.tell(200, "<p id=weit>".encode("utf-16"))
        if path == "/charset":
            return self.tell(200, PAGE, **{"Content-Type": "text/html; charset=base64"})
        if path == "/strange":
            return self.tell(200, b"<![foo[ x ]]>" + PAGE)
        if path == "/flood":  # what comes with a redirect is not for reading
            return self.flood()
        if path == "/forever":
            return self.forever()
        if path == "/page":
            return self.tell(200, PAGE)
        if path == "/paper.pdf":
            return self.tell(200, b"%PDF", **{"Content-Type": "application/pdf"})
        if path.startswith("/memento/"):
            found = {"mementos": {"closest": {"uri": [f"https://archive.example{path}"]}}}
            body = json.dumps(found).encode()
            return self.tell(404 if "unknown" in path else 200, body)
        return self.tell(200 if path in GOOD else 404)

    def flood(self):
        self.send_response(302)
        self.send_header("Location", "/page#here")
        self.send_header("Content-Length", str(1 << 40))
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b" " * (1 << 20))

    def forever(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        with suppress(OSError):
            for _ in range(100):
                self.wfile.write(b" ")
                time.sleep(0.1)

    def tell(self, code, body=b"", **headers):
        self.send_response(code, None if code < 600 else "Denied")
        self.send_header("Content-Length", str(len(body)))
        for name, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def link_server():
    """Yield a server: ``address``, what it has ``seen``, and the ``most`` at one time."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.lock = threading.Lock()
    server.now = server.most = 0
    server.seen, server.count = [], Counter()
    server.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
