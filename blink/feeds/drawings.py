"""Write the formulas and drawings of an entry so that feed readers show them.

Feed readers drop MathML and SVG, or show what remains of their text: a half becomes "12". A simple
formula becomes HTML, any other one a picture with its text. A drawing becomes a picture, too, and
an icon its text.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from lxml import etree, html

from blink.feeds.svg_names import ATTRIBUTES, ELEMENTS
from blink.formulas.picture import draw
from blink.formulas.plain_text import text_of
from blink.formulas.simple_html import simple_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from blink.formulas.macro_set import MacroSet

    Element = html.HtmlElement

#: Pixels of an em of a formula, for readers that drop styles
_EM = 17
#: The largest icon, in pixels or units of its view box
_ICON = 40
_XLINK = "http://www.w3.org/1999/xlink"
_SVG = "http://www.w3.org/2000/svg"
_UNSAFE = ("script", "foreignobject", "animate", "animatemotion", "animatetransform", "set")


#: The name of a picture, in the content of an entry
PICTURE = re.compile(r"(?<=/)(?:formula|drawing)-[0-9a-f]{16}\.svg(?=\W)")


class Drawings:
    """The pictures that the entries of a page need, which the site must have.

    :param folder: the URL of their folder
    :param macros: the macros of each formula, by its TeX
    """

    def __init__(self, folder: str, macros: Callable[[str], MacroSet]) -> None:
        self.folder = folder
        self.macros = macros
        #: name → content
        self.files: dict[str, str] = {}

    def replace(self, root: Element) -> None:
        """Replace the formulas and drawings of *root*."""
        for math in list(root.iter("math")):
            if math.getparent() is not None:
                _number_behind(math)
                _put(math, self._formula(math))
        for svg in list(root.iter("svg")):
            if svg.getparent() is not None and not any(True for _ in svg.iterancestors("svg")):
                _put(svg, self._drawing(svg))

    def _formula(self, element: Element) -> str:
        math = etree.tostring(element, encoding="unicode", with_tail=False)
        tex, display = element.get("alttext", ""), element.get("display") == "block"
        try:
            if not display and (simple := simple_html(math)):
                return simple
            alt = _escaped(text_of(math) or tex)
        except ET.ParseError:
            return _escaped(tex or " ".join(element.text_content().split()))
        if not alt:
            return ""
        try:
            picture = draw(tex or math, display=display, macros=self.macros(tex))
        except ValueError:
            return alt
        source = self._add("formula", picture.svg)
        width, height = round(picture.width * _EM), round(picture.height * _EM)
        style = f"height: {picture.height:.3g}em; width: {picture.width:.3g}em"
        size = f'width="{width}" height="{height}" style="{style}"'
        if not display:  # `align` for readers that drop styles
            size = size.replace('style="', 'align="middle" style="vertical-align: middle; ')
        return f'<img src="{source}" alt="{alt}" {size}>'

    def _drawing(self, svg: Element) -> str:
        """Return a picture of *svg*, or its text if it is an icon."""
        title = next((child for child in svg if child.tag == "title"), None)
        words = svg.get("aria-label") or (title.text_content() if title is not None else "")
        words = _escaped(" ".join(words.split()))
        width, height = _size(svg)
        if svg.get("aria-hidden") == "true" or max(width, height) <= _ICON:
            return words
        source = self._add("drawing", _document(svg))
        return f'<img src="{source}" alt="{words}" width="{width:.0f}" height="{height:.0f}">'

    def _add(self, kind: str, content: str) -> str:
        """Add a picture, named by its *content*, and return its URL."""
        digest = sha256(content.encode()).hexdigest()
        name = f"{kind}-{digest[:16]}.svg"
        self.files[name] = content
        return self.folder + name


def _escaped(text: str) -> str:
    for char, name in {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}.items():
        text = text.replace(char, name)
    return text


def _number_behind(math: Element) -> None:
    """Put the number of an equation behind it."""
    number = math.getprevious()
    if number is not None and "eqno" in number.get("class", ""):
        number.tail, tail = None, math.tail
        math.tail = " "
        math.addnext(number)
        math.tail, number.tail = " ", tail


def _put(element: Element, new: str) -> None:
    """Replace *element* by the HTML *new*."""
    holder = html.fragment_fromstring(new, create_parent="span")
    holder.tail = element.tail
    parent = element.getparent()
    assert parent is not None
    parent.replace(element, holder)
    holder.drop_tag()


def _size(svg: Element) -> tuple[float, float]:
    """Return the width and height of *svg* in pixels, as well as they are known."""
    box = [float(n) for n in re.findall(r"-?[\d.]+", svg.get("viewbox", ""))]
    box = box if len(box) == 4 else [0, 0, 300, 150]  # CSS 2.2, 10.3.2

    def pixels(length: str) -> float:
        match = re.fullmatch(r"\s*([\d.]+)\s*(px|em|rem|)\s*", length)
        return float(match[1]) * (16 if match[2].endswith("em") else 1) if match else 0

    width, height = pixels(svg.get("width", "")), pixels(svg.get("height", ""))
    ratio = box[2] / box[3] if box[3] else 1
    width = width or (height * ratio if height else box[2])
    return width, height or width / (ratio or 1)


def _document(svg: Element) -> str:
    """Return *svg* as a file of its own, without scripts; names have their capital letters."""
    copy = html.fromstring(html.tostring(svg, encoding="unicode", with_tail=False))
    etree.strip_elements(copy, *_UNSAFE, with_tail=False)
    for element in copy.iter(etree.Element):
        element.tag = ELEMENTS.get(str(element.tag), str(element.tag))
        for name, value in dict(element.attrib).items():
            is_link = name in ("href", "xlink:href")
            if name.startswith(("on", "xmlns")) or (is_link and not _is_inside(value)):
                del element.attrib[name]
            elif name in ATTRIBUTES:
                del element.attrib[name]
                element.set(ATTRIBUTES[name], value)
    text = etree.tostring(copy, encoding="unicode")
    names = f' xmlns="{_SVG}"' + (f' xmlns:xlink="{_XLINK}"' if "xlink:" in text else "")
    return text.replace("<svg", f"<svg{names}", 1)


def _is_inside(address: str) -> bool:
    return address.startswith(("#", "data:image/"))
