"""The values that rooms hand to each other: frozen, comparable, known to no framework."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Problem(NamedTuple):
    """A mistake of the author's."""

    #: 1-based line of the source
    line: int
    #: subtype of the warning, as in ``frontmatter.date``
    kind: str
    #: what is wrong, and how to mend it
    message: str


class Mistake(Exception):
    """A value that will not do: kind and message of a `Problem`, and its line if it has one."""

    def __init__(self, kind: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.kind, self.message, self.line = kind, message, line


class Metric(NamedTuple):
    """What an experiment measured; numbers are kept as they were written."""

    name: str
    #: a number
    text: str
    unit: str = ""
    #: half the width of what repetitions gave, a number; or ``""``
    spread: str = ""
    #: how many repetitions; 0: not said
    n: int = 0
    #: ``lower``, ``higher``, or ``""``
    better: str = ""


class Amendment(NamedTuple):
    """An ``update`` directive: what was added to an entry later."""

    #: ``2026-01-31``
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class Logged:
    """What a post says as an entry of a logbook; other entries by their labels."""

    logbook: str
    #: ``planned``, ``running``, ``done``, ``abandoned`` or ``""``
    status: str = ""
    question: str = ""
    hypothesis: str = ""
    method: str = ""
    #: ``supported``, ``refuted``, ``inconclusive`` or ``""``
    outcome: str = ""
    metrics: tuple[Metric, ...] = ()
    baseline: str = ""
    #: a label, or with ``#2`` the second of that entry's next steps
    follows: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    replicates: tuple[str, ...] = ()
    commit: tuple[str, ...] = ()
    command: str = ""
    seed: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    hardware: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    #: name and address of each
    artifacts: tuple[tuple[str, str], ...] = ()
    next: tuple[str, ...] = ()
    #: what the author says of changes that are none of substance
    fix: tuple[str, ...] = ()
    #: in the order of the text
    amendments: tuple[Amendment, ...] = ()
    #: digests of the words of the text, and of the numbers in it
    words: str = ""
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its author declared it; a document may hold several."""

    #: document it stands in
    docname: str
    #: id of its section, where a document holds several posts; else ``""``
    section: str
    title: str
    #: aware, in ``blink_timezone``; ``None`` for an undated draft
    date: datetime | None
    #: aware; the latest of ``updated:`` and the ``update`` directives
    updated: datetime | None = None
    #: ``published``, ``draft`` (marked as one, or undated) or ``scheduled`` (of a date to come)
    state: str = "published"
    author: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    description: str = ""
    #: first paragraphs as plain text
    excerpt: tuple[str, ...] = ()
    #: to read it
    minutes: int = 1
    #: source path of the picture for listings and cards, ``/``-separated; or ``""``
    image: str = ""
    #: former addresses, without the suffix
    redirect: tuple[str, ...] = ()
    canonical_link: str = ""
    external_link: str = ""
    comments: bool = True
    #: id of its entry in feeds, where the author pins one
    feed_id: str = ""
    #: the logbook that it is an entry of, or those that it is a report of
    logbook: tuple[str, ...] = ()
    #: what it says as an entry; ``None`` of any other post
    logged: Logged | None = None
    #: what tells it, in ids, from posts of the same document and day; else ``""``
    part: str = ""
    #: where it is declared; of no weight when posts are compared
    line: int = field(default=1, compare=False)

    @property
    def draft(self) -> bool:
        """Whether it is not in the published site."""
        return self.state != "published"

    @property
    def key(self) -> str:
        """Its place in the site: the docname, and the section if there is one."""
        return f"{self.docname}#{self.section}" if self.section else self.docname


@dataclass(frozen=True, slots=True)
class Collection:
    """The posts that share a term (or a year), newest first."""

    #: ABlog's name of the kind: ``category``, ``tags``, ``author``, ``archive`` …
    kind: str
    #: the term as posts spell it
    label: str
    #: what readers see: an author's full name; else the label
    name: str
    #: page it is listed on
    docname: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """All posts of a site, in every order a page needs."""

    #: newest first; undated drafts before all
    posts: tuple[Post, ...] = ()
    #: kind → its collections in reading order
    collections: Mapping[str, tuple[Collection, ...]] = field(default_factory=dict)


class Person(NamedTuple):
    """An author, as feeds name one."""

    name: str
    uri: str = ""
    email: str = ""


class Term(NamedTuple):
    """A category or tag of an entry: what ``atom:category`` says (RFC 4287, 4.2.2)."""

    term: str
    scheme: str
    label: str


class Picture(NamedTuple):
    """A picture that goes with an entry: address, media type, size in bytes."""

    url: str
    type: str
    length: int


@dataclass(frozen=True)
class Entry:
    """A post as every feed that lists it tells of it; all addresses are absolute."""

    id: str
    title: str
    #: where its title leads
    url: str
    #: aware, in the blog's zone
    published: datetime
    updated: datetime
    #: its own page, where *url* is an address on another site
    page: str = ""
    #: where the post appeared first, if that is elsewhere
    canonical: str = ""
    authors: tuple[Person, ...] = ()
    terms: tuple[Term, ...] = ()
    #: plain text
    summary: str = ""
    #: HTML
    content: str = ""
    #: BCP 47 tag, where it is not the feed's
    language: str = ""
    picture: Picture | None = None

    @cached_property
    def digest(self) -> str:
        """What tells it from any other: an entry is in many feeds, this is reckoned once."""
        values = [getattr(self, one.name) for one in fields(self)]
        return sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of a feed; archives share the id of the document that is subscribed to."""

    id: str
    title: str
    subtitle: str
    #: where this document is, without its format's suffix
    address: str
    #: the page that lists the same posts
    page: str
    language: str
    #: aware: that of the newest change in it
    updated: datetime
    authors: tuple[Person, ...]
    entries: tuple[Entry, ...]
    icon: str = ""
    #: addresses of the same kind as *address*: of the newest document, where this is an
    #: archive, and of the archives next to this one
    current: str = ""
    older: str = ""
    newer: str = ""
    #: stylesheet for people who open it in a browser
    stylesheet: str = ""

    @property
    def digest(self) -> str:
        """What tells it from any other document."""
        values = [getattr(self, one.name) for one in fields(self) if one.name != "entries"]
        told = repr([*values, *(entry.digest for entry in self.entries)])
        return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
