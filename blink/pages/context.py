"""Collect what pages show of the blog around their text, and find the pages where it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.elements.image_builds import files, thumbnail
from blink.files import digest
from blink.hosting import page_url
from blink.languages import direction, foreign, of_blog
from blink.pages.bibtex import bibtex
from blink.pages.postcards import Link, card
from blink.pages.related import related
from blink.posts.catalog import KINDS
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post


def neighbours(posts: Sequence[Post]) -> dict[str, tuple[Post | None, Post | None]]:
    """Return the older and the newer neighbour of each post, by its key.

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


def view_of(app: Sphinx) -> View:
    """Return what the pages of this build show of the blog."""
    view = blog_domain(app.env).view
    assert view
    return view


def _nav(app: Sphinx, catalog: Catalog) -> list[Link]:
    """Return the links of the header: to the listings that exist, and to the page about."""
    path = app.config.blog_path
    kinds = [
        KINDS[kind] for kind in ("category", "tags", "logbook") if catalog.collections.get(kind)
    ]
    links = [Link("Posts", path), *(Link(k.title, f"{path}/{k.folder}") for k in kinds)]
    links.append(Link(KINDS["archive"].title, f"{path}/{KINDS['archive'].folder}"))
    return links + ([Link("About", "about")] if "about" in app.env.found_docs else [])


class View:
    """What pages show of the blog, made once per build."""

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
    """Return the BibTeX entry of *post*, or ``""`` if it has no date or no URL."""
    config = app.config
    own = config.html_baseurl and page_url(app, post.docname)
    address = post.canonical_link or post.external_link or own
    if not post.date or not address or post.draft:
        return ""
    names = [author.name for author in authors]
    report = bool(post.logbook and not post.logged)
    return bibtex(post.title, names, post.date, config.blog_title, address, report=report)


def _related(app: Sphinx) -> dict[str, tuple[str, ...]]:
    """Return the related posts of each post; they are computed only if a title or tag changed."""
    blog = blog_domain(app.env)
    posts = blog.catalog.posts
    inputs = [[p.key, p.title, p.tags, p.category, p.description, p.excerpt] for p in posts]
    made_from = digest(inputs)
    if blog.related[0] != made_from:
        blog.related = (made_from, related(posts))
    return blog.related[1]


def note_view(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the view of this build, and return the documents whose surroundings changed."""
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
    """Return the links of the header, which are on every page."""
    return view_of(app).nav


def add_frame(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give each page what surrounds its text: the blog's links, and its post's data."""
    posts = blog_domain(app.env).posts.get(pagename, ())
    context["blog_path"] = app.config.blog_path
    context["nav"] = view_of(app).nav
    context["direction"] = direction(of_blog(app.config))
    context["shows_drafts"] = app.config.blink_drafts
    context.update(view_of(app).context(pagename, posts))
    for post in posts:  # so that the images that listings and feeds show are copied
        for path in (thumbnail(app.env, post.image)[0], files(app.env, post.image)[0]):
            if path in app.env.images:
                app.builder.images[path] = app.env.images[path][1]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.builder.html")
    app.setup_extension("blink.posts.catalog")
    app.add_config_value("blink_home_length", 10, "html", int)
    app.connect("env-updated", note_view, priority=Stage.STALE_PAGES)
    app.connect("page-frame", tell_nav, priority=Stage.FRAME)
    app.connect("html-page-context", add_frame, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
