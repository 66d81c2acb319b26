"""Find the title of a post, and the title from which its former address was made."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from blink.material.markdown.tree import HeadingBlock
from blink.material.myst import slugs
from blink.material.myst.document import adjust_levels
from blink.material.site import header
from blink.text import one_line

if TYPE_CHECKING:
    from blink.material.myst.document import ImportedDocument
    from blink.material.site.sources import PostSource


def set_title(document: ImportedDocument) -> None:
    """Set the title of *document*, and the levels of its headings."""
    first = next((b for b in document.body if isinstance(b, HeadingBlock)), None)
    heading = first if first is not None and first.level == 1 and first.text.strip() else None
    given = document.fields.title
    line = document.meta.lines.get("title", document.meta.first)
    if heading is not None:
        if given and one_line(_words(heading.text)).casefold() != given.casefold():
            document.fields.kept["title"] = given
            message = f"`title: {given[:60]}` differs from the heading, which is now the title"
            message = f"{message}; {header.KEPT}"
            document.notes.remark(line, "title", message)
    elif given:
        document.title = given
    elif other := next(
        (b for b in document.body if isinstance(b, HeadingBlock) and b.level == 1), None
    ):
        document.title = _words(other.text)
    if heading is None and not document.title:
        document.title = title_from_name(document.source)
        made = f"the post has no title; `{document.title}` was made from its file name"
        message = f"{made}; change `title:` in the new post if you like"
        document.notes.remark(document.meta.first, "title", message)
    adjust_levels(document.body, titled=heading is None)


def title_from_name(source: PostSource) -> str:
    path = PurePosixPath(source.name)
    name = path.parent.name if path.stem == "index" else path.stem
    return one_line(re.sub(r"[-_]+", " ", name)).capitalize() or "Post"


def _words(text: str) -> str:
    """Return the plain text of a heading: no links, images, icons or markup."""
    text = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    return one_line(slugs.plain_text(re.sub(r":[\w+-]+:", "", text))) or one_line(text)


def former_title(document: ImportedDocument) -> str:
    """Return the title that Material made the address of *document* of."""
    given = {**document.source.defaults, **document.meta.data}.get("title")
    if given is not None:
        return str(given)
    title = slugs.markdown_title(document.meta.body)
    return slugs.title_of_file(PurePosixPath(document.source.name).stem) if title is None else title


def title_of(document: ImportedDocument) -> str:
    """Return the title of *document* as plain text."""
    if document.title:
        return document.title
    found = next((b for b in document.body if isinstance(b, HeadingBlock) and b.level == 1), None)
    return _words(found.text) if found else "Post"
