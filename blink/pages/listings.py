"""Make the listing pages: of all posts, and of each year, tag, category and other collection."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.date_form import short_date_form
from blink.pages.context import view_of
from blink.pages.postcards import Link
from blink.posts.catalog import KINDS, has_blog, home_posts
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Collection, Post
    from blink.pages.postcards import Card
    from blink.pages.profile.people import AuthorProfile
    from blink.pages.view import LogbookRow

Page = tuple[str, dict[str, Any], str]

#: A longer time than this many months is shown by years
MOST_MONTHS = 48


class PageLink(NamedTuple):
    """A page of a listing."""

    number: int
    docname: str


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


def numbers(number: int, count: int) -> list[int]:
    """Return which pages a pager on page *number* of *count* links to; 0 stands for a gap.

    >>> numbers(1, 4), numbers(6, 20)
    ([1, 2, 3, 4], [1, 0, 5, 6, 7, 0, 20])
    """
    near = {1, count, *range(number - 1, number + 2)}
    near |= {n for n in (2, count - 1) if {n - 1, n + 1} <= near}  # a gap of one page is none
    shown = [n for n in range(1, count + 1) if n in near]
    return [m for n in shown for m in ((0, n) if n > 1 and n - 1 not in near else (n,))]


def paginated(
    base: str, posts: Sequence[Post], size: int
) -> Iterator[tuple[str, dict[str, Any], Sequence[Post]]]:
    """Yield docname, pager and posts of each page of a listing, which has at least one page."""
    count = max(1, -(-len(posts) // size))
    for number in range(1, count + 1):
        pager = {
            "number": number,
            "count": count,
            "pages": [n and PageLink(n, page_name(base, n)) for n in numbers(number, count)],
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


class CollectionRow(NamedTuple):
    """A collection in the list of its kind."""

    link: Link | AuthorProfile
    total: int
    #: as a percentage of the largest collection
    share: int


def collection_rows(
    collections: Sequence[Collection], people: Mapping[str, AuthorProfile]
) -> list[CollectionRow]:
    """Return a row for each of *collections*; *people* are authors, by their labels."""
    most = max((len(one.posts) for one in collections), default=0)
    rows = []
    for one in collections:
        link = people.get(one.label) or Link(one.name, one.docname)
        rows.append(CollectionRow(link, len(one.posts), max(1, round(100 * len(one.posts) / most))))
    return rows


# -- Sphinx ------------------------------------------------------------------


def _cards(app: Sphinx, posts: Sequence[Post]) -> list[Card]:
    known = view_of(app).cards
    cards = [known[post.key] for post in posts]
    if app.config.blog_archive_titles:
        return [card._replace(compact=True) for card in cards]
    return cards


def _rows(app: Sphinx, posts: Sequence[Post]) -> list[Card]:
    """Return cards with short dates, for lists of one year."""
    form, known = short_date_form(app.config), view_of(app).cards
    cards = [known[post.key] for post in posts]
    dates = [
        (card.date[0], form.shown(post.date) if post.date else "")
        for card, post in zip(cards, posts, strict=True)
    ]
    return [card._replace(date=date) for card, date in zip(cards, dates, strict=True)]


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
            years = [(Link(one.name, one.docname), _rows(app, one.posts)) for one in collections]
            dates = [post.date for post in catalog.posts if post.date]
            context: dict[str, Any] = {
                "title": gettext(words.title),
                "years": years,
                "bars": bars(dates),
            }
            yield f"{path}/{words.folder}", context, "archive.html"
        elif collections:
            people = view_of(app).people if kind == "author" else {}
            logbooks = view_of(app).all_logbooks if kind == "logbook" else []
            shown = {row.docname for row in logbooks}
            rows = collection_rows([one for one in collections if one.docname not in shown], people)
            context = {"title": gettext(words.title), "collections": rows, "kind": kind}
            context["logbooks"] = logbooks
            yield f"{path}/{words.folder}", context, "catalog.html"
        for one in collections if kind != "logbook" else ():  # logbooks have pages of their own
            person = view_of(app).people[one.label] if kind == "author" else None
            yield from _listing(
                app, one.docname, one.name, one.posts, gettext(words.singular), person=person
            )


def _listing(
    app: Sphinx,
    base: str,
    heading: str,
    posts: Sequence[Post],
    kind: str = "",
    logbooks: Sequence[LogbookRow] = (),
    person: AuthorProfile | None = None,
) -> Iterator[Page]:
    title = app.translator.gettext("%(kind)s: %(name)s") % {"kind": kind, "name": heading}
    for docname, pager, some in paginated(base, posts, app.config.blink_page_size):
        cards = _cards(app, some)
        # beside cards, a line is not seen
        is_list = any(card.compact for card in cards)
        context = {
            # Sphinx treats titles as HTML
            "title": escape(title if kind else heading, quote=False),
            "heading": heading,
            "kind": kind,
            "cards": cards,
            "layout": "list" if is_list else app.config.blink_listing,
            "person": person,
            "shows_authors": len(view_of(app).people) > 1 and not person,
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
