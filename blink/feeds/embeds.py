"""Replace embedded video, sound and pages by links, with a picture where there is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

if TYPE_CHECKING:
    from gettext import NullTranslations

    from lxml import html

_EMBEDDED = "//video | //audio | //iframe | //object | //embed"


def replace_embedded(root: html.HtmlElement, translations: NullTranslations) -> None:
    """Replace elements that feed readers do not play by links.

    *translations* are those of the words for what has no name.
    """
    kinds = {
        "video": translations.gettext("Video"),
        "audio": translations.gettext("Audio"),
        "": translations.gettext("Embedded page"),
    }
    for element in root.xpath(_EMBEDDED):
        if element.getparent() is None:
            continue
        inside = [one.get("src", "") for one in element.xpath(".//source")]
        address = next(filter(None, [element.get("src"), element.get("data"), *inside]), "")
        picture = element.get("poster") or next(iter(element.xpath(".//img/@src")), "")
        kind = kinds.get(element.tag, kinds[""])
        words = element.get("title") or element.get("aria-label") or ""
        if element.tag == "object":  # in other elements, the text is for old browsers
            words = words or element.text_content().strip()
        address, picture = _watched(address, picture)
        if not address:
            element.drop_tree()
            continue
        link = etree.Element("a", href=address)
        if picture:
            etree.SubElement(link, "img", src=picture, alt="")
            etree.SubElement(link, "br").tail = words or kind
        else:
            link.text = words or kind
        parent, new = element.getparent(), link
        if any(True for _ in element.iterancestors("a")):
            link.tag = "span"  # a link may not contain another
            del link.attrib["href"]
        elif parent.tag in _BLOCKS:
            new = etree.Element("p")
            new.append(link)
        new.tail = element.tail
        parent.replace(element, new)


#: Elements that contain paragraphs
_BLOCKS = frozenset({"div", "section", "article", "aside", "blockquote", "figure", "details", "dd"})


def _watched(address: str, picture: str) -> tuple[str, str]:
    """Return the page and the picture of an embedded video; other URLs as they are."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "", picture
    found = re.fullmatch(r"/embed/([\w-]{6,20})/?", parts.path)
    if found and re.fullmatch(r"(www\.)?youtube(-nocookie)?\.com", parts.hostname or ""):
        picture = picture or f"https://i.ytimg.com/vi/{found[1]}/hqdefault.jpg"
        return f"https://www.youtube.com/watch?v={found[1]}", picture
    return address, picture
