"""A `Feed` → a JSON Feed 1.1 document (jsonfeed.org/version/1.1). Knows nothing of Sphinx."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from blink.feeds.atom import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from blink.model import Entry, Feed, Person

VERSION = "https://jsonfeed.org/version/1.1"
SUFFIX = ".json"
TYPE = "application/feed+json"


def _people(people: Iterable[Person]) -> list[dict[str, str]]:
    found = [(one.name, one.uri or (one.email and f"mailto:{one.email}")) for one in people]
    return [{"name": name, "url": url} if url else {"name": name} for name, url in found]


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.page or entry.url,
        "external_url": entry.url if entry.page else entry.canonical,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "image": entry.picture.url if entry.picture else "",
        "date_published": timestamp(entry.published),
        "date_modified": timestamp(entry.updated),
        "authors": _people(entry.authors),
        "tags": list(dict.fromkeys(term.label for term in entry.terms)),
        "language": entry.language,
    }
    found: dict[str, Any] = {key: value for key, value in item.items() if value}
    if not entry.content:  # one of the two has to be there
        found["content_text"] = entry.summary or entry.title
    return found


def write_json(feed: Feed) -> bytes:
    """Return *feed* as a JSON Feed document; the same feed gives the same bytes."""
    address = (feed.current or feed.address) + SUFFIX
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address + SUFFIX,
        "description": feed.subtitle,
        "user_comment": "This is a feed: it lets you follow the blog in a feed reader. Copy"
        f" its address, {address}, and add it there.",
        "next_url": feed.older and feed.older + SUFFIX,
        "icon": feed.icon,
        "authors": _people(feed.authors),
        "language": feed.language,
    }
    found: dict[str, Any] = {key: value for key, value in document.items() if value}
    found["items"] = [_item(entry) for entry in feed.entries]
    return (json.dumps(found, ensure_ascii=False) + "\n").encode()
