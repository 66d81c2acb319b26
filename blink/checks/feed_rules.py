"""Check feeds against the rules of their specifications, one rule per clause.

The rules read what `blink.feeds.atom` and `blink.feeds.json_feed` wrote, and share no code with
them.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: Returns what in a feed breaks the rule
    Rule = Callable[[Any], Iterator[object]]

A = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG = re.compile(
    r"tag:([\w.-]+@)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?,\d{4}(-\d\d(-\d\d)?)?"
    r":([\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*",
    re.ASCII,
)


def _containers(feed: Any) -> list[Any]:
    return [feed, *feed.findall(f"{A}entry")]


def _links(element: Any, rel: str) -> list[Any]:
    return [one for one in element.findall(f"{A}link") if one.get("rel", "alternate") == rel]


def _absolute(address: str | None) -> bool:
    return bool(address and urlsplit(address).scheme and " " not in address)


def once(name: str) -> Rule:
    """Return the rule that a feed and each entry have exactly one *name*, with text."""

    def rule(feed: Any) -> Iterator[object]:
        for element in _containers(feed):
            matches = element.findall(f"{A}{name}")
            if len(matches) != 1 or not (matches[0].text or "").strip():
                yield f"{len(matches)} {name}"

    return rule


def dates(feed: Any) -> Iterator[object]:
    for name in ("published", "updated"):
        for element in feed.iter(f"{A}{name}"):
            try:
                assert DATE.fullmatch(element.text)
                datetime.fromisoformat(element.text)
            except (AssertionError, ValueError, TypeError):
                yield element.text


def newest(feed: Any) -> Iterator[object]:
    matches = [
        datetime.fromisoformat(element.text) for element in feed.iterfind(f"{A}entry/{A}updated")
    ]
    if matches and max(matches) != datetime.fromisoformat(feed.findtext(f"{A}updated")):
        yield feed.findtext(f"{A}updated")


def changed_after_published(feed: Any) -> Iterator[object]:
    for element in feed.iter(f"{A}entry"):
        first, last = element.findtext(f"{A}published"), element.findtext(f"{A}updated")
        if datetime.fromisoformat(last) < datetime.fromisoformat(first):
            yield last


def authors(feed: Any) -> Iterator[object]:
    for element in feed.iter(f"{A}entry"):
        if element.find(f"{A}author") is None and feed.find(f"{A}author") is None:
            yield element.findtext(f"{A}id")
    for element in feed.iter(f"{A}author"):
        if not element.findtext(f"{A}name"):
            yield "author without a name"


def iris(feed: Any) -> Iterator[object]:
    for element in feed.iter(f"{A}id"):
        if not _absolute(element.text) or element.text != element.text.strip():
            yield element.text


def tags(feed: Any) -> Iterator[object]:
    for element in feed.iter(f"{A}id"):
        if (element.text or "").startswith("tag:") and not TAG.fullmatch(element.text):
            yield element.text


def ids_differ(feed: Any) -> Iterator[object]:
    ids = [element.text for element in feed.iter(f"{A}id")]
    yield from {name for name in ids if ids.count(name) > 1}


def own_link(feed: Any) -> Iterator[object]:
    if len(_links(feed, "self")) != 1:
        yield len(_links(feed, "self"))


def one_alternate(feed: Any) -> Iterator[object]:
    for element in _containers(feed):
        kinds = [(link.get("type"), link.get("hreflang")) for link in _links(element, "alternate")]
        if not kinds or len(set(kinds)) != len(kinds):
            yield kinds


def absolute_urls(feed: Any) -> Iterator[object]:
    for element in feed.iter(f"{A}link"):
        if not _absolute(element.get("href")):
            yield element.get("href")
    for element in feed.iter(f"{A}uri", f"{A}icon", f"{A}logo"):
        if not _absolute(element.text):
            yield element.text


def categories(feed: Any) -> Iterator[object]:
    for element in feed.iter(f"{A}category"):
        if (
            not element.get("term")
            or not element.get("label")
            or not _absolute(element.get("scheme"))
        ):
            yield dict(element.attrib)


def language(feed: Any) -> Iterator[object]:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", feed.get(f"{XML}lang") or ""):
        yield feed.get(f"{XML}lang")


def text_types(feed: Any) -> Iterator[object]:
    for element in feed.iter(f"{A}title", f"{A}summary", f"{A}subtitle", f"{A}content"):
        if element.get("type", "text") not in ("text", "html", "xhtml") or len(element):
            yield element.tag


def order(feed: Any) -> Iterator[object]:
    names = [element.tag for element in feed if isinstance(element.tag, str)]
    first = names.index(f"{A}entry") if f"{A}entry" in names else len(names)
    if set(names[first:]) - {f"{A}entry"}:
        yield names


def archive(feed: Any) -> Iterator[object]:
    current = _links(feed, "current")
    if (feed.find(f"{FH}archive") is not None) != bool(current):
        yield "a link to the current document without the mark of an archive, or the reverse"
    for rel in ("current", "prev-archive", "next-archive"):
        if len(_links(feed, rel)) > 1:
            yield rel


ATOM: dict[str, Rule] = {
    "RFC 4287 4.1.1: feeds and entries have exactly one id": once("id"),
    "RFC 4287 4.1.1: feeds and entries have exactly one title": once("title"),
    "RFC 4287 4.1.1: feeds and entries have exactly one updated": once("updated"),
    "RFC 4287 3.3, RFC 3339 5.6: dates have seconds and an offset": dates,
    "RFC 4287 4.2.15: a feed has the date of its newest change": newest,
    "RFC 4287 4.2.9: nothing changes before it is published": changed_after_published,
    "RFC 4287 4.1.2, 4.2.1: every entry has an author, with a name": authors,
    "RFC 4287 4.2.6: ids are IRIs": iris,
    "RFC 4151 2.1: tag URIs follow the grammar": tags,
    "RFC 4287 4.2.6: ids are unique": ids_differ,
    "RFC 4287 4.1.1: a feed names its own address": own_link,
    "RFC 4287 4.1.1, 4.1.2: alternates differ in type or language": one_alternate,
    "RFC 4287 4.2.7.1: URLs are absolute": absolute_urls,
    "RFC 4287 4.2.2: categories have term, scheme and label": categories,
    "RFC 4287 2, RFC 5646: the language is named": language,
    "RFC 4287 3.1.1: text is text or escaped HTML": text_types,
    "RFC 4287 4.1.1: metadata come before entries": order,
    "RFC 5005 4: archives link to the current document": archive,
}


def json_rules(feed: dict[str, Any]) -> Iterator[str]:
    """Yield the fields that break JSON Feed 1.1."""
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield "version"
    if not isinstance(feed.get("title"), str) or not isinstance(feed.get("items"), list):
        yield "title, items: required"
    for name in ("home_page_url", "feed_url", "next_url", "icon"):
        if name in feed and not _absolute(feed[name]):
            yield name
    if feed.get("next_url") == feed.get("feed_url"):
        yield "next_url: must not be feed_url"
    ids = [item.get("id") for item in feed["items"]]
    if not all(isinstance(name, str) and name for name in ids) or len(set(ids)) != len(ids):
        yield "id: required, unique"
    for item in feed["items"]:
        if not {"content_html", "content_text"} & item.keys():
            yield "content_html or content_text: required"
        for name in ("url", "external_url", "image"):
            if name in item and not _absolute(item[name]):
                yield name
        for name in ("date_published", "date_modified"):
            if not DATE.fullmatch(item.get(name, "")):
                yield name
        if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
            yield "tags"
    for person in [
        *feed.get("authors", []),
        *(a for i in feed["items"] for a in i.get("authors", [])),
    ]:
        if not {"name", "url", "avatar"} & person.keys():
            yield "authors"


def broken(document: bytes) -> dict[str, list[object]]:
    """Return the rules that an Atom *document* breaks, and what breaks each."""
    feed = etree.fromstring(document)
    return {name: matches for name, rule in ATOM.items() if (matches := list(rule(feed)))}
