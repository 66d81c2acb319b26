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
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

MISSING = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
pytestmark = pytest.mark.skipif(
    bool(MISSING) and os.environ.get("CI") != "true",
    reason=f"not on PATH: {' and '.join(MISSING)} (Debian: apt install chromium chromium-driver)",
)

PHONE, DESKTOP = (360, 740), (1280, 900)


class Quiet(SimpleHTTPRequestHandler):
    def __init__(self, *args, headers, **kwargs):
        self.sent = headers
        super().__init__(*args, **kwargs)

    def end_headers(self):
        for name, value in self.sent.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def served(folder, headers=()):
    handler = partial(Quiet, directory=str(folder), headers=dict(headers))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
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


# -- Search --------------------------------------------------------------------

POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'"


@pytest.fixture(scope="module")
def searched(shared_blog):
    blog = shared_blog(blink_search=True)
    for number in range(12):
        blog.post(f"many-{number}", f"Common words, number {number}.\n", category="Many")
    blog.post("one", "# Pruned `<b>`\n\nA magnitude &lt;img src=x onerror=alert(1)> here.\n",
              category="Compression", date="2026-02-03")  # fmt: skip
    blog.post("ä b", "# Odd address\n\nPeculiar.\n")
    assert blog.build().warnings == []
    return blog


@pytest.fixture(scope="module")
def library(searched, tmp_path_factory):
    """Return the address of a site below a folder, which is served with a strict policy."""
    root = tmp_path_factory.mktemp("host")
    (root / "my blog").symlink_to(searched.out)
    with served(root, {"Content-Security-Policy": POLICY}) as address:
        yield address + "my%20blog/"


def press(driver, *keys):
    webdriver.ActionChains(driver).send_keys(*keys).perform()


def until(driver, condition):
    return WebDriverWait(driver, 10).until(condition)


def said(driver):
    return driver.find_element(By.CSS_SELECTOR, "[role=status]").text


def results(driver):
    return [one.text for one in driver.find_elements(By.CSS_SELECTOR, ".search-results a")]


def look_for(driver, address, words):
    """Open the search over a page and type *words*."""
    driver.get(address)
    press(driver, "/")
    until(driver, lambda d: d.find_elements(By.CSS_SELECTOR, "dialog[open] input:focus"))
    press(driver, words)
    until(driver, said)


def resources(driver):
    return driver.execute_script(
        "return performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])"
    )


def test_a_slash_opens_the_search_and_a_post_is_found(browser, library):
    resize(browser, DESKTOP)
    look_for(browser, library + "posts/many-1.html", "magnitude")
    assert said(browser) == "1 result for “magnitude”"
    (result,) = browser.find_elements(By.CSS_SELECTOR, ".search-results li")
    assert result.text.splitlines() == [
        "Pruned <b>", "2026-02-03 · Compression",
        "Pruned <b> A magnitude <img src=x onerror=alert(1)> here.",
    ]  # fmt: skip
    assert result.find_element(By.TAG_NAME, "mark").text == "magnitude"
    assert result.find_elements(By.TAG_NAME, "img") == []
    press(browser, Keys.ARROW_DOWN, Keys.ENTER)
    until(browser, lambda d: d.current_url == library + "posts/one.html")


def test_nothing_of_the_search_is_loaded_before_words_are_typed(browser, library):
    browser.get(library)
    press(browser, "/")
    until(browser, lambda d: d.find_elements(By.CSS_SELECTOR, "dialog[open] input:focus"))
    asked = [name for name, _ in resources(browser)]
    assert any(name.endswith("search.js") for name in asked)
    assert not any("pagefind" in name for name in asked)


def test_a_first_query_loads_less_than_200_kilobytes(browser, library):
    browser.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.get_log("browser")
    look_for(browser, library, "magnitude")
    asked = [one for one in resources(browser) if "pagefind" in one[0] or "search" in one[0]]
    assert len(asked) == 8  # two scripts, entry, meta, wasm, filter, index, fragment
    assert 120_000 < sum(size for _, size in asked) < 200_000
    assert [one for one in browser.get_log("browser") if "pagefind" in one["message"]] == []


def test_the_search_by_keys(browser, library):
    look_for(browser, library, "common")
    focus = browser.switch_to.active_element
    assert len(results(browser)) == 5
    press(browser, Keys.ENTER)
    until(browser, lambda d: d.switch_to.active_element.tag_name == "a")
    press(browser, Keys.ARROW_UP)
    assert browser.switch_to.active_element == focus
    press(browser, *[Keys.ARROW_DOWN] * 6)
    assert browser.switch_to.active_element.text == "More results"
    press(browser, Keys.ENTER)
    until(browser, lambda d: len(results(d)) == 12)
    assert browser.switch_to.active_element.text == results(browser)[5]
    press(browser, Keys.ESCAPE)
    assert browser.find_elements(By.CSS_SELECTOR, "dialog[open]") == []


def test_closing_the_search_leads_back(browser, library):
    browser.get(library)
    link = browser.find_element(By.ID, "search-link")
    link.send_keys(Keys.ENTER)
    until(browser, lambda d: d.find_elements(By.CSS_SELECTOR, "dialog[open] input:focus"))
    press(browser, "words", Keys.ESCAPE)
    until(browser, lambda d: not d.find_elements(By.CSS_SELECTOR, "dialog[open]"))
    assert browser.switch_to.active_element == link


def test_the_search_in_one_category(browser, library):
    look_for(browser, library, "words")
    select = Select(browser.find_element(By.TAG_NAME, "select"))
    assert [one.text for one in select.options] == ["All", "Compression", "Many"]
    select.select_by_visible_text("Compression")
    until(browser, lambda d: said(d) == "No results for “words”")
    assert results(browser) == []
    select.select_by_visible_text("Many")
    until(browser, lambda d: said(d) == "12 results for “words”")


def test_the_page_of_the_search_has_its_words_in_the_address(browser, library):
    browser.get(library + "search.html?q=peculiar")
    until(browser, results)
    field = browser.find_element(By.CSS_SELECTOR, "main input")
    assert field.get_property("value") == "peculiar"
    field.clear()
    field.send_keys("magnitude")
    until(browser, lambda d: results(d) == ["Pruned <b>"])
    assert browser.current_url.endswith("?q=magnitude")
    browser.get(library + "search.html?q=peculiar")
    until(browser, results)
    browser.find_element(By.LINK_TEXT, "Odd address").click()
    until(browser, lambda d: d.title.startswith("Odd address"))


@pytest.mark.parametrize("missing", ["pagefind.js", "pagefind-entry.json", "wasm.en.pagefind"])
def test_an_index_that_is_missing_is_told(browser, searched, tmp_path, missing):
    site = tmp_path / "site"
    shutil.copytree(searched.out, site)
    (site / "pagefind" / missing).unlink()
    with served(site) as address:
        look_for(browser, address + "posts/one.html", "magnitude")
        assert said(browser).startswith("The search could not be loaded.")
        press(browser, Keys.ESCAPE)
        assert "A magnitude" in browser.find_element(By.TAG_NAME, "article").text


def test_without_script_the_search_leads_to_a_page_that_says_so(tmp_path, library):
    driver = start(tmp_path, script=False)
    try:
        driver.get(library)
        driver.find_element(By.ID, "search-link").click()
        assert "The search needs JavaScript" in driver.find_element(By.TAG_NAME, "main").text
    finally:
        driver.quit()


def test_the_search_on_a_phone_and_in_the_dark(browser, library):
    resize(browser, PHONE)
    browser.get(library)
    browser.execute_script("document.documentElement.dataset.theme = 'dark'")
    browser.find_element(By.ID, "search-link").click()
    dialog = until(browser, lambda d: d.find_element(By.CSS_SELECTOR, "dialog[open]"))
    assert dialog.size["width"] <= PHONE[0]
    colour = dialog.value_of_css_property("background-color")
    assert max(int(part) for part in colour[5:-1].split(",")[:3]) < 64
    press(browser, "common")
    until(browser, said)
    assert browser.execute_script("return document.documentElement.scrollWidth") == PHONE[0]
    dialog.find_element(By.TAG_NAME, "button").click()
    assert browser.find_elements(By.CSS_SELECTOR, "dialog[open]") == []
