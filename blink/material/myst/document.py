"""A document that is being imported: its parsed source, and its new path."""

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
    """A post or page of the old site, and where it will be in this blog."""

    source: PostSource
    meta: FrontMatter
    fields: ConvertedFields
    body: list[Block] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    #: the path of the new file, from the blog's folder, without suffix
    docname: str = ""
    #: the path of its former URL, from the root of the old site
    former_url: str = ""
    #: the title for the header, if no heading is the title
    title: str = ""
    #: whether it will be a draft
    hidden: bool = False
    #: whether it is a page, not a post
    page: bool = False
    #: the files that its snippets include
    included: set[Path] = field(default_factory=set)
    #: former anchor → new anchor; computed when it is first needed
    anchors: dict[str, str] | None = None

    def is_published(self, today: date) -> bool:
        day = self.fields.date
        return not self.hidden and (self.page or (day is not None and day_of(day) <= today))


def headings(body: list[Block]) -> Iterator[HeadingBlock]:
    """Yield every heading, in the order of the text."""
    for block in body:
        if isinstance(block, HeadingBlock):
            yield block
        for run in children(block):
            yield from headings(run)


def adjust_levels(body: list[Block], *, titled: bool) -> None:
    """Change the levels of headings so that none is skipped below one title.

    *titled* says that the title is not one of them. Otherwise the first heading is the title if its
    level is 1.
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
    """Remove all but the first ``<!-- more -->`` from *body*; return how many there were."""
    marks = [b for b in body if isinstance(b, Verbatim) and b.lines == ["<!-- more -->"]]
    for mark in marks[1:]:
        body.remove(mark)
    return len(marks)
