"""Points over time → a plot as SVG that stands in a page: no script, no colours of its own.

Matplotlib draws it, and is imported only then. Its SVG says everything in ``style``; here this
becomes attributes, which feed readers keep, and classes, by which the page's stylesheet gives the
colours of either scheme and of paper. The same points give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Beginning of every id; where the plot is shown, its template replaces 0 by a number
PREFIX = "plot-0-"

#: Colour that matplotlib draws with → class, and the colour where there is no stylesheet
_INKS = {
    "#010101": ("ink", "currentColor"),
    "#020202": ("rule", "#999999"),
    "#030303": ("value", "#0b5f8a"),
    "#040404": ("top", "#8a5a00"),
    "#050505": ("apart", "#777777"),
}
_DAY = timedelta(days=1)
_INK, _RULE, _VALUE, _TOP, _APART = _INKS
_KEPT = frozenset(
    ["fill", "stroke", "stroke-width", "stroke-linecap", "text-anchor", "font-size", "opacity"]
)
_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


class Point(NamedTuple):
    """A value on a day."""

    #: ISO 8601, a day or a time
    date: str
    value: float
    #: half the width of its bar; 0: none
    spread: float = 0.0
    #: whether it is set apart: of an entry that was given up or superseded
    apart: bool = False
    #: whether it was the best when it came
    top: bool = False


class Plot(NamedTuple):
    """What is to be drawn."""

    #: of the vertical axis
    label: str
    #: of the whole, for those who do not see it
    words: str
    points: tuple[Point, ...]


def draw(plot: Plot, folder: Path) -> str:
    """Return *plot* as an ``svg`` element; *folder* is for what matplotlib finds out of fonts.

    Its ids begin with `PREFIX`, which whoever puts several in a page has to number.
    """
    salt = hashlib.sha256(repr(plot).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _tidied(_drawn(plot, folder, salt), plot.words)


def _drawn(plot: Plot, folder: Path, salt: str) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("matplotlib").setLevel(logging.WARNING)  # else it tells of its font list
    os.environ.setdefault("MPLCONFIGDIR", str(folder))  # else the home folder
    from matplotlib import rc_context, rcdefaults  # noqa: PLC0415  # half a second, and 40 MB
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    settings: Any = {
        "svg.hashsalt": salt, "svg.fonttype": "none", "font.family": "DejaVu Sans",
        "font.size": 10, "axes.edgecolor": _RULE, "axes.labelcolor": _INK, "text.color": _INK,
        "xtick.color": _RULE, "ytick.color": _RULE, "xtick.labelcolor": _INK,
        "ytick.labelcolor": _INK, "grid.color": _RULE, "grid.linewidth": 0.4,
        "axes.spines.top": False, "axes.spines.right": False, "path.simplify": False,
        "text.parse_math": False,
    }  # fmt: skip
    with rc_context():
        rcdefaults()  # whatever the author's own matplotlibrc says
        with rc_context(settings):
            figure = Figure(figsize=(5.6, 2.6), layout="constrained")
            axes = figure.add_subplot()
            axes.set_ylabel(plot.label)
            axes.grid(visible=True, axis="y")
            axes.set_axisbelow(True)
            _points(axes, plot.points)
            locator = AutoDateLocator(minticks=2, maxticks=5)
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
            axes.margins(x=0.04, y=0.12)
            first, last = (side(map(_day, plot.points)) for side in (min, max))
            if last - first < _DAY:  # of which Matplotlib would show years
                axes.set_xlim(date2num(first - _DAY), date2num(last + _DAY))
            file = io.BytesIO()
            nothing = dict.fromkeys(["Date", "Creator", "Format", "Type"])
            figure.savefig(file, format="svg", transparent=True, metadata=nothing)
    return file.getvalue()


def _day(point: Point) -> datetime:
    return datetime.fromisoformat(point.date).replace(tzinfo=None)


def _points(ax: Any, points: Sequence[Point]) -> None:
    tops = [point for point in points if point.top]
    if tops:
        days = [*map(_day, tops), max(map(_day, points))]
        values = [*(point.value for point in tops), tops[-1].value]
        ax.plot(days, values, color=_TOP, linewidth=1.4, drawstyle="steps-post")
    for apart, colour, mark in ((False, _VALUE, "o"), (True, _APART, "x")):
        some = [point for point in points if point.apart == apart]
        barred = [point for point in some if point.spread]
        if barred:
            ax.errorbar(
                [_day(p) for p in barred], [p.value for p in barred], [p.spread for p in barred],
                fmt="none", ecolor=colour, elinewidth=1.1, capsize=2.5,
            )  # fmt: skip
        if some:
            ax.plot(
                [_day(p) for p in some], [p.value for p in some], mark,
                color=colour, markersize=5.5 if mark == "o" else 6,
            )  # fmt: skip


# -- its SVG → ours -------------------------------------------------------------


def _tidied(svg: bytes, words: str) -> str:
    root = etree.fromstring(svg)
    dropped = ("metadata", "style", "clipPath")  # nothing is drawn beyond the axes
    for element in list(root.iter(etree.Comment, *(f"{{{_SVG}}}{name}" for name in dropped))):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    links = [str(element.get(f"{{{_XLINK}}}href", ""))[1:] for element in root.iter()]
    used = dict.fromkeys(link for link in links if link)
    names = {name: f"{PREFIX}{number}" for number, name in enumerate(used)}
    for element in root.iter(etree.Element):
        _restyle(element)
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
    for key, value in (("viewBox", box), ("role", "img"), ("aria-label", words)):
        root.set(key, value)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="unicode")
    text = re.sub(r">\s+<", "><", text).strip()
    return text.replace(f' xmlns="{_SVG}"', "", 1)


def _restyle(element: etree._Element) -> None:
    """Make of the ``style`` of *element* attributes, and of our colours classes."""
    style = str(element.attrib.pop("style", ""))
    parts = (part.partition(":") for part in style.split(";") if ":" in part)
    said = {key.strip(): value.strip() for key, _, value in parts}
    if size := re.search(r"([\d.]+)px", said.pop("font", "")):
        said["font-size"] = size[1]
    classes = []
    for key, value in said.items():
        if key not in _KEPT:
            continue
        if value in _INKS:
            name, plain = _INKS[value]
            classes.append(f"{'line' if key == 'stroke' else 'area'}-{name}")
            element.set(key, plain)
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
    """Take out groups that say nothing."""
    for group in list(root.iter(f"{{{_SVG}}}g")):
        parent = group.getparent()
        if parent is not None and not group.attrib:
            place = parent.index(group)
            for child in reversed(list(group)):
                parent.insert(place, child)
            parent.remove(group)
