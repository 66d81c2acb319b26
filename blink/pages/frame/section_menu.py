"""Make the navigation of a section, as the primary sidebar shows it.

Pages of a folder have the same links, so that these are made once a folder: a section of 300 pages
takes 300 times as long as one page, not 90,000 times.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from blink.pages.frame.navigation import Navigation, NavLink


class Shape(NamedTuple):
    """How much of a section is shown: the options of the theme that decide it."""

    #: levels of pages; 0: all
    depth: int = 0
    #: whether only open levels and the branch of the current page are shown
    collapse: bool = True
    #: levels that are open; 0: those below a caption are closed, too
    open_levels: int = 1
    #: whether hidden toctrees count
    hidden: bool = True


class _Page(NamedTuple):
    """The page that shows the navigation."""

    #: returns the address of another page relative to this one
    pathto: Callable[[str], str]
    #: address of its folder
    folder: str
    #: its docname and those of the pages above it, up to the top of the section
    path: Sequence[str]
    shape: Shape


class SectionMenu:
    """The navigation of all sections of a site.

    :param parts: the template's macros ``group`` and ``entry``
    :param uri: returns the address of a page relative to the root of the site
    """

    def __init__(self, navigation: Navigation, parts: Any, uri: Callable[[str], str]) -> None:
        self._navigation = navigation
        self._parts = parts
        self._uri = uri
        self._closed: dict[tuple[str, Shape, str, NavLink], str] = {}

    def html(self, pagename: str, pathto: Callable[[str], str], shape: Shape) -> str:
        """Return the list of the pages below the top of the section of *pagename*.

        :param pathto: returns the address of a page relative to *pagename*
        """
        path = self._navigation.path(pagename)
        page = _Page(pathto, posixpath.dirname(self._uri(pagename)), path, shape)
        return self._groups(page, path[-1], 1)

    def _groups(self, page: _Page, docname: str, level: int) -> str:
        """Return the lists of the toctrees of *docname*.

        Only those at the top have captions; the others are one list, as in Sphinx.
        """
        if page.shape.depth and level > page.shape.depth:
            return ""
        groups: list[tuple[str, str, bool]] = []
        for toctree in self._navigation.toctrees.get(docname, ()):
            if page.shape.hidden or not toctree.hidden:
                entries = "".join(self._entry(page, link, docname, level) for link in toctree.links)
                current = any(link.target in page.path for link in toctree.links)
                groups.append((toctree.caption, entries, current))
        if level > 1 and groups:
            _, lists, states = zip(*groups, strict=True)
            groups = [("", "".join(lists), any(states))]
        folds = not page.shape.open_levels
        return "".join(
            self._parts.group(entries, caption, level, current, folds and caption)
            for caption, entries, current in groups
        )

    def _entry(self, page: _Page, link: NavLink, above: str, level: int) -> str:
        is_child = self._navigation.parents.get(link.target) == above  # and not a second mention
        if is_child and link.target in page.path:
            return self._item(page, link, level, is_child=is_child)
        key = (page.folder, page.shape, above, link)
        if key not in self._closed:
            self._closed[key] = self._item(page._replace(path=()), link, level, is_child=is_child)
        return self._closed[key]

    def _item(self, page: _Page, link: NavLink, level: int, *, is_child: bool) -> str:
        state = ""
        if link.target in page.path:
            state = "page" if link.target == page.path[0] else "branch"
        is_open = bool(state) or level < page.shape.open_levels
        shown = is_child and (is_open or not page.shape.collapse)
        below = self._groups(page, link.target, level + 1) if shown else ""
        href = link.target if link.external else page.pathto(link.target)
        fold = "" if page.shape.collapse else "open" if is_open else "closed"
        entry = self._parts.entry(href, link.name, level, link.external, state, below, fold)
        return str(entry).strip()
