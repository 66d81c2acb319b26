"""Make the card of a post: what listings, and the header of its own page, show of it.

Templates are given values in their final order and form; they choose the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from blink.words import ENGLISH

if TYPE_CHECKING:
    from gettext import NullTranslations

    from blink.date_form import DateForm
    from blink.elements.image_builds import Thumbnail
    from blink.model import Post


def initials(name: str) -> str:
    """Return what stands for the picture of an author: the initials of the first and last name.

    >>> initials("Ann van der Example"), initials("ann"), initials("山田太郎")
    ('AE', 'A', '山')
    """
    words = [word for word in name.split() if word[0].isalnum()] or [name]
    # of scripts without capitals, in which letters may join, the first letter
    ends = dict.fromkeys([0, len(words) - 1] if words[0][:1].isupper() else [0])
    return "".join(words[index][:1] for index in ends).upper()


class Link(NamedTuple):
    """A name and the page that it links to."""

    name: str
    docname: str

    @property
    def initials(self) -> str:
        """The initials of an author's name."""
        return initials(self.name)


class Card(NamedTuple):
    """What a listing, or the header of its own page, shows of a post."""

    title: str
    docname: str
    #: ``#`` and the id of its section, or ``""``
    anchor: str
    #: URL on another site, which listings link to instead of the post's own page
    external: str
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
    author: tuple[Link, ...]
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


def lead_of(post: Post) -> str:
    """Return the description of *post*, unless its text begins with the same words."""
    return "" if post.excerpt and post.excerpt[0].startswith(post.description) else post.description


def card(
    post: Post,
    links: dict[tuple[str, str], Link],
    form: DateForm,
    image: Thumbnail,
    language: tuple[str, str] = ("", ""),
    *,
    words: NullTranslations = ENGLISH,
    compact: bool = False,
) -> Card:
    """Return the card of *post*; *form* is that of its dates."""
    terms = {
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
