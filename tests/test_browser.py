"""The real site in headless Chromium: phone and desktop, light and dark, without a script."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

MISSING = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
pytestmark = pytest.mark.skipif(
    bool(MISSING) and os.environ.get("CI") != "true",
    reason=f"not on PATH: {' and '.join(MISSING)} (Debian: apt install chromium chromium-driver)",
)

PHONE, DESKTOP = (360, 740), (1280, 900)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def served(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def elements(shared_blog):
    blog = shared_blog().copy("elements").build()
    assert blog.warnings == []
    with served(blog.out) as address:
        yield address


@pytest.fixture(scope="module")
def paths(site):
    found = (p.relative_to(site) for p in sorted(site.rglob("*.html")))
    return [p.as_posix() for p in found if p.parts[0] != "_static"]


def start(tmp_path, *, dark=False, script=True):
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for word in ("headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run"):
        options.add_argument(f"--{word}")
    for word in ("disable-background-networking", "disable-component-update", "disable-sync"):
        options.add_argument(f"--{word}")
    options.add_argument(f"--user-data-dir={tmp_path}")
    if dark:
        options.add_argument("--blink-settings=preferredColorScheme=0")
    if not script:
        value = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", value)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    driver = start(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


def resize(driver, size):
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def background(driver):
    return driver.execute_script("return getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_scrolls_sideways(browser, address, paths, size):
    resize(browser, size)
    wide = []
    for path in paths:
        browser.get(address + path)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        if width > size[0]:
            wide.append((path, width))
    assert wide == []


def test_no_page_errs_or_asks_another_site(browser, address, paths):
    resize(browser, DESKTOP)
    for path in paths:
        browser.get(address + path)
        asked = browser.execute_script(
            "return performance.getEntriesByType('resource').map(entry => entry.name)"
        )
        assert [url for url in asked if not url.startswith(address)] == [], path
        said = [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"]
        assert said == [], path


def test_the_colour_scheme_follows_the_system(tmp_path, browser, address):
    browser.get(address)
    light = background(browser)
    dark_browser = start(tmp_path, dark=True)
    try:
        dark_browser.get(address)
        dark = background(dark_browser)
    finally:
        dark_browser.quit()
    assert light == "rgb(255, 255, 255)"
    assert max(int(part) for part in dark[4:-1].split(",")) < 64


def test_the_reader_chooses_a_colour_scheme_that_stays(browser, address):
    browser.get(address)
    seen = []
    for _ in range(3):
        browser.find_element(By.ID, "scheme").click()
        browser.refresh()
        button = browser.find_element(By.ID, "scheme")
        seen.append((button.get_attribute("aria-label"), background(browser)))
    words, colours = zip(*seen, strict=True)
    assert words == tuple(f"Colour scheme: {w}" for w in ("light", "dark", "as the system"))
    assert colours[0] == colours[2] != colours[1]


def test_a_page_of_text_loads_little(browser, address):
    browser.get(address + "about.html")
    asked = browser.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    files = {url.rpartition("/")[2].partition("?")[0] for url in asked}
    assert files - {"site.webmanifest"} == {"blink.css", "blink.js", "icon.svg"}  # it comes late


def test_the_contents_name_the_section_that_is_read(browser, address):
    resize(browser, DESKTOP)
    browser.get(address + "posts/2026/why-everything-rebuilds.html#what-the-code-says")
    browser.implicitly_wait(10)
    current = browser.find_element(By.CSS_SELECTOR, ".contents a[aria-current]")
    assert current.text == "What the code says"


def test_a_post_reads_fully_without_script(tmp_path, elements):
    driver = start(tmp_path, script=False)
    try:
        driver.get(elements + "posts/elements.html")
        article = driver.find_element(By.TAG_NAME, "article")
        assert "in the words of a test" in article.text
        pictures = article.find_elements(By.TAG_NAME, "img")
        assert [int(p.get_property("naturalWidth")) > 0 for p in pictures] == [True, True]
        assert article.find_element(By.TAG_NAME, "mfrac").size["height"] > 10
        second = article.find_elements(By.CSS_SELECTOR, ".sd-tab-set > .sd-tab-content")[1]
        assert not second.is_displayed()
        article.find_elements(By.CSS_SELECTOR, ".sd-tab-set > label")[1].click()
        assert second.text == "The second tab."
    finally:
        driver.quit()


def test_search_finds_a_post(browser, elements):
    resize(browser, DESKTOP)
    browser.get(elements + "search.html?q=magnitude")
    browser.implicitly_wait(10)
    found = browser.find_element(By.CSS_SELECTOR, "#search-results li a")
    assert found.text == "Elements of a post"
