"""What pages show of the blog: cards of posts, logbooks, neighbours, navigation, BibTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from blink.addresses.hosting import page_url
from blink.date_form import date_form
from blink.elements.image_builds import thumbnail
from blink.languages import foreign
from blink.pages.bibtex import bibtex
from blink.pages.frame.menu import make_menu
from blink.pages.frame.navigation import make_navigation
from blink.pages.postcards import Link, card
from blink.pages.profile.hero import make_hero
from blink.pages.profile.people import people_of
from blink.posts.catalog import has_blog, home_posts
from blink.posts.store import blog_domain
from blink.settings.patches import names_in_conf_py
from blink.settings.theme import uses_blink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sphinx.application import Sphinx

    from blink.date_form import DateForm
    from blink.model import Catalog, Collection, Post
    from blink.pages.postcards import Card
    from blink.pages.profile.people import AuthorProfile

#: How many entries of each logbook the home page lists
MOST_ENTRIES = 5


class EntryRow(NamedTuple):
    """An entry in the list of a logbook."""

    title: str
    docname: str
    #: ``#`` and the id of its section, or ``""``
    anchor: str
    #: for the ``datetime`` attribute, and for readers
    date: tuple[str, str]
    #: its outcome, or else its status: ``refuted``, ``running`` …; or ``""``
    state: str
    #: ``""``, or why it is not in the published site
    mark: str


class LogbookRow(NamedTuple):
    """A logbook in a list of logbooks."""

    name: str
    docname: str
    #: number of entries
    total: int
    #: of the latest entry, for the ``datetime`` attribute and for readers
    date: tuple[str, str]
    #: the latest of them
    entries: tuple[EntryRow, ...]


def first_posts(posts: Sequence[Post], count: int) -> list[Post]:
    """Return the *count* posts that the home page has: those that are pinned, then the newest.

    *posts* are in the order of the catalog, newest first.
    """
    return sorted(posts, key=lambda post: not post.pin)[:count]


def logbook_rows(
    logbooks: Sequence[Collection], cards: Mapping[str, Card], form: DateForm
) -> list[LogbookRow]:
    """Return a row for each logbook with entries; *form* is that of dates."""
    rows = []
    for logbook in logbooks:
        dated = [post for post in logbook.posts if post.entry_fields and post.date]
        if dates := [post.date for post in dated if post.date]:
            last = max(dates)
            date = (last.isoformat(), form.shown(last))
            entries = tuple(_entry(post, cards[post.key]) for post in dated[:MOST_ENTRIES])
            rows.append(LogbookRow(logbook.name, logbook.docname, len(dated), date, entries))
    return rows


def _entry(post: Post, shown: Card) -> EntryRow:
    state = (post.entry_fields and (post.entry_fields.outcome or post.entry_fields.status)) or ""
    return EntryRow(shown.title, shown.docname, shown.anchor, shown.date, state, shown.mark)


def neighbours(
    posts: Sequence[Post], apart: Iterable[str] = ()
) -> dict[str, tuple[Post | None, Post | None]]:
    """Return the older and the newer neighbour of each post, by its key.

    *posts* are in the order of the catalog, newest first; those *apart* have no neighbours, since
    an entry that is not listed has links to its neighbours in its logbook.
    """
    padded = [None, *posts, None]
    around = {post.key: (padded[i + 2], padded[i]) for i, post in enumerate(posts)}
    return dict.fromkeys(apart, (None, None)) | around


# -- Sphinx ------------------------------------------------------------------


def collection_links(
    catalog: Catalog, people: Mapping[str, AuthorProfile] | None = None
) -> dict[tuple[str, str], Link | AuthorProfile]:
    """Return the link to the page of each collection, by its kind and label."""
    links: dict[tuple[str, str], Link | AuthorProfile] = {
        (kind, one.label): Link(one.name, one.docname)
        for kind, collections in catalog.collections.items()
        for one in collections
    }
    return links | {("author", label): person for label, person in (people or {}).items()}


def has_latest(app: Sphinx) -> bool:
    """Return whether the home page lists the latest posts.

    That of a blog made for ABlog stays as it is, unless conf.py has the setting for it.
    """
    made_for_ablog = "ablog" in app.config.extensions and not uses_blink(app)
    return not made_for_ablog or "blink_home_length" in names_in_conf_py(app.config)


class View:
    """What pages show of the blog, made once a build."""

    def __init__(self, app: Sphinx, related: Mapping[str, Sequence[str]]) -> None:
        blog, config = blog_domain(app.env), app.config
        catalog, listed = blog.catalog, home_posts(app)
        #: authors by their short names
        self.people = people_of(app, catalog)
        links, form = collection_links(catalog, self.people), date_form(config)
        apart = {post.key for post in catalog.posts} - {post.key for post in listed}
        self.cards = {
            p.key: card(
                p,
                links,
                form,
                thumbnail(app.env, p.image)[1],
                foreign(p, config),
                words=app.translator,
                compact=p.key in apart,
            )
            for p in catalog.posts
        }
        posts = {docname for docname, found in blog.posts.items() if found}
        self.navigation = make_navigation(app, posts)
        self.nav = make_menu(app, catalog, self.navigation.top())
        #: docname → its parent, and the pages before and after, in the order of the toctrees
        self._relations = app.env.collect_relations()
        self._titles = {name: title.astext() for name, title in app.env.titles.items()}
        self.has_blog = has_blog(app)
        self.all_logbooks = logbook_rows(catalog.collections.get("logbook", ()), self.cards, form)
        #: the logbooks whose entries the list of all posts does not have
        self.logbooks = self.all_logbooks if apart else []
        self._latest = first_posts(listed, config.blink_home_length)
        self._has_more = len(listed) > len(self._latest)
        self._around = neighbours(listed, apart)
        self._related = related
        self._cited = {p.key: _cite(app, p, self.cards[p.key].author) for p in catalog.posts}
        self._root = config.root_doc
        self._has_latest = self.has_blog and has_latest(app)
        self.hero = make_hero(app, catalog) if self._has_latest else None
        self._layout = config.blink_listing

    def context(self, docname: str, posts: Sequence[Post]) -> dict[str, Any]:
        """Return what the page of a document that holds *posts* shows besides itself."""
        found: dict[str, Any] = {}
        if docname == self._root and self._has_latest:
            cards = [self.cards[post.key]._replace(pinned=post.pin) for post in self._latest]
            found["hero"] = self.hero
            found["featured"], found["latest"] = cards[:1], cards[1:]
            found["layout"] = self._layout
            found["shows_authors"] = len(self.people) > 1
            found["has_more"] = self._has_more
            found["logbooks"] = self.logbooks
        if section := self.navigation.section(docname):
            found["section"] = section
        if len(posts) == 1 and not posts[0].section:
            (post,) = posts
            found["post"] = self.cards[post.key]
            # for ABlog's sidebars: a template that includes one may set `post` to ABlog's object
            found["post_card"] = found["post"]
            found["older"], found["newer"] = (
                Link(p.title, p.docname) if p else None for p in self._around[post.key]
            )
            found["related"] = [self.cards[key] for key in self._related[post.key]]
            found["cite"] = self._cited[post.key]
        return found

    def neighbour_titles(self, docname: str) -> list[tuple[str, str]]:
        """Return docname and title of the pages above *docname*, before it and after it."""
        above: list[str] = []
        relation = self._relations.get(docname)
        around = [name for name in relation[1:] if name] if relation else []
        while relation and relation[0] and relation[0] not in above:
            above.append(relation[0])
            relation = self._relations.get(relation[0])
        return [(name, self._titles.get(name, "")) for name in (*above, *around)]


def _cite(app: Sphinx, post: Post, authors: Sequence[AuthorProfile]) -> str:
    """Return the BibTeX entry of *post*, or ``""`` if it has no date or no URL."""
    config = app.config
    own = config.html_baseurl and page_url(app, post.docname)
    address = post.canonical_link or post.external_link or own
    if not post.date or not address or post.draft:
        return ""
    names = [author.name for author in authors]
    report = bool(post.logbook and not post.entry_fields)
    site, parts = config.blog_title, post.title_parts
    return bibtex(post.title, names, post.date, site, address, parts=parts, report=report)
