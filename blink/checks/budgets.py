"""Weigh what a browser loads with a page, and compare it with the budget of conf.py.

What loads only after the reader scrolls or clicks does not count, but the data and libraries of
interactive figures are counted apart.
"""

from __future__ import annotations

import gzip
import posixpath
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import html

from blink.pages.assets import OWN
from blink.settings.declared import default_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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
    #: kB, compressed, of the data and libraries of interactive figures
    charts: int = default_of("blink_budget_charts")


class Weight(NamedTuple):
    """How much a page loads."""

    requests: int
    #: bytes, compressed, of everything but the author's images
    size: int
    #: bytes of the author's images
    pictures: int
    #: name and bytes of the stylesheets and scripts that Blink did not add, the largest first
    added: tuple[tuple[str, int], ...] = ()
    #: bytes, compressed, of the data and libraries of its interactive figures
    charts: int = 0


@lru_cache(maxsize=1000)  # many pages load the same libraries
def _compressed(path: Path, version: tuple[int, int]) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def size(site: Path, path: str) -> int:
    """Return the size in bytes of the file at *path*, compressed as hosts do."""
    stat = (site / path).stat()
    return _compressed(site / path, (stat.st_mtime_ns, stat.st_size))


def loads(site: Path, path: str) -> set[str]:
    """Return the files of *site* that a browser loads for the page at *path*, itself included."""
    root = _parsed(site, path)
    urls = [e.get("href") for e in root.iter("link") if _RELS & {*e.get("rel", "").split()}]
    urls += [e.get("src") for e in root.iter("script", "embed")]
    urls += [e.get("src") for e in root.iter("iframe") if e.get("loading") != "lazy"]
    # a browser loads at most the beginning of what a player waits to play
    players = [e for e in root.iter("audio", "video") if e.get("preload") != "metadata"]
    urls += [e.get("src") for e in players if e.get("preload") != "none" or "autoplay" in e.attrib]
    urls += [e.get("poster") for e in root.iter("video")]
    urls += [e.get("src") for e in root.iter("img") if e.get("loading") != "lazy"]
    return {path, *_files(site, path, filter(None, urls))}


def chart_files(site: Path, path: str) -> set[str]:
    """Return the files that a browser loads for the interactive figures of the page at *path*."""
    charts = _parsed(site, path).xpath("//*[@data-chart]")
    names = (f"{chart.get('data-src', '')} {chart.get('data-libraries', '')}" for chart in charts)
    return set(_files(site, path, (name for some in names for name in some.split())))


def _parsed(site: Path, path: str) -> html.HtmlElement:
    return html.document_fromstring((site / path).read_bytes(), html.HTMLParser(encoding="utf-8"))


def _files(site: Path, path: str, urls: Iterable[str]) -> Iterator[str]:
    """Yield the files of *site* among those that the page at *path* names."""
    for address in urls:
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            target = posixpath.join("/", posixpath.dirname(path), unquote(parts.path))
            file = posixpath.normpath(target).lstrip("/")
            if (site / file).is_file():
                yield file


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
    charts = sum(size(site, file) for file in chart_files(site, path))
    return Weight(len(files), sum(sizes.values()) - pictures, pictures, tuple(added), charts)


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
    if (charts := weight.charts // 1000) > budget.charts:
        fix = "save less data in them, or raise blink_budget_charts in conf.py"
        limit = f"but the limit is {budget.charts} kB"
        yield f"the interactive figures of this page load {charts} kB, {limit}; {fix}"


def budget_of(settings: Mapping[str, Any]) -> Budget:
    """Return the budget that *settings* of conf.py give."""
    names = {field: f"blink_budget_{field}" for field in Budget._fields}
    return Budget(**{field: settings[name] for field, name in names.items() if name in settings})
