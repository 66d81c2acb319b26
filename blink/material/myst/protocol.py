"""The interface by which the writers of a text reach the post that contains it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import re

    from blink.material.markdown.tree import Notes
    from blink.material.myst.images import PostImages
    from blink.material.myst.links import PostLinks
    from blink.material.site.dialect import Dialect


class PostProtocol(Protocol):
    """The post that contains a text; `blink.material.myst.context.PostContext` implements it."""

    dialect: Dialect
    notes: Notes
    #: matches the abbreviations that the post defines
    abbreviations: re.Pattern[str] | None
    links: PostLinks
    images: PostImages

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

    def target(self, name: str) -> list[str]:
        """Return the lines that make the id *name* a target of links."""
        raise NotImplementedError

    def sync(self, title: str) -> str:
        """Return the key by which tabs of the same title are linked, or ``""`` if they are not."""
        raise NotImplementedError
