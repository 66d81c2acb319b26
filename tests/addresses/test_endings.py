"""The names of pages, their files and their addresses, whatever they end in."""

from __future__ import annotations

import pytest

from blink.addresses.endings import PageEndings, page_endings

FILES = frozenset({"index.html", "a.html", "a/b.html", "a/index.html", "c/index.html", "v1.2.html"})


@pytest.mark.parametrize(
    ("settings", "endings"),
    [
        ((None, None), (".html", ".html")),
        ((None, ""), (".html", "")),
        ((".htm", None), (".htm", ".htm")),
        ((".htm", ""), (".htm", "")),
    ],
)
def test_links_end_as_files_unless_the_settings_differ(settings, endings):
    assert page_endings(*settings) == endings


@pytest.mark.parametrize(
    ("link", "path", "file"),
    [
        ("", "a", "a.html"),
        ("", "a.html", "a.html"),
        ("", "c", "c/index.html"),
        ("", "v1.2", "v1.2.html"),
        ("", "d", ""),
        (".htm", "a.htm", "a.html"),
        (".htm", "a", "a/index.html"),
        (".html", "a", "a/index.html"),
        (".html", "v1.2", ""),
    ],
)
def test_the_file_at_an_address(link, path, file):
    assert PageEndings(".html", link).file_at(path, FILES) == file


@pytest.mark.parametrize("path", ["posts/v1.2", "posts/v1.2.htm"])
def test_the_name_of_a_page_may_have_dots(path):
    assert PageEndings(".htm", "").page_of(path) == "posts/v1.2"
