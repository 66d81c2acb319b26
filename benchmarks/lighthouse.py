"""Print Lighthouse scores of the built site: home page, post, listing; on a phone and a desktop.

    make lighthouse

It serves ``_build/html`` compressed and cached, as hosts do, and needs ``npx`` and ``chromium`` on
PATH. If a score is below 100, it names the audits that cost points, and the exit code is 1.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

SITE = Path("_build/html")
VERSION = "13"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync"
TEXT = (".html", ".css", ".js", ".svg", ".json", ".xml", ".webmanifest")


class Host(SimpleHTTPRequestHandler):
    """Sends what a static host does: text compressed, files with a version for a year."""

    def log_message(self, *args: object) -> None:
        pass

    def send_head(self) -> Any:
        path = Path(self.translate_path(self.path))
        if path.is_dir() or not path.is_file() or path.suffix not in TEXT:
            return super().send_head()
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path) + "; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)

    def end_headers(self) -> None:
        age = 0 if self.path.endswith((".html", "/")) else 365 * 86400
        self.send_header("Cache-Control", f"max-age={age}")
        super().end_headers()


def pages() -> dict[str, str]:
    """Return what is looked at: its name and its path."""
    posts = sorted((SITE / "posts").rglob("*.html"), key=lambda path: path.stat().st_size)
    longest = posts[-1].relative_to(SITE).as_posix() if posts else "about.html"
    return {"home": "index.html", "a post": longest, "a listing": "blog.html"}


def run(url: str, *, desktop: bool) -> dict[str, Any]:
    """Return Lighthouse's report of *url*."""
    command = ["npx", "--yes", f"lighthouse@{VERSION}", url, "--output=json", "--quiet"]
    command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--preset=desktop"] * desktop
    chromium = {"CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | chromium
    )
    if done.returncode:
        sys.exit(f"lighthouse did not run: {done.stderr.strip()}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def short(report: dict[str, Any]) -> list[str]:
    """Return the audits that cost points, worst first."""
    weights = {
        ref["id"]: ref["weight"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
    }
    found = [
        (audit["score"], f"{name}: {audit.get('displayValue') or audit['title']}")
        for name, audit in report["audits"].items()
        if audit["score"] is not None and audit["score"] < 1 and weights.get(name)
    ]
    return [words for _, words in sorted(found)]


def main() -> int:
    for tool in ("npx", "chromium"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is not on PATH: lighthouse needs it")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    print("| page | device | " + " | ".join(CATEGORIES) + " |")
    print("| --- | --- |" + " --: |" * len(CATEGORIES))
    missing = []
    for name, path in pages().items():
        for device in ("mobile", "desktop"):
            report = run(address + path, desktop=device == "desktop")
            scores = [round(100 * report["categories"][c]["score"]) for c in CATEGORIES]
            print(f"| {name} | {device} | {' | '.join(map(str, scores))} |", flush=True)
            if min(scores) < 100:
                missing += [f"{name}, {device}: {words}" for words in short(report)]
    print("".join(f"\n- {words}" for words in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
