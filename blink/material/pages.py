"""Import the pages that posts link to, if the author asks for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material import convert, places
from blink.material.myst.context import PostContext
from blink.material.myst.writer import Writer
from blink.material.site.sources import PostSource, text_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from blink.material.index import ImportIndex
    from blink.material.myst.document import ImportedDocument
    from blink.material.site.project import Project

#: The most pages that one import adds because of links
_MOST = 500
_TAKEN = ("index", "about", "blog", "posts", "404", "search")


def bring_pages(
    project: Project, entries: list[ImportedDocument], index: ImportIndex, zone: ZoneInfo
) -> list[ImportedDocument]:
    """Return the pages that *entries* link to, each with its new path."""
    brought: list[ImportedDocument] = []
    waiting = list(entries)
    while waiting and len(brought) < _MOST:
        entry = waiting.pop()
        for name in _linked(entry, index):
            if name in index.by_name or len(brought) >= _MOST:
                continue
            file = project.docs / name
            try:
                source = PostSource(file, name, entry.source.blog, text_of(file, project.root))
                page = convert.prepare(source, project, zone)
            except Exception:  # noqa: BLE001, S112  # the links lead to where it was
                continue
            page.page, page.hidden = True, False
            page.fields.decide.clear()
            bare = re.sub(r"(?:^|/)(?:index|README)$", "", name.removesuffix(".md")) or "start"
            first = bare.split("/", 1)[0]
            page.place = f"pages/{bare}" if first in _TAKEN else bare
            page.old = places.page(project, name.removesuffix(".md"))
            index.add(page)
            brought.append(page)
            if not project.text("site_url"):
                waiting.append(page)
    return brought


def _linked(entry: ImportedDocument, index: ImportIndex) -> list[str]:
    """Return the names of the pages that *entry* links to and that were not imported yet."""
    before, remark_count = dict(index.pages), len(entry.notes.remarks)
    index.pages.clear()
    place, entry.place = entry.place, entry.place or "posts/x"
    Writer(PostContext(entry, index)).blocks(entry.body)
    found = list(index.pages)
    entry.place = place
    index.pages.clear()
    index.pages.update(before)
    del entry.notes.remarks[remark_count:]
    return found
