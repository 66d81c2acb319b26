"""The endings of pages: from the name of a page to its file and its address, and back.

Sphinx's builder goes from names to files and addresses (``get_output_path``, ``get_target_uri``).
The functions here go back, which the checks of a built site need. They know nothing of Sphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container


class PageEndings(NamedTuple):
    """How the files of pages end (``html_file_suffix``), and their addresses in links.

    Sphinx's builder ``dirhtml`` writes each page as ``index.html`` in a folder; its endings are
    ``/index.html`` and ``/``.
    """

    file: str = ".html"
    #: ``""`` for a host that serves ``a.html`` at ``/a``
    link: str = ".html"

    @property
    def in_folders(self) -> bool:
        """Whether each page is in a folder of its own."""
        return self.file.startswith("/")

    @property
    def folder_page(self) -> str:
        """The file that a host serves for a folder."""
        return self.file[1:] if self.in_folders else f"index{self.file}"

    def is_page(self, file: str) -> bool:
        """Return whether the *file* of the site is a page."""
        return file.endswith((self.file, ".html"))

    def page_of(self, path: str) -> str:
        """Return the name of the page with the file or address *path*.

        >>> PageEndings(".htm", "").page_of("posts/v1.2.htm")
        'posts/v1.2'
        >>> PageEndings("/index.html", "/").page_of("posts/a/index.html")
        'posts/a'
        """
        if self.in_folders:
            name = f"/{path}".removesuffix(self.file).strip("/").removesuffix(".html")
            return name or "index"
        return path.removesuffix(self.file if path.endswith(self.file) else self.link)

    def file_at(self, path: str, present: Container[str]) -> str:
        """Return the file that a host serves at *path*, or ``""``; *present* are all files.

        >>> PageEndings(".html", "").file_at("a", {"a.html", "a/index.html"})
        'a.html'
        """
        page = f"{path.removesuffix(self.link)}{self.file}" if path.endswith(self.link) else ""
        files = (path, page, f"{path}/{self.folder_page}")
        return next((file for file in files if file in present), "")


def page_endings(
    file_suffix: str | None, link_suffix: str | None, *, in_folders: bool = False
) -> PageEndings:
    """Return the endings for the settings ``html_file_suffix`` and ``html_link_suffix``.

    :param in_folders: whether each page is in a folder of its own; its link has no suffix then
    """
    file = ".html" if file_suffix is None else file_suffix
    if in_folders:
        return PageEndings(f"/index{file}", "/")
    return PageEndings(file, file if link_suffix is None else link_suffix)
