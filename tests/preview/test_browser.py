"""The preview in Chromium: an open page is updated, and shows mistakes."""

from __future__ import annotations

import pytest
from browsers import needs_chromium
from playwright.sync_api import expect
from previews import POST, Preview

pytestmark = needs_chromium

LONG = POST.replace("# One", "# Long") + "\nWords.\n" * 300


class Reader:
    """A page of a preview, and the sources that it is made from."""

    def __init__(self, page, preview):
        self.page, self.preview = page, preview
        self.write, self.edit = preview.write, preview.edit
        self.overlay = page.locator("#blink-preview [role=alert]")
        self.article = page.locator("article")

    def open(self, path):
        self.page.goto(path)
        self.page.evaluate("window.before = true")

    def stayed(self):
        """Return whether the page is the one that was opened, not loaded again."""
        return self.page.evaluate("window.before === true")

    def sees(self, words):
        """Wait until the page has *words*, and is done, however often it loads until then."""
        expect(self.page.locator("body")).to_contain_text(words, use_inner_text=True)
        self.page.wait_for_load_state()


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    preview = Preview(tmp_path_factory.mktemp("preview") / "blog")
    preview.write("posts/long.md", LONG)
    preview.start(18500)
    try:
        preview.line("the site: ")
        yield preview
    finally:
        preview.stop()


@pytest.fixture
def reader(preview, opened):
    preview.write("posts/one.md", POST)
    preview.settle()
    assert preview.wait_for_problems("") == []
    page = opened("about:blank", base_url=f"http://127.0.0.1:{preview.port}")
    return Reader(page, preview)


def test_a_reload_keeps_the_scroll_position(reader):
    reader.open("/posts/long.html")
    reader.page.evaluate("scrollTo({ top: 3000, behavior: 'instant' })")
    reader.write("posts/long.md", LONG + "\nThe end.\n")
    reader.sees("The end.")
    assert not reader.stayed()
    reader.page.wait_for_function("Math.abs(scrollY - 3000) <= 2")


def test_a_page_that_did_not_change_is_left_alone(reader):
    reader.open("/search.html")
    reader.edit("posts/one.md", "Words.", "Other words.")
    reader.preview.wait("/posts/one.html", "Other words.")
    reader.write("posts/one.md", POST.replace("2026-01-01", "soon"))
    expect(reader.overlay).to_be_visible()  # shown after all that was built
    assert reader.stayed()


@pytest.mark.parametrize(
    ("broken", "place", "words"),
    [
        (POST.replace("2026-01-01", "soon"), "posts/one.md:2", "soon"),
        (POST + "\n{nothing}`x`\n", "posts/one.md:9", "nothing"),
        (POST.replace("tags: [", "tags: [["), "posts/one.md:4", "not valid YAML"),
    ],
    ids=["value", "role", "header"],
)
def test_a_mistake_is_shown_above_the_page_until_it_is_corrected(reader, broken, place, words):
    reader.open("/posts/one.html")
    expect(reader.overlay).to_have_count(0)
    reader.write("posts/one.md", broken)
    expect(reader.overlay).to_contain_text(place)  # a page that is written has none for a moment
    expect(reader.overlay).to_contain_text(words)
    expect(reader.article).to_contain_text("Words.")
    reader.open("/search.html")  # a page that is opened now shows it too
    expect(reader.overlay).to_contain_text(place)
    reader.write("posts/one.md", POST)
    expect(reader.overlay).to_have_count(0)
    assert reader.stayed()


def test_markup_in_a_message_is_text(reader):
    reader.open("/posts/one.html")
    markup = "<img src=x onerror=window.ran=true>"
    reader.write("posts/one.md", POST.replace("2026-01-01", markup))
    expect(reader.overlay).to_contain_text(markup)
    expect(reader.overlay.locator("img")).to_have_count(0)
    assert reader.page.evaluate("window.ran === undefined")


def test_a_page_is_deleted_and_restored(reader):
    reader.write("posts/brief.md", POST.replace("# One", "# Brief"))
    reader.preview.wait("/posts/brief.html", "Brief")
    reader.open("/posts/brief.html")
    (reader.preview.folder / "posts/brief.md").unlink()
    reader.sees("Page not found")
    reader.write("posts/brief.md", POST.replace("# One", "# Brief again"))
    reader.sees("Brief again")
    (reader.preview.folder / "posts/brief.md").unlink()
    reader.sees("Page not found")


def show(page, *, hidden):
    """Put *page* behind others, or before them: Playwright has every page believe it is seen."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_many_open_pages_do_not_block_another(reader):
    page = reader.page
    reader.open("/posts/one.html")
    show(page, hidden=True)
    for _ in range(8):  # a browser has six connections to a host
        other = page.context.new_page()
        other.goto("/index.html")
        show(other, hidden=True)
    reader.edit("posts/one.md", "Words.", "Words for the one that waited.")
    reader.preview.wait("/posts/one.html", "that waited")
    assert reader.stayed()
    show(page, hidden=False)
    reader.sees("Words for the one that waited.")


def test_a_build_while_a_page_loads_reloads_it(reader):
    events = "**/_preview/events*"
    reader.page.route(events, lambda route: route.abort())
    reader.open("/posts/one.html")
    reader.edit("posts/one.md", "Words.", "Words it did not show before.")
    reader.preview.wait("/posts/one.html", "did not show before")
    reader.page.unroute(events)
    reader.page.evaluate("dispatchEvent(new Event('pageshow'))")
    reader.sees("Words it did not show before.")
