"""A page of the site → what a reader's browser loads with it, and whether that is little enough.

Counted is what is asked for before anybody scrolls or presses anything; not what is loaded lazily.
"""

from __future__ import annotations

import gzip
import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: At most this many files with a page, itself included
REQUESTS = 8
#: At most this many bytes, as a host compresses them: of all but an author's pictures, and of these
BYTES, PICTURES = 60_000, 300_000

_RELS = frozenset({"stylesheet", "icon", "manifest", "preload", "modulepreload"})


class Weight(NamedTuple):
    """What a page takes."""

    requests: int
    #: of all but pictures beside posts
    size: int
    pictures: int


def size(site: Path, path: str) -> int:
    """Return how many bytes a request for the file at *path* takes; a host compresses it."""
    return len(gzip.compress((site / path).read_bytes(), 6))


def loads(site: Path, path: str) -> set[str]:
    """Return the files of *site* that a browser asks for to show the page at *path*, with it."""
    root = html.document_fromstring((site / path).read_bytes(), html.HTMLParser(encoding="utf-8"))
    found = [e.get("href") for e in root.iter("link") if _RELS & {*e.get("rel", "").split()}]
    found += [e.get("src") for e in root.iter("script", "iframe", "audio", "video", "embed")]
    found += [e.get("poster") for e in root.iter("video")]
    found += [e.get("src") for e in root.iter("img") if e.get("loading") != "lazy"]
    files = {path}
    for address in filter(None, found):
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            target = posixpath.join("/", posixpath.dirname(path), unquote(parts.path))
            files.add(posixpath.normpath(target).lstrip("/"))
    return {file for file in files if (site / file).is_file()}


def weigh(site: Path, path: str) -> Weight:
    """Return what the page at *path* takes."""
    files = loads(site, path)
    sizes = {file: size(site, file) for file in files}
    pictures = sum(one for file, one in sizes.items() if file.startswith("_images/"))
    return Weight(len(files), sum(sizes.values()) - pictures, pictures)


def over(weight: Weight) -> Iterator[str]:
    """Yield what is too much, and what helps."""
    if weight.requests > REQUESTS:
        yield f"asks for {weight.requests} files at once; {REQUESTS} are the budget"
    if weight.size > BYTES:
        mend = "divide the text, or its largest code and diagrams"
        yield f"takes {weight.size // 1000} kB before its pictures, of {BYTES // 1000} kB; {mend}"
    if weight.pictures > PICTURES:
        shown, most = weight.pictures // 1000, PICTURES // 1000
        yield f"shows {shown} kB of pictures at once, of {most} kB; make the first one smaller"
