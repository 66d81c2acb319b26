"""Describe the authors of posts, for bylines, author boxes and the pages of authors."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from blink.elements.image_builds import Thumbnail
from blink.pages.profile.pictures import AVATAR, picture_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from blink.model import Catalog


class AuthorProfile(NamedTuple):
    """What pages show of an author. The first two fields are those of a `Link`."""

    name: str
    #: the page with their posts
    docname: str
    #: shown where there is no avatar
    initials: str = ""
    avatar: Thumbnail = Thumbnail()
    bio: str = ""
    #: name and URL of each
    links: tuple[tuple[str, str], ...] = ()

    @property
    def described(self) -> bool:
        """Whether there is something to say besides the name."""
        return bool(self.bio or self.links or self.avatar.name)


def initials(name: str) -> str:
    """Return what stands for the picture of an author: the initials of the first and last name.

    >>> initials("Ann van der Example"), initials("ann"), initials("山田太郎")
    ('AE', 'A', '山')
    """
    words = [word for word in name.split() if word[0].isalnum()] or [name]
    # of scripts without capitals, in which letters may join, the first letter
    ends = dict.fromkeys([0, len(words) - 1] if words[0][:1].isupper() else [0])
    return "".join(words[index][:1] for index in ends).upper()


# -- Sphinx ------------------------------------------------------------------


def people_of(app: Sphinx, catalog: Catalog) -> dict[str, AuthorProfile]:
    """Return the authors of posts by their short names."""
    return {
        one.label: _person(app, one.label, one.name, one.docname)
        for one in catalog.collections.get("author", ())
    }


def _person(app: Sphinx, label: str, name: str, docname: str) -> AuthorProfile:
    entry = app.config.blink_authors.get(label, {})
    return AuthorProfile(
        name,
        docname,
        initials(name),
        picture_of(app, entry.get("avatar") or "", AVATAR),
        entry.get("bio") or "",
        tuple((text, address) for text, address in entry.get("links") or ()),
    )
