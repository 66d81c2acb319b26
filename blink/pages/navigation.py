"""Make the navigation of documentation pages from toctrees: the section, the page before and after.

A section is a document in a toctree of the home page and everything below it. A document that only
other toctrees lead to belongs to the section at the top of those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx import addnodes

from blink.pages.postcards import Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from sphinx.environment import BuildEnvironment


class Toctree(NamedTuple):
    """A toctree of a document, without entries that are not pages of the site or URLs."""

    caption: str
    #: the names are those that the toctree gives, or the titles of the documents
    links: tuple[Link, ...]


class NavPage(NamedTuple):
    """A page in the navigation of a section."""

    title: str
    #: docname, or a URL on another site
    target: str
    external: bool
    #: whether it is the page that shows the navigation
    current: bool
    #: what is below it, if it is the current page or above it
    groups: tuple[NavGroup, ...]


class NavGroup(NamedTuple):
    """The pages of a toctree."""

    caption: str
    pages: tuple[NavPage, ...]


class Section(NamedTuple):
    """The navigation of a section, as one of its pages shows it."""

    title: str
    docname: str
    groups: tuple[NavGroup, ...]
    #: the pages before and after, in the order of the toctrees
    before: Link | None
    after: Link | None


def is_external(target: str) -> bool:
    """Return whether the *target* of a toctree's entry is a URL."""
    return "://" in target or target.startswith("mailto:")


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
        self._toctrees = toctrees
        self._titles = titles
        self._posts = posts
        self._parents: dict[str, str] = {}
        for docname in [root, *sorted(toctrees)]:
            for child in self._children(docname):
                if child not in (docname, root):
                    self._parents.setdefault(child, docname)
        self._orders: dict[str, list[str]] = {}

    def top(self) -> list[Link]:
        """Return the pages in the toctrees of the home page, for the header of the site."""
        return [
            link
            for toctree in self._toctrees.get(self._root, ())
            for link in toctree.links
            if link.docname not in self._posts and not is_external(link.docname)
        ]

    def section(self, docname: str) -> Section | None:
        """Return the navigation of a page, or ``None`` if its section has no other page."""
        *path, top = self._path(docname)
        if docname in (self._root, *self._posts) or not self._toctrees.get(top):
            return None
        order = self._order(top)
        place = order.index(docname)
        before, after = (
            Link(self._titles[order[i]], order[i]) if 0 <= i < len(order) else None
            for i in (place - 1, place + 1)
        )
        groups = tuple(self._groups(top, docname, {*path}))
        names = (link.name for link in self.top() if link.docname == top)
        return Section(next(names, self._titles[top]), top, groups, before, after)

    def _children(self, docname: str) -> Iterator[str]:
        links = (link for toctree in self._toctrees.get(docname, ()) for link in toctree.links)
        return (link.docname for link in links if not is_external(link.docname))

    def _path(self, docname: str) -> list[str]:
        """Return *docname* and the documents above it, up to the top of its section."""
        path = [docname]
        while (parent := self._parents.get(path[-1])) not in (None, self._root, *path):
            path.append(str(parent))
        return path

    def _order(self, top: str) -> list[str]:
        """Return the pages of a section in the order of its toctrees."""
        if top not in self._orders:
            seen: dict[str, None] = {}
            waiting = [top]
            while waiting:
                docname = waiting.pop()
                if docname not in seen:
                    seen[docname] = None
                    children = [*self._children(docname)]
                    waiting += [c for c in reversed(children) if self._parents.get(c) == docname]
            self._orders[top] = [name for name in seen if name == top or name not in self._posts]
        return self._orders[top]

    def _groups(self, docname: str, current: str, path: Set[str]) -> Iterator[NavGroup]:
        """Yield the toctrees of *docname*; only pages on the *path* show what is below them."""
        for toctree in self._toctrees.get(docname, ()):
            pages = []
            for name, target in toctree.links:
                inner = target in path and self._parents.get(target) == docname
                below = tuple(self._groups(target, current, path)) if inner else ()
                pages.append(NavPage(name, target, is_external(target), target == current, below))
            yield NavGroup(toctree.caption, tuple(pages))


# -- Sphinx ------------------------------------------------------------------


def _toctrees(env: BuildEnvironment, docname: str) -> Iterator[Toctree]:
    for node in env.tocs[docname].findall(addnodes.toctree):
        links = [
            Link(title or (env.titles[target].astext() if target in env.titles else target), target)
            for title, target in node["entries"]
            if target in env.titles or is_external(target)
        ]
        if links:
            yield Toctree(node.get("caption") or "", tuple(links))


def make_navigation(env: BuildEnvironment, root: str, posts: Set[str]) -> Navigation:
    """Return the navigation of the site from the toctrees of its documents."""
    toctrees = {name: tuple(_toctrees(env, name)) for name in env.toctree_includes}
    titles = {name: title.astext() for name, title in env.titles.items()}
    return Navigation(root, toctrees, titles, posts)
