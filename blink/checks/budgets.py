"""Weigh what a browser loads with a page, and compare it with the budget of conf.py.

What loads only after the reader scrolls or clicks does not count.
"""

from __future__ import annotations

import gzip
import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import html

from blink.pages.assets import OWN
from blink.settings.declared import default_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_RELS = frozenset({"stylesheet", "icon", "manifest", "preload", "modulepreload"})


class Budget(NamedTuple):
    """How much a page may load; each field is the setting ``blink_budget_…`` of conf.py."""

    #: number of files, the page included
    requests: int = default_of("blink_budget_requests")
    #: kB, compressed, of everything but the author's images
    page: int = default_of("blink_budget_page")
    #: kB of the author's images
    pictures: int = default_of("blink_budget_pictures")


class Weight(NamedTuple):
    """How much a page loads."""

    requests: int
    #: bytes, compressed, of everything but the author's images
    size: int
    #: bytes of the author's images
    pictures: int
    #: name and bytes of the stylesheets and scripts that Blink did not add, the largest first
    added: tuple[tuple[str, int], ...] = ()


def size(site: Path, path: str) -> int:
    """Return the size in bytes of the file at *path*, compressed as hosts do."""
    return len(gzip.compress((site / path).read_bytes(), 6))


def loads(site: Path, path: str) -> set[str]:
    """Return the files of *site* that a browser loads for the page at *path*, itself included."""
    root = html.document_fromstring((site / path).read_bytes(), html.HTMLParser(encoding="utf-8"))
    urls = [e.get("href") for e in root.iter("link") if _RELS & {*e.get("rel", "").split()}]
    urls += [e.get("src") for e in root.iter("script", "iframe", "embed")]
    # a browser loads at most the beginning of what a player waits to play
    players = [e for e in root.iter("audio", "video") if e.get("preload") != "metadata"]
    urls += [e.get("src") for e in players if e.get("preload") != "none" or "autoplay" in e.attrib]
    urls += [e.get("poster") for e in root.iter("video")]
    urls += [e.get("src") for e in root.iter("img") if e.get("loading") != "lazy"]
    files = {path}
    for address in filter(None, urls):
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            target = posixpath.join("/", posixpath.dirname(path), unquote(parts.path))
            files.add(posixpath.normpath(target).lstrip("/"))
    return {file for file in files if (site / file).is_file()}


def weigh(site: Path, path: str) -> Weight:
    """Return how much the page at *path* loads."""
    files = loads(site, path)
    sizes = {file: size(site, file) for file in files}
    pictures = sum(size for file, size in sizes.items() if file.startswith("_images/"))
    added = [
        (posixpath.basename(file), size)
        for file, size in sizes.items()
        if file.endswith((".css", ".js", ".mjs")) and posixpath.basename(file) not in OWN
    ]
    added.sort(key=lambda item: (-item[1], item[0]))
    return Weight(len(files), sum(sizes.values()) - pictures, pictures, tuple(added))


def over(weight: Weight, budget: Budget) -> Iterator[str]:
    """Yield a message for each limit that is exceeded: by how much, and what helps."""
    requests, size, pictures = weight.requests, weight.size // 1000, weight.pictures // 1000
    names = ", ".join(f"`{name}` ({-(-size // 1000)} kB)" for name, size in weight.added)
    added = f"extensions or conf.py add {names}; " if names else ""
    if requests > budget.requests:
        fix = "remove images, videos or scripts from it, or raise blink_budget_requests in conf.py"
        limit = f"but the limit is {budget.requests}"
        yield f"this page loads {requests} files before a reader scrolls, {limit}; {added}{fix}"
    if size > budget.page:
        fix = "split the text or its largest diagrams, or raise blink_budget_page in conf.py"
        limit = f"but the limit is {budget.page} kB"
        yield f"this page loads {size} kB without the images of its text, {limit}; {added}{fix}"
    if pictures > budget.pictures:
        fix = "make its first image smaller, or raise blink_budget_pictures in conf.py"
        limit = f"but the limit is {budget.pictures} kB"
        yield f"this page loads {pictures} kB of images before a reader scrolls, {limit}; {fix}"


def budget_of(settings: Mapping[str, Any]) -> Budget:
    """Return the budget that *settings* of conf.py give."""
    names = {field: f"blink_budget_{field}" for field in Budget._fields}
    return Budget(**{field: settings[name] for field, name in names.items() if name in settings})
