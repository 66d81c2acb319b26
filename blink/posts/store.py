"""Store the sources and posts of the site, and the catalog made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from blink.model import Catalog
from blink.source.front_matter.fields import Header
from blink.store import Saved, Store, add_store

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.model import Post
    from blink.posts.permalinks.published_ledger import PublishedPage
    from blink.posts.publication import DeclaredHeader
    from blink.posts.sources import Source
    from blink.problems import Problem


class BlogDomain(Store):
    """Posts, sources and the catalog."""

    name = "blink-posts"
    label = "Posts"
    data_version = 9
    #: docname → the posts in it, for every document that was read
    posts: Saved[dict[str, tuple[Post, ...]]] = Saved({}, by_document=True)
    #: documents that list posts by a directive
    documents_with_lists: Saved[set[str]] = Saved(set(), by_document=True)
    #: documents with formulas in their titles or paragraphs
    documents_with_formulas: Saved[set[str]] = Saved(set(), by_document=True)
    #: docname → kind of each term that its posts name without a word, and ABlog's word for it
    unnamed_terms: Saved[dict[str, frozenset[tuple[str, str]]]] = Saved({}, by_document=True)
    #: the patterns of posts in the last build
    patterns: Saved[list[str]] = Saved([])
    #: the macros of formulas in the last build
    macros: Saved[str] = Saved("")

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: docname → its source in this build, whether it is read or hidden
        self.sources: dict[str, Source] = {}
        #: label in a post that is not read → docname of the post
        self.hidden_labels: dict[str, str] = {}
        #: label → the docnames of the posts that share it, if there are several
        self.shared_labels: dict[str, tuple[str, ...]] = {}
        #: the time of this build, in the blog's zone
        self.now: datetime | None = None
        #: the catalog of this build
        self.catalog: Catalog = Catalog()
        #: docname → position of a logbook entry, which orders posts of the same date
        self.entry_positions: dict[str, int] = {}
        #: published address → its line and record in the ledger
        self.published: dict[str, tuple[int, PublishedPage]] = {}
        #: source → the version of the file, and what its header declares
        self.headers: dict[Path, tuple[object, DeclaredHeader]] = {}
        #: source → what its header declares, and what that means until time changes it
        self.interpretations: dict[Path, tuple[DeclaredHeader, tuple[Source, list[Problem]]]] = {}

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
