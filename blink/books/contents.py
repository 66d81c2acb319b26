"""Put the posts into a book: after the documents that the home page's toctrees name.

A site finds posts in listings, but a builder that makes one book follows toctrees from the home
page. The posts that it would not find there are added in the order of their dates, and listings are
removed. A post has its date and authors below its title, as on its page of the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from blink.addresses.hosting import writes_site
from blink.books.links import is_listing
from blink.books.patches import change_doctrees
from blink.date_form import date_form
from blink.posts.store import blog_domain
from blink.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.util.typing import ExtensionMetadata

#: The formats of builders that write each document by itself
_SEPARATE = frozenset({"text", "xml", "pseudoxml"})


def reached(start: str, toctrees: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the documents that *toctrees* lead to from *start*, itself included.

    >>> sorted(reached("a", {"a": ["b"], "b": ["a"], "c": ["d"]}))
    ['a', 'b']
    """
    found, left = {start}, [start]
    while left:
        new = {*toctrees.get(left.pop(), ())} - found
        found |= new
        left.extend(new)
    return found


# -- Sphinx ------------------------------------------------------------------


def posts_outside(app: Sphinx) -> list[str]:
    """Return the documents of published posts that no toctree leads to, the oldest first."""
    known = reached(app.config.root_doc, app.env.toctree_includes)
    posts = reversed(blog_domain(app.env).catalog.posts)
    return [name for name in dict.fromkeys(post.docname for post in posts) if name not in known]


def _toctree(docname: str, names: Sequence[str]) -> nodes.Element:
    """Return what the directive ``toctree`` makes of *names* in *docname*."""
    toctree = addnodes.toctree(
        parent=docname, entries=[(None, name) for name in names], includefiles=[*names],
        maxdepth=1, caption=None, glob=False, hidden=False, includehidden=False, numbered=0,
        titlesonly=False,
    )  # fmt: skip
    return nodes.compound("", toctree, classes=["toctree-wrapper"])


def _add_byline(app: Sphinx, docname: str, section: nodes.Element) -> None:
    """Add date and authors below the title of a document that is a post."""
    posts = blog_domain(app.env).posts.get(docname, ())
    if len(posts) != 1 or posts[0].section or not posts[0].date:
        return
    authors = [app.config.blog_authors.get(name, (name,))[0] for name in posts[0].author]
    words = [date_form(app.config).shown(posts[0].date), *authors]
    title = section.first_child_matching_class(nodes.title)
    byline = nodes.paragraph("", "", nodes.emphasis("", " · ".join(words)))
    section.insert(0 if title is None else title + 1, byline)


class BookPosts:
    """The posts that are added to the book of this build."""

    def __init__(self, app: Sphinx) -> None:
        app.connect("write-started", self.add, priority=Stage.BOOK_POSTS)
        app.connect("build-finished", self.forget, priority=Stage.BOOK_DONE)
        self._undo: Callable[[], None] | None = None

    def add(self, app: Sphinx, builder: Builder) -> None:
        """Add the posts to the home page, if the builder follows its toctrees, and their dates."""
        if writes_site(app) or not builder.format:
            return
        root = app.config.root_doc
        names = [] if builder.format in _SEPARATE else posts_outside(app)

        def change(docname: str, doctree: nodes.document) -> None:
            for toctree in doctree.findall(addnodes.toctree):
                toctree["entries"] = [
                    entry for entry in toctree["entries"] if not is_listing(app, entry[1])
                ]
            section = next(doctree.findall(nodes.section), doctree)
            _add_byline(app, docname, section)
            if names and docname == root:
                section.append(_toctree(root, names))

        self._undo = change_doctrees(app.env, change)

    def forget(self, app: Sphinx, exception: Exception | None) -> None:
        """Leave the environment as it was, since it is saved for other builders."""
        if self._undo:
            self._undo()


def setup(app: Sphinx) -> ExtensionMetadata:
    BookPosts(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
