"""Register the posts with ABlog, and patch it; only this module uses ABlog.

Blink uses its directives (``post``, ``postlist``, ``update``) and its ``:ref:`` targets. All values
are checked first, since ABlog raises a traceback for a wrong date. Blink writes listing pages and
feeds itself, and disconnects those of ABlog.

Warnings: ``engine.postlist``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

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

from blink.posts.catalog import KINDS
from blink.posts.labels import logbook_targets
from blink.posts.post_node import TERMS
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

#: The node that a ``post`` directive leaves in a document
PostMark: type[nodes.Element] = PostNode

# -- documents: the nodes of ABlog's directives -------------------------------


def post_nodes(doctree: nodes.document) -> list[nodes.Element]:
    """Return the nodes of the ``post`` directives of a document."""
    return list(doctree.findall(PostNode))


def update_nodes(section: nodes.Element) -> list[nodes.Element]:
    """Return the nodes of the ``update`` directives of a section."""
    return list(section.findall(UpdateNode))


def add_post_node(doctree: nodes.document) -> nodes.Element:
    """Add a node to *doctree* such as a ``post`` directive leaves, and return it."""
    node = PostNode(exclude=False, **dict.fromkeys(("date", "title", "image", "excerpt")))
    for key in TERMS:
        node[key] = []
    node["nocomments"] = node["canonical_link"] = node["external_link"] = ""
    node.document = doctree
    next(doctree.findall(nodes.section), doctree).append(node)
    return cast("nodes.Element", node)


def remove(node: nodes.Element) -> None:
    """Remove a node of ABlog, and keep its children."""
    node.replace_self(node.children)


class PostWithId(PostDirective):  # type: ignore[misc]  # ABlog has no types
    """ABlog's ``post``, with an id in feeds."""

    option_spec: ClassVar[dict[str, Any]] = {**PostDirective.option_spec, "feed_id": str.strip}

    def run(self) -> list[nodes.Node]:
        (node,) = super().run()
        node["feed_id"] = self.options.get("feed_id", "")
        return [node]


class CheckedPostList(PostListDirective):  # type: ignore[misc]  # ABlog has no types
    """ABlog's ``postlist``, with a warning where ABlog raises a traceback."""

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

    :raises ConfigError: if a ``blog_*`` setting is not of ABlog's form.
    """
    try:
        blog = Blog(app)
        expect(vars(blog) is vars(Blog(app)), "ABlog", "its blogs no longer share their state")
        vars(blog).clear()
        return Blog(app)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        reason = error.args[0] if error.args else error
        raise ConfigError(
            f"conf.py: ABlog does not accept one of the `blog_…` settings: {reason}"
        ) from error


def register(app: Sphinx, catalog: Catalog) -> None:
    """Register all posts and collections, in the order and with the URLs of *catalog*."""
    blog = fresh_blog(app)
    targets = {"blog-posts": (blog.blog_path, "Posts")}
    if app.config.blink_drafts:
        targets["blog-drafts"] = (f"{blog.blog_path}/drafts", "Drafts")
    elif app.config.blog_baseurl:
        targets["blog-feed"] = (f"{blog.blog_path}/atom.xml", f"{blog.blog_title} Feed")
    for kind, collections in catalog.collections.items():
        if kind == "logbook":  # which ABlog does not know
            home = f"{blog.blog_path}/{KINDS[kind].folder}"
            targets.update(logbook_targets(home, collections))
            continue
        home = blog.archive if kind == "archive" else blog.catalogs[kind]
        home.collections.clear()
        if collections:
            targets[f"blog-{KINDS[kind].reference}"] = (home.docname, KINDS[kind].title)
        for ours in collections:
            label: str | int = int(ours.label) if kind == "archive" else ours.label
            theirs = Collection(home, label, ours.name, path=ours.docname)
            tail = slug(ours.label) if kind == "author" else ours.docname.rpartition("/")[2]
            theirs.xref = f"{home.xref}-{tail}"  # ABlog's is one for C, C++ and C#
            targets[theirs.xref] = (ours.docname, ours.name)
            home[label] = theirs
    blog.references.clear()  # those of terms that only drafts use are among them
    blog.references.update(targets)
    for docname, posts in blog_domain(app.env).posts.items():
        for post, info in zip(posts, infos(app.env)[docname], strict=True):
            words = [nodes.paragraph("", text) for text in post.excerpt]  # citations filled in
            _register_post(blog, post, {**info, "section": post.section, "excerpt": words})


def _register_post(blog: Blog, ours: Post, info: dict[str, Any]) -> None:
    naive = ours.date.replace(tzinfo=None) if ours.date else None
    theirs = AblogPost(blog, ours.docname, {**info, "date": naive, "update": naive})
    if ours.draft:
        theirs.name = f"[Draft] {ours.title}"
    if not ours.date:
        blog.drafts.add(theirs)
        return
    # ABlog decides by the clock and time zone of the machine; Blink has decided by the blog's.
    theirs.published, theirs.draft = True, False
    theirs.date, theirs.update = ours.date, max(ours.updated or ours.date, ours.date)
    for kind in TERMS:
        setattr(theirs, kind, list(getattr(ours, kind)))
    theirs.archive = blog.archive[ours.date.year]
    theirs.archive.add(theirs)
    blog.posts.add(theirs)
    for catalog in blog.catalogs.values():
        catalog.add(theirs)


# -- Sphinx ------------------------------------------------------------------


def settle_config(app: Sphinx, config: Config) -> None:
    """Check ABlog's settings, and disconnect what Blink does itself."""
    # Else the theme sets this after Sphinx compared settings, and each build reads all documents.
    config.fontawesome_included = True
    config.matched_blog_posts = []  # Blink decides which sources are posts
    fresh_blog(app)
    disconnect(app, "html-collect-pages", generate_archive_pages)
    # It forgets all labels that have the document's name, also those of other documents.
    disconnect(app, "env-purge-doc", purge_posts)
    disconnect(app, "html-collect-pages", generate_atom_feeds)


def disconnect(app: Sphinx, event: str, handler: Callable[..., Any]) -> None:
    """Disconnect a *handler* of ABlog from *event*.

    Seen in ABlog 0.11.13: it has no settings to turn off its listing pages and feeds.
    """
    listeners = [known for known in app.events.listeners[event] if known.handler is handler]
    expect(len(listeners) == 1, "ABlog", f"its handlers of {event!r} have changed")
    app.disconnect(listeners[0].id)


def forget_posts(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what ABlog noted of a document that is removed or read again."""
    infos(env).pop(docname, None)


def correct_notes(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the excerpts that ABlog noted, and the documents that it keeps for them."""
    docname = app.env.docname
    posts = blog_domain(app.env).posts.get(docname, ())
    for info, post in zip(infos(app.env).get(docname, ()), posts, strict=True):
        info["doctree"] = None
        # ABlog resolves relative references from the page that shows the excerpt, its copies
        # keep the whole document in memory, and their pictures are only found by a build that
        # writes the post's page.
        info["excerpt"] = [nodes.paragraph("", text) for text in post.excerpt]


def register_posts(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Register the posts of this build with ABlog."""
    register(app, blog_domain(env).catalog)
    return []


def references(app: Sphinx) -> Mapping[str, Any]:
    """Return the ``:ref:`` targets of ABlog: label → page and words."""
    return cast("Mapping[str, Any]", Blog(app).references)


def note_lists(app: Sphinx, doctree: nodes.document) -> None:
    """Note a document that lists posts: it changes with them."""
    if any(True for _ in doctree.findall(PostList)):
        blog_domain(app.env).documents_with_lists.add(app.env.docname)


def infos(env: BuildEnvironment) -> dict[str, list[dict[str, Any]]]:
    """Return what ABlog noted of the posts of each document.

    Seen in ABlog 0.11.13: it keeps this in the environment, but does not merge it.
    """
    notes: dict[str, list[dict[str, Any]]] = vars(env).setdefault("ablog_posts", {})
    expect(isinstance(notes, dict), "ABlog", "its notes have changed")
    return notes


def merge_posts(
    app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
) -> None:
    """Add what ABlog noted in another process."""
    infos(env).update({k: v for k, v in infos(other).items() if k in docnames})


def check_postlists(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn of a ``postlist`` of a term that no post has, since ABlog would list every post."""
    catalog = blog_domain(app.env).catalog
    for node in list(doctree.findall(PostList)):
        for kind in TERMS:
            known = {collection.label for collection in catalog.collections.get(kind, ())}
            node[kind] = [word for word in node[kind] if word]
            for word in node[kind]:
                if word not in known and node.parent:
                    logger.warning(
                        "postlist: no published post has `%s` in its `%s`; correct the name",
                        word, kind,
                        location=node, type="engine", subtype="postlist",
                    )  # fmt: skip
                    node.parent.remove(node)


def allow_parallel_reading(app: Sphinx) -> None:
    """Make Sphinx read documents in several processes.

    Seen in ABlog 0.11.13: it is not safe to do so with ABlog alone; with `merge_posts` it is.
    """
    ablog = app.extensions["ablog"]
    expect(hasattr(ablog, "parallel_read_safe"), "Sphinx", "what it knows of extensions changed")
    ablog.parallel_read_safe = True


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("ablog")
    app.setup_extension("blink.posts.catalog")
    app.setup_extension("blink.posts.labels")
    allow_parallel_reading(app)
    app.add_directive("post", PostWithId, override=True)
    app.add_directive("postlist", CheckedPostList, override=True)
    app.connect("config-inited", settle_config, priority=Stage.ABLOG_SETTINGS)
    app.connect("doctree-read", correct_notes, priority=Stage.AFTER_ABLOG)
    app.connect("doctree-read", note_lists, priority=Stage.TARGETS)
    app.connect("env-purge-doc", forget_posts, priority=Stage.ABLOG_FORGETS)
    app.connect("env-merge-info", merge_posts, priority=Stage.ABLOG_MERGES)
    app.connect("env-updated", register_posts, priority=Stage.ABLOG)
    app.connect("doctree-resolved", check_postlists, priority=Stage.LISTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
