"""A page of the site → what a reader's browser loads with it, and whether that is little enough.

Counted is what is asked for before anybody scrolls or presses anything; not what is loaded lazily.
"""

from __future__ import annotations

import gzip
import posixpath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_RELS = frozenset({"stylesheet", "icon", "manifest", "preload", "modulepreload"})


class Budget(NamedTuple):
    """What a page may take; conf.py has each as ``blink_budget_…``."""

    #: files, itself included
    requests: int = 8
    #: kB, as a host compresses them, of all but an author's pictures
    page: int = 60
    #: kB of these
    pictures: int = 300


class Weight(NamedTuple):
    """What a page takes."""

    requests: int
    #: bytes of all but pictures beside posts
    size: int
    #: bytes of these
    pictures: int


def size(site: Path, path: str) -> int:
    """Return how many bytes a request for the file at *path* takes; a host compresses it."""
    return len(gzip.compress((site / path).read_bytes(), 6))


def loads(site: Path, path: str) -> set[str]:
    """Return the files of *site* that a browser asks for to show the page at *path*, with it."""
    root = html.document_fromstring((site / path).read_bytes(), html.HTMLParser(encoding="utf-8"))
    found = [e.get("href") for e in root.iter("link") if _RELS & {*e.get("rel", "").split()}]
    found += [e.get("src") for e in root.iter("script", "iframe", "embed")]
    # of a player that waits for the reader, a browser asks for the beginning at most
    players = [e for e in root.iter("audio", "video") if e.get("preload") != "metadata"]
    found += [e.get("src") for e in players if e.get("preload") != "none" or "autoplay" in e.attrib]
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


def over(weight: Weight, budget: Budget) -> Iterator[str]:
    """Yield what is too much, and what helps."""
    requests, size, pictures = weight.requests, weight.size // 1000, weight.pictures // 1000
    if requests > budget.requests:
        fix = "remove some, or raise blink_budget_requests in conf.py"
        yield f"loads {requests} files at once, but the limit is {budget.requests}; {fix}"
    if size > budget.page:
        fix = "split the text or its largest diagrams, or raise blink_budget_page in conf.py"
        yield f"takes {size} kB without its pictures, but the limit is {budget.page} kB; {fix}"
    if pictures > budget.pictures:
        fix = "make the first picture smaller, or raise blink_budget_pictures in conf.py"
        limit = f"but the limit is {budget.pictures} kB"
        yield f"loads {pictures} kB of pictures at once, {limit}; {fix}"


# -- Sphinx ------------------------------------------------------------------


def budget_of(settings: Mapping[str, Any]) -> Budget:
    """Return the budget that *settings* of conf.py give."""
    names = {field: f"blink_budget_{field}" for field in Budget._fields}
    return Budget(**{field: settings[name] for field, name in names.items() if name in settings})


def setup(app: Sphinx) -> ExtensionMetadata:
    for field, default in Budget._field_defaults.items():
        app.add_config_value(f"blink_budget_{field}", default, "", int)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
