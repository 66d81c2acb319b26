"""Compare the built site with the ledger of published pages, and update it.

What comes in are the built site, the posts that the build listed and ``posts/published.jsonl``;
what goes out are the new ledger and the changes for readers, a line each.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from blink.files.writing import replace_file
from blink.posts.permalinks.identity import with_identity
from blink.posts.permalinks.published_ledger import PublishedPage, page_record, read, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from blink.posts.permalinks.identity import Identity

#: Pages that are not permanent: their posts change, or they are not content
_NOT_PERMANENT = re.compile(
    r"(?:^|/)page/\d+\.\w+$|^(?:404|search|genindex(?:-\w+)?|\w+-modindex)\.\w+$|^(?:_|pagefind/)"
)


def site_pages(
    site: Path, posts: Iterable[Sequence[str]], day: str, ending: str = ".html"
) -> dict[str, PublishedPage]:
    """Return the pages and feeds of the built *site* by address; the build wrote *posts*.

    *ending* is that of the files of pages.
    """
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
        if path.name.endswith((ending, ".html")):
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
    recorded: Mapping[str, PublishedPage], built: Mapping[str, PublishedPage], day: str
) -> dict[str, PublishedPage]:
    """Return *recorded* with the new pages of *built*, as of *day*; no record is removed."""
    merged, gone = dict(recorded), {page.address for page in withdrawn(recorded, built)}
    anchors: dict[str, list[str]] = {}  # of each post, at all its addresses
    for page in recorded.values():
        anchors.setdefault(page.id or page.address, []).extend(page.anchors)
    for address, page in built.items():
        record = recorded.get(address)
        if page.kind == "post":
            first = record.first if record and record.kind == "post" else page.first
            name = page.id or (record.id if record else "")
            own = record.anchors if record else ()
            every = tuple(dict.fromkeys((*own, *anchors.get(name, ()), *page.anchors)))
            merged[address] = replace(page, first=first, id=name, anchors=every)
        elif not record:
            merged[address] = page
    return merged | {address: replace(merged[address], gone=day) for address in gone}


def withdrawn(
    recorded: Mapping[str, PublishedPage], built: Mapping[str, PublishedPage]
) -> list[PublishedPage]:
    """Return the posts of *recorded* that *built* does not have, even at another address."""
    ids = {page.id for page in built.values()}
    posts = (page for _, page in sorted(recorded.items()) if page.kind == "post" and not page.gone)
    addresses = {address for address, page in built.items() if page.kind == "post"}
    return [page for page in posts if page.address not in addresses and page.id not in ids]


def changes(recorded: Mapping[str, PublishedPage], built: Mapping[str, PublishedPage]) -> list[str]:
    """Return the changes for readers and subscribers, a line each."""
    posts_by_id = {page.id: page for page in recorded.values() if page.kind == "post" and page.id}
    lines, entries = [], 0
    for address, page in sorted(built.items()):
        record = recorded.get(address)
        if page.kind != "post":
            continue
        moved = posts_by_id.get(page.id) if not record else None
        if moved:
            lines.append(f"moved    {moved.address} → {address}")
        elif not record or record.kind != "post" or record.gone:
            lines.append(f"new      {address}  {page.title}")
            entries += bool(page.id)
        elif record.digest != page.digest:
            lines.append(f"changed  {address}  {page.title}")
    lines += [f"removed  {page.address}  {page.title}" for page in withdrawn(recorded, built)]
    others = sum(page.kind != "post" and address not in recorded for address, page in built.items())
    if others:
        lines.append(
            f"other    {others} new {'page or feed' if others == 1 else 'pages and feeds'}"
        )
    if entries:
        lines.append(f"feeds    {entries} new {'entry' if entries == 1 else 'entries'}")
    return lines


def update_ledger(
    state: Mapping[str, Any], site: Path, path: Path, day: date, identity: Identity | None = None
) -> tuple[list[str], bool]:
    """Add the addresses of *site*, and its *identity*, to the ledger at *path*.

    Return the changes for readers, and whether the ledger changed.

    :raises ValueError: if the ledger cannot be read; the text says which line.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    records, problems = read(text)
    if problems:
        raise ValueError(
            "\n".join(f"{path}:{problem.line}: {problem.message}" for problem in problems)
        )
    recorded = {address: page for address, (_, page) in records.items()}
    built = site_pages(site, state["posts"], str(day), state.get("ending", ".html"))
    pages = merged_pages(recorded, built, str(day))
    lines = changes(recorded, built)
    if identity:
        former = {page.site for page in recorded.values() if page.site}
        if former and identity.url not in former:
            lines.append(f"site     {min(former)} → {identity.url}")
        pages = with_identity(pages, state.get("home", "index.html"), identity)
    new = write(pages.values())
    if new != text:
        replace_file(path, new.encode())
    return lines, new != text
