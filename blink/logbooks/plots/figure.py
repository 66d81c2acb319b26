"""Draw a plot as SVG for a page, without scripts and fixed colours.

Matplotlib draws the plot, and is imported only then. It writes ``style`` attributes, which become
presentation attributes, because feed readers keep those, and classes, to which the stylesheet gives
the colours of the light, dark and print schemes. The same plot gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import sys
import warnings
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

#: Prefix of every id; the template that shows the plot replaces 0 by a number
PREFIX = "plot-0-"

#: Class, and colour without a stylesheet, by the colour with which Matplotlib draws
_COLOURS = {
    "#010101": ("ink", "currentColor"),
    "#020202": ("rule", "#999999"),
    "#030303": ("value", "#0b5f8a"),
    "#040404": ("top", "#8a5a00"),
    "#050505": ("apart", "#777777"),
    "#060606": ("third", "#1b7a3d"),
    "#070707": ("fourth", "#8c2f5f"),
}
#: The colours of a plot; `VALUE`, `BEST`, `THIRD`, `FOURTH` and `EXCLUDED` are those of data
INK, RULE, VALUE, BEST, EXCLUDED, THIRD, FOURTH = _COLOURS

_ATTRIBUTES = frozenset(
    [
        "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-dasharray", "text-anchor",
        "font-size", "opacity", "fill-opacity", "stroke-opacity",
    ]
)  # fmt: skip
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


class Drawable(Protocol):
    """A plot: a value that has all that its drawing depends on, in its ``repr`` too."""

    @property
    def description(self) -> str:
        """The text alternative of the plot."""

    @property
    def caption(self) -> str:
        """What is below the plot."""

    @property
    def size(self) -> tuple[float, float]:
        """The width and height, in inches of 72 pixels."""

    def draw_on(self, axes: Any) -> None:
        """Draw the plot on the *axes* of Matplotlib, within its limits."""


def draw(plot: Drawable, folder: Path) -> str:
    """Return *plot* as an ``svg`` element.

    Its ids begin with `PREFIX`; replace it to put several plots into a page. Matplotlib keeps a
    list of fonts in *folder*, if it cannot keep it beside the packages.
    """
    salt = hashlib.sha256(repr(plot).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _page_svg(_matplotlib_svg(plot, folder, salt), plot.description)


def _font_folder(folder: Path) -> Path:
    """Return the folder in which Matplotlib keeps its list of fonts.

    To make the list takes a second, so that it is beside the packages, or else in *folder*.
    """
    packages = Path(sys.prefix)
    if sys.prefix != sys.base_prefix and os.access(packages, os.W_OK):
        folder = packages / "var" / "matplotlib"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _matplotlib_svg(plot: Drawable, folder: Path, salt: str) -> bytes:
    logging.getLogger("matplotlib").setLevel(logging.WARNING)  # else it logs that it lists fonts
    os.environ.setdefault("MPLCONFIGDIR", str(_font_folder(folder)))  # else the home folder
    from matplotlib import rc_context, rcdefaults  # noqa: PLC0415  # half a second, and 40 MB
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = {
        "svg.hashsalt": salt, "svg.fonttype": "none", "font.family": "DejaVu Sans",
        "font.size": 10, "axes.edgecolor": RULE, "axes.labelcolor": INK, "text.color": INK,
        "xtick.color": RULE, "ytick.color": RULE, "xtick.labelcolor": INK,
        "ytick.labelcolor": INK, "grid.color": RULE, "grid.linewidth": 0.4,
        "axes.spines.top": False, "axes.spines.right": False, "path.simplify": False,
        "text.parse_math": False, "legend.frameon": False, "legend.labelcolor": INK,
    }  # fmt: skip
    with rc_context(), warnings.catch_warnings():
        # The browser has the fonts that Matplotlib does not have.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        rcdefaults()  # instead of those in a matplotlibrc file
        with rc_context(settings):
            figure = Figure(figsize=plot.size, layout="constrained")
            axes = figure.add_subplot()
            axes.grid(visible=True, axis="y")
            axes.set_axisbelow(True)
            plot.draw_on(axes)
            file = io.BytesIO()
            no_metadata: Any = dict.fromkeys(["Date", "Creator", "Format", "Type"])
            figure.savefig(file, format="svg", transparent=True, metadata=no_metadata)
    return file.getvalue()


# -- From Matplotlib's SVG to that of the page -----------------------------------


def _page_svg(svg: bytes, description: str) -> str:
    root = etree.fromstring(svg)
    dropped = ("metadata", "style", "clipPath")  # nothing is drawn outside of the axes
    for element in list(root.iter(etree.Comment, *(f"{{{_SVG}}}{name}" for name in dropped))):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    links = [str(element.get(f"{{{_XLINK}}}href", ""))[1:] for element in root.iter()]
    used = dict.fromkeys(link for link in links if link)
    names = {name: f"{PREFIX}{number}" for number, name in enumerate(used)}
    for element in root.iter(etree.Element):
        _restyle(element)
        parent = element.getparent()
        if parent is not None and parent.tag == f"{{{_SVG}}}defs":
            for key in ("class", "stroke", "fill"):  # stylesheets reach only the uses of it
                element.attrib.pop(key, None)
        name = element.attrib.pop("id", "")
        if name in names:
            element.set("id", names[str(name)])
        link = element.attrib.pop(f"{{{_XLINK}}}href", "")
        if link:
            element.set("href", f"#{names[str(link)[1:]]}")
        element.attrib.pop("clip-path", None)
        if str(element.get("transform", "")).startswith("rotate(-0 "):
            del element.attrib["transform"]
        for key in ("d", "x", "y", "transform", "width", "height"):
            if element.get(key) and element is not root:
                element.set(key, re.sub(r"-?\d+\.\d+", _rounded, str(element.get(key))))
    _unwrap(root)
    box = str(root.get("viewBox"))
    root.attrib.clear()
    for key, value in (("viewBox", box), ("role", "img"), ("aria-label", description)):
        root.set(key, value)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    text = re.sub(r">\s+<", "><", text).strip()
    return text.replace(f' xmlns="{_SVG}"', "", 1)


def _restyle(element: etree._Element) -> None:
    """Replace the ``style`` of *element* by attributes, and colours by classes."""
    style = str(element.attrib.pop("style", ""))
    parts = (part.partition(":") for part in style.split(";") if ":" in part)
    properties = {key.strip(): value.strip() for key, _, value in parts}
    if size := re.search(r"([\d.]+)px", properties.pop("font", "")):
        properties["font-size"] = size[1]
    classes = []
    for key, value in properties.items():
        if key not in _ATTRIBUTES:
            continue
        if value in _COLOURS:
            name, colour = _COLOURS[value]
            classes.append(f"{'line' if key == 'stroke' else 'area'}-{name}")
            element.set(key, colour)
        elif not value.startswith("#"):
            element.set(key, value)
    if element.tag == f"{{{_SVG}}}text" and not classes:
        element.set("fill", "currentColor")
    if classes:
        element.set("class", " ".join(dict.fromkeys(classes)))


def _rounded(number: re.Match[str]) -> str:
    short = f"{float(number[0]):.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def _unwrap(root: etree._Element) -> None:
    """Replace groups without attributes by their children."""
    for group in list(root.iter(f"{{{_SVG}}}g")):
        parent = group.getparent()
        if parent is not None and not group.attrib:
            place = parent.index(group)
            for child in reversed(list(group)):
                parent.insert(place, child)
            parent.remove(group)
