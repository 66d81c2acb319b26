"""Compare the built site with the ledger of published pages, and update it.

What comes in are the built site, the posts that the build listed and ``posts/published.jsonl``;
what goes out are the new ledger and the changes for readers, a line each.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from blink.files import replace_file
from blink.posts.published_ledger import PublishedPage, page_record, read, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

#: Pages that are not permanent: their posts change, or they are no content
_NOT_PERMANENT = re.compile(
    r"(?:^|/)page/\d+\.html$|^(?:404|search|genindex|py-modindex)\.html$|^(?:_|pagefind/)"
)


def site_pages(site: Path, posts: Iterable[Sequence[str]], day: str) -> dict[str, PublishedPage]:
    """Return the pages and feeds of the built *site* by address; the build wrote *posts*."""
    pages = {}
    for address, name, title, source in posts:
        file = site / address.partition("#")[0]
        if file.is_file():
            pages[address] = PublishedPage(
                address, "post", name, day, title, source, **page_record(file)
            )
    files = {page.file for page in pages.values()}
    for path in sorted(site.rglob("*")):
        address = path.relative_to(site).as_posix()
        if not path.is_file() or address in files or _NOT_PERMANENT.search(address):
            continue
        if path.suffix == ".html":
            pages[address] = PublishedPage(address)
        elif is_feed(path):
            pages[address] = PublishedPage(address, "feed")
    return pages


def is_feed(path: Path) -> bool:
    """Return whether *path* is a feed to subscribe to, and not an archive of one."""
    if path.suffix not in (".xml", ".json") or re.search(r"-\d+$", path.stem):
        return False
    with path.open("rb") as file:
        head = file.read(400)
    return b"http://www.w3.org/2005/Atom" in head or b"https://jsonfeed.org/version/" in head


def merged_pages(
    known: Mapping[str, PublishedPage], now: Mapping[str, PublishedPage], day: str
) -> dict[str, PublishedPage]:
    """Return *known* with what is new *now*, as of *day*; what was once published stays."""
    result, gone = dict(known), {page.address for page in withdrawn(known, now)}
    anchors: dict[str, list[str]] = {}  # of each post, at all its addresses
    for page in known.values():
        anchors.setdefault(page.id or page.address, []).extend(page.anchors)
    for address, page in now.items():
        old = known.get(address)
        if page.kind == "post":
            first = old.first if old and old.kind == "post" else page.first
            name = page.id or (old.id if old else "")
            every = (*(old.anchors if old else ()), *anchors.get(name, ()), *page.anchors)
            result[address] = replace(
                page, first=first, id=name, anchors=tuple(dict.fromkeys(every))
            )  # fmt: skip
        elif not old:
            result[address] = page
    return result | {address: replace(result[address], gone=day) for address in gone}


def withdrawn(
    known: Mapping[str, PublishedPage], now: Mapping[str, PublishedPage]
) -> list[PublishedPage]:
    """Return the posts that are *known* but not there *now*, not even at another address."""
    ids = {page.id for page in now.values()}
    posts = (page for _, page in sorted(known.items()) if page.kind == "post" and not page.gone)
    addresses = {address for address, page in now.items() if page.kind == "post"}
    return [page for page in posts if page.address not in addresses and page.id not in ids]


def changes(known: Mapping[str, PublishedPage], now: Mapping[str, PublishedPage]) -> list[str]:
    """Return the changes for readers and subscribers, a line each."""
    before = {page.id: page for page in known.values() if page.kind == "post" and page.id}
    lines, entries = [], 0
    for address, page in sorted(now.items()):
        old = known.get(address)
        if page.kind != "post":
            continue
        moved = before.get(page.id) if not old else None
        if moved:
            lines.append(f"moved    {moved.address} → {address}")
        elif not old or old.kind != "post" or old.gone:
            lines.append(f"new      {address}  {page.title}")
            entries += bool(page.id)
        elif old.digest != page.digest:
            lines.append(f"changed  {address}  {page.title}")
    lines += [f"removed  {page.address}  {page.title}" for page in withdrawn(known, now)]
    others = sum(page.kind != "post" and address not in known for address, page in now.items())
    if others:
        lines.append(
            f"other    {others} new {'page or feed' if others == 1 else 'pages and feeds'}"
        )
    if entries:
        lines.append(f"feeds    {entries} new {'entry' if entries == 1 else 'entries'}")
    return lines


def update_ledger(
    state: Mapping[str, Any], site: Path, path: Path, day: date
) -> tuple[list[str], bool]:  # fmt: skip
    """Add the addresses of *site* to the ledger at *path*.

    Return the changes for readers, and whether the ledger changed.

    :raises ValueError: if the ledger cannot be read; the text says which line.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    lines, problems = read(text)
    if problems:
        raise ValueError(
            "\n".join(f"{path}:{problem.line}: {problem.message}" for problem in problems)
        )
    known = {address: page for address, (_, page) in lines.items()}
    now = site_pages(site, state["posts"], str(day))
    new = write(merged_pages(known, now, str(day)).values())
    if new != text:
        replace_file(path, new.encode())
    return changes(known, now), new != text
