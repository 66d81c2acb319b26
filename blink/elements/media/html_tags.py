"""Find the tags of HTML and the addresses in them, each with its place in the text.

Text that browsers do not read as tags is skipped: comments, scripts, styles and templates. Knows
nothing of Sphinx.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class HtmlAttribute(NamedTuple):
    """An attribute of a tag."""

    name: str
    #: without character references
    value: str
    #: where the value is in the text, without quotes
    start: int
    end: int


class HtmlTag(NamedTuple):
    """A tag: its name in lower case, which begins with ``/`` in an end tag."""

    name: str
    start: int
    end: int
    attributes: tuple[HtmlAttribute, ...] = ()

    def get(self, name: str) -> str:
        """Return the value of an attribute, or ``""``."""
        return next((one.value for one in self.attributes if one.name == name), "")


class HtmlAddress(NamedTuple):
    """An address in HTML, and the element and the attribute that have it."""

    element: str
    attribute: str
    address: str
    start: int
    end: int


_START = re.compile(r"<!--|<(/?[A-Za-z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"[\s/]*([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)
#: Elements whose content is not HTML, or is not shown
VERBATIM = frozenset({"script", "style", "textarea", "title", "template", "xmp", "iframe"})

#: The attributes with an address, of any element, and of some
_ADDRESSES = frozenset({"src", "href", "poster", "xlink:href"})
_OF_ELEMENTS = frozenset({("object", "data")})
#: What a ``<link>`` says if a browser loads its file
_LOADING_LINK = re.compile(r"icon|stylesheet|preload|manifest", re.IGNORECASE)
_SETS = frozenset({"srcset", "imagesrcset"})
_IN_SET = re.compile(r"[\s,]*([^\s,](?:\S*[^\s,])?)(?:\s+[^,]*)?(?:,|$)")
_IN_STYLE = re.compile(r"url\(\s*(?:&quot;|&#34;|['\"])?([^'\")&]+)", re.IGNORECASE)


def html_tags(text: str) -> Iterator[HtmlTag]:
    """Yield the tags of *text*, in order."""
    place = 0
    while match := _START.search(text, place):
        if match[0] == "<!--":
            place = text.find("-->", match.end())
            if place < 0:
                return
            continue
        name, attributes, place = match[1].lower(), [], match.end()
        while found := _ATTRIBUTE.match(text, place):
            group = next((number for number in (2, 3, 4) if found[number] is not None), 0)
            if group:
                value = unescape(found[group])
                attributes.append(HtmlAttribute(found[1].lower(), value, *found.span(group)))
            else:
                attributes.append(HtmlAttribute(found[1].lower(), "", found.end(), found.end()))
            place = found.end()
        end = text.find(">", place)
        if end < 0:
            return
        place = end + 1
        yield HtmlTag(name, match.start(), place, tuple(attributes))
        if name in VERBATIM:
            closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, place)
            place = closing.start() if closing else len(text)


def html_addresses(text: str) -> Iterator[HtmlAddress]:
    """Yield the addresses of *text*, in order.

    >>> [one.address for one in html_addresses('<img src="a&amp;b.png" srcset="c.png 2x">')]
    ['a&b.png', 'c.png']
    """
    for tag in html_tags(text):
        if tag.name == "link" and not _LOADING_LINK.search(tag.get("rel")):
            continue
        for attribute in tag.attributes:
            raw = text[attribute.start : attribute.end]
            if attribute.name in _ADDRESSES or (tag.name, attribute.name) in _OF_ELEMENTS:
                yield HtmlAddress(
                    tag.name, attribute.name, attribute.value.strip(), attribute.start,
                    attribute.end,
                )  # fmt: skip
                continue
            pattern = _IN_SET if attribute.name in _SETS else _IN_STYLE
            if attribute.name in _SETS or attribute.name == "style":
                for match in pattern.finditer(raw):
                    start, end = (attribute.start + side for side in match.span(1))
                    address = unescape(match[1]).strip()
                    yield HtmlAddress(tag.name, attribute.name, address, start, end)
