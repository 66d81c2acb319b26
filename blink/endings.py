"""The endings of pages: from the name of a page to its file and its address, and back.

Sphinx's builder goes from names to files and addresses (``get_output_path``, ``get_target_uri``).
The functions here go back, which the checks of a built site need. They know nothing of Sphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container


class PageEndings(NamedTuple):
    """How the files of pages end (``html_file_suffix``), and their addresses in links."""

    file: str = ".html"
    #: ``""`` for a host that serves ``a.html`` at ``/a``
    link: str = ".html"

    def is_page(self, file: str) -> bool:
        """Return whether the *file* of the site is a page."""
        return file.endswith((self.file, ".html"))

    def page_of(self, path: str) -> str:
        """Return the name of the page with the file or address *path*.

        >>> PageEndings(".htm", "").page_of("posts/v1.2.htm")
        'posts/v1.2'
        """
        return path.removesuffix(self.file if path.endswith(self.file) else self.link)

    def file_at(self, path: str, present: Container[str]) -> str:
        """Return the file that a host serves at *path*, or ``""``; *present* are all files.

        >>> PageEndings(".html", "").file_at("a", {"a.html", "a/index.html"})
        'a.html'
        """
        page = f"{path.removesuffix(self.link)}{self.file}" if path.endswith(self.link) else ""
        files = (path, page, f"{path}/index{self.file}")
        return next((file for file in files if file in present), "")


def page_endings(file_suffix: str | None, link_suffix: str | None) -> PageEndings:
    """Return the endings for the settings ``html_file_suffix`` and ``html_link_suffix``."""
    file = ".html" if file_suffix is None else file_suffix
    return PageEndings(file, file if link_suffix is None else link_suffix)
