"""Find the section of a page of documentation, and the entries of the menu, from toctrees.

A section is a document in a toctree of the home page and everything below it. A document that only
other toctrees lead to belongs to the section at the top of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes

from blink.files.writing import digest
from blink.posts.catalog import listing_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class NavLink(NamedTuple):
    """An entry of a toctree or of the menu."""

    name: str
    #: docname, or a URL on another site
    target: str

    @property
    def external(self) -> bool:
        """Whether the target is a URL."""
        return "://" in self.target or self.target.startswith("mailto:")


class Toctree(NamedTuple):
    """A toctree of a document, without entries that are not pages of the site or URLs."""

    caption: str
    #: the names are those that the toctree gives, or the titles of the documents
    links: tuple[NavLink, ...]
    hidden: bool = False


class Section(NamedTuple):
    """A part of the documentation that has a navigation of its own."""

    title: str
    docname: str
    #: digest of its toctrees
    version: str


class Navigation:
    """The sections of a site, made once a build.

    *toctrees* are those of each document; *posts* are pages with a navigation of their own.
    """

    def __init__(
        self,
        root: str,
        toctrees: Mapping[str, Sequence[Toctree]],
        titles: Mapping[str, str],
        posts: Set[str],
    ) -> None:
        self._root = root
        self.toctrees = toctrees
        self._titles = titles
        self._posts = posts
        self.parents: dict[str, str] = {}
        for docname in [root, *sorted(toctrees)]:
            for child in self._children(docname):
                if child not in (docname, root):
                    self.parents.setdefault(child, docname)
        self._versions: dict[str, str] = {}

    def top(self) -> list[NavLink]:
        """Return the entries of the toctrees of the home page that are not posts."""
        return [
            link
            for toctree in self.toctrees.get(self._root, ())
            for link in toctree.links
            if link.target not in self._posts
        ]

    def section(self, docname: str) -> Section | None:
        """Return the section of a page, or ``None`` if no other page is in it."""
        top = self.path(docname)[-1]
        if docname in (self._root, *self._posts) or not self.toctrees.get(top):
            return None
        names = (link.name for link in self.top() if link.target == top)
        return Section(next(names, self._titles[top]), top, self._version(top))

    def path(self, docname: str) -> list[str]:
        """Return *docname* and the documents above it, up to the top of its section."""
        path = [docname]
        while (parent := self.parents.get(path[-1])) not in (None, self._root, *path):
            path.append(str(parent))
        return path

    def _children(self, docname: str) -> Iterator[str]:
        links = (link for toctree in self.toctrees.get(docname, ()) for link in toctree.links)
        return (link.target for link in links if not link.external)

    def _version(self, top: str) -> str:
        """Return a digest of all that the navigation of the section *top* may show."""
        if top not in self._versions:
            seen: dict[str, Sequence[Toctree]] = {}
            waiting = [top]
            while waiting:
                docname = waiting.pop()
                if docname not in seen:
                    seen[docname] = self.toctrees.get(docname, ())
                    waiting += self._children(docname)
            self._versions[top] = digest(list(seen.items()))
        return self._versions[top]


# -- Sphinx ------------------------------------------------------------------


def _entries(app: Sphinx, node: addnodes.toctree) -> Iterator[NavLink]:
    env, virtual = app.env, listing_pages(app.config.blog_path, app.translator)
    numbers = env.toc_secnumbers if node.get("numbered") else {}
    for title, entry in node["entries"]:
        target = node["parent"] if entry == "self" else entry
        number = numbers.get(target, {}).get("")
        before = ".".join(map(str, number)) + app.config.html_secnumber_suffix if number else ""
        if target in env.titles:
            yield NavLink(before + (title or env.titles[target].astext()), target)
        elif target in virtual:
            yield NavLink(title or virtual[target], target)
        else:
            link = NavLink(title or target, target)
            if link.external:
                yield link


def _toctrees(app: Sphinx, docname: str) -> Iterator[Toctree]:
    for node in app.env.tocs[docname].findall(addnodes.toctree):
        links = tuple(_entries(app, node))
        if links:
            yield Toctree(node.get("caption") or "", links, bool(node.get("hidden")))


def make_navigation(app: Sphinx, posts: Set[str]) -> Navigation:
    """Return the navigation of the site from the toctrees of its documents."""
    env: BuildEnvironment = app.env
    names: Iterable[str] = {*env.toctree_includes, app.config.root_doc} & env.tocs.keys()
    toctrees = {name: tuple(_toctrees(app, name)) for name in names}
    titles = {name: title.astext() for name, title in env.titles.items()}
    return Navigation(app.config.root_doc, toctrees, titles, posts)
