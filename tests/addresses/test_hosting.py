"""The site's URL comes from conf.py or the host, and is never that of a preview."""

from __future__ import annotations

import re

import pytest
from sphinx.errors import ConfigError

from blink.addresses.hosting import base_address, is_preview

LIKE = "write it like 'https://example.org/'"
NO_URL = f"is not the URL of a site; {LIKE}"
OURS = "https://blink.example.org/"
PRODUCTION = {
    "READTHEDOCS": "True",
    "READTHEDOCS_VERSION": "latest",
    "READTHEDOCS_VERSION_TYPE": "branch",
    "READTHEDOCS_CANONICAL_URL": "https://notes.readthedocs.example/en/latest/",
}
PREVIEW = {
    "READTHEDOCS": "True",
    "READTHEDOCS_VERSION": "17",
    "READTHEDOCS_VERSION_TYPE": "external",
    "READTHEDOCS_CANONICAL_URL": "https://notes--17.preview.example/en/17/",
}


@pytest.fixture
def host(monkeypatch):
    """Return a setter of the host's variables; there are none before."""

    def become(environ):
        for name in PRODUCTION | PREVIEW:
            monkeypatch.delenv(name, raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)

    become({})
    return become


@pytest.mark.parametrize(
    ("configured", "environ", "expected"),
    [
        (OURS, {}, OURS),
        ("https://example.org/notes", {}, "https://example.org/notes/"),
        ("http://localhost:8000//", {}, "http://localhost:8000/"),
        ("", {}, ""),
        ("/", {}, ""),  # as the manual of Read the Docs has it
        ("/", PRODUCTION, PRODUCTION["READTHEDOCS_CANONICAL_URL"]),
        (OURS, PRODUCTION, PRODUCTION["READTHEDOCS_CANONICAL_URL"]),
        ("", PRODUCTION, PRODUCTION["READTHEDOCS_CANONICAL_URL"]),
        (OURS, PRODUCTION | {"READTHEDOCS_CANONICAL_URL": ""}, OURS),
        (OURS, PREVIEW, OURS),
        ("", PREVIEW, ""),
    ],
)
def test_base_address(configured, environ, expected):
    assert base_address(configured, environ) == expected


@pytest.mark.parametrize(
    "address",
    [
        "example.org",
        "//example.org",
        "ftp://example.org/",
        "https://",
        "https://x/?a",
        "https://x/#a",
    ],
)
def test_values_that_are_not_the_url_of_a_site(address):
    with pytest.raises(ValueError, match=re.escape(repr(address))):
        base_address(address, {})


@pytest.mark.parametrize(
    ("kind", "expected"), [("external", True), ("branch", False), ("tag", False), ("", False)]
)
def test_only_a_pull_request_is_a_preview(kind, expected):
    assert is_preview({"READTHEDOCS_VERSION_TYPE": kind}) is expected
    assert not is_preview({})


def made(blog):
    blog.post("seen", canonical_link=None)
    blog.post("hidden", draft="true")
    blog.post("coming", date="2999-01-01")
    return blog.build()


def test_a_published_site_has_the_hosts_url(blog, host):
    host(PRODUCTION)
    blog = made(blog())
    base = PRODUCTION["READTHEDOCS_CANONICAL_URL"]
    assert blog.warnings == []
    assert f'<link rel="canonical" href="{base}posts/seen.html"' in blog.page("posts/seen.html")
    assert f'href="{base}posts/seen.html"' in blog.page("blog/atom.xml")
    assert blog.holding("//blink.example.org") == []
    assert not {"posts/hidden.html", "posts/coming.html"} & blog.files()
    assert "noindex" not in blog.page("posts/seen.html")


def test_a_pull_request_shows_drafts_and_is_not_indexed(blog, host):
    host(PREVIEW)
    blog = made(blog())
    assert blog.warnings == []
    pages = {"index.html", "blog.html", *(f"posts/{n}.html" for n in ("seen", "hidden", "coming"))}
    assert pages <= blog.files()
    for page in pages:
        assert '<meta name="robots" content="noindex"/>' in blog.page(page)
    assert f'<link rel="canonical" href="{OURS}posts/seen.html"' in blog.page("posts/seen.html")
    assert blog.holding("preview.example") == []
    assert [name for name in blog.files() if name.endswith(".xml")] == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"blink_timezone": "Europe/Pari"}, "blink_timezone.*Europe/Pari"),
        ({"blink_timezone": "/etc/passwd"}, "blink_timezone"),
        ({"blog_authors": {"author": "Your Name"}}, "blog_"),
        ({"blog_authors": {"author": None}}, "blog_"),
    ],
    ids=["timezone", "path", "text", "none"],
)
def test_a_mistake_in_the_settings_ends_the_build(blog, host, settings, words):
    with pytest.raises(ConfigError, match=words):
        blog(**settings).build()


@pytest.mark.parametrize(
    ("settings", "words", "base"),
    [
        (
            {"html_baseurl": "blink.example.org"},
            f"html_baseurl: 'blink.example.org' {NO_URL}; until then, '{OURS}' is used",
            OURS,
        ),
        (
            {"html_baseurl": "/", "blog_baseurl": "somewhere"},
            f"blog_baseurl: 'somewhere' {NO_URL}; until then, the site has no URL, and no feeds",
            "",
        ),
        (
            {"html_baseurl": "", "blog_baseurl": "/"},
            f"blog_baseurl: '/' is not the URL of the site, so that no feeds are written; {LIKE}",
            "",
        ),
        ({"html_baseurl": "/", "blog_baseurl": ""}, "", ""),
    ],
    ids=["host", "word", "slash", "as Read the Docs has it"],
)
def test_a_setting_that_is_no_url_is_one_warning(blog, host, settings, words, base):
    blog = blog(**settings)
    blog.post("a")
    told = [line for line in blog.build().warnings if "baseurl" in line]
    assert [line.partition("WARNING: ")[2] for line in told] == [
        f"{words} [settings.value]" for words in [words] if words
    ]
    assert ("blog/atom.xml" in blog.files()) == bool(base)
    if base:
        assert f'href="{base}posts/a.html"' in blog.page("blog/atom.xml")
