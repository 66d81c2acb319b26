"""What the writers of a text need to know of the post around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import re

    from blink.material.markdown.tree import Attributes, HeadingBlock, Notes
    from blink.material.site.dialect import Dialect


class Surroundings(Protocol):
    """What the writer of a text needs to know of its post."""

    dialect: Dialect
    notes: Notes
    #: matches the abbreviations that the post defines
    abbreviations: re.Pattern[str] | None

    def link(self, words: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        """Return the link with *words*, which are MyST already."""
        raise NotImplementedError

    def picture(self, alt: str, address: str, title: str, attributes: Attributes, line: int) -> str:
        raise NotImplementedError

    def address(self, written: str, line: int, *, loads: bool) -> str:
        """Return the address of a file or page as raw HTML has to name it."""
        raise NotImplementedError

    def icon(self, name: str, *, heading: bool) -> str | None:
        """Return the MyST of the icon ``:name:``, or ``None`` if there is no such icon."""
        raise NotImplementedError

    def tex(self, formula: str, line: int) -> bool:
        """Return whether *formula* can be shown."""
        raise NotImplementedError

    def label(self, footnote: str) -> str | None:
        """Return the label of a footnote that is defined."""
        raise NotImplementedError

    def wiki(self, name: str, words: str, line: int) -> str | None:
        """Return the link for ``[[name|words]]``, or ``None`` if the site has no wiki links."""
        raise NotImplementedError

    def lone_image(self, tag: str, line: int) -> list[str] | None:
        """Return the lines of the picture that an ``img`` *tag* shows, if it names one."""
        raise NotImplementedError

    def figure(self, text: str, line: int) -> tuple[str, list[str]] | None:
        """Return path and options of the one picture that *text* is, if it is there."""
        raise NotImplementedError

    def target(self, name: str) -> list[str]:
        """Return the lines that make the id *name* a place to link to."""
        raise NotImplementedError

    def heading(self, block: HeadingBlock) -> list[str]:
        """Return the lines above a heading."""
        raise NotImplementedError

    def sync(self, title: str) -> str:
        """Return what links a tab to those of the same title, if tabs are linked."""
        raise NotImplementedError
