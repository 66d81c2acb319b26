"""Make the listing pages: of all posts, and of each year, tag, category and other collection."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.pages.context import view_of
from blink.pages.postcards import Link
from blink.posts.catalog import KINDS, has_blog, home_posts
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post
    from blink.pages.postcards import Card
    from blink.pages.view import LogbookRow

Page = tuple[str, dict[str, Any], str]

#: A longer time than this many months is shown by years
MOST_MONTHS = 48


class Bar(NamedTuple):
    """The number of posts in a month or year."""

    #: ``2026-11``, or ``2026``
    name: str
    total: int
    #: as a percentage of the highest bar
    height: int


def page_name(base: str, number: int) -> str:
    """Return the docname of page *number*, from 1, of the listing at *base*."""
    return base if number == 1 else f"{base}/page/{number}"


def paginated(
    base: str, posts: Sequence[Post], size: int
) -> Iterator[tuple[str, dict[str, Any], Sequence[Post]]]:
    """Yield docname, pager and posts of each page of a listing, which has at least one page."""
    count = max(1, -(-len(posts) // size))
    for number in range(1, count + 1):
        pager = {
            "number": number,
            "count": count,
            "newer": page_name(base, number - 1) if number > 1 else None,
            "older": page_name(base, number + 1) if number < count else None,
        }
        yield page_name(base, number), pager, posts[(number - 1) * size : number * size]


def bars(dates: Sequence[datetime]) -> list[Bar]:
    """Return a bar for each month or year from the first of *dates* to the last."""
    if not dates:
        return []
    first, last = min(dates), max(dates)
    if (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS:
        count = Counter(f"{date:%Y-%m}" for date in dates)
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        names = [f"{month // 12:04}-{month % 12 + 1:02}" for month in months]
    else:
        count = Counter(f"{date.year:04}" for date in dates)
        names = [f"{year:04}" for year in range(first.year, last.year + 1)]
    most = max(count.values())
    return [Bar(name, count[name], round(100 * count[name] / most)) for name in names]


# -- Sphinx ------------------------------------------------------------------


def _cards(app: Sphinx, posts: Sequence[Post]) -> list[Card]:
    known = view_of(app).cards
    cards = [known[post.key] for post in posts]
    if app.config.blog_archive_titles:
        return [card._replace(compact=True) for card in cards]
    return cards


def make_pages(app: Sphinx) -> Iterator[Page]:
    """Yield the listing pages, if there is a blog; a page of the author takes precedence."""
    if not has_blog(app):
        return
    catalog = blog_domain(app.env).catalog
    for docname, context, template in _pages(app, catalog):
        if docname not in app.env.found_docs:
            yield docname, context, template


def _pages(app: Sphinx, catalog: Catalog) -> Iterator[Page]:
    path, gettext = app.config.blog_path, app.translator.gettext
    yield from _listing(
        app, path, gettext("All posts"), home_posts(app), logbooks=view_of(app).logbooks
    )
    if app.config.blink_drafts:
        drafts = [post for post in catalog.posts if post.draft]
        yield from _listing(app, f"{path}/drafts", gettext("Drafts"), drafts)
    for kind, collections in catalog.collections.items():
        words = KINDS[kind]
        if kind == "archive":
            years = [(Link(one.name, one.docname), _cards(app, one.posts)) for one in collections]
            dates = [post.date for post in catalog.posts if post.date]
            context = {"title": gettext(words.title), "years": years, "bars": bars(dates)}
            yield f"{path}/{words.folder}", context, "archive.html"
        elif collections:
            rows = [(Link(one.name, one.docname), len(one.posts)) for one in collections]
            context = {"title": gettext(words.title), "collections": rows}
            yield f"{path}/{words.folder}", context, "catalog.html"
        for one in collections if kind != "logbook" else ():  # logbooks have pages of their own
            yield from _listing(app, one.docname, one.name, one.posts, gettext(words.singular))


def _listing(
    app: Sphinx,
    base: str,
    heading: str,
    posts: Sequence[Post],
    kind: str = "",
    logbooks: Sequence[LogbookRow] = (),
) -> Iterator[Page]:
    title = app.translator.gettext("%(kind)s: %(name)s") % {"kind": kind, "name": heading}
    for docname, pager, some in paginated(base, posts, app.config.blink_page_size):
        context = {
            # Sphinx treats titles as HTML
            "title": escape(title if kind else heading, quote=False),
            "heading": heading,
            "kind": kind,
            "cards": _cards(app, some),
            "total": len(posts),
            "pager": pager,
            "collection": base,
            "logbooks": logbooks if docname == base else (),
        }
        yield docname, context, "listing.html"


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.context")
    app.connect("html-collect-pages", make_pages, priority=Stage.PAGES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
