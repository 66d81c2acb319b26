"""Make the table of all front-matter keys for the guide (directive ``{blog-keys}``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.docutils import SphinxDirective

from blink.logbooks import fields as logfields
from blink.source.front_matter import ALIASES

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_TERMS = "a list, or words separated by commas"
#: Key → its meaning, in Markdown; the keys of logbooks have a table of their own
ABOUT = {
    "date": "a date, `2026-01-31`, or a time, `2026-01-31 09:30`, with or without a time zone; a"
    " date in the future schedules the post; other forms of dates are read as ABlog reads them",
    "draft": "`true` keeps the post out of the site",
    "title": "plain text; needed only where there is no heading",
    "description": "plain text, for listings, feeds and search engines",
    "author": f"{_TERMS}: names from `blog_authors`",
    "category": f"{_TERMS}",
    "tags": f"{_TERMS}",
    "location": f"{_TERMS}",
    "language": f"{_TERMS}; a tag (`ar`, `pt-BR`) also tells browsers and screen readers the"
    " language, and sets the direction of the text",
    "updated": "the date of the last change that readers should know about",
    "image": "a picture for listings: its path, or its number in the text, from 1; also shown with"
    " links to the post, if it is at least 600 × 315 pixels",
    "excerpt": "how many paragraphs to show where there is no description; `<!-- more -->` in the"
    " text marks the end instead",
    "redirect": "former addresses of the post, as paths in the site; the first is the original"
    " one, by which feed readers recognise the post",
    "feed_id": "the id of the post in feeds, if it already had one elsewhere",
    "canonical_link": "the URL of the original",
    "external_link": "the URL to which the title links",
    "comments": "whether readers may comment, if `blink_giscus` is set in `conf.py`",
    "nocomments": "`true` turns comments off",
    "nosearch": "`true` keeps the post out of search",
    "loads": "host names of sites from which the page may load pictures, videos or scripts; each"
    " of them learns about every reader",
    "imported": "what an import kept of the original post; it has no effect",
    "blogpost": "`false` makes a file under `posts/` an ordinary page; `true` makes a page a post",
}


def table(logbooks: str) -> str:
    """Return the table in MyST; *logbooks* describes the keys of logbooks."""
    others: dict[str, list[str]] = {}
    for name, key in ALIASES.items():
        others.setdefault(key, []).append(f"`{name}`")
    rows = []
    for key, about in ABOUT.items():
        also = f"; {', '.join(others[key])} means the same" if key in others else ""
        rows.append((f"`{key}`", f"{about}{also}"))
    rows.append((", ".join(f"`{key}`" for key in logfields.READERS), logbooks))
    body = "".join(f"* - {key}\n  - {about}\n" for key, about in rows)
    head = ":::{list-table} All keys of a post\n:header-rows: 1\n:name: tab-keys\n"
    return f"{head}\n* - Key\n  - What it holds\n{body}:::\n"


class KeyTable(SphinxDirective):
    """The table of all keys; the content of the directive describes those of logbooks."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        return self.parse_text_to_nodes(table(" ".join(self.content)))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("blog-keys", KeyTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
