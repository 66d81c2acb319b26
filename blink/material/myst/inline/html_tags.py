"""Replace the URLs in HTML: in attributes, in styles, and in what a browser may choose from."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Protocol

from blink.addresses.faults import UNCHECKED
from blink.material.markdown.html import TAG

if TYPE_CHECKING:
    from collections.abc import Callable

_VALUE = r"(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>`]+))"
_NAMING = re.compile(
    rf"(\s(src|href|poster|data|srcset|imagesrcset|data-src|style|xlink:href)\s*=\s*){_VALUE}",
    re.IGNORECASE,
)
_CSS_URL = re.compile(r"(url\(\s*)(\"|'|&quot;|)(.*?)(\2\s*\))", re.IGNORECASE | re.DOTALL)
#: An address and its descriptor in ``srcset`` (HTML, 4.8.4.2)
_SET = re.compile(r"[^\s,](?:\S*[^\s,])?")
#: An element whose content is not HTML
_CODE = re.compile(r"<(script|style)(?![\w:-]).*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
#: The address of an empty file
NOTHING = "data:,"


class AddressRewriter(Protocol):
    """Gives the new addresses of what HTML names."""

    def __call__(self, address: str, *, loads: bool) -> tuple[str, str]:
        """Return the new form of *address*, which a browser *loads* or a link leads to.

        The second value is a mark for the element: the word ``external`` of ``rel``, the class
        `UNCHECKED`, or ``""``.
        """
        raise NotImplementedError


def with_tags(
    text: str,
    new_tag: Callable[[re.Match[str]], str],
    new_code: Callable[[re.Match[str], str], str],
) -> str:
    """Return HTML with other tags, scripts and stylesheets.

    :param new_tag: returns what replaces a tag or a comment, a match of `TAG`
    :param new_code: returns what replaces the rest of a script or stylesheet that begins with a tag
    """
    out: list[str] = []
    at = 0
    for tag in TAG.finditer(text):
        if tag.start() < at:
            continue  # it is in a script
        out += [text[at : tag.start()], new_tag(tag)]
        at = tag.end()
        if code := _CODE.match(text, tag.start()):
            out.append(new_code(tag, text[at : code.end()]))
            at = code.end()
    return "".join([*out, text[at:]])


def with_addresses(tag: str, name: str, new: AddressRewriter) -> str:
    """Return the opening *tag* of the element *name* with new addresses."""
    marks: set[str] = set()

    def replaced(address: str, *, loads: bool) -> str:
        target, mark = new(address, loads=loads)
        marks.add(mark)
        return target

    def with_new_value(match: re.Match[str]) -> str:
        value = next(v for v in match.groups()[2:] if v is not None)
        attribute = match[2].lower()
        if attribute == "data" and name != "object":
            return match[0]
        if attribute == "style":
            style = css_with_addresses(unescape(value), new)
            return match[0] if style == unescape(value) else f'{match[1]}"{escape(style)}"'
        if attribute in ("srcset", "imagesrcset"):
            parts = _srcset(value, lambda one: replaced(one, loads=True))
            return f'{match[1]}"{parts}"' if parts else ""
        made = replaced(unescape(value), loads=name not in ("a", "area"))
        return f'{match[1]}"{escape(made)}"'

    tag = _NAMING.sub(with_new_value, tag)
    if "external" in marks:
        tag = _with_word(tag, "rel", "external")
    return _with_word(tag, "class", UNCHECKED) if UNCHECKED in marks else tag


def _srcset(value: str, replaced: Callable[[str], str]) -> str:
    parts = []
    for part in re.split(r",\s+|,(?=[^\s,]+\s+[\d.]+[wx])", value):
        match = _SET.match(part.strip())
        if match:
            rest = part.strip()[match.end() :].strip(" ,")
            if (address := replaced(unescape(match[0]))) != NOTHING:
                parts.append(f"{address} {rest}".strip())
    return escape(", ".join(parts))


def css_with_addresses(style: str, new: AddressRewriter) -> str:
    """Return a *style* in which ``url(…)`` has new addresses."""

    def with_new_url(match: re.Match[str]) -> str:
        address = match[3].strip()
        if not address or address.startswith(("data:", "#")):
            return match[0]
        target, mark = new(address, loads=True)
        target = NOTHING if mark == UNCHECKED else target  # a style cannot be marked
        return f"{match[1]}{match[2]}{target}{match[4]}"

    return _CSS_URL.sub(with_new_url, style)


def _with_word(tag: str, attribute: str, word: str) -> str:
    """Return *tag* with one more *word* in an *attribute* that holds several."""
    if match := re.search(rf"(\s{attribute}\s*=\s*){_VALUE}", tag, re.IGNORECASE):
        words = next(v for v in match.groups()[1:] if v is not None)
        return f'{tag[: match.start()]}{match[1]}"{words} {word}"{tag[match.end() :]}'
    end = len(tag) - len(re.search(r"\s*/?>$", tag)[0])  # type: ignore[index]
    return f'{tag[:end]} {attribute}="{word}"{tag[end:]}'
