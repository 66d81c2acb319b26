"""Chromium for the tests: how to start it, and checks of the pages that it shows."""

from __future__ import annotations

import os
import re
import shutil
import threading
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")

#: What the headers of a new blog allow
POLICY = re.search(
    r"Content-Security-Policy: (.*)",
    (Path(__file__).parent.parent / "blink/scaffold/files/_extra/_headers").read_text("utf-8"),
)[1]

#: The mark of tests in a browser: without one they are skipped, but never in CI
needs_chromium = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true",
    reason="not on PATH: chromium (Debian: apt install chromium)",
)

#: What a page is opened with
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
DEVICES = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])

#: Milliseconds that a test waits, where it has to: for a machine that does much else
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium that is on PATH; there can be one at a time in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=_FLAGS, timeout=2 * PATIENCE
        )
        yield browser
        browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    policy = ""

    def log_message(self, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """Serve *folder*, each file with *policy* for its content; return the address of it."""
    handler = type("Handler", (_Quiet,), {"policy": policy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


# -- What a page has -------------------------------------------------------------


@cache
def _axe() -> str:
    module = find_spec("axe_playwright_python")
    return Path(module.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what keeps people out of a page: axe's rules, and elements that break them."""
    page.evaluate(_axe())
    rules = '{rules: {"label-content-name-mismatch": {enabled: true}}}'  # off by default
    found = page.evaluate(f"axe.run({rules}).then(result => result.violations)")
    return [(one["id"], [node["html"][:90] for node in one["nodes"]][:3]) for one in found]


def width(page: Page) -> int:
    """Return how wide a page is, of which its window may show a part.

    After a change of the window, scripts get a second to make the page fit.
    """
    for _ in range(20):
        root = page.locator(":root")
        wide, room = root.evaluate("root => [root.scrollWidth, root.clientWidth]")
        if wide <= room:
            break
        page.wait_for_timeout(50)
    return wide


def colour(page: Page, selector: str = "body") -> list[int]:
    """Return the colour behind what *selector* finds: red, green, blue."""
    script = "e => getComputedStyle(e).backgroundColor.match(/[0-9]+/g).slice(0, 3).map(Number)"
    return page.locator(selector).evaluate(script)
