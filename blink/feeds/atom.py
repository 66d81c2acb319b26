"""Write a `Feed` as an Atom document (RFC 4287) with archives (RFC 5005)."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from html import escape
from html.entities import name2codepoint
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from blink.feeds.model import Feed, FeedEntry, Person

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
SUFFIX = ".xml"
TYPE = "application/atom+xml"

#: Characters that XML 1.0 does not allow (2.2)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def timestamp(date: datetime) -> str:
    """Return *date* in the form of RFC 3339, whose offsets are whole minutes."""
    offset = date.utcoffset()
    if offset and offset.total_seconds() % 60:  # local mean time, before time zones
        date = (date - offset).replace(tzinfo=None)
        return f"{date.isoformat()}Z"
    return date.isoformat()


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    for key, value in attributes.items():
        if value:
            child.set(key, _NO_XML.sub("", value))
    if text:
        child.text = _NO_XML.sub("", text)
    return child


def is_like_markup(text: str) -> bool:
    """Return whether validators and some feed readers take plain *text* for HTML."""
    names = re.findall(r"&(#?\w+)", text)
    known = (name == "apos" or name in name2codepoint or not name.isalpha() for name in names)
    return bool(re.search(r"</\w+>", text)) or any(known)


def _add_text(parent: etree._Element, name: str, text: str) -> None:
    """Add plain *text*; text that looks like markup is escaped as HTML (RFC 4287, 3.1.1.2)."""
    if is_like_markup(text):
        _add(parent, name, escape(text, quote=False), type="html")
    else:
        _add(parent, name, text)


def _add_people(parent: etree._Element, people: Iterable[Person]) -> None:
    for person in people:
        author = _add(parent, "author")
        for name, text in person._asdict().items():
            if text:
                _add(author, name, text)


def _entry(entry: FeedEntry) -> etree._Element:
    element = etree.Element(f"{{{ATOM}}}entry", nsmap={None: ATOM})
    if entry.language:
        element.set(f"{{{_XML}}}lang", entry.language)
    _add_text(element, "title", entry.title)
    _add(element, "id", entry.id)
    _add(element, "link", rel="alternate", type="" if entry.page else "text/html", href=entry.url)
    if entry.page:
        _add(element, "link", rel="related", type="text/html", href=entry.page)
    if entry.canonical:
        _add(element, "link", rel="via", href=entry.canonical)
    if entry.picture:
        size = str(entry.picture.length)
        kind = entry.picture.type
        _add(element, "link", rel="enclosure", type=kind, href=entry.picture.url, length=size)
    _add(element, "published", timestamp(entry.published))
    _add(element, "updated", timestamp(entry.updated))
    _add_people(element, entry.authors)
    for term in entry.terms:
        _add(element, "category", **term._asdict())
    if entry.summary or not entry.content:  # RFC 4287, 4.1.1.1
        _add_text(element, "summary", entry.summary or entry.title)
    if entry.content:
        content = _add(element, "content", entry.content, type="html")
        content.set(f"{{{_XML}}}base", entry.page or entry.url)  # of the links to footnotes
    return element


def _dates(entries: Sequence[FeedEntry]) -> list[str]:
    """Return the dates of change of *entries*, newest first, no two written alike.

    Validators warn of equal dates, and posts of one day that give no time have them. Zeros after
    the seconds change the text but not the time; the dates of older entries stay as they are.
    """
    counts: Counter[datetime] = Counter()
    dates = []
    for entry in reversed(entries):
        zeros = "." + "0" * counts[entry.updated] if counts[entry.updated] else ""
        counts[entry.updated] += 1
        dates.append(re.sub(r"(T\d\d:\d\d:\d\d)(?!\.)", rf"\g<1>{zeros}", timestamp(entry.updated)))
    return dates[::-1]


_XML = "http://www.w3.org/XML/1998/namespace"


def write_atom(feed: Feed, elements: dict[FeedEntry, etree._Element] | None = None) -> bytes:
    """Return *feed* as an Atom document; the same feed gives the same bytes.

    :param elements: the elements of entries that other documents have; new ones are added
    """
    elements = {} if elements is None else elements
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "fh": HISTORY})
    root.set(f"{{{_XML}}}lang", feed.language)
    _add_text(root, "title", feed.title)
    if feed.subtitle:
        _add_text(root, "subtitle", feed.subtitle)
    _add(root, "id", feed.id)
    _add(root, "updated", timestamp(feed.updated))
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "link", rel="self", type=TYPE, href=feed.address + SUFFIX)
    for rel, address in (
        ("current", feed.current),
        ("prev-archive", feed.older),
        ("next-archive", feed.newer),
    ):
        if address:
            _add(root, "link", rel=rel, type=TYPE, href=address + SUFFIX)
    if feed.current and (feed.older or feed.newer):  # validators want an archive to have neighbours
        etree.SubElement(root, f"{{{HISTORY}}}archive")
    _add_people(root, feed.authors)
    if feed.icon:
        _add(root, "icon", feed.icon)
    _add(root, "generator", "Blink")
    for entry, date in zip(feed.entries, _dates(feed.entries), strict=True):
        if entry not in elements:
            elements[entry] = _entry(entry)
        element = deepcopy(elements[entry])
        for updated in element.iterfind(f"{{{ATOM}}}updated"):
            updated.text = date
        root.append(element)
    if feed.stylesheet:
        style = f'type="text/css" href="{feed.stylesheet}"'
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", style))
    return etree.tostring(
        etree.ElementTree(root), xml_declaration=True, encoding="utf-8", pretty_print=True
    )
