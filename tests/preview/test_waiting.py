"""Until the first build ends, a preview says so; a build that fails first lists its mistakes."""

from __future__ import annotations

import asyncio

import pytest
from browsers import needs_chromium
from lxml import html

from blink.preview.server import PreviewSite, waiting_page

PROBLEM = {"file": "posts/a.md", "line": 3, "message": "no <date>", "level": "error"}


@pytest.fixture
def site(tmp_path):
    return PreviewSite(tmp_path)


def answer(site, path="/"):
    """Return status and text of the answer to a request for *path*."""
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
             "raw_path": path.encode(), "query_string": b"", "root_path": "",
             "headers": [(b"host", b"localhost")]}  # fmt: skip
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(site.app(scope, receive, send))
    text = b"".join(message.get("body", b"") for message in sent).decode()
    return sent[0]["status"], text


def test_until_the_first_build_ends_each_page_says_so(site, tmp_path):
    for path in ("/", "/posts/a.html"):
        status, text = answer(site, path)
        assert status == 503
        assert "This page will reload when the site is built." in text
        assert '<script src="/_preview/client.js"' in text
        assert 'content="noindex"' in text
    (tmp_path / "index.html").write_text("<p>Home</p>")
    site.end(failed=False)
    assert answer(site)[0] == 200
    status, text = answer(site, "/posts/a.html")
    assert (status, "does not exist" in text) == (404, True)


def test_a_build_that_fails_first_lists_its_mistakes(site):
    site.show_problems([PROBLEM])
    site.end(failed=True)
    _, text = answer(site)
    page = html.fromstring(text)
    assert [e.text_content() for e in page.iter("li")] == ["posts/a.md:3no <date>"]
    assert page.find("body").get("data-has-problems") is not None
    site.begin()
    assert "Building…" in answer(site)[1]


def test_the_site_of_an_earlier_preview_is_shown_while_a_new_one_is_built(site, tmp_path):
    (tmp_path / "index.html").write_text("<p>Home</p>")
    assert "Home" in answer(site)[1]
    assert "Building…" in answer(site, "/posts/new.html")[1]
    site.end(failed=True)
    assert answer(site, "/posts/new.html")[0] == 404


@needs_chromium
def test_the_page_fits_a_phone_and_asks_nothing_of_others(browser):
    page, asked = browser.new_page(viewport={"width": 320, "height": 600}), []
    page.on("request", lambda request: asked.append(request.url))
    for problems in (None, [PROBLEM | {"message": "word" * 200}]):
        page.set_content(waiting_page(problems).decode())
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert asked == []
    page.close()
