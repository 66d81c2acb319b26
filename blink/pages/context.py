"""Collect what pages show of the blog around their text, and find the pages where it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.addresses.hosting import writes_site
from blink.elements.image_builds import image_sources, thumbnail
from blink.files.writing import digest
from blink.identity.pictures import drawing
from blink.languages import direction, of_blog
from blink.pages.related import related
from blink.pages.store import pages_domain
from blink.pages.view import View
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.pages.frame.navigation import NavLink


# -- Sphinx ------------------------------------------------------------------


def view_of(app: Sphinx) -> View:
    """Return what the pages of this build show of the blog."""
    view = pages_domain(app.env).view
    assert view
    return view


def _related(app: Sphinx) -> dict[str, tuple[str, ...]]:
    """Return the related posts of each post; they are computed only if a title or tag changed."""
    posts, store = blog_domain(app.env).catalog.posts, pages_domain(app.env)
    inputs = [[p.key, p.title, p.tags, p.category, p.description, p.excerpt] for p in posts]
    made_from = digest(inputs)
    if store.related_posts[0] != made_from:
        store.related_posts = (made_from, related(posts))
    return store.related_posts[1]


def note_view(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Make the view of this build, and return the documents whose surroundings changed."""
    if not writes_site(app):
        return []
    blog, store = blog_domain(env), pages_domain(env)
    view = store.view = View(app, _related(app))
    listed = digest(repr(blog.catalog.posts)) if blog.documents_with_lists else ""
    old, new = store.page_digests, {}
    for docname in env.found_docs:
        context = view.context(docname, blog.posts.get(docname, ()))
        if docname in blog.documents_with_lists:
            context["listed"] = listed
        new[docname] = digest([view.nav, context, view.neighbour_titles(docname)])
    store.page_digests = new
    return sorted(name for name, shown in new.items() if old and old.get(name) != shown)


def tell_nav(app: Sphinx) -> list[NavLink]:
    """Return the entries of the menu, which are on every page."""
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
    context["blog_path"] = app.config.blog_path if view_of(app).has_blog else ""
    context["direction"] = direction(of_blog(app.config))
    context["drawing"] = drawing
    context["shows_drafts"] = app.config.blink_drafts
    context.update(view_of(app).context(pagename, posts))
    for post in posts:  # so that the images that listings and feeds show are copied
        for path in (*thumbnail(app.env, post.image)[0], image_sources(app.env, post.image)[0]):
            if path in app.env.images:
                app.builder.images[path] = app.env.images[path][1]


def remove_home_title(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove the title from the text of the home page if its head has it."""
    view = pages_domain(app.env).view
    if docname != app.config.root_doc or not view or not view.hero:
        return
    for section in doctree.children:
        if isinstance(section, nodes.section) and isinstance(section[0], nodes.title):
            section.remove(section[0])
            return


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.pages.store")
    app.setup_extension("blink.builder.html")
    app.setup_extension("blink.posts.catalog")
    app.connect("env-updated", note_view, priority=Stage.STALE_PAGES)
    app.connect("doctree-resolved", remove_home_title, priority=Stage.HOME_TITLE)
    app.connect("page-frame", tell_nav, priority=Stage.FRAME)
    app.connect("html-page-context", add_frame, priority=Stage.CONTEXT)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
