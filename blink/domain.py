"""The one store: what documents declared, and the catalog made of it.

A Sphinx domain, since Sphinx makes domains forget a document that changed and
merge what parallel readers found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain
from sphinx.util import logging

from blink.model import Catalog

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import datetime

    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.drafts import Source
    from blink.model import Post, Problem

logger = logging.getLogger(__name__)


class BlogDomain(Domain):
    name = "blog"
    label = "Blog"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {
        "posts": {},
        "catalog": Catalog(),
        "docnames": frozenset(),
        "withheld": set(),
    }

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: docname → its source as found in this run, of posts that are read and posts that are not
        self.sources: dict[str, Source] = {}
        #: labels of the targets in posts that are not read → docname of the post
        self.hidden_labels: dict[str, str] = {}
        #: the time of this build, in the blog's zone
        self.now: datetime | None = None

    @property
    def posts(self) -> dict[str, tuple[Post, ...]]:
        """Docname → the posts that it holds, of every document read."""
        return cast("dict[str, tuple[Post, ...]]", self.data["posts"])

    @property
    def catalog(self) -> Catalog:
        return cast("Catalog", self.data["catalog"])

    @catalog.setter
    def catalog(self, catalog: Catalog) -> None:
        self.data["catalog"] = catalog

    @property
    def docnames(self) -> Set[str]:
        """The documents of the last build, to tell when one came or went."""
        return cast("Set[str]", self.data["docnames"])

    @docnames.setter
    def docnames(self, docnames: Set[str]) -> None:
        self.data["docnames"] = frozenset(docnames)

    @property
    def withheld(self) -> set[str]:
        """Documents that were read, to tell what is wrong in them, and must not be shown."""
        return cast("set[str]", self.data["withheld"])

    def hidden(self) -> set[str]:
        """Return the docnames of posts that are left out of this build."""
        return {name for name, source in self.sources.items() if source.hidden}

    def resolve_any_xref(  # MyST asks every domain
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, reference]]:
        """Return nothing: posts are referred to as documents and by labels."""
        return []

    def clear_doc(self, docname: str) -> None:
        self.posts.pop(docname, None)
        self.withheld.discard(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for docname, posts in otherdata["posts"].items():
            if docname in docnames:
                self.posts[docname] = posts
        self.withheld.update(otherdata["withheld"] & docnames)


def blog_domain(env: BuildEnvironment) -> BlogDomain:
    """Return the blog's store in *env*."""
    return cast("BlogDomain", env.get_domain("blog"))


def report(problem: Problem, docname: str, room: str) -> None:
    """Log *problem* as a warning of *room*, at its line of *docname*."""
    place = (docname, problem.line)
    logger.warning("%s", problem.message, location=place, type=room, subtype=problem.kind)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(BlogDomain)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
