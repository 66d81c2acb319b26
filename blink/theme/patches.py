"""A patch of the PyData theme."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from blink.upstream import expect, parameters

if TYPE_CHECKING:
    from urllib.parse import ParseResult

    from sphinx.application import Sphinx


def shorten_links(app: Sphinx) -> None:
    """Show a URL of GitHub or GitLab in a text as, for example, ``owner/name#12``.

    Seen in PyData theme 0.24.0: its transform leaves a link to ``https://github.com/`` without
    text, so it is replaced by one that keeps the URL.
    """
    transform: Any = import_module("pydata_sphinx_theme.short_link").ShortenLinkTransform
    parse: Any = getattr(transform, "parse_url", None)
    holds = parse and parameters(parse) == ["self", "uri"]
    expect(holds, "pydata-sphinx-theme", "its transform for short links has another method")

    def text_of(self: Any, uri: ParseResult) -> str:
        return parse(self, uri) or uri.geturl()

    app.add_post_transform(type("LinkShortener", (transform,), {"parse_url": text_of}))
