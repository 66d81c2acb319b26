"""Read the files of a built site: which links and anchors does each have?

Pages are parsed with lxml; feeds and other files are searched for what their formats define.
Knows nothing of Sphinx.
"""

from __future__ import annotations

import json
import posixpath
import re
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree, html

from blink.addresses.faults import UNCHECKED
from blink.checks.link_targets import RawLink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class FileLinks(NamedTuple):
    """The anchors and the links of a file."""

    ids: frozenset[str]
    links: tuple[RawLink, ...]


# -- Pages ---------------------------------------------------------------------

_IDS = etree.XPath("//@id | //a/@name", smart_strings=False)
_LINKING = etree.XPath(
    "//*[@href or @src or @srcset or @imagesrcset or @poster or @data or @action"
    " or @cite or @formaction or contains(@style, 'url(') or self::style"
    " or @http-equiv or self::meta[@content] or self::use or self::image or self::a]"
    "[not(self::a[span[@class='xref myst']])]"  # MyST has warned of it
    # "not part of the same site" (HTML, 4.6.7.5), such as the former address of a moved site
    "[not(self::a[contains(concat(' ', @rel, ' '), ' external ')])]"
    "[not(ancestor::template)]"
    f"[not(contains(concat(' ', @class, ' '), ' {UNCHECKED} '))]"
)
_ATTRIBUTES = ("href", "src", "poster", "action", "xlink:href", "cite", "formaction")
#: Of ``meta``: what names an address
_PICTURES = frozenset({"og:image", "og:url", "og:audio", "og:video", "twitter:image"})
_HEAD = frozenset({"link", "meta"})


def sources(srcset: str) -> Iterator[str]:
    """Yield the addresses of a ``srcset``.

    >>> list(sources("a.webp 480w, b,c.webp 2x,d.webp"))
    ['a.webp', 'b,c.webp', 'd.webp']
    """
    rest = srcset
    while rest := rest.lstrip(" \t\n\r\f,"):
        address = rest.split(maxsplit=1)[0]
        rest = rest[len(address) :]
        if not address.endswith(","):
            rest = rest.partition(",")[2]
        yield address.rstrip(",")


def read_page(data: bytes) -> FileLinks:
    """Return the anchors of an HTML page, and all that it links to, shows and loads."""
    if not data.strip():
        return FileLinks(frozenset(), ())
    try:
        # huge: else the parser silently drops what follows ten million characters
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        root = html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # there is no element
        return FileLinks(frozenset(), ())
    links: dict[RawLink, None] = {}
    for element in _LINKING(root):
        tag = element.tag
        if tag == "meta":
            links.update(dict.fromkeys(_of_meta(element)))
            continue
        for name in _ATTRIBUTES:
            if (value := element.get(name)) is None:
                continue
            if name not in ("action", "formaction") or not value.startswith("#"):
                links[RawLink(value, tag in _HEAD)] = None  # a form leads to no anchor
        if tag == "object" and (value := element.get("data")):
            links[RawLink(value)] = None
        style = element.get("style") or (tag == "style" and element.text) or ""
        links.update((RawLink(link.raw), None) for link in read_style(style.encode()).links)
        for name in ("srcset", "imagesrcset"):
            links.update((RawLink(url), None) for url in sources(element.get(name, "")))
    return FileLinks(frozenset(_IDS(root)), tuple(links))


def _of_meta(element: Any) -> Iterator[RawLink]:
    content = element.get("content", "")
    if element.get("http-equiv", "").lower() == "refresh":
        match = re.search(r";\s*url\s*=\s*['\"]?([^'\"]+)", content, re.IGNORECASE)
        yield from [RawLink(match[1])] if match else ()
    elif {element.get("property"), element.get("name")} & _PICTURES:
        yield RawLink(content, whole=True)


# -- Feeds and what else is read by machines -----------------------------------

_CONTENT = re.compile(rb"<(content|summary|title|name|description)\b[^>]*>[^<]*</\1>")
_XML = re.compile(rb"\s(?:href|src|xmlUrl|htmlUrl)=\"([^\"]*)\"|<(?:loc|icon|logo|uri)>([^<]*)</")
_STYLE = re.compile(
    rb"/\*.*?\*/|url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)", re.DOTALL | re.IGNORECASE
)
_ROBOTS = re.compile(rb"^sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def _matches(pattern: re.Pattern[bytes], data: bytes) -> FileLinks:
    urls = (next(filter(None, match.groups()), b"") for match in pattern.finditer(data))
    texts = dict.fromkeys(unescape(url.decode("utf-8", "replace")) for url in urls if url)
    return FileLinks(frozenset(), tuple(RawLink(text, whole=True) for text in texts))


def read_xml(data: bytes) -> FileLinks:
    """Return the addresses that an Atom feed, a sitemap or an OPML file names.

    The content of entries is skipped: `read_entry` reads it.
    """
    return _matches(_XML, _CONTENT.sub(b"", data))


def read_style(data: bytes) -> FileLinks:
    """Return what a stylesheet loads."""
    return _matches(_STYLE, data)


def read_robots(data: bytes) -> FileLinks:
    """Return the sitemaps that ``robots.txt`` names."""
    return _matches(_ROBOTS, data)


_NAMES = frozenset(
    """
    url external_url image icon favicon home_page_url feed_url next_url src start_url avatar
    banner_image
    """.split()  # noqa: SIM905
)


def read_json(data: bytes) -> FileLinks:
    """Return the addresses that a JSON Feed or a web manifest names."""
    urls: dict[str, None] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in _NAMES and isinstance(inner, str):
                    urls[inner] = None
                elif isinstance(inner, dict | list):
                    walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    try:
        whole = json.loads(data)
        if isinstance(whole, dict):  # and not, for example, a list of versions
            walk(whole)
    except (ValueError, RecursionError):
        return FileLinks(frozenset(), ())
    return FileLinks(frozenset(), tuple(RawLink(url, whole=True) for url in urls))


def read_entry(data: bytes) -> FileLinks:
    """Return what feeds show of a document's posts, which `blink.feeds.entries` keeps as JSON."""
    pages = [read_page(text.encode()) for text in json.loads(data).values()]
    ids = frozenset(name for page in pages for name in page.ids)
    links = dict.fromkeys(RawLink(link.raw, whole=True) for page in pages for link in page.links)
    return FileLinks(ids, tuple(links))


#: Suffix or name of a file → its reader; other files have no links
READERS: dict[str, Callable[[bytes], FileLinks]] = {
    ".html": read_page,
    ".xml": read_xml,
    ".opml": read_xml,
    ".json": read_json,
    ".webmanifest": read_json,
    ".css": read_style,
    "robots.txt": read_robots,
    ".entry": read_entry,
}


def reader(name: str, page_ending: str = ".html") -> Callable[[bytes], FileLinks] | None:
    """Return the reader of the file *name*, or ``None`` if it has no links."""
    if name.startswith(("pagefind/", "_charts/", "_embedded/")):
        return None
    if name.endswith(page_ending):
        return READERS[".html"]
    return READERS.get(name) or READERS.get(posixpath.splitext(name)[1])
