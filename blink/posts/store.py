"""The posts of the site: what sources declare, and the catalog made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.model import Catalog
from blink.source.fields import Header
from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post
    from blink.posts.permalinks import Noted
    from blink.posts.sources import Source
    from blink.posts.states import Declared
    from blink.problems import Problem


class BlogDomain(Store):
    """Posts, sources and the catalog."""

    name = "blink-posts"
    label = "Posts"
    data_version = 6
    #: docname → the posts that it holds, of every document read
    posts: Saved[dict[str, tuple[Post, ...]]] = Saved({}, by_document=True)
    #: documents that list posts by a directive
    documents_with_lists: Saved[set[str]] = Saved(set(), by_document=True)

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: docname → its source as found in this run, of posts that are read and posts that are not
        self.sources: dict[str, Source] = {}
        #: labels of the targets in posts that are not read → docname of the post
        self.hidden_labels: dict[str, str] = {}
        #: the time of this build, in the blog's zone
        self.now: datetime | None = None
        #: of this build
        self.catalog: Catalog = Catalog()
        #: docname → position of a logbook entry, which decides between posts of one date
        self.entry_positions: dict[str, int] = {}
        #: address → line of what was published, and what is noted of it
        self.published: dict[str, tuple[int, Noted]] = {}
        #: source → its version, and what was read of its header
        self.headers: dict[Path, tuple[object, Declared]] = {}
        #: source → what was read of its header, and what that means unless time changes it
        self.interpretations: dict[Path, tuple[Declared, tuple[Source, list[Problem]]]] = {}

    def hidden(self) -> set[str]:
        """Return the docnames of posts that are left out of this build."""
        return {name for name, source in self.sources.items() if source.hidden}

    def header(self, docname: str) -> Header:
        """Return the header of a document; it is empty if the document has none."""
        return self.sources[docname].header if docname in self.sources else Header()


def blog_domain(env: BuildEnvironment) -> BlogDomain:
    """Return the store of posts in *env*."""
    return cast("BlogDomain", env.get_domain(BlogDomain.name))


def setup(app: Sphinx) -> ExtensionMetadata:
    return add_store(app, BlogDomain)
