"""Give pages what ABlog's sidebar templates show, and find the pages where it changed.

Blink has templates of its own under the names of ABlog's (``ablog/recentposts.html`` …). Authors
name them in ``html_sidebars`` and in options of the theme, and include them in their templates.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.util import logging
from sphinx.util.matching import patmatch

from blink.date_form import short_date_form
from blink.files.writing import digest
from blink.languages import foreign
from blink.pages.store import pages_domain
from blink.pages.view import collection_links, neighbours
from blink.posts.catalog import KINDS, home_posts
from blink.posts.store import blog_domain
from blink.settings.nested import strings
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Collection, Post

logger = logging.getLogger(__name__)

#: The folder of the templates; earlier versions of ABlog had them without it
FOLDER = "ablog/"
#: The templates that list collections → the kind of these
LISTS = {
    "archives.html": "archive",
    "authors.html": "author",
    "categories.html": "category",
    "languages.html": "language",
    "locations.html": "location",
    "tagcloud.html": "tags",
}
TEMPLATES = frozenset(
    {*LISTS, "postcard.html", "postcard2.html", "postnavy.html", "recentposts.html"}
)
#: Words of a template that shows what this module or ABlog gives it
_MARKS = ("ablog", "recent_posts", "blog_lists", "post_neighbours", "post_places")
#: The number of recent posts, as in ABlog
_RECENT = 5


class SidebarPost(NamedTuple):
    """What a sidebar shows of a post."""

    title: str
    docname: str
    #: ``#`` and the id of its section, or ``""``
    anchor: str
    #: URL on another site, to link to instead of the post's own page
    external: str
    #: for the ``datetime`` attribute, and for readers; empty if it has none
    date: tuple[str, str]
    #: whether it is not in the published site
    draft: bool
    #: language tag and direction, where the language is not that of the blog
    language: tuple[str, str]


class SidebarRow(NamedTuple):
    """A collection in a list of collections."""

    name: str
    docname: str
    #: number of posts
    total: int
    #: size in a cloud, from 1 to 5
    size: int


class SidebarList(NamedTuple):
    """The collections of a kind."""

    #: page that lists them
    docname: str
    rows: tuple[SidebarRow, ...]


def cloud_size(total: int, least: int, most: int) -> int:
    """Return the size of a term with *total* posts, from 1 to 5, as ABlog computes it.

    >>> [cloud_size(total, 1, 9) for total in (1, 2, 5, 9)], cloud_size(3, 3, 3)
    ([1, 1, 3, 5], 3)
    """
    return 3 if least == most else int((total - least) / (most - least) * 4 + 1)


def sidebar_rows(collections: Sequence[Collection]) -> tuple[SidebarRow, ...]:
    """Return a row for each of *collections* with posts, in their order."""
    totals = [len(one.posts) for one in collections if one.posts] or [0]
    least, most = min(totals), max(totals)
    return tuple(
        SidebarRow(one.name, one.docname, len(one.posts), cloud_size(len(one.posts), least, most))
        for one in collections
        if one.posts
    )


def current_name(template: str) -> str:
    """Return the name of a sidebar *template* of ABlog with its folder; another as it is."""
    return f"{FOLDER}{template}" if template in TEMPLATES else template


def shown_templates(sidebars: Mapping[str, Sequence[str]], pagename: str) -> set[str]:
    """Return the templates of ABlog that *sidebars* (``html_sidebars``) may have on a page."""
    matching = (names for pattern, names in sidebars.items() if patmatch(pagename, pattern))
    return {
        name.removeprefix(FOLDER)
        for names in matching
        for name in names
        if name.startswith(FOLDER) and name.removeprefix(FOLDER) in TEMPLATES
    }


# -- Sphinx ------------------------------------------------------------------


class Sidebars:
    """What the sidebars of one build show."""

    def __init__(self, app: Sphinx) -> None:
        catalog, self._config = blog_domain(app.env).catalog, app.config
        listed = home_posts(app)
        apart = {post.key for post in catalog.posts} - {post.key for post in listed}
        self._recent = [self._post(post) for post in listed]
        self._around = neighbours(listed, apart)
        path = app.config.blog_path
        collections = catalog.collections
        self.lists = {
            kind: SidebarList(f"{path}/{words.folder}", sidebar_rows(collections.get(kind, ())))
            for kind, words in KINDS.items()
        }
        self._links = collection_links(catalog)
        #: a digest of everything that a template can show
        self.digest = digest([repr(catalog), self.lists])

    def _post(self, post: Post) -> SidebarPost:
        form = short_date_form(self._config)
        return SidebarPost(
            post.title,
            post.docname,
            f"#{post.section}" if post.section else "",
            post.external_link,
            (post.date.isoformat(), form.shown(post.date)) if post.date else ("", ""),
            post.draft,
            foreign(post, self._config),
        )

    def context(self, docname: str, posts: Sequence[Post]) -> dict[str, Any]:
        """Return what the templates are given on the page of a document that holds *posts*."""
        recent = [post for post in self._recent[: _RECENT + len(posts)] if post.docname != docname]
        found: dict[str, Any] = {"blog_lists": self.lists, "recent_posts": recent[:_RECENT]}
        if len(posts) == 1 and not posts[0].section:
            (post,) = posts
            found["post_neighbours"] = [
                self._post(one) if one and self._config.post_show_prev_next else None
                for one in self._around[post.key]
            ]
            found["post_places"] = {
                kind: [self._links[kind, label] for label in getattr(post, kind)]
                for kind in ("location", "language")
            }
        return found


class SidebarPages:
    """The pages that show sidebars of the blog."""

    _sidebars: Sidebars | None = None
    #: whether any page may have one, whatever ``html_sidebars`` says
    _everywhere = False

    def use_current_names(self, app: Sphinx, config: Config) -> None:
        """Put the names of templates in ``html_sidebars`` that ABlog has now."""
        own = [Path(app.confdir, folder) for folder in config.templates_path]
        config.html_sidebars = {
            pattern: names
            if isinstance(names, str)  # Sphinx reports it
            else [
                name if any((path / name).is_file() for path in own) else current_name(name)
                for name in names
            ]
            for pattern, names in config.html_sidebars.items()
        }

    def note(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Make the sidebars of this build, and return the documents where they changed."""
        blog, store = blog_domain(env), pages_domain(env)
        self._sidebars = sidebars = Sidebars(app)
        self._everywhere = any(_mentions(app))
        old, new = store.sidebar_digests, {}
        for docname in env.found_docs:
            names = shown_templates(app.config.html_sidebars, docname)
            if self._everywhere:
                new[docname] = sidebars.digest
            elif names:
                context = sidebars.context(docname, blog.posts.get(docname, ()))
                lists = [sidebars.lists[LISTS[name]] for name in names if name in LISTS]
                new[docname] = digest([sorted(lists), {**context, "blog_lists": ()}])
        store.sidebar_digests = new
        return sorted(name for name in new if name in old and old[name] != new[name])

    def frame(self, app: Sphinx) -> str:
        """Return what pages that are not documents depend on."""
        shown = self._everywhere or any(strings(app.config.html_sidebars))
        return self._sidebars.digest if self._sidebars and shown else ""

    def add(
        self, app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
    ) -> None:
        """Give a page what the templates show."""
        if self._sidebars:
            context.update(
                self._sidebars.context(pagename, blog_domain(app.env).posts.get(pagename, ()))
            )


def _mentions(app: Sphinx) -> Iterator[bool]:
    """Yield whether options of the theme, and each template of the author, show the blog."""
    for name in strings(app.config.html_theme_options):
        yield f"{name.removesuffix('.html').removeprefix(FOLDER)}.html" in TEMPLATES
    engine = Path(__file__).resolve().parents[2]
    for folder in app.config.templates_path:
        root = Path(app.confdir, folder)
        for path in root.rglob("*") if root.resolve() != engine / "theme" else ():
            if path.is_file():
                text = path.read_text(encoding="utf-8", errors="replace")
                yield any(mark in text for mark in _MARKS)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.store")
    app.setup_extension("blink.builder.html")
    app.setup_extension("blink.posts.catalog")
    pages = SidebarPages()
    app.connect("config-inited", pages.use_current_names, priority=Stage.PAGE_SETTINGS)
    app.connect("env-updated", pages.note, priority=Stage.STALE_PAGES)
    app.connect("page-frame", pages.frame, priority=Stage.FRAME)
    app.connect("html-page-context", pages.add, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
