"""Pass the posts to ABlog; only this module uses ABlog.

Blink uses its directives (``post``, ``postlist``, ``update``) and its ``:ref:`` targets. All values
are checked first, since ABlog raises a traceback for a wrong date. Its listing pages and feeds are
disconnected, because Blink writes its own.

Warnings: ``engine.postlist``.
"""

from __future__ import annotations

import re
from string import Formatter
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
from sphinx.errors import ConfigError, ExtensionError
from sphinx.util import logging

from blink.posts.catalog import KINDS
from blink.posts.post_node import TERMS
from blink.posts.store import blog_domain
from blink.stages import Stage
from blink.text import slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Set

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Catalog, Post
    from blink.model import Collection as Logbook

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


def label_of(docname: str) -> str:
    """Return the ``:ref:`` label of a post that is a document: the name of its file or folder."""
    folder, _, name = docname.rpartition("/")
    return (folder.rpartition("/")[2] if name == "index" and folder else name).lower()


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
        mistakes = list(self._mistakes())
        for mistake in mistakes:
            place = (self.state.document.settings.env.docname, self.lineno)
            logger.warning(
                "postlist: %s", mistake, location=place, type="engine", subtype="postlist"
            )
        return [] if mistakes else cast("list[nodes.Node]", super().run())

    def _mistakes(self) -> Any:
        if self.arguments and not re.fullmatch(r"[1-9][0-9]{0,5}", self.arguments[0]):
            wanted = "write a number of at least 1, or no number to list all posts"
            yield f"`{self.arguments[0]}` is not a number of posts; {wanted}"
        known = ("date", "title", *TERMS)
        try:
            keys = [key for _, key, _, _ in Formatter().parse(self.options.get("format", ""))]
        except ValueError as error:
            yield f"format: {error}; write names in braces, as in `{{date}} - {{title}}`"
        else:
            for key in keys:
                if key is not None and key not in known:
                    yield f"format: unknown name `{{{key}}}`; use one of {', '.join(known)}"


# -- the site: what ABlog is told --------------------------------------------


def fresh_blog(app: Sphinx) -> Blog:
    """Return ABlog's blog, empty; it is one a process, so an earlier build may have left it.

    :raises ConfigError: if a ``blog_*`` setting is not of ABlog's form.
    """
    try:
        vars(Blog(app)).clear()
        return Blog(app)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        reason = error.args[0] if error.args else error
        raise ConfigError(
            f"conf.py: ABlog does not accept one of the `blog_…` settings: {reason}"
        ) from error


def register(app: Sphinx, catalog: Catalog) -> None:
    """Tell ABlog of all posts and collections, in the order and at the addresses of *catalog*."""
    blog = fresh_blog(app)
    targets = {"blog-posts": (blog.blog_path, "Posts")}
    if app.config.blink_drafts:
        targets["blog-drafts"] = (f"{blog.blog_path}/drafts", "Drafts")
    elif app.config.blog_baseurl:
        targets["blog-feed"] = (f"{blog.blog_path}/atom.xml", f"{blog.blog_title} Feed")
    for kind, collections in catalog.collections.items():
        if kind == "logbook":  # a kind that ABlog has none of
            _name_logbooks(targets, f"{blog.blog_path}/{KINDS[kind].folder}", collections)
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


def _name_logbooks(
    targets: dict[str, tuple[str, str]], home: str, logbooks: Iterable[Logbook]
) -> None:
    kind = KINDS["logbook"]
    for one in logbooks:
        targets[f"blog-{kind.reference}"] = (home, kind.title)
        targets[f"logbook-{one.docname.rpartition('/')[2]}"] = (one.docname, one.name)


def _register_post(blog: Blog, ours: Post, info: dict[str, Any]) -> None:
    naive = ours.date.replace(tzinfo=None) if ours.date else None
    theirs = AblogPost(blog, ours.docname, {**info, "date": naive, "update": naive})
    if ours.draft:
        theirs.name = f"[Draft] {ours.title}"
    if not ours.date:
        blog.drafts.add(theirs)
        return
    # ABlog asks the machine's clock and zone what is published; Blink has asked the blog's.
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
    """Check ABlog's settings, and take off what Blink does itself.

    :raises ExtensionError: if ABlog does not hook in as it used to.
    """
    # The theme sets this after Sphinx compared the configuration, so that each build
    # would take the blog for changed and read it all again.
    config.fontawesome_included = True
    config.matched_blog_posts = []  # which sources are posts is for Blink to say
    fresh_blog(app)
    _take_off(app, "html-collect-pages", generate_archive_pages)
    # It forgets the labels that have the document's name, whosever they are.
    _take_off(app, "env-purge-doc", purge_posts)
    _take_off(app, "html-collect-pages", generate_atom_feeds)


def _take_off(app: Sphinx, event: str, handler: Callable[..., Any]) -> None:
    listeners = [known for known in app.events.listeners[event] if known.handler is handler]
    if len(listeners) != 1:
        wrong = f"Blink does not know this version of ABlog: its handlers of {event!r} have changed"
        raise ExtensionError(f"{wrong}; install the version that requirements.txt names")
    app.disconnect(listeners[0].id)


def forget_posts(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop ABlog's notes of a document that goes or is read again."""
    infos(env).pop(docname, None)


def mend_notes(app: Sphinx, doctree: nodes.document) -> None:
    """Make ABlog's notes light and right, and file the label as ``:ref:`` looks it up."""
    docname = app.env.docname
    std = app.env.domains.standard_domain
    posts = blog_domain(app.env).posts.get(docname, ())
    for info, post in zip(infos(app.env).get(docname, ()), posts, strict=True):
        info["doctree"] = None
        # ABlog resolves relative references as if they stood where the excerpt is shown,
        # its copies hold on to the whole document, and its pictures are only found in a
        # build that writes the post's page.
        info["excerpt"] = [nodes.paragraph("", text) for text in post.excerpt]
    labels: dict[str, Any]
    folder, _, name = docname.rpartition("/")
    for labels in (std.data["labels"], std.data["anonlabels"]):
        for label in {name, folder.rpartition("/")[2]} & labels.keys():
            home, anchor, *words = labels[label]
            if home != docname:
                continue
            # ABlog names an anchor that no page has
            labels[label] = (home, anchor if anchor in doctree.ids else "", *words)
            if label != label.lower():
                labels.setdefault(label.lower(), labels.pop(label))


def tell_ablog(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Register the posts of this build with ABlog."""
    register(app, blog_domain(env).catalog)
    return []


def references(app: Sphinx) -> Mapping[str, Any]:
    """Return the targets that ABlog was told of: label → page and words."""
    return cast("Mapping[str, Any]", Blog(app).references)


def note_lists(app: Sphinx, doctree: nodes.document) -> None:
    """Note a document that lists posts: it changes with them."""
    if any(True for _ in doctree.findall(PostList)):
        blog_domain(app.env).documents_with_lists.add(app.env.docname)


def infos(env: BuildEnvironment) -> dict[str, list[dict[str, Any]]]:
    """Return what ABlog notes of each document's posts, where it keeps it."""
    return cast("dict[str, list[dict[str, Any]]]", vars(env).setdefault("ablog_posts", {}))


def merge_posts(
    app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment
) -> None:
    """Take over what ABlog noted in a parallel reader."""
    infos(env).update({k: v for k, v in infos(other).items() if k in docnames})


def check_postlists(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn of a ``postlist`` of a term that no post has: ABlog would list every post."""
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


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("ablog")
    app.setup_extension("blink.posts.catalog")
    ablog = app.extensions["ablog"]
    ablog.parallel_read_safe = True  # with merge_posts it is
    app.add_directive("post", PostWithId, override=True)
    app.add_directive("postlist", CheckedPostList, override=True)
    app.connect("config-inited", settle_config, priority=Stage.ABLOG_SETTINGS)
    app.connect("doctree-read", mend_notes, priority=Stage.AFTER_ABLOG)
    app.connect("doctree-read", note_lists, priority=Stage.TARGETS)
    app.connect("env-purge-doc", forget_posts, priority=Stage.ABLOG_FORGETS)
    app.connect("env-merge-info", merge_posts, priority=Stage.ABLOG_MERGES)
    app.connect("env-updated", tell_ablog, priority=Stage.ABLOG)
    app.connect("doctree-resolved", check_postlists, priority=Stage.LISTS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
