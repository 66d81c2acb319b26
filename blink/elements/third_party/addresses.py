"""Find the addresses of what a browser requests for a page, and the sites that may be asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import html

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
#: What a link says if a browser loads its file; others, such as ``canonical``, only name a page
_LOADING_LINK = re.compile(r"icon|stylesheet|preload|prefetch|manifest", re.IGNORECASE)
_ADDS_SCRIPT = re.compile(r"createElement\(\s*[\"']script[\"']|require\.config\(|\bimport\s*\(")
#: A URL in a script, probably of another script
_SCRIPT_URL = re.compile(r"[\"'`](https?://[^\s\"'`<>]+?(?:\.m?js\b|/npm/)[^\s\"'`<>]*)[\"'`]")
#: A URL of the pieces of a map, as Leaflet has them
_TILES = re.compile(r"[\"'`](https?://[^\s\"'`<>]*\{z\}[^\s\"'`<>]*)[\"'`]")
#: A longer script is a library, which has URLs of all kinds in it
_LONGEST_SCRIPT = 100_000


def loaded_addresses(text: str) -> dict[str, None]:
    """Return the addresses of what a browser requests for a piece of HTML, in order.

    Text in scripts and templates is not HTML, even if it looks like a tag. A script that adds
    scripts to the page is searched for the addresses of these.
    """
    found: dict[str, None] = {}
    root = html.document_fromstring(f"<div>{text}", html.HTMLParser(huge_tree=True))
    for element in root.iter(*_LOADING):
        if any(True for _ in element.iterancestors("template")):
            continue
        if element.tag == "link" and not _LOADING_LINK.search(element.get("rel", "")):
            continue
        script = element.text or "" if element.tag == "script" else ""
        for name, value in element.items():
            if name == "srcset":
                parts = [part.split() for part in value.split(",")]
                found |= {part[0]: None for part in parts if part}
            elif name in _ADDRESSES and value.strip():
                found[value.strip()] = None
            elif name == "srcdoc":  # a page of its own, whose files are not those of the document
                found |= {url: None for url in loaded_addresses(value) if is_remote(url)}
        if len(script) < _LONGEST_SCRIPT:
            tiles = _TILES.findall(script)
            found |= dict.fromkeys(address.replace("{s}", "a") for address in tiles)
        if len(script) < _LONGEST_SCRIPT and _ADDS_SCRIPT.search(script):
            found |= dict.fromkeys(_SCRIPT_URL.findall(script))
    return found


def loaded_elsewhere(body: str) -> Iterator[str]:
    """Yield the URL of each file of another site that HTML loads.

    >>> list(loaded_elsewhere('<iframe src="https://a.example/b"></iframe><img src="c.png">'))
    ['https://a.example/b']
    """
    return filter(is_remote, loaded_addresses(body))


def host_of(address: str) -> str:
    """Return the host of a URL."""
    return urlsplit(address).netloc.lower().rpartition("@")[2]


def allowed_sites(env: BuildEnvironment, docname: str) -> frozenset[str]:
    """Return the hosts that the author names in ``loads:`` for a document."""
    source = blog_domain(env).sources.get(docname)
    return frozenset(source.values.get("loads", ())) if source else frozenset()
