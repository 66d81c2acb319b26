"""A post → what listings, and the frame of its own page, show of it.

Templates get values in their final order and form; they choose words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from blink.elements.image_builds import Thumbnail
    from blink.model import Post


class Link(NamedTuple):
    """A name and the page it leads to."""

    name: str
    docname: str


class Card(NamedTuple):
    """What a listing, or the frame of its own page, shows of a post."""

    title: str
    docname: str
    #: ``#`` and the id of its section, or ``""``
    anchor: str
    #: address on another site, which then takes the place of its own page
    external: str
    #: for the ``datetime`` attribute, and for readers
    date: tuple[str, str]
    #: likewise; empty when it is the day of *date*
    updated: tuple[str, str]
    #: ``""``, or what keeps it out of the published site
    mark: str
    summary: str
    #: to read it
    minutes: int
    image: Thumbnail
    author: tuple[Link, ...]
    category: tuple[Link, ...]
    tags: tuple[Link, ...]
    #: the tag of its language and the direction of it, where it is not that of the blog
    language: tuple[str, str]


def card(
    post: Post,
    links: dict[tuple[str, str], Link],
    form: str,
    image: Thumbnail,
    language: tuple[str, str] = ("", ""),
) -> Card:
    """Return the card of *post*; *form* is the ``strftime`` format of its dates."""
    terms = {
        kind: tuple(links[kind, label] for label in getattr(post, kind))
        for kind in ("author", "category", "tags")
    }
    changed = post.updated and post.date and post.updated.date() > post.date.date()
    mark = "Draft" if post.draft else ""
    if post.state == "scheduled" and post.date:
        mark = f"Scheduled for {post.date.strftime(form)}"
    return Card(
        title=post.title,
        docname=post.docname,
        anchor=f"#{post.section}" if post.section else "",
        external=post.external_link,
        date=(post.date.isoformat(), post.date.strftime(form)) if post.date else ("", "undated"),
        updated=(post.updated.isoformat(), post.updated.strftime(form))
        if changed and post.updated
        else ("", ""),
        mark=mark,
        summary=post.description or " ".join(post.excerpt),
        minutes=post.minutes,
        image=image,
        language=language,
        **terms,
    )
