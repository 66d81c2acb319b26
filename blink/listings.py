"""Catalog → home, listing pages, and what stands around a post.

Templates get values in their final order and form; they choose words.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.catalog import KINDS
from blink.cite import bibtex
from blink.domain import blog_domain
from blink.entries import page_url
from blink.languages import direction, foreign, of_blog
from blink.made import digest
from blink.related import related
from blink.renditions import Thumbnail, files, thumbnail
from blink.timeline import bars

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post

Page = tuple[str, dict[str, Any], str]


class Link(NamedTuple):
    """A name and the page it leads to."""

    name: str
    docname: str


class Card(NamedTuple):
    """What a listing, or the frame of its own page, shows of a post."""

    title: str
    docname: str
    #: ``#`` and the id of its section, or ``""``
    anchor: str
    #: address on another site, which then takes the place of its own page
    external: str
    #: for the ``datetime`` attribute, and for readers
    date: tuple[str, str]
    #: likewise; empty when it is the day of *date*
    updated: tuple[str, str]
    #: ``""``, or what keeps it out of the published site
    mark: str
    summary: str
    #: to read it
    minutes: int
    image: Thumbnail
    author: tuple[Link, ...]
    category: tuple[Link, ...]
    tags: tuple[Link, ...]
    #: the tag of its language and the direction of it, where it is not that of the blog
    language: tuple[str, str]


def card(
    post: Post,
    links: dict[tuple[str, str], Link],
    form: str,
    image: Thumbnail,
    language: tuple[str, str] = ("", ""),
) -> Card:
    """Return the card of *post*; *form* is the ``strftime`` format of its dates."""
    terms = {
        kind: tuple(links[kind, label] for label in getattr(post, kind))
        for kind in ("author", "category", "tags")
    }
    changed = post.updated and post.date and post.updated.date() > post.date.date()
    mark = "Draft" if post.draft else ""
    if post.state == "scheduled" and post.date:
        mark = f"Scheduled for {post.date.strftime(form)}"
    return Card(
        title=post.title,
        docname=post.docname,
        anchor=f"#{post.section}" if post.section else "",
        external=post.external_link,
        date=(post.date.isoformat(), post.date.strftime(form)) if post.date else ("", "undated"),
        updated=(post.updated.isoformat(), post.updated.strftime(form))
        if changed and post.updated
        else ("", ""),
        mark=mark,
        summary=post.description or " ".join(post.excerpt),
        minutes=post.minutes,
        image=image,
        language=language,
        **terms,
    )


def page_name(base: str, number: int) -> str:
    """Return the docname of page *number*, from 1, of the listing at *base*."""
    return base if number == 1 else f"{base}/page/{number}"


def paginated(
    base: str, posts: Sequence[Post], size: int
) -> Iterator[tuple[str, dict[str, Any], Sequence[Post]]]:
    """Yield docname, pager and posts of each page of a listing; the first is there though empty."""
    count = max(1, -(-len(posts) // size))
    for number in range(1, count + 1):
        pager = {
            "number": number,
            "count": count,
            "newer": page_name(base, number - 1) if number > 1 else None,
            "older": page_name(base, number + 1) if number < count else None,
        }
        yield page_name(base, number), pager, posts[(number - 1) * size : number * size]


def neighbours(posts: Sequence[Post]) -> dict[str, tuple[Post | None, Post | None]]:
    """Return for each post's key the post before it in time and the one after.

    *posts* are in the order of the catalog, newest first.
    """
    padded = [None, *posts, None]
    return {post.key: (padded[i + 2], padded[i]) for i, post in enumerate(posts)}


# -- Sphinx ------------------------------------------------------------------


def _links(catalog: Catalog) -> dict[tuple[str, str], Link]:
    return {
        (kind, one.label): Link(one.name, one.docname)
        for kind, collections in catalog.collections.items()
        for one in collections
    }


def _cards(app: Sphinx, posts: Sequence[Post]) -> list[Card]:
    known = _view(app).cards
    return [known[post.key] for post in posts]


def _view(app: Sphinx) -> View:
    view = blog_domain(app.env).view
    assert view
    return view


def make_pages(app: Sphinx) -> Iterator[Page]:
    """Yield the listing pages of the blog; a page that the author wrote takes precedence."""
    if app.builder.format != "html":
        return
    catalog = blog_domain(app.env).catalog
    for docname, context, template in _pages(app, catalog):
        if docname not in app.env.found_docs:
            yield docname, context, template


def _pages(app: Sphinx, catalog: Catalog) -> Iterator[Page]:
    path = app.config.blog_path
    yield from _listing(app, path, "All posts", catalog.posts)
    if app.config.blink_drafts:
        drafts = [post for post in catalog.posts if post.draft]
        yield from _listing(app, f"{path}/drafts", "Drafts", drafts)
    for kind, collections in catalog.collections.items():
        words = KINDS[kind]
        if kind == "archive":
            years = [(Link(one.name, one.docname), _cards(app, one.posts)) for one in collections]
            dates = [post.date for post in catalog.posts if post.date]
            context = {"title": words.title, "years": years, "bars": bars(dates)}
            yield f"{path}/{words.folder}", context, "archive.html"
        elif collections:
            rows = [(Link(one.name, one.docname), len(one.posts)) for one in collections]
            context = {"title": words.title, "collections": rows}
            yield f"{path}/{words.folder}", context, "catalog.html"
        for one in collections if kind != "logbook" else ():  # these have pages of their own
            yield from _listing(app, one.docname, one.name, one.posts, words.singular)


def _listing(
    app: Sphinx, base: str, heading: str, posts: Sequence[Post], kind: str = ""
) -> Iterator[Page]:
    for docname, pager, some in paginated(base, posts, app.config.blink_page_size):
        context = {
            # Sphinx takes titles for HTML
            "title": escape(f"{kind}: {heading}" if kind else heading, quote=False),
            "heading": heading,
            "kind": kind,
            "cards": _cards(app, some),
            "total": len(posts),
            "pager": pager,
            "collection": base,
        }
        yield docname, context, "listing.html"


def _nav(app: Sphinx, catalog: Catalog) -> list[Link]:
    """Return the site's few destinations: those that there are."""
    path = app.config.blog_path
    kinds = [
        KINDS[kind] for kind in ("category", "tags", "logbook") if catalog.collections.get(kind)
    ]
    links = [Link("Posts", path), *(Link(k.title, f"{path}/{k.folder}") for k in kinds)]
    links.append(Link(KINDS["archive"].title, f"{path}/{KINDS['archive'].folder}"))
    return links + ([Link("About", "about")] if "about" in app.env.found_docs else [])


class View:
    """What pages show of the blog, made once a build."""

    def __init__(self, app: Sphinx) -> None:
        catalog, config = blog_domain(app.env).catalog, app.config
        links, form = _links(catalog), config.post_date_format
        self.cards = {
            p.key: card(p, links, form, thumbnail(app.env, p.image)[1], foreign(p, config))
            for p in catalog.posts
        }
        self.nav = _nav(app, catalog)
        self._latest = catalog.posts[: config.blink_home_length]
        self._has_more = len(catalog.posts) > len(self._latest)
        self._around = neighbours(catalog.posts)
        self._related = _related(app)
        self._cited = {p.key: _cite(app, p, self.cards[p.key].author) for p in catalog.posts}
        self._root = config.root_doc

    def context(self, docname: str, posts: Sequence[Post]) -> dict[str, Any]:
        """Return what the page of a document that holds *posts* shows besides itself."""
        found: dict[str, Any] = {}
        if docname == self._root:
            found["latest"] = [self.cards[post.key] for post in self._latest]
            found["has_more"] = self._has_more
        if len(posts) == 1 and not posts[0].section:
            (post,) = posts
            found["post"] = self.cards[post.key]
            found["older"], found["newer"] = (
                Link(p.title, p.docname) if p else None for p in self._around[post.key]
            )
            found["related"] = [self.cards[key] for key in self._related[post.key]]
            found["cite"] = self._cited[post.key]
        return found


def _cite(app: Sphinx, post: Post, authors: Sequence[Link]) -> str:
    """Return the post's entry of BibTeX; there is none without a date, or an address."""
    config = app.config
    own = config.html_baseurl and page_url(app, post.docname)
    address = post.canonical_link or post.external_link or own
    if not post.date or not address or post.draft:
        return ""
    names = [author.name for author in authors]
    report = bool(post.logbook and not post.logged)
    return bibtex(post.title, names, post.date, config.blog_title, address, report=report)


def _related(app: Sphinx) -> dict[str, tuple[str, ...]]:
    """Return the posts that are named at each post; found anew only if a title, a tag … changed."""
    blog = blog_domain(app.env)
    posts = blog.catalog.posts
    said = [[p.key, p.title, p.tags, p.category, p.description, p.excerpt] for p in posts]
    made_of = digest(said)
    if blog.related[0] != made_of:
        blog.related = (made_of, related(posts))
    return blog.related[1]


def note_view(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make what pages show of the blog, and return the documents around which it changed."""
    blog = blog_domain(env)
    view = blog.view = View(app)
    listed = digest(repr(blog.catalog.posts)) if blog.lists else ""
    old, new = blog.shown, {}
    for docname in env.found_docs:
        context = view.context(docname, blog.posts.get(docname, ()))
        if docname in blog.lists:
            context["listed"] = listed
        new[docname] = digest([view.nav, context])
    blog.shown = new
    return sorted(name for name, shown in new.items() if old and old.get(name) != shown)


def tell_nav(app: Sphinx) -> list[Link]:
    """Return what of the blog is around every page."""
    return _view(app).nav


def add_frame(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give each page what its frame shows: of the blog, and of the post that it is."""
    posts = blog_domain(app.env).posts.get(pagename, ())
    context["blog_path"] = app.config.blog_path
    context["nav"] = _view(app).nav
    context["direction"] = direction(of_blog(app.config))
    context["shows_drafts"] = app.config.blink_drafts
    context.update(_view(app).context(pagename, posts))
    for post in posts:  # so that what listings and feeds show is copied
        for path in (thumbnail(app.env, post.image)[0], files(app.env, post.image)[0]):
            if path in app.env.images:
                app.builder.images[path] = app.env.images[path][1]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder")
    app.setup_extension("blink.catalog")
    app.add_config_value("blink_page_size", 20, "html", int)
    app.add_config_value("blink_home_length", 10, "html", int)
    app.connect("env-updated", note_view, priority=650)
    app.connect("page-frame", tell_nav)
    app.connect("html-collect-pages", make_pages)
    app.connect("html-page-context", add_frame)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
