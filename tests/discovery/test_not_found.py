"""The page for unknown addresses works at any depth."""

from __future__ import annotations

import functools
import http.server
import threading
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import html5lib
import pytest

from blink.addresses.hosting import root_path


class Settings:
    def __init__(self, address, *, drafts=False):
        self.html_baseurl, self.blink_drafts = address, drafts


def test_where_the_site_starts_on_its_host():
    settings = Settings("https://blink.example.org/notes/")
    assert root_path(settings, {}) == "/notes/"
    preview = {"READTHEDOCS_CANONICAL_URL": "https://x--17.preview.example/en/17/"}
    assert root_path(settings, preview) == "/en/17/"
    assert root_path(Settings(""), {}) == "/"
    assert root_path(Settings("https://blink.example.org/notes/", drafts=True), {}) == "/"


def targets(text):
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    found = [e.get(key) for e in tree.iter() for key in ("href", "src", "action") if e.get(key)]
    return tree, found


@pytest.fixture
def served(blog, tmp_path):
    """Return the address of a host that has the site below /notes/, and the site."""
    blog = blog(html_baseurl="https://blink.example.org/notes/", blink_search=True)
    blog.post("a")
    blog.build()
    (tmp_path / "notes").symlink_to(blog.out)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def send_error(self, code, message=None, explain=None):
            body = (blog.out / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=tmp_path)
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/notes/", blog
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("lost", ["gone.html", "a/b/c/gone", "posts/a/"])
def test_it_leads_on_from_any_depth(served, lost):
    base, blog = served
    assert blog.warnings == []
    with pytest.raises(HTTPError) as caught:
        urlopen(base + lost)
    assert caught.value.code == 404
    tree, found = targets(caught.value.read())
    assert len(found) > 8
    for target in found:
        if not target.startswith("#"):
            assert urlsplit(target).path.startswith("/notes/"), target
            with urlopen(urljoin(base + lost, target)) as answer:
                assert answer.status == 200
    form = tree.find(".//main//form")
    assert form.get("action") == "/notes/search.html"
    assert form.find(".//input").get("name") == "q"
    assert {"/notes/index.html", "/notes/blog.html"} <= set(found)


def test_it_is_no_page_of_the_site(blog):
    blog = blog()
    blog.post("a")
    tree, _ = targets(blog.build().page("404.html"))
    assert [e.get("content") for e in tree.iter("meta") if e.get("name") == "robots"] == ["noindex"]
    assert not [e for e in tree.iter("link") if e.get("rel") == "canonical"]
    assert not [e for e in tree.iter("meta") if e.get("property")]
    assert "404.html" not in blog.page("sitemap.xml")
    assert len(list(tree.iter("h1"))) == 1


def test_the_authors_own_page_wins(blog):
    blog = blog()
    blog.write("404.md", "# Lost\n\nWords of mine.\n")
    tree, found = targets(blog.build().page("404.html"))
    assert blog.warnings == []
    assert "Words of mine." in blog.page("404.html")
    assert [e.get("content") for e in tree.iter("meta") if e.get("name") == "robots"] == ["noindex"]
    assert not [t for t in found if not t.startswith(("/", "#"))]
    assert "404.html" not in blog.page("sitemap.xml")


def test_the_page_has_the_contents_of_the_site_in_a_sidebar(blog):
    blog = blog(html_sidebars={"**": ["globaltoc.html"]})
    blog.write("manual.md", "# The manual\n\nWords.\n")
    blog.write("index.md", "# Home\n\n```{toctree}\n:hidden:\n\nmanual\n```\n")
    blog.post("one")
    blog.build()
    tree, _ = targets(blog.page("404.html"))
    links = [(a.text, a.get("href")) for a in tree.iter("a")]
    assert links.count(("The manual", "/manual.html")) > 1  # one of them is in the menu
