"""Recognise that a published site has another URL, or names another publisher in its ids.

The ledger has both in the line of the home page, since the first publication. A ledger of an
earlier version has neither; then the ids of posts tell the publisher.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from blink.addresses.hosting import base_address
from blink.posts.permalinks.published_ledger import PublishedPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: How to publish a site that moved
ACCEPT = "run `make publish MOVED=1`"
#: The variable with which `make publish MOVED=1` has builds accept it
ACCEPTED = "BLINK_MOVED"
#: The start of an id that Blink made, with the publisher
_TAG = re.compile(r"tag:([^,]+),\d{4}-\d\d-\d\d:")


class Identity(NamedTuple):
    """The URL of a site, and the publisher that its ids name."""

    url: str
    authority: str
    #: whether conf.py sets the authority; otherwise, it is the host of the URL
    is_set: bool = True

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Identity:
        """Return those in the *settings* of conf.py, whatever a host sets."""
        configured = str(settings.get("html_baseurl") or settings.get("blog_baseurl") or "")
        try:
            url = base_address(configured, {})
        except ValueError:
            url = ""
        given = str(settings.get("blink_authority") or "")
        host = (urlsplit(url).hostname or "").encode("idna").decode()
        return cls(url, given or host, bool(given))


def with_identity(
    pages: Mapping[str, PublishedPage], home: str, now: Identity
) -> dict[str, PublishedPage]:
    """Return *pages*, by address, with the identity *now* in that of the *home* page."""
    page = replace(pages.get(home) or PublishedPage(home), site=now.url, authority=now.authority)
    return {**pages, home: page}


def changed_url(pages: Mapping[str, PublishedPage], now: Identity) -> Iterator[str]:
    """Yield a message if *pages* were published at another URL; it begins with the setting."""
    former = {page.site for page in pages.values() if page.site}
    if former and now.url and now.url not in former:
        yield (
            f"html_baseurl was `{min(former)}` at the last publication and is now `{now.url}`, so"
            f" that each page and feed has another URL; if the site moved, {ACCEPT}, and let the"
            " old URLs redirect to the new ones; otherwise, write the former URL"
        )


def changed_authority(pages: Mapping[str, PublishedPage], now: Identity) -> Iterator[str]:
    """Yield a message if *pages* have ids of another publisher; it begins with the setting."""
    former = {page.authority for page in pages.values() if page.authority} or set(_in_ids(pages))
    if not former or not now.authority or now.authority in former:
        return
    name = min(former)
    if now.is_set:
        change = f"blink_authority was `{name}` at the last publication and is now"
    else:
        change = f"blink_authority is not set, so that ids no longer contain `{name}`, but"
    yield (
        f"{change} `{now.authority}`; feed readers would take the feeds for others; write"
        f' `blink_authority = "{name}"`, or, if nobody subscribes yet, {ACCEPT}'
    )


def _in_ids(pages: Mapping[str, PublishedPage]) -> Iterator[str]:
    """Yield the publisher in the id of each post that Blink made of its present address."""
    for page in pages.values():
        match = _TAG.match(page.id)
        if match and page.file.startswith(f"{page.id[match.end() :].partition('#')[0]}."):
            yield match[1]
