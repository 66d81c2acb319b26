"""What every reader gets, in Chromium: any device, any colour scheme, with and without a script."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true",
    reason="not on PATH: chromium (Debian: apt install chromium)",
)

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
KINDS = [
    "index.html",
    "posts/2026/how-to-write.html",
    "posts/2026/why-everything-rebuilds.html",
    "blog.html",
    "blog/archive.html",
    "blog/archive/2026.html",
    "blog/tag.html",
    "blog/category.html",
    "blog/category/blink.html",
    "blog/subscribe.html",
    "about.html",
    "search.html",
]
AXE = Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js").read_text()
#: The script in every page's head that sets the chosen colour scheme
SCHEME = re.compile(r"<script>(try\{.*?)</script>")


class Quiet(SimpleHTTPRequestHandler):
    policy = ""

    def log_message(self, *args):
        pass

    def end_headers(self):
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()


@contextmanager
def served(folder, policy=""):
    handler = type("Handler", (Quiet,), {"policy": policy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", "--disable-quic", "--no-first-run"]
        flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture
def opened(browser, address):
    """Return a maker of pages, and close what it made."""
    contexts = []

    def opened(path, **how):
        contexts.append(browser.new_context(**{"viewport": DESKTOP, **how}))
        page = contexts[-1].new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path if "://" in path else address + path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_are_accessible(opened, address, size, scheme):
    found = {}
    page = opened(KINDS[0], viewport=size, color_scheme=scheme)
    for path in KINDS:
        page.goto(address + path)
        page.evaluate(AXE)
        violations = page.evaluate("axe.run().then(result => result.violations)")
        if violations:
            found[path] = [(v["id"], [n["html"][:90] for n in v["nodes"]][:3]) for v in violations]
    assert found == {}


def test_pages_say_nothing_and_ask_no_other_site(opened, address):
    page = opened(KINDS[0])
    for path in KINDS:
        page.goto(address + path, wait_until="networkidle")
    assert page.said == []
    assert [url for url in page.asked if not url.startswith((address, "data:"))] == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(opened, address, width):
    page = opened(KINDS[0], viewport={"width": width, "height": 700})
    wide = {}
    for path in KINDS:
        page.goto(address + path)
        if (found := page.evaluate("document.documentElement.scrollWidth")) > width:
            wide[path] = found
    assert wide == {}


def test_a_page_at_twice_the_size_of_its_text_is_whole(opened, address):
    page = opened(KINDS[1], viewport={"width": 640, "height": 700})
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def size(site, address, url):
    """Return how many bytes a request takes, compressed as a host does."""
    path = url.removeprefix(address).partition("?")[0] or "index.html"
    return len(gzip.compress((site / path).read_bytes(), 6))


@pytest.mark.parametrize(
    ("path", "requests", "kilobytes"),
    [
        ("about.html", 6, 60),
        ("posts/2026/why-everything-rebuilds.html", 6, 60),
        ("blog.html", 8, 60),
    ],
)
def test_a_page_keeps_its_budget(opened, site, address, path, requests, kilobytes):
    page = opened(path)
    asked = {url for url in page.asked if url.startswith(address)}
    assert len(asked) <= requests, asked
    assert sum(size(site, address, url) for url in asked) <= kilobytes * 1000


def test_the_colour_scheme_is_there_before_the_page_is_drawn(opened, address):
    page = opened(KINDS[0], color_scheme="light")
    page.locator("#scheme").click()
    page.locator("#scheme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.route("**/blink.js*", lambda route: route.abort())
    page.goto(address + KINDS[1])
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60


def test_a_page_is_used_by_keyboard(opened):
    page = opened(KINDS[1])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        what = "document.activeElement?.id || document.activeElement?.getAttribute('href')"
        reached.add(page.evaluate(what))
    assert "#formulas" in reached


def test_a_page_is_whole_without_a_script(opened):
    page = opened(KINDS[1], java_script_enabled=False)
    assert page.locator("main h1").is_visible()
    assert page.locator("#scheme").is_hidden()
    assert page.locator("details.cite summary").is_visible()


def test_nothing_moves_for_those_who_ask(opened):
    page = opened(KINDS[1], reduced_motion="reduce")
    moving = """[...document.querySelectorAll("*")].filter(e => {
        const s = getComputedStyle(e);
        return parseFloat(s.transitionDuration) > 0.01 || s.scrollBehavior === "smooth";
    }).map(e => e.className)"""
    assert page.evaluate(moving) == []


def policy(site):
    (script,) = {SCHEME.search((site / path).read_text())[1] for path in KINDS}
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'self'; script-src 'self' 'sha256-{digest}' 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    )


def test_a_strict_policy_breaks_nothing_and_is_the_one_in_the_readme(opened, site):
    with served(site, policy(site)) as address:
        page = opened(address + KINDS[0])
        for path in KINDS:
            page.goto(address + path, wait_until="networkidle")
        assert page.said == []
        page.locator("#scheme").click()
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert policy(site) in Path("README.md").read_text(encoding="utf-8")


def test_print_shows_the_article_alone(opened):
    page = opened(KINDS[1])
    page.emulate_media(media="print", color_scheme="dark")
    shown = "e => getComputedStyle(e).display !== 'none'"
    for selector, visible in ((".site-header", False), ("main h1", True), (".post-foot", False)):
        assert page.locator(selector).first.evaluate(shown) is visible
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
