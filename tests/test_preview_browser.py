"""The preview in headless Chromium: a page follows in place, and shows what is wrong."""

from __future__ import annotations

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from test_browser import pytestmark, start  # noqa: F401  # skipped where those are
from test_preview import POST, Preview

LONG = POST.replace("# One", "# Long") + "\nWords.\n" * 300
OVERLAY = "return document.querySelector('#blink-preview')?.shadowRoot.textContent ?? ''"


class Reader:
    """A browser that looks at a preview."""

    def __init__(self, driver, preview):
        self.driver, self.preview = driver, preview
        self.write, self.edit = preview.write, preview.edit

    def open(self, path):
        self.driver.get(f"http://127.0.0.1:{self.preview.port}{path}")
        self.run("window.before = true")

    def run(self, script):
        return self.driver.execute_script(script)

    def until(self, condition, limit=40):
        """Wait until *condition* is true, whichever page there is by then."""
        wait = WebDriverWait(self.driver, limit, 0.05, [WebDriverException])  # while it reloads
        return wait.until(lambda _: condition())

    def sees(self, words):
        """Wait until the page has *words*, and is done."""
        shown = "return document.readyState == 'complete' && document.body.innerText"
        self.until(lambda: words in (self.run(shown) or ""))

    def overlay(self):
        return self.run(OVERLAY)


@pytest.fixture(scope="module")
def looking(tmp_path_factory):
    preview = Preview(tmp_path_factory.mktemp("preview") / "blog")
    preview.write("posts/long.md", LONG)
    preview.start(18500)
    driver = None
    try:
        preview.line("the site: ")
        driver = start(tmp_path_factory.mktemp("chromium"))
        yield Reader(driver, preview)
    finally:
        if driver:
            driver.quit()
        preview.stop()


@pytest.fixture
def reader(looking):
    looking.write("posts/one.md", POST)
    looking.preview.told("")
    looking.preview.wait("/posts/one.html", "Words.")
    return looking


def test_a_save_leaves_the_place_where_one_reads(reader):
    reader.open("/posts/long.html")
    reader.run("scrollTo({ top: 3000, behavior: 'instant' })")
    reader.write("posts/long.md", LONG + "\nThe end.\n")
    reader.sees("The end.")
    assert reader.run("return !window.before")
    assert reader.run("return scrollY") == pytest.approx(3000, abs=2)


def test_a_page_that_did_not_change_is_left_alone(reader):
    reader.open("/search.html")
    reader.edit("posts/one.md", "Words.", "Other words.")
    reader.preview.wait("/posts/one.html", "Other words.")
    reader.write("posts/one.md", POST.replace("2026-01-01", "soon"))
    reader.until(reader.overlay)  # told after all that was built
    assert reader.run("return window.before")


@pytest.mark.parametrize(
    ("broken", "place", "words"),
    [
        (POST.replace("2026-01-01", "soon"), "posts/one.md:2", "soon"),
        (POST + "\n{nothing}`x`\n", "posts/one.md:9", "nothing"),
        (POST.replace("tags: [", "tags: [["), "posts/one.md:4", "not YAML"),
    ],
    ids=["value", "role", "header"],
)
def test_a_mistake_is_over_the_page_until_it_is_mended(reader, broken, place, words):
    reader.open("/posts/one.html")
    assert reader.overlay() == ""
    reader.write("posts/one.md", broken)
    said = reader.until(lambda: place in (told := reader.overlay()) and told)
    assert words in said  # a page that is written reloads, and has none for a moment
    assert "Words." in reader.driver.find_element(By.TAG_NAME, "article").text
    reader.open("/search.html")  # a page that is opened now tells it too
    reader.until(lambda: place in reader.overlay())
    reader.write("posts/one.md", POST)
    reader.until(lambda: not reader.overlay())
    assert reader.run("return window.before")


def test_markup_in_a_message_is_text(reader):
    reader.open("/posts/one.html")
    markup = "<img src=x onerror=window.ran=true>"
    reader.write("posts/one.md", POST.replace("2026-01-01", markup))
    reader.until(lambda: markup in reader.overlay())
    found = "return document.querySelector('#blink-preview').shadowRoot.querySelectorAll('img')"
    assert reader.run(f"{found}.length") == 0
    assert reader.run("return window.ran") is None


def test_a_page_goes_and_comes_back(reader):
    reader.write("posts/brief.md", POST.replace("# One", "# Brief"))
    reader.preview.wait("/posts/brief.html", "Brief")
    reader.open("/posts/brief.html")
    (reader.preview.folder / "posts/brief.md").unlink()
    reader.sees("Page not found")
    reader.write("posts/brief.md", POST.replace("# One", "# Brief again"))
    reader.sees("Brief again")
    (reader.preview.folder / "posts/brief.md").unlink()
    reader.sees("Page not found")


def test_many_open_pages_do_not_keep_one_from_loading(reader):
    first = reader.driver.current_window_handle
    reader.open("/posts/one.html")
    try:
        reader.driver.set_page_load_timeout(20)
        for _ in range(8):  # a browser has six connections to a host
            reader.driver.switch_to.new_window("tab")
            reader.open("/index.html")
        reader.edit("posts/one.md", "Words.", "Words for the one that waited.")
        reader.preview.wait("/posts/one.html", "that waited")
    finally:
        others = set(reader.driver.window_handles) - {first}
        reader.driver.switch_to.window(first)
        for handle in others:  # WebDriver's own way waits for a page that is not drawn
            reader.driver.execute_cdp_cmd("Target.closeTarget", {"targetId": handle})
    reader.sees("Words for the one that waited.")


def test_what_is_built_while_a_page_loads_is_not_missed(reader):
    reader.driver.execute_cdp_cmd("Network.enable", {})
    blocked = {"urls": ["*/_preview/events*"]}
    reader.driver.execute_cdp_cmd("Network.setBlockedURLs", blocked)
    reader.open("/posts/one.html")
    reader.edit("posts/one.md", "Words.", "Words it was not told of.")
    reader.preview.wait("/posts/one.html", "not told of")
    reader.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    reader.run("dispatchEvent(new Event('pageshow'))")
    reader.sees("Words it was not told of.")
