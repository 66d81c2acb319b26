"""A feed and what is in it: frozen values, which the writers of Atom and JSON Feed are given."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from blink.words import gettext_noop

if TYPE_CHECKING:
    from datetime import datetime


class Person(NamedTuple):
    """An author (RFC 4287, 3.2)."""

    name: str
    uri: str = ""
    email: str = ""


class Term(NamedTuple):
    """A category or tag of an entry: ``atom:category`` (RFC 4287, 4.2.2)."""

    term: str
    scheme: str
    label: str


class Enclosure(NamedTuple):
    """The picture of an entry: its URL, media type, and size in bytes."""

    url: str
    type: str
    length: int


@dataclass(frozen=True)
class FeedEntry:
    """A post as feeds describe it; all URLs are absolute."""

    id: str
    title: str
    #: what its title links to
    url: str
    #: aware, in the blog's time zone
    published: datetime
    updated: datetime
    #: its own page, where *url* is on another site
    page: str = ""
    #: where the post appeared first, if that is on another site
    canonical: str = ""
    authors: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    #: plain text
    summary: str = ""
    #: HTML
    content: str = ""
    #: BCP 47 tag, where it is not the language of the feed
    language: str = ""
    picture: Enclosure | None = None

    @cached_property
    def digest(self) -> str:
        """A digest of all values; cached, because an entry is in many feeds."""
        values = [getattr(self, field.name) for field in fields(self)]
        return sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()


#: What a feed tells people who open it in a browser
COMMENT = gettext_noop(
    "This is a feed: it lets you follow the blog in a feed reader. Copy its address, %(address)s,"
    " and add it there."
)


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of a feed; an archive has the id of the document to subscribe to."""

    id: str
    title: str
    subtitle: str
    #: URL of this document, without the suffix of its format
    address: str
    #: the page that lists the same posts
    page: str
    language: str
    #: aware; the date of the newest change in it
    updated: datetime
    authors: tuple[Person, ...]
    entries: tuple[FeedEntry, ...]
    #: URL of the favicon, and of an icon that is large and square
    icon: str = ""
    large_icon: str = ""
    #: URLs like *address*: of the document to subscribe to, where this one is an archive, and of
    #: the archives before and after this one
    current: str = ""
    older: str = ""
    newer: str = ""
    #: stylesheet for people who open the feed in a browser
    stylesheet: str = ""
    #: a comment for people who open the feed in a browser, with a placeholder for its URL
    comment: str = COMMENT

    @property
    def digest(self) -> str:
        """A digest of all values."""
        values = [getattr(self, field.name) for field in fields(self) if field.name != "entries"]
        text = repr([*values, *(entry.digest for entry in self.entries)])
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
