"""Give a diagram the colours of the blog: those of the light scheme, and in the dark the others.

A picture follows the colour scheme of the page that shows it (Media Queries 5, 12.5), also where
a reader has chosen another one than the system's. What does not know the query, such as a feed
reader or a printer, shows the light colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from blink.identity.colours import from_oklch, mix, oklch, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from blink.identity.look import Look
    from blink.identity.palettes import Colours

_SVG = "http://www.w3.org/2000/svg"
_DARK = "@media (prefers-color-scheme: dark)"
_PAINTED = ("fill", "stroke", "stop-color", "color")
#: Around the diagram, and between the lines of the grid behind it
_MARGIN, _GRID = 24, 32

_TEXT = "#0f172a"
#: Colour of the renderer → what it is for
_ROLES = {
    "#ffffff": "page", "#0f172a": "text", "#131300": "text", "#333333": "text",
    "#64748b": "edge", "#94a3b8": "outline", "#9370db": "outline", "#f8fafc": "node",
    "#f1f5f9": "surface", "#ececff": "node", "#ffe6cc": "note", "#fff7ed": "note",
    "#fdba74": "warning", "#cbd5e1": "border", "#e2e8f0": "border", "#cccccc": "border",
    "#4e79a7": "accent", "#f28e2c": "second", "#6366f1": "accent", "#0000ec": "accent",
    "#dede00": "branch", "#000021": "text", "#ffffde": "surface",
    "#7896c0": "slice 0", "#c8d1de": "slice 0", "#ababff": "slice 0", "#ffff78": "slice 1",
    "#8686ff": "accent", "#e15759": "danger", "#76b7b2": "success", "#4ade80": "slice 2",
}  # fmt: skip


def _palette(colours: Colours) -> dict[str, str]:
    """Return the colour of each role."""
    hues = (
        colours.accent, colours.second, colours.success,
        colours.warning, colours.danger, colours.muted,
    )  # fmt: skip
    shades = [mix(hue, share, colours.background) for share in (0.4, 0.2) for hue in hues]
    return {f"slice {number}": shade for number, shade in enumerate(shades)} | {
        "page": colours.background,
        "surface": colours.surface,
        "text": colours.text,
        "edge": colours.muted,
        "border": colours.border,
        "node": mix(colours.accent, 0.07, colours.background),
        "outline": mix(colours.accent, 0.6, colours.background),
        "note": mix(colours.warning, 0.1, colours.background),
        "warning": colours.warning,
        "accent": colours.accent,
        "second": colours.second,
        "branch": mix(colours.second, 0.5, colours.background),
        "success": colours.success,
        "danger": colours.danger,
    }


def inverted(colour: str, dark: Colours) -> str:
    """Return *colour*, which an author chose for a light ground, for the ground of *dark*.

    It keeps its hue; what is dark becomes light, so that text on it stays readable.
    """
    lightness, chroma, hue = oklch(colour)
    ground, text = oklch(dark.background)[0], oklch(dark.text)[0]
    return from_oklch(text + lightness * (ground - text), chroma, hue)


def recoloured(svg: str, look: Look) -> str:
    """Return the diagram *svg* in the colours of *look*, on a grid.

    One with a stylesheet, which the strict renderer draws, keeps its colours; in the dark, they are
    inverted.
    """
    root = etree.fromstring(svg.encode())
    size = [float(value) for value in root.get("viewBox", "").split()]
    if len(size) == 4 and root.find(f".//{{{_SVG}}}style") is None:
        for box in [*root.iter(f"{{{_SVG}}}rect")]:
            parent = box.getparent()
            if parent is not None and _is_ground(box, size):
                parent.remove(box)
        pairs = dict(_recolour(root, look))
        _add_ground(root, size, look)
        pairs |= {look.light.background: look.dark.background, look.light.border: look.dark.border}
        root.insert(0, _style(f"{_DARK}{{{''.join(_rules(root, pairs))}}}"))
    else:
        root.insert(0, _style(f"{_DARK}{{svg{{filter:invert(1) hue-rotate(180deg)}}}}"))
    return etree.tostring(root, encoding="unicode")


def _is_ground(box: etree._Element, size: Sequence[float]) -> bool:
    """Return whether *box* is as large as the diagram."""
    sides = [box.get(name, "").removesuffix("px") for name in ("width", "height")]
    if not all(side.replace(".", "", 1).isdigit() for side in sides):
        return False
    return all(abs(float(a) - b) < 1 for a, b in zip(sides, size[2:], strict=True))


def _style(rules: str) -> etree._Element:
    style = etree.Element(f"{{{_SVG}}}style")
    style.text = rules
    return style


def _recolour(root: etree._Element, look: Look) -> Iterator[tuple[str, str]]:
    """Change the colours of all elements, and yield each with the one in the dark."""
    light, dark = _palette(look.light), _palette(look.dark)
    slices = _slices(root)
    if not root.get("fill"):  # text without a colour would be black
        root.set("fill", _TEXT)
    for element in root.iter(f"{{{_SVG}}}*"):
        is_key = element.get("fill") == element.get("stroke")  # of a slice
        roles = _ROLES | slices if is_key or _is_slice(element) else _ROLES
        for name in _PAINTED:
            if colour := parsed(element.get(name, "none")):
                role = roles.get(colour)
                first = light[role] if role else colour
                element.set(name, first)
                yield first, dark[role] if role else inverted(colour, look.dark)


def _is_slice(element: etree._Element) -> bool:
    """Return whether *element* is a slice of a pie chart."""
    return " A " in element.get("d", "") and element.get("opacity") == "0.850"


def _slices(root: etree._Element) -> dict[str, str]:
    """Return the roles of the colours that a pie chart has for its slices."""
    fills = (parsed(path.get("fill", "")) for path in filter(_is_slice, root.iter()))
    colours = dict.fromkeys(fill for fill in fills if fill)
    return {colour: f"slice {number % 12}" for number, colour in enumerate(colours)}


def _rules(root: etree._Element, pairs: Mapping[str, str]) -> Iterator[str]:
    """Yield the rules that give the colours in *pairs* to the elements that have them."""
    for name in _PAINTED:
        used = {element.get(name, "") for element in root.iter(f"{{{_SVG}}}*")}
        for light in sorted(used & pairs.keys()):
            yield f'[{name}="{light}"]{{{name}:{pairs[light]}}}'


def _add_ground(root: etree._Element, size: Sequence[float], look: Look) -> None:
    """Add a ground with a grid below a diagram, and a margin around it."""
    x, y, width, height = size
    box = (x - _MARGIN, y - _MARGIN, width + 2 * _MARGIN, height + 2 * _MARGIN)
    names = ("x", "y", "width", "height")
    place = {name: f"{value:g}" for name, value in zip(names, box, strict=True)}
    root.set("viewBox", " ".join(place.values()))
    root.set("width", place["width"])
    root.set("height", place["height"])
    root.attrib.pop("style", None)  # its size
    grid = etree.Element(
        f"{{{_SVG}}}pattern", id="blink-grid", patternUnits="userSpaceOnUse",
        x=place["x"], y=place["y"], width=str(_GRID), height=str(_GRID),
    )  # fmt: skip
    line = {"d": f"M{_GRID} 0H0V{_GRID}", "fill": "none", "stroke": look.light.border}
    etree.SubElement(grid, f"{{{_SVG}}}path", line)
    fills = (look.light.background, "url(#blink-grid)")
    grounds = [etree.Element(f"{{{_SVG}}}rect", place | {"fill": fill}) for fill in fills]
    for index, element in enumerate([grid, *grounds]):
        root.insert(index, element)
