"""Measure and draw SVG files: their size in pixels, and a PNG of an icon.

`draw` calls resvg, which has no limit of its own for the depth of a file.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING
from xml.parsers import expat

import resvg_py
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

#: Elements that others refer to, and that may refer to others
_REFERRED = frozenset({"clipPath", "mask", "pattern", "marker", "filter"})
#: Levels beyond which no SVG is drawn: resvg calls itself for each, and ends the process at last
_DEEPEST = 200
#: A positive length that resvg-py takes
_PLAIN = re.compile(r"(?=.*[1-9])\d*\.?\d+")


def svg_size(file: Path) -> tuple[int, int]:
    """Return the width and height of a drawing, in CSS pixels, as browsers compute them.

    :raises ValueError: if it is not an SVG file.
    """
    try:
        with file.open("rb") as source:
            root = next(etree.iterparse(source, events=["start"], resolve_entities=False))[1]
    except (etree.XMLSyntaxError, StopIteration):
        root = None
    if root is None or etree.QName(root).localname != "svg":
        raise ValueError("it is not an SVG file")
    width, height = pixels(root.get("width", "")), pixels(root.get("height", ""))
    width, height = full_size(width, height, root.get("viewBox", ""))
    return max(1, round(width)), max(1, round(height))


def full_size(width: float, height: float, view_box: str) -> tuple[float, float]:
    """Return the size of a drawing, of which *width* and *height* are 0 if it does not give them.

    >>> full_size(0, 10, "0 0 4 2"), full_size(0, 0, "")
    ((20.0, 10), (300, 150))
    """
    box = [pixels(number) for number in re.split(r"[\s,]+", view_box.strip())]
    if len(box) == 4 and box[2] and box[3]:
        width = width or (height * box[2] / box[3] if height else box[2])
        height = height or width * box[3] / box[2]
    return width or 300, height or 150  # CSS 2.2, 10.3.2


_UNITS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}


def pixels(length: str) -> float:
    """Return *length* in CSS pixels, or 0 if it is relative or invalid."""
    match = re.fullmatch(r"\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)([a-z]*)\s*", length, re.IGNORECASE)
    return float(match[1]) * _UNITS.get(match[2].lower(), 0) if match else 0


def depth(svg: str) -> int:
    """Return how deeply resvg may have to call itself for *svg*, of which it sets no limit.

    Elements are counted by their levels, and references by their number, where they are inside of
    what may be referred to: each may lead to the next.
    """
    levels = deepest = inside = references = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal levels, deepest, inside, references
        levels += 1
        deepest = max(deepest, levels)
        inside += name.rpartition(":")[2] in _REFERRED
        references += bool(inside) and any("url(" in value for value in attributes.values())

    def end(name: str) -> None:
        nonlocal levels, inside
        levels -= 1
        inside -= name.rpartition(":")[2] in _REFERRED

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(expat.ExpatError):  # resvg says what is wrong
        parser.Parse(svg, True)  # noqa: FBT003  # expat's
    return deepest + references


def check_depth(svg: str) -> None:
    """Check that resvg can draw the picture *svg*.

    :raises ValueError: if it is nested so deeply that resvg would crash.
    """
    if depth(svg) > _DEEPEST:
        raise ValueError(f"its elements are nested more than {_DEEPEST} levels deep")


@cache
def draw(svg: str, size: int) -> bytes:
    """Return the PNG of the picture *svg*, *size* pixels wide and high.

    :raises ValueError: if it is not one, or nested so deeply that resvg would crash.
    """
    check_depth(svg)
    sized = _in_pixels(svg)
    return bytes(
        resvg_py.svg_to_bytes(svg_string=sized, width=size, height=size, skip_system_fonts=True)
    )


def _in_pixels(svg: str) -> str:
    """Return *svg* with its width and height in pixels, the only unit that resvg-py takes."""
    try:
        root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return svg  # resvg says what is wrong
    wrong = [side for side in ("width", "height") if not _PLAIN.fullmatch(root.get(side, "1"))]
    for side in wrong:
        length = root.attrib.pop(side)
        if value := pixels(length):
            root.set(side, f"{value:g}")
    return etree.tostring(root, encoding="unicode") if wrong else svg
