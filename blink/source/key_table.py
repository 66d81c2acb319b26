"""Every key of a post's header and what it holds → the table of the guide (``{blog-keys}``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from blink.logbooks import fields as logfields
from blink.source.front_matter import ALIASES

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_TERMS = "a list, or words with commas between"
#: Key → what it holds, in Markdown; those of logbooks have a table of their own
ABOUT = {
    "date": "the day, `2026-01-31`, or a time, `2026-01-31 09:30` with or without a zone; a date to"
    " come schedules the post, and other forms of dates are read as ABlog reads them",
    "draft": "`true` keeps the post out of the site",
    "title": "plain text; needed only where there is no heading",
    "description": "plain text, for listings, feeds and search engines",
    "author": f"{_TERMS}: names of `blog_authors`",
    "category": f"{_TERMS}",
    "tags": f"{_TERMS}",
    "location": f"{_TERMS}",
    "language": f"{_TERMS}; a tag (`ar`, `pt-BR`) is told to readers and screen readers, and sets"
    " the direction of the text",
    "updated": "the day of the last change that readers should know of",
    "image": "a picture for listings: its path, or its number in the text, from 1; shown with links"
    " to the post too, if it is at least 600 × 315 pixels",
    "excerpt": "how many paragraphs to show where there is no description; `<!-- more -->` in the"
    " text sets the end instead",
    "redirect": "former addresses of the post, as paths in the site; the first is where it appeared"
    " first, and by it feed readers know the post again",
    "feed_id": "the id of the post in feeds, where it came with one from elsewhere",
    "canonical_link": "where the original is",
    "external_link": "where the title should lead",
    "comments": "whether readers may comment, where `blink_giscus` of `conf.py` is set",
    "nocomments": "`true`: they may not",
    "nosearch": "`true`: the search does not find it",
    "loads": "names of other sites that the page may ask for pictures, videos or scripts; each of"
    " them learns of every reader",
    "imported": "what came with the post from elsewhere and has no meaning here",
    "blogpost": "`false` makes a file under `posts/` an ordinary page; `true` makes a page a post",
}


def table(logbooks: str) -> str:
    """Return the table in MyST; *logbooks* is the words on keys of logbooks."""
    others: dict[str, list[str]] = {}
    for name, key in ALIASES.items():
        others.setdefault(key, []).append(f"`{name}`")
    rows = []
    for key, about in ABOUT.items():
        also = f"; {', '.join(others[key])} is the same" if key in others else ""
        rows.append((f"`{key}`", f"{about}{also}"))
    rows.append((", ".join(f"`{key}`" for key in logfields.READERS), logbooks))
    body = "".join(f"* - {key}\n  - {about}\n" for key, about in rows)
    head = ":::{list-table} All keys of a post\n:header-rows: 1\n:name: tab-keys\n"
    return f"{head}\n* - Key\n  - What it holds\n{body}:::\n"


class Keys(SphinxDirective):
    """The table of all keys; the content of the directive is what is said of those of logbooks."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes(table(" ".join(self.content)))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("blog-keys", Keys)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
