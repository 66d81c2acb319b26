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
    from collections.abc import Callable, Iterable, Iterator

    #: Yields what in a feed breaks the rule, and what to do
    Rule = Callable[[Any], Iterator[str]]

A = "{http://www.w3.org/2005/Atom}"
FH = "{http://purl.org/syndication/history/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG = re.compile(
    r"tag:([\w.-]+@)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?,\d{4}(-\d\d(-\d\d)?)?"
    r":([\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*",
    re.ASCII,
)


_REPORT = "please report this fault of Blink"


def _containers(feed: Any) -> list[Any]:
    return [feed, *feed.findall(f"{A}entry")]


def _name(element: Any) -> str:
    """Return what a message calls a feed or an entry of it."""
    if element.tag != f"{A}entry":
        return "the feed"
    title = (element.findtext(f"{A}title") or element.findtext(f"{A}id") or "").strip()
    return f"the entry {title!r}" if title else "an entry"


def _links(element: Any, rel: str) -> list[Any]:
    return [one for one in element.findall(f"{A}link") if one.get("rel", "alternate") == rel]


def _absolute(address: str | None) -> bool:
    return bool(address and urlsplit(address).scheme and " " not in address)


def once(name: str, fix: str) -> Rule:
    """Return the rule that a feed and each entry have exactly one *name*, with text."""

    def rule(feed: Any) -> Iterator[str]:
        for element in _containers(feed):
            matches = element.findall(f"{A}{name}")
            wanted = "it must have exactly one, with text in it"
            if len(matches) != 1:
                yield f"{_name(element)} has {len(matches)} elements `{name}`; {wanted}; {fix}"
            elif not (matches[0].text or "").strip():
                yield f"{_name(element)} has an empty element `{name}`; {wanted}; {fix}"

    return rule


def dates(feed: Any) -> Iterator[str]:
    for name in ("published", "updated"):
        for element in feed.iter(f"{A}{name}"):
            try:
                assert DATE.fullmatch(element.text)
                datetime.fromisoformat(element.text)
            except (AssertionError, ValueError, TypeError):
                wanted = "it must be like 2026-01-31T09:30:00+01:00"
                yield f"`{element.text}` is not a date of a feed; {wanted}; {_REPORT}"


def newest(feed: Any) -> Iterator[str]:
    matches = [
        datetime.fromisoformat(element.text) for element in feed.iterfind(f"{A}entry/{A}updated")
    ]
    own = feed.findtext(f"{A}updated")
    if matches and max(matches) != datetime.fromisoformat(own):
        wanted = f"it must be {max(matches).isoformat()}, when an entry last changed"
        yield f"the date of the feed is {own}; {wanted}; {_REPORT}"


def changed_after_published(feed: Any) -> Iterator[str]:
    for element in feed.iter(f"{A}entry"):
        first, last = element.findtext(f"{A}published"), element.findtext(f"{A}updated")
        if datetime.fromisoformat(last) < datetime.fromisoformat(first):
            fix = "write a later date for `updated:` in its front matter"
            yield f"{_name(element)} was updated at {last}, before it was published; {fix}"


def authors(feed: Any) -> Iterator[str]:
    for element in feed.iter(f"{A}entry"):
        if element.find(f"{A}author") is None and feed.find(f"{A}author") is None:
            yield f"{_name(element)} has no author; set blog_default_author in conf.py"
    for element in feed.iter(f"{A}author"):
        if not element.findtext(f"{A}name"):
            yield "an author has no name; write the names in blog_authors of conf.py"


def iris(feed: Any) -> Iterator[str]:
    for element in feed.iter(f"{A}id"):
        if not _absolute(element.text) or element.text != element.text.strip():
            fix = "write `feed_id:` with its scheme, such as tag:example.org,2019:old-post"
            yield f"the id `{element.text}` has no scheme, or has spaces in it; {fix}"


def tags(feed: Any) -> Iterator[str]:
    for element in feed.iter(f"{A}id"):
        if (element.text or "").startswith("tag:") and not TAG.fullmatch(element.text):
            fix = "write it like tag:example.org,2019:old-post, with a domain and a date"
            yield f"the id `{element.text}` is not a valid tag URI; {fix}"


def ids_differ(feed: Any) -> Iterator[str]:
    ids = [element.text for element in feed.iter(f"{A}id")]
    for name in sorted({name for name in ids if name and ids.count(name) > 1}):
        yield f"the id `{name}` is used {ids.count(name)} times; give each `feed_id:` to one post"


def own_link(feed: Any) -> Iterator[str]:
    count = len(_links(feed, "self"))
    if count != 1:
        yield f'the feed has {count} links with rel="self"; it must have exactly one; {_REPORT}'


def one_alternate(feed: Any) -> Iterator[str]:
    for element in _containers(feed):
        kinds = [(link.get("type"), link.get("hreflang")) for link in _links(element, "alternate")]
        if not kinds:
            yield f"{_name(element)} has no link to its page; {_REPORT}"
        elif len(set(kinds)) != len(kinds):
            yield f"{_name(element)} has two links to pages of the same type; {_REPORT}"


def absolute_urls(feed: Any) -> Iterator[str]:
    urls = [element.get("href") for element in feed.iter(f"{A}link")]
    urls += [element.text for element in feed.iter(f"{A}uri", f"{A}icon", f"{A}logo")]
    for url in urls:
        if not _absolute(url):
            yield f"the URL `{url}` has no scheme; it must be like https://example.org/; {_REPORT}"


def categories(feed: Any) -> Iterator[str]:
    for element in feed.iter(f"{A}category"):
        missing = [name for name in ("term", "label") if not element.get(name)]
        missing += [] if _absolute(element.get("scheme")) else ["scheme"]
        if missing:
            name = element.get("label") or element.get("term")
            yield f"the category `{name}` has no {' and no '.join(missing)}; {_REPORT}"


def language(feed: Any) -> Iterator[str]:
    given = feed.get(f"{XML}lang")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", given or ""):
        wrong = f"the language of the feed is `{given}`" if given else "the feed has no language"
        yield f"{wrong}; set language in conf.py to a tag such as 'en' or 'pt-BR'"


def text_types(feed: Any) -> Iterator[str]:
    for element in feed.iter(f"{A}title", f"{A}summary", f"{A}subtitle", f"{A}content"):
        name = etree.QName(element).localname
        if len(element):
            yield f"an element `{name}` has elements inside; it must have only text; {_REPORT}"
        elif element.get("type", "text") not in ("text", "html", "xhtml"):
            wanted = "it must be `text`, `html` or `xhtml`"
            yield f"an element `{name}` has the type `{element.get('type')}`; {wanted}; {_REPORT}"


def order(feed: Any) -> Iterator[str]:
    names = [element.tag for element in feed if isinstance(element.tag, str)]
    first = names.index(f"{A}entry") if f"{A}entry" in names else len(names)
    for name in dict.fromkeys(names[first:]):
        if name != f"{A}entry":
            local = etree.QName(name).localname
            yield f"the element `{local}` is below an entry; it must be above them all; {_REPORT}"


def archive(feed: Any) -> Iterator[str]:
    current = _links(feed, "current")
    neighbours = _links(feed, "prev-archive") + _links(feed, "next-archive")
    if (feed.find(f"{FH}archive") is not None) != bool(current and neighbours):
        missing = "an element `fh:archive`" if current else 'a link with rel="current"'
        yield f"this archive of a feed does not have {missing}; {_REPORT}"
    for rel in ("current", "prev-archive", "next-archive"):
        if len(_links(feed, rel)) > 1:
            yield f'the feed has several links with rel="{rel}"; it must have one; {_REPORT}'


#: Clause of the specification → what it requires
ATOM: dict[str, Rule] = {
    "RFC 4287 4.1.1, id": once("id", _REPORT),
    "RFC 4287 4.1.1, title": once("title", "write a title in the post or in blog_feed_templates"),
    "RFC 4287 4.1.1, updated": once("updated", _REPORT),
    "RFC 4287 3.3 and RFC 3339 5.6": dates,
    "RFC 4287 4.2.15": newest,
    "RFC 4287 4.2.9": changed_after_published,
    "RFC 4287 4.1.2 and 4.2.1": authors,
    "RFC 4287 4.2.6, IRI": iris,
    "RFC 4151 2.1": tags,
    "RFC 4287 4.2.6, unique": ids_differ,
    "RFC 4287 4.1.1, self": own_link,
    "RFC 4287 4.1.1 and 4.1.2, alternate": one_alternate,
    "RFC 4287 4.2.7.1": absolute_urls,
    "RFC 4287 4.2.2": categories,
    "RFC 4287 2 and RFC 5646": language,
    "RFC 4287 3.1.1": text_types,
    "RFC 4287 4.1.1, order": order,
    "RFC 5005 4": archive,
}


def json_rules(feed: dict[str, Any]) -> Iterator[str]:
    """Yield a message for each rule of JSON Feed 1.1 that *feed* breaks."""
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"`version` must be https://jsonfeed.org/version/1.1; {_REPORT}"
    if not isinstance(feed.get("title"), str) or not isinstance(feed.get("items"), list):
        yield f"`title` must be a text and `items` a list; {_REPORT}"
        return
    yield from _relative_urls(feed, "the feed", _JSON_URLS)
    if feed.get("next_url") and feed["next_url"] == feed.get("feed_url"):
        yield f"`next_url` and `feed_url` are the same; they must differ; {_REPORT}"
    ids = [item.get("id") for item in feed["items"]]
    if not all(isinstance(name, str) and name for name in ids) or len(set(ids)) != len(ids):
        yield "an entry has no `id`, or that of another; give each `feed_id:` to one post"
    for item in feed["items"]:
        yield from _item_faults(item)
    people = [*feed.get("authors", []), *(a for i in feed["items"] for a in i.get("authors", []))]
    if not all({"name", "url", "avatar"} & person.keys() for person in people):
        yield "an author has no name; write the names in blog_authors of conf.py"


_JSON_URLS = ("home_page_url", "feed_url", "next_url", "icon", "favicon")


def _relative_urls(holder: dict[str, Any], place: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name in holder and not _absolute(holder[name]):
            yield f"{place}: the URL `{holder[name]}` in `{name}` has no scheme; {_REPORT}"


def _item_faults(item: dict[str, Any]) -> Iterator[str]:
    place = f"the entry {item.get('title') or item.get('id')!r}"
    if not {"content_html", "content_text"} & item.keys():
        yield f"{place} has no `content_html` and no `content_text`; {_REPORT}"
    yield from _relative_urls(item, place, ("url", "external_url", "image"))
    for name in ("date_published", "date_modified"):
        if not DATE.fullmatch(item.get(name, "")):
            wanted = "it must be a date like 2026-01-31T09:30:00+01:00"
            yield f"{place}: `{name}` is `{item.get(name, '')}`; {wanted}; {_REPORT}"
    if not all(isinstance(tag, str) and tag for tag in item.get("tags", [])):
        yield f"{place} has an empty tag; {_REPORT}"


def broken(document: bytes) -> dict[str, list[str]]:
    """Return the rules that an Atom *document* breaks, and a message for each fault."""
    feed = etree.fromstring(document)
    return {name: matches for name, rule in ATOM.items() if (matches := list(rule(feed)))}
