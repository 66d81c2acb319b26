"""Read the pages, redirects and feeds of a built site from its folder.

A feed may be continued by archives; their entries are counted as its own.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_ATOM = "{http://www.w3.org/2005/Atom}"
_REFRESH = re.compile(
    rb"""<meta[^>]*http-equiv=["']?refresh["']?[^>]*content=["']?[\d.\s]*;\s*url=['"]?([^"'>]+)""",
    re.IGNORECASE,
)
_HEAD = 20_000  # bytes of a page that have its redirect
#: Folders at the top of a site without pages: files that pages load, and copies of the sources
_LOADED = frozenset({"_static", "_sources", "_images", "_downloads"})


class SiteContents(NamedTuple):
    """The parts of a site that readers and programs know by their addresses."""

    #: address of each page and file, but for those that pages load
    addresses: frozenset[str]
    #: address of each page that redirects → the address or URL to which it leads
    redirects: Mapping[str, str]
    #: address of each feed → the links of its entries
    feeds: Mapping[str, tuple[str, ...]]


def read_site(folder: Path) -> SiteContents:
    """Return the contents of the site in *folder*."""
    names = frozenset(_addresses(folder))
    redirects, feeds = {}, {}
    for name in sorted(names):
        if name.endswith(".html"):
            with (folder / name).open("rb") as page:
                match = _REFRESH.search(page.read(_HEAD))
            if match:
                target = match[1].decode("utf-8", "replace").strip()
                redirects[name] = resolved(name, target)
        elif name.endswith((".xml", ".atom", ".rss")):
            links = feed_links(folder, name)
            if links is not None:
                feeds[name] = links
    return SiteContents(names, redirects, feeds)


def _addresses(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        top = name.parts[0]
        if path.is_file() and top not in _LOADED:
            is_page = path.suffix == ".html"
            if is_page or not top.startswith((".", "_", "searchindex")):
                yield name.as_posix()


def resolved(page: str, target: str) -> str:
    """Return the address to which *target* leads from *page*; a URL stays as it is.

    >>> resolved("old/place.html", "../blog/a.html#x")
    'blog/a.html'
    """
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return target
    path = unquote(urldefrag(target)[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)).lstrip("/")


def feed_links(folder: Path, name: str) -> tuple[str, ...] | None:
    """Return the links of the entries of a feed and its archives; ``None`` if it is no feed."""
    links: list[str] = []
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        try:
            root = etree.fromstring((folder / name).read_bytes())
        except (etree.XMLSyntaxError, OSError):
            return tuple(links) if links else None
        if root.tag == "rss":
            return tuple(item.findtext("link", "") for item in root.iter("item"))
        if root.tag != f"{_ATOM}feed":
            return tuple(links) if links else None
        for entry in root.iter(f"{_ATOM}entry"):
            links += [
                link.get("href", "")
                for link in entry.findall(f"{_ATOM}link")
                if link.get("rel", "alternate") == "alternate"
            ][:1]
        earlier = (x for x in root.findall(f"{_ATOM}link") if x.get("rel") == "prev-archive")
        name = _file_of(folder, next(earlier, None), root, name)
    return tuple(links)


def _file_of(folder: Path, link: etree._Element | None, root: etree._Element, name: str) -> str:
    """Return the name of the file to which the *link* of a feed leads, or ``""``."""
    if link is None:
        return ""
    path = unquote(urlsplit(link.get("href", "")).path).lstrip("/")
    while path and not (folder / path).is_file():  # the site may be in a folder of its host
        path = path.partition("/")[2]
    return path
