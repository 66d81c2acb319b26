"""Write a `Feed` as a JSON Feed 1.1 document (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from blink.feeds.atom import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blink.feeds.model import Feed, FeedEntry, Person

VERSION = "https://jsonfeed.org/version/1.1"
SUFFIX = ".json"
TYPE = "application/feed+json"

#: The start of a link to another place of the entry
_INSIDE = re.compile(r'(<a(?=\s)(?:[^<>"]|"[^"]*")*?\shref=")#')


def _people(people: Iterable[Person]) -> list[dict[str, str]]:
    pairs = [(p.name, p.uri or (p.email and f"mailto:{p.email}")) for p in people]
    return [{"name": name, "url": url} if url else {"name": name} for name, url in pairs]


def _absolute(entry: FeedEntry) -> str:
    """Return the content with whole URLs: there is no place for their base in JSON Feed."""
    page = (entry.page or entry.url).partition("#")[0]
    return _INSIDE.sub(lambda match: f"{match[1]}{page}#", entry.content)


def _item(entry: FeedEntry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.page or entry.url,
        "external_url": entry.url if entry.page else entry.canonical,
        "title": entry.title,
        "content_html": _absolute(entry),
        "summary": entry.summary,
        "image": entry.picture.url if entry.picture else "",
        "date_published": timestamp(entry.published),
        "date_modified": timestamp(entry.updated),
        "authors": _people(entry.authors),
        "tags": list(dict.fromkeys(term.label for term in entry.terms)),
        "language": entry.language,
    }
    filled: dict[str, Any] = {key: value for key, value in item.items() if value}
    if not entry.content:  # an item must have one of the two
        filled["content_text"] = entry.summary or entry.title
    return filled


def write_json(feed: Feed) -> bytes:
    """Return *feed* as a JSON Feed document; the same feed gives the same bytes."""
    address = (feed.current or feed.address) + SUFFIX
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address + SUFFIX,
        "description": feed.subtitle,
        "user_comment": feed.comment % {"address": address},
        "next_url": feed.older and feed.older + SUFFIX,
        "icon": feed.large_icon or feed.icon,
        "favicon": feed.icon,
        "authors": _people(feed.authors),
        "language": feed.language,
    }
    filled: dict[str, Any] = {key: value for key, value in document.items() if value}
    filled["items"] = [_item(entry) for entry in feed.entries]
    return (json.dumps(filled, ensure_ascii=False) + "\n").encode()
