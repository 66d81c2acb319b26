"""Make the card of a post: what listings, and the header of its own page, show of it.

Templates are given values in their final order and form; they choose the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from blink.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from gettext import NullTranslations

    from blink.date_form import DateForm
    from blink.elements.image_builds import Thumbnail
    from blink.model import Post
    from blink.pages.profile.people import AuthorProfile


class Link(NamedTuple):
    """A name and the page that it links to."""

    name: str
    docname: str


class Card(NamedTuple):
    """What a listing, or the header of its own page, shows of a post."""

    title: str
    docname: str
    #: ``#`` and the id of its section, or ``""``
    anchor: str
    #: URL on another site, which listings link to instead of the post's own page
    external: str
    #: the name of that site
    host: str
    #: for the ``datetime`` attribute, and for readers
    date: tuple[str, str]
    #: likewise; empty if it is the day of *date*
    updated: tuple[str, str]
    #: ``""``, or why it is not in the published site
    mark: str
    summary: str
    #: reading time
    minutes: int
    image: Thumbnail
    author: tuple[AuthorProfile, ...]
    category: tuple[Link, ...]
    tags: tuple[Link, ...]
    #: language tag and direction, where the language is not that of the blog
    language: tuple[str, str]
    #: whether listings show only its date and title
    compact: bool = False
    #: its description, shown below its title; ``""`` if its text begins with the same words
    lead: str = ""
    #: URL of the original on another site
    original: str = ""
    #: whether the page that lists it keeps it before newer posts
    pinned: bool = False


def lead_of(post: Post) -> str:
    """Return the description of *post*, unless its text begins with the same words."""
    return "" if post.excerpt and post.excerpt[0].startswith(post.description) else post.description


def card(
    post: Post,
    links: Mapping[tuple[str, str], Link | AuthorProfile],
    form: DateForm,
    image: Thumbnail,
    language: tuple[str, str] = ("", ""),
    *,
    words: NullTranslations = ENGLISH,
    compact: bool = False,
) -> Card:
    """Return the card of *post*; *form* is that of its dates."""
    terms: dict[str, Any] = {
        kind: tuple(links[kind, label] for label in getattr(post, kind))
        for kind in ("author", "category", "tags")
    }
    changed = post.updated and post.date and post.updated.date() > post.date.date()
    mark = words.gettext("Draft") if post.draft else ""
    if post.state == "scheduled" and post.date:
        mark = words.gettext("Scheduled for %(date)s") % {"date": form.shown(post.date)}
    undated = ("", words.gettext("undated"))
    return Card(
        title=post.title,
        docname=post.docname,
        anchor=f"#{post.section}" if post.section else "",
        external=post.external_link,
        host=urlsplit(post.external_link).netloc.removeprefix("www."),
        date=(post.date.isoformat(), form.shown(post.date)) if post.date else undated,
        updated=(post.updated.isoformat(), form.shown(post.updated))
        if changed and post.updated
        else ("", ""),
        mark=mark,
        summary=post.description or " ".join(post.excerpt),
        minutes=post.minutes,
        image=image,
        language=language,
        compact=compact,
        lead=lead_of(post),
        original=post.canonical_link,
        **terms,
    )
