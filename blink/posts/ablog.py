"""Register the posts with ABlog, and patch it; only this module uses ABlog.

Blink uses its directives (``post``, ``postlist``, ``update``) and its ``:ref:`` targets, but not
its listing pages and feeds. It checks all values first, since ABlog raises if a date is invalid.

Warnings: ``engine.postlist``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from ablog import builder_inited, get_html_templates_path
from ablog.blog import Blog, Collection
from ablog.blog import Post as AblogPost
from ablog.post import (
    PostDirective,
    PostList,
    PostListDirective,
    PostNode,
    UpdateNode,
    generate_archive_pages,
    generate_atom_feeds,
    purge_posts,
)
from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util import logging

from blink.date_form import shown_date
from blink.posts.catalog import KINDS
from blink.posts.labels import logbook_targets
from blink.posts.post_node import TERMS, excerpt_nodes
from blink.posts.postlist import postlist_mistakes
from blink.posts.store import blog_domain
from blink.stages import Stage
from blink.text import slug
from blink.upstream import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Set

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post

logger = logging.getLogger(__name__)

#: The folder of its templates, which `blink.builder.templates` looks up last
TEMPLATES: str = get_html_templates_path()
#: The node that a ``post`` directive leaves in a document
PostDirectiveNode: type[nodes.Element] = PostNode

# -- documents: the nodes of ABlog's directives -------------------------------


def post_nodes(doctree: nodes.document) -> list[nodes.Element]:
    """Return the nodes of the ``post`` directives of a document."""
    return list(doctree.findall(PostNode))


def update_nodes(section: nodes.Element) -> list[nodes.Element]:
    """Return the nodes of the ``update`` directives of a section."""
    return list(section.findall(UpdateNode))


def add_post_node(doctree: nodes.document) -> nodes.Element:
    """Add to *doctree* the node that a ``post`` directive leaves, and return it."""
    node = PostNode(exclude=False, **dict.fromkeys(("date", "title", "image", "excerpt")))
    for key in TERMS:
        node[key] = []
    node["nocomments"] = node["canonical_link"] = node["external_link"] = ""
    node.document = doctree
    next(doctree.findall(nodes.section), doctree).append(node)
    return cast("nodes.Element", node)


class PostWithId(PostDirective):  # type: ignore[misc]  # ABlog has no types
    """ABlog's ``post``, with an id in feeds."""

    option_spec: ClassVar[dict[str, Any]] = {**PostDirective.option_spec, "feed_id": str.strip}

    def run(self) -> list[nodes.Node]:
        (node,) = super().run()
        node["feed_id"] = self.options.get("feed_id", "")
        return [node]


class CheckedPostList(PostListDirective):  # type: ignore[misc]  # ABlog has no types
    """ABlog's ``postlist``, with a warning where ABlog ends with a traceback."""

    def run(self) -> list[nodes.Node]:
        mistakes = list(postlist_mistakes(self.arguments, self.options))
        for mistake in mistakes:
            place = (self.state.document.settings.env.docname, self.lineno)
            logger.warning(
                "postlist: %s", mistake, location=place, type="engine", subtype="postlist"
            )
        return [] if mistakes else cast("list[nodes.Node]", super().run())


# -- the site: the posts and collections of ABlog --------------------------------------------


def fresh_blog(app: Sphinx) -> Blog:
    """Return ABlog's blog, without posts.

    Seen in ABlog 0.11.13: each process has one blog, the state that all instances of `Blog` share,
    so that an earlier build in the process may have filled it. It has no method to empty it.

    :raises ConfigError: if ABlog does not accept a ``blog_*`` setting.
    """
    try:
        blog = Blog(app)
        expect(vars(blog) is vars(Blog(app)), "ABlog", "its blogs no longer share their state")
        vars(blog).clear()
        return Blog(app)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        reason = error.args[0] if error.args else error
        wrong = f"ABlog does not accept a setting that starts with `blog_`: {reason}; correct it"
        raise ConfigError(f"conf.py: {wrong}") from error


def register(app: Sphinx, catalog: Catalog) -> None:
    """Register all posts and collections, in the order and with the URLs of *catalog*."""
    blog, path, gettext = fresh_blog(app), app.config.blog_path, app.translator.gettext
    blog.config["fontawesome"] = None  # its templates have words where there is no icon font
    targets = {"blog-posts": (path, gettext("Posts"))}
    if app.config.blink_drafts:
        targets["blog-drafts"] = (f"{path}/drafts", gettext("Drafts"))
    elif app.config.blog_baseurl:
        feed = gettext("%(blog)s Feed")
        targets["blog-feed"] = (f"{path}/atom.xml", feed % {"blog": blog.blog_title})
    for kind, collections in catalog.collections.items():
        title = gettext(KINDS[kind].title)
        if kind == "logbook":  # which ABlog does not know
            targets.update(logbook_targets(f"{path}/{KINDS[kind].folder}", collections, title))
            continue
        ablog_terms = blog.archive if kind == "archive" else blog.catalogs[kind]
        ablog_terms.collections.clear()
        if collections:
            targets[f"blog-{KINDS[kind].reference}"] = (ablog_terms.docname, title)
        for collection in collections:
            label: str | int = int(collection.label) if kind == "archive" else collection.label
            term = Collection(ablog_terms, label, collection.name, path=collection.docname)
            name = collection.docname.rpartition("/")[2]
            suffix = slug(collection.label) if kind == "author" else name
            term.xref = f"{ablog_terms.xref}-{suffix}"  # ABlog's is the same for C, C++ and C#
            targets[term.xref] = (collection.docname, collection.name)
            ablog_terms[label] = term
    blog.references.clear()  # some are of terms that only drafts use
    blog.references.update(targets)
    for docname, posts in blog_domain(app.env).posts.items():
        for post, info in zip(posts, infos(app.env)[docname], strict=True):
            shown = excerpt_nodes(post)
            _register_post(blog, post, {**info, "section": post.section, "excerpt": shown}, gettext)


def _register_post(blog: Blog, post: Post, info: Any, gettext: Callable[[str], str]) -> None:
    naive = post.date.replace(tzinfo=None) if post.date else None
    ablog_post = AblogPost(blog, post.docname, {**info, "date": naive, "update": naive})
    if post.draft:
        ablog_post.name = gettext("[Draft] %(title)s") % {"title": post.title}
    if not post.date:
        blog.drafts.add(ablog_post)
        return
    # ABlog compares with the time zone of the computer; Blink has compared with the blog's.
    ablog_post.published, ablog_post.draft = True, False
    ablog_post.date = shown_date(post.date, blog.app.config)
    ablog_post.update = max(post.updated or post.date, post.date)
    for kind in TERMS:
        setattr(ablog_post, kind, list(getattr(post, kind)))
    ablog_post.archive = blog.archive[post.date.year]
    ablog_post.archive.add(ablog_post)
    blog.posts.add(ablog_post)
    for ablog_terms in blog.catalogs.values():
        ablog_terms.add(ablog_post)


# -- Sphinx ------------------------------------------------------------------


def configure(app: Sphinx, config: Config) -> None:
    """Check ABlog's settings, and disconnect what Blink does itself."""
    # Otherwise the theme sets it after Sphinx has compared settings, and all documents are read.
    config.fontawesome_included = True
    config.matched_blog_posts = []  # Blink decides which sources are posts
    fresh_blog(app)
    disconnect(app, "html-collect-pages", generate_archive_pages)
    # It deletes all labels with the document's name, even those of other documents.
    disconnect(app, "env-purge-doc", purge_posts)
    disconnect(app, "html-collect-pages", generate_atom_feeds)
    disconnect(app, "builder-inited", builder_inited)


def disconnect(app: Sphinx, event: str, handler: Callable[..., Any]) -> None:
    """Disconnect a *handler* of ABlog from *event*.

    Seen in ABlog 0.11.13: it has no settings to turn off its listing pages and feeds.
    """
    listeners = [entry for entry in app.events.listeners[event] if entry.handler is handler]
    expect(len(listeners) == 1, "ABlog", f"its handlers of {event!r} have changed")
    app.disconnect(listeners[0].id)


def forget_posts(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Delete the records of ABlog on a document that is removed or read again."""
    infos(env).pop(docname, None)


def correct_records(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the excerpts in the records of ABlog, and delete its copies of the document."""
    posts = blog_domain(app.env).posts.get(app.env.docname, ())
    for info, post in zip(infos(app.env).get(app.env.docname, ()), posts, strict=True):
        info["doctree"] = None
        # ABlog's excerpts are copies of nodes: they keep the document in memory, and their links
        # and images are those of the page that shows them.
        info["excerpt"] = [nodes.paragraph("", text) for text in post.excerpt]


def register_posts(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Register the posts of this build with ABlog."""
    register(app, blog_domain(env).catalog)
    return []


def references(app: Sphinx) -> Mapping[str, Any]:
    """Return page and link text of the ``:ref:`` targets of ABlog, by label."""
    return cast("Mapping[str, Any]", Blog(app).references)


def store_lists(app: Sphinx, doctree: nodes.document) -> None:
    """Store that a document lists posts, because it changes with them."""
    if any(True for _ in doctree.findall(PostList)):
        blog_domain(app.env).documents_with_lists.add(app.env.docname)


def infos(env: BuildEnvironment) -> dict[str, list[dict[str, Any]]]:
    """Return the records that ABlog keeps of the posts of each document.

    Seen in ABlog 0.11.13: it keeps them in the environment, but does not merge them.
    """
    records: dict[str, list[dict[str, Any]]] = vars(env).setdefault("ablog_posts", {})
    expect(isinstance(records, dict), "ABlog", "its notes have changed")
    return records


def merge_posts(
    app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
) -> None:
    """Add the records of ABlog from another process."""
    infos(env).update({k: v for k, v in infos(other).items() if k in docnames})


def check_postlists(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn of a ``postlist`` of a term that no post has, since ABlog would list every post."""
    catalog = blog_domain(app.env).catalog
    for node in list(doctree.findall(PostList)):
        for kind in TERMS:
            terms = {collection.label for collection in catalog.collections.get(kind, ())}
            node[kind] = [term for term in node[kind] if term]
            for term in node[kind]:
                if term not in terms and node.parent:
                    logger.warning(
                        "postlist: no published post has `%s` in its `%s`; correct or remove it",
                        term, kind,
                        location=node, type="engine", subtype="postlist",
                    )  # fmt: skip
                    node.parent.remove(node)


def allow_parallel_reading(app: Sphinx) -> None:
    """Make Sphinx read documents in several processes.

    Seen in ABlog 0.11.13: that is not safe with ABlog alone, but it is with `merge_posts`.
    """
    ablog = app.extensions["ablog"]
    expect(hasattr(ablog, "parallel_read_safe"), "Sphinx", "its records of extensions have changed")
    ablog.parallel_read_safe = True


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("ablog")
    app.setup_extension("blink.posts.catalog")
    app.setup_extension("blink.posts.labels")
    allow_parallel_reading(app)
    app.add_directive("post", PostWithId, override=True)
    app.add_directive("postlist", CheckedPostList, override=True)
    app.connect("config-inited", configure, priority=Stage.ABLOG_SETTINGS)
    app.connect("doctree-read", correct_records, priority=Stage.AFTER_ABLOG)
    app.connect("doctree-read", store_lists, priority=Stage.TARGETS)
    app.connect("env-purge-doc", forget_posts, priority=Stage.ABLOG_FORGETS)
    app.connect("env-merge-info", merge_posts, priority=Stage.ABLOG_MERGES)
    app.connect("env-updated", register_posts, priority=Stage.ABLOG)
    app.connect("doctree-resolved", check_postlists, priority=Stage.LISTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
