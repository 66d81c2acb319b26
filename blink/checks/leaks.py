"""Find what a built site gives away about drafts and scheduled posts.

The check shares no code with what keeps drafts out of a build: it reads the front matter again,
and searches the finished files for the pages of such posts and for every mention of their address.
"""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from blink.addresses.endings import PageEndings
from blink.posts.publication import state_of
from blink.source.front_matter.header import read_header
from blink.source.front_matter.keys import Keys
from blink.source.front_matter.post_keys import POST_KEYS
from blink.source.front_matter.reader import read_fields
from blink.source.front_matter.values import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_HTML = PageEndings()
_SUFFIXES = {".md": True, ".rst": False}  # whether it is Markdown
_TEXTS = frozenset({".html", ".xml", ".json", ".opml", ".txt", ".webmanifest", ".pf_fragment"})


class HiddenPost(NamedTuple):
    """A draft or scheduled post, which the site must not show."""

    #: its source, from the folder of the sources
    source: str
    docname: str


def hidden_posts(source: Path, now: datetime, date_format: str = "%Y-%m-%d") -> list[HiddenPost]:
    """Return the posts below ``posts/`` that are drafts, or dated after *now*.

    A post at a former address of a published post is left out: the redirect there is public. So are
    pages that autosummary generates from a list in a published post.
    """
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    rules, keys = Rules(zone, date_format), Keys(POST_KEYS)
    hidden, published = [], set()
    lists: list[str] = []
    generated: dict[str, Path] = {}
    for path in sorted((source / "posts").rglob("*")):
        if path.suffix not in _SUFFIXES or path.name.startswith(".") or not path.is_file():
            continue
        header = read_header(path.read_bytes(), markdown=_SUFFIXES[path.suffix])
        values, _ = read_fields(header.fields, rules, keys)
        dates = [values.get("date")] if not header.directives else [now]
        state, _ = state_of(dates, draft=bool(values.get("draft")), now=now)
        name = path.relative_to(source)
        if state == "published" and header.readable:
            published |= {name.with_suffix("").as_posix(), *values.get("redirect", ())}
            lists += _lists_of_objects(path)
        else:
            hidden.append(HiddenPost(name.as_posix(), name.with_suffix("").as_posix()))
            if path.suffix == ".rst" and not header.fields:
                generated[name.with_suffix("").as_posix()] = path
    for path in sorted({*source.glob("*.md"), *source.glob("*.rst")}):
        lists += _lists_of_objects(path)
    published |= _listed(generated, lists)
    return [one for one in hidden if one.docname not in published]


def _lists_of_objects(path: Path) -> list[str]:
    """Return the text of a source if autosummary generates pages from it."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return [text] if ".. autosummary::" in text and ":toctree:" in text else []


def _last_word(page: str) -> str:
    """Return the last part of the name of an object, from the name of its *page*."""
    return page.rpartition("/")[2].rpartition(".")[2]


def _listed(generated: dict[str, Path], lists: list[str]) -> set[str]:
    """Return the names of the pages of which *lists*, or other such pages, name the object."""
    left, found = dict(generated), set[str]()
    while True:
        new = {
            name
            for name in left
            for text in lists
            if re.search(rf"(?m)^\s+~?(?:\w+\.)*{re.escape(_last_word(name))}\s*$", text)
        }
        if not new:
            return found
        found |= new
        lists = [text for name in new for text in _lists_of_objects(left.pop(name))]


def mentions(
    site: Path, hidden: list[HiddenPost], endings: PageEndings = _HTML
) -> Iterator[tuple[HiddenPost, str]]:
    """Yield (post, file) for each file of *site* made from a hidden post, or naming its address."""
    if not hidden:
        return
    for source in hidden:
        for file in (
            f"{source.docname}{endings.file}",
            f"_cards/{source.docname}.png",
            f"_sources/{source.source}",
        ):
            if (site / file).exists():
                yield source, file
    words: dict[bytes, HiddenPost] = {}
    for source in hidden:
        for address in {source.docname, quote(source.docname)}:
            for ending in {*endings}:
                words[f"{address}{ending}".encode()] = source
    longest = sorted(words, key=lambda word: (-len(word), word))
    pattern = re.compile(b"(?<![\\w-])(?:" + b"|".join(map(re.escape, longest)) + b")(?![\\w-])")
    for path in sorted(site.rglob("*")):
        if (path.suffix in _TEXTS or endings.is_page(path.name)) and path.is_file():
            data = path.read_bytes()
            if data.startswith(b"\x1f\x8b"):
                data = gzip.decompress(data)
            for word in sorted(set(pattern.findall(data))):
                yield words[word], path.relative_to(site).as_posix()
