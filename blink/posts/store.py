"""The one store: what documents declared, and the catalog made of it.

A Sphinx domain, since Sphinx makes domains forget a document that changed and
merge what parallel readers found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from sphinx.domains import Domain

from blink.model import Catalog

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import datetime
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from blink.elements.image_variants import PictureFiles
    from blink.feeds.channels import Channel
    from blink.files import Versions
    from blink.logbooks.display.directives import Request
    from blink.logbooks.display.drawings import Job
    from blink.logbooks.display.roles import Citation
    from blink.logbooks.registry import Shelf
    from blink.model import Post
    from blink.outputs import Outputs
    from blink.pages.context import View
    from blink.posts.drafts import Source
    from blink.posts.permalinks import Noted
    from blink.posts.states import Declared
    from blink.problems import Problem
    from blink.source.outside import AllowedFolders


class BlogDomain(Domain):
    name = "blog"
    label = "Blog"
    data_version = 5
    initial_data: ClassVar[dict[str, Any]] = {
        "posts": {},
        "withheld": set(),
        "failed": set(),
        "targets": {},
        "lists": set(),
        "names": {},
        "shown": {},
        "frame": "",
        "versions": {},
        "static": set(),
        "pictures": {},
        "related": ("", {}),
        "told": {},
        "cited": {},
        "rolls": {},
        "raw": {},
    }

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        #: docname → its source as found in this run, of posts that are read and posts that are not
        self.sources: dict[str, Source] = {}
        #: labels of the targets in posts that are not read → docname of the post
        self.hidden_labels: dict[str, str] = {}
        #: the time of this build, in the blog's zone
        self.now: datetime | None = None
        #: of this build
        self.catalog = Catalog()
        #: what its pages show of it
        self.view: View | None = None
        #: what they show of logbooks
        self.shelf: Shelf | None = None
        #: drawings of logbooks that this build asked for, by the names of their files
        self.drawings: dict[str, Job] = {}
        #: the process that draws them
        self.drawing: BaseProcess | None = None
        #: address → line of what was published, and what is noted of it
        self.published: dict[str, tuple[int, Noted]] = {}
        #: whether this process found what is around every page
        self.framed = False
        #: what can be subscribed to, once it was asked for
        self.channels: list[Channel] | None = None
        #: the files of the site that this build writes or keeps
        self.outputs: Outputs | None = None
        #: the folders whose files documents may use
        self.folders: AllowedFolders | None = None
        #: source → its version, and what was read of its header
        self.headers: dict[Path, tuple[object, Declared]] = {}
        #: source → what was read of its header, and what that means unless time changes it
        self.meant: dict[Path, tuple[Declared, tuple[Source, list[Problem]]]] = {}

    @property
    def posts(self) -> dict[str, tuple[Post, ...]]:
        """Docname → the posts that it holds, of every document read."""
        return cast("dict[str, tuple[Post, ...]]", self.data["posts"])

    @property
    def targets(self) -> dict[str, Set[str]]:
        """Docname → the names that it refers to."""
        return cast("dict[str, Set[str]]", self.data["targets"])

    @property
    def lists(self) -> set[str]:
        """Documents that list posts by a directive."""
        return cast("set[str]", self.data["lists"])

    @property
    def names(self) -> dict[str, str]:
        """Name that can be referred to → what it meant in the last build."""
        return cast("dict[str, str]", self.data["names"])

    @names.setter
    def names(self, names: dict[str, str]) -> None:
        self.data["names"] = names

    @property
    def shown(self) -> dict[str, str]:
        """Docname → digest of what the last build showed around it."""
        return cast("dict[str, str]", self.data["shown"])

    @shown.setter
    def shown(self, shown: dict[str, str]) -> None:
        self.data["shown"] = shown

    @property
    def versions(self) -> dict[str, Versions]:
        """Docname → versions of the files that it was made of."""
        return cast("dict[str, Versions]", self.data["versions"])

    @versions.setter
    def versions(self, versions: dict[str, Versions]) -> None:
        self.data["versions"] = versions

    @property
    def static(self) -> set[str]:
        """Files that the author put into ``_static``, as paths below the output folder."""
        return cast("set[str]", self.data["static"])

    @static.setter
    def static(self, static: set[str]) -> None:
        self.data["static"] = static

    @property
    def pictures(self) -> dict[str, tuple[object, PictureFiles]]:
        """Source path → the version of the file that was looked at, and what is known of it."""
        return cast("dict[str, tuple[object, PictureFiles]]", self.data["pictures"])

    @pictures.setter
    def pictures(self, pictures: dict[str, tuple[object, PictureFiles]]) -> None:
        self.data["pictures"] = pictures

    @property
    def frame(self) -> str:
        """Digest of what is around every page."""
        return str(self.data["frame"])

    @frame.setter
    def frame(self, frame: str) -> None:
        self.data["frame"] = frame

    @property
    def related(self) -> tuple[str, dict[str, tuple[str, ...]]]:
        """Digest of what was compared, and for the key of each post those of the nearest."""
        return cast("tuple[str, dict[str, tuple[str, ...]]]", self.data["related"])

    @related.setter
    def related(self, related: tuple[str, dict[str, tuple[str, ...]]]) -> None:
        self.data["related"] = related

    @property
    def told(self) -> dict[str, str]:
        """Docname → digest of what the last build told there of logbooks."""
        return cast("dict[str, str]", self.data["told"])

    @told.setter
    def told(self, told: dict[str, str]) -> None:
        self.data["told"] = told

    @property
    def cited(self) -> dict[str, tuple[Citation, ...]]:
        """Docname → the citations in it of entries of logbooks."""
        return cast("dict[str, tuple[Citation, ...]]", self.data["cited"])

    @property
    def rolls(self) -> dict[str, tuple[Request, ...]]:
        """Docname → what its directives ask of logbooks."""
        return cast("dict[str, tuple[Request, ...]]", self.data["rolls"])

    @property
    def raw(self) -> dict[str, tuple[Post, ...]]:
        """Docname → its posts as they were read, where their words cite what others say."""
        return cast("dict[str, tuple[Post, ...]]", self.data["raw"])

    @property
    def withheld(self) -> set[str]:
        """Documents that were read, to tell what is wrong in them, and must not be shown."""
        return cast("set[str]", self.data["withheld"])

    @property
    def failed(self) -> set[str]:
        """Documents with a mistake that must not be published, see `blink.source.errors`."""
        return cast("set[str]", self.data["failed"])

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
        self.targets.pop(docname, None)
        for notes in (self.cited, self.rolls, self.raw):
            notes.pop(docname, None)
        self.lists.discard(docname)
        self.withheld.discard(docname)
        self.failed.discard(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        for name in ("posts", "targets", "cited", "rolls"):
            new = otherdata[name]
            self.data[name].update({key: new[key] for key in docnames if key in new})
        for name in ("lists", "withheld", "failed"):
            self.data[name].update(otherdata[name] & docnames)


def blog_domain(env: BuildEnvironment) -> BlogDomain:
    """Return the blog's store in *env*."""
    return cast("BlogDomain", env.get_domain("blog"))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(BlogDomain)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
