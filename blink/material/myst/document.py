"""A document that is being imported: what was read of it, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blink.material.markdown.tree import Block, HeadingBlock, Notes, Verbatim, children
from blink.material.site.header import day_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from blink.material.site.header import ConvertedFields, FrontMatter
    from blink.material.site.sources import PostSource


@dataclass
class ImportedDocument:
    """A document of the source that has a place here."""

    source: PostSource
    meta: FrontMatter
    fields: ConvertedFields
    body: list[Block] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    #: from the project's folder, without suffix
    docname: str = ""
    #: address before, as a browser shows it from the root of the site
    former_url: str = ""
    #: for the header, where no heading is the title
    title: str = ""
    #: whether readers will not see it
    hidden: bool = False
    #: whether it is a page, and no post
    page: bool = False
    #: files that were put into it
    included: set[Path] = field(default_factory=set)
    #: anchor before → anchor here; made when it is asked for
    anchors: dict[str, str] | None = None

    def is_published(self, today: date) -> bool:
        day = self.fields.date
        return not self.hidden and (self.page or (day is not None and day_of(day) <= today))


def headings(body: list[Block]) -> Iterator[HeadingBlock]:
    """Yield every heading, in the order of reading."""
    for block in body:
        if isinstance(block, HeadingBlock):
            yield block
        for run in children(block):
            yield from headings(run)


def adjust_levels(body: list[Block], *, titled: bool) -> None:
    """Give headings levels that follow each other, below one title.

    *titled* if the title is none of them. The first heading is the title if it is of level 1.
    """
    stack: list[tuple[int, int]] = [(0, 1)] if titled else []
    for block in body:
        if not isinstance(block, HeadingBlock):
            continue
        own = block.level
        if not stack:
            if own == 1:
                stack = [(0, 1)]
                continue
            stack = [(0, 1)]
        while len(stack) > 1 and stack[-1][0] >= own:
            stack.pop()
        block.level = min(stack[-1][1] + 1, 6)
        stack.append((own, block.level))


def keep_first_excerpt_end(body: list[Block]) -> int:
    """Take all but the first ``<!-- more -->`` out of *body*; return how many there were."""
    found = [b for b in body if isinstance(b, Verbatim) and b.lines == ["<!-- more -->"]]
    for mark in found[1:]:
        body.remove(mark)
    return len(found)
