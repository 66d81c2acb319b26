"""A web server on this machine that behaves in all the ways that hosts of links behave."""

from __future__ import annotations

import gzip
import json
import socket
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
    "/hanging",
    "/slash/",
    "/login",
    "/flaky",
    "/busy",
    "/busydate",
}
SIZE = 4_900_000
#: Pages that are slow to parse for a parser that is not careful
HOSTILE = {
    "attributes": b"<" + b"a " * (SIZE // 2),
    "names": b"<p " + b" ".join(b"a%d" % n for n in range(SIZE // 8)),
    "tags": b"<a " * (SIZE // 3),
    "less": b"<" * SIZE,
    "comments": b"<!--" * (SIZE // 4),
    "declarations": b"<!" * (SIZE // 2),
    "references": b"&" * SIZE,
    "scripts": b"<script>" + b"</script" * (SIZE // 8),
    "deep": b"<div>" * (SIZE // 5),
    "misnested": b"<b><i>" * (SIZE // 6),
    "values": b"<a b='" * (SIZE // 6),
    "zeros": b"\0" * SIZE,
}
#: Answers in bytes, as a host sends them, and what it goes on to send for as long as it can
ENDLESS = {
    "/headers": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "/header": (b"HTTP/1.1 200 OK\r\nX: ", b"y" * 999),
    "/continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "/dripjson": (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" "),
    "/dripline": (b"HTTP/1.1 ", b"2"),
}
PAGE = b"<!DOCTYPE html><title>p</title><p id=here><a name='old'></a><p id='user-content-git'>"
PAGE += b"<p id='a%20b'>"


#: How pages declare, or do not declare, that they are in Latin-1
META = {
    "charset": b"<!DOCTYPE html><meta charset=latin1>",
    "equiv": b"<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>",
    "late": b" " * 2000 + b"<meta charset=latin1>",
    "comment": b"<!-- <meta charset=latin1> -->",
}


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
        if path == "/hanging" and self.command == "HEAD":
            return time.sleep(1)
        if path == "/manyheaders":
            return self.tell(200, PAGE, **{f"X-{n}": "x" for n in range(500)})
        if path.startswith("/meta/"):
            return self.tell(
                200, META[path.rpartition("/")[2]] + "<p id='gr\xf6\xdfe'>".encode("latin-1")
            )
        if path == "/to":
            return self.tell(302, Location=self.path.partition("?")[2])
        if path == "/nearby":
            return self.tell(302, Location=f"/page?{times}")
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
        if path in ENDLESS:
            return self.endless(*ENDLESS[path])
        if path.startswith("/hostile/"):
            return self.tell(200, HOSTILE[path.rpartition("/")[2]] + b"<p id=here>")
        if path == "/large":
            return self.tell(200, b"<p>" * 2_000_000 + PAGE)
        if path == "/largegood":
            return self.tell(200, PAGE + b"<p>" * 2_000_000)
        if path == "/bomb":
            return self.bomb()
        if path == "/packed":
            return self.tell(200, gzip.compress(PAGE), **{"Content-Encoding": "gzip"})
        if path == "/damaged":
            return self.tell(200, b"no gzip", **{"Content-Encoding": "gzip"})
        if path == "/odd":
            return self.tell(200, b"x", **{"Content-Encoding": "br"})
        if path == "/short":
            return self.endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<p>", b"", 0)
        if path == "/stall":
            return self.endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<p>", b"", 1.5)
        if path == "/narrow":
            kind = {"Content-Type": "text/html; charset=utf-16"}
            return self.tell(200, "<p id=weit>".encode("utf-16-le"), **kind)
        if path == "/punycode":
            kind = {"Content-Type": "text/html; charset=punycode"}
            return self.tell(200, b"-a9" * 300_000 + PAGE, **kind)
        if path == "/hops":
            return self.tell(302, Location=f"/hops?{times}")
        if path == "/farhop":
            return self.tell(302, Location="http://" + "a" * 60_000 + "/")
        if path == "/deepjson":
            return self.tell(200, b"[" * 40_000, **{"Content-Type": "application/json"})
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

    def endless(self, start, more, seconds=10):
        """Send *start*, and then *more* again and again."""
        end = time.monotonic() + seconds
        with suppress(OSError):
            self.wfile.write(start)
            while time.monotonic() < end:
                self.wfile.write(more)
                time.sleep(0.01)
        self.close_connection = True

    def bomb(self):
        """Send gigabytes in a few megabytes."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        part = gzip.compress(bytes(1 << 24))
        with suppress(OSError):
            for _ in range(320):
                self.wfile.write(part)

    def tell(self, code, body=b"", **headers):
        self.send_response(code, None if code < 600 else "Denied")
        self.send_header("Content-Length", str(len(body)))
        for name, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            with suppress(ConnectionError):  # who asks may have seen enough
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


@contextmanager
def mute_server():
    """Yield the port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=99) as server:
        yield server.getsockname()[1]
