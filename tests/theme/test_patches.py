"""The PyData theme looks as its patch expects."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlparse

import pytest
from docutils import nodes
from docutils.utils import new_document
from pydata_sphinx_theme.short_link import ShortenLinkTransform
from sphinx.errors import ExtensionError

from blink.theme.patches import shorten_links


def added():
    """Return the transform that is added to an application."""
    found = []
    shorten_links(SimpleNamespace(add_post_transform=found.append))
    return found[0]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://github.com/ann/notes/issues/12", "ann/notes#12"),
        ("https://gitlab.com/ann/notes/-/merge_requests/3", "ann/notes!3"),
        ("https://github.com", "github"),
        ("https://github.com/", "https://github.com/"),
        ("https://gitlab.com/", "https://gitlab.com/"),
    ],
)
def test_shorten_links(url, text):
    document = new_document("")
    document += nodes.reference(url, url, refuri=url)
    added()(document).run()
    assert document.astext() == text


def test_the_transform_of_the_theme_leaves_a_link_without_text():
    """If this fails, the patch is no longer needed."""
    transform = ShortenLinkTransform(new_document(""))
    transform.platform = "github"
    assert transform.parse_url(urlparse("https://github.com/")) == ""


def test_another_transform_is_refused(monkeypatch):
    monkeypatch.setattr(ShortenLinkTransform, "parse_url", lambda self: "")
    with pytest.raises(ExtensionError, match="its transform for short links has another method"):
        added()
