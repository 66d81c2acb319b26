"""Find the addresses of what a browser requests for a page, and the sites that may be asked."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from blink.addresses.hosting import is_remote
from blink.posts.store import blog_domain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

#: What is wrong with a URL that is not allowed
THIRD_PARTY = "would be loaded from another site, which then learns of each reader"

#: Elements for which a browser may request a file, and the attributes with its address
_LOADING = frozenset({
    "img", "script", "iframe", "embed", "source", "video", "audio", "track", "input", "object",
    "link", "image", "use",
})  # fmt: skip
_ADDRESSES = frozenset({"src", "poster", "data", "href", "xlink:href"})
_ADDS_SCRIPT = re.compile(r"createElement\(\s*[\"']script[\"']|require\.config\(|\bimport\s*\(")
#: A URL in a script, probably of another script
_SCRIPT_URL = re.compile(r"[\"'`](https?://[^\s\"'`<>]+?(?:\.m?js\b|/npm/)[^\s\"'`<>]*)[\"'`]")
#: A longer script is a library, which has URLs of all kinds in it
_LONGEST_SCRIPT = 100_000


class LoadedFiles(HTMLParser):
    """Collects the addresses of what a browser requests for a piece of HTML, in order.

    Text in scripts is not HTML, even if it looks like a tag. A script that adds scripts to the page
    is searched for the addresses of these.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: dict[str, None] = {}
        self._in_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        values = dict(attrs) if tag in _LOADING else {}
        for name, value in values.items():
            if name == "srcset" and value:
                parts = [part.split() for part in value.split(",")]
                self.addresses |= {part[0]: None for part in parts if part}
            elif name in _ADDRESSES and value and value.strip():
                self.addresses[value.strip()] = None
            elif name == "srcdoc" and value:  # a page of its own
                self.addresses |= LoadedFiles(value).addresses

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and len(data) < _LONGEST_SCRIPT and _ADDS_SCRIPT.search(data):
            self.addresses |= dict.fromkeys(_SCRIPT_URL.findall(data))


def loaded_elsewhere(body: str) -> Iterator[str]:
    """Yield the URL of each file of another site that HTML loads.

    >>> list(loaded_elsewhere('<iframe src="https://a.example/b"></iframe><img src="c.png">'))
    ['https://a.example/b']
    """
    return (address for address in LoadedFiles(body).addresses if is_remote(address))


def host_of(address: str) -> str:
    """Return the host of a URL."""
    return urlsplit(address).netloc.lower().rpartition("@")[2]


def allowed_sites(env: BuildEnvironment, docname: str) -> frozenset[str]:
    """Return the hosts that the author names in ``loads:`` for a document."""
    source = blog_domain(env).sources.get(docname)
    return frozenset(source.values.get("loads", ())) if source else frozenset()
