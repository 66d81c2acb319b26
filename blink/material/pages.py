"""Import the pages that posts link to, if the author asks for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.material import convert, paths
from blink.material.myst.context import PostContext
from blink.material.myst.writer import Writer
from blink.material.site.sources import PostSource, text_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from blink.material.index import ImportIndex
    from blink.material.myst.document import ImportedDocument
    from blink.material.site.project import Project

#: The most pages that one import adds
_MOST = 500
_TAKEN = ("index", "about", "blog", "posts", "404", "search")


def import_pages(
    project: Project, documents: list[ImportedDocument], index: ImportIndex, zone: ZoneInfo
) -> list[ImportedDocument]:
    """Return the pages that *documents* link to, each with its new path."""
    pages: list[ImportedDocument] = []
    to_search = list(documents)
    while to_search and len(pages) < _MOST:
        document = to_search.pop()
        for name in _linked(document, index):
            if name in index.by_name or len(pages) >= _MOST:
                continue
            file = project.docs / name
            try:
                source = PostSource(file, name, document.source.blog, text_of(file, project.root))
                page = convert.parse(source, project, zone)
            except Exception:  # noqa: BLE001, S112  # links to it lead to the old site
                continue
            page.page, page.hidden = True, False
            page.fields.decide.clear()
            path = re.sub(r"(?:^|/)(?:index|README)$", "", name.removesuffix(".md")) or "start"
            first = path.split("/", 1)[0]
            page.docname = f"pages/{path}" if first in _TAKEN else path
            page.former_url = paths.page_url(project, name.removesuffix(".md"))
            index.add(page)
            pages.append(page)
            if not project.text("site_url"):
                to_search.append(page)
    return pages


def _linked(document: ImportedDocument, index: ImportIndex) -> list[str]:
    """Return the names of the pages that *document* links to and that were not imported yet."""
    before, remark_count = dict(index.pages), len(document.notes.remarks)
    index.pages.clear()
    place, document.docname = document.docname, document.docname or "posts/x"
    Writer(PostContext(document, index)).blocks(document.body)
    found = list(index.pages)
    document.docname = place
    index.pages.clear()
    index.pages.update(before)
    del document.notes.remarks[remark_count:]
    return found
