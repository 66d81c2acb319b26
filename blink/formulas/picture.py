"""Draw formulas as SVG, for readers that do not show MathML.

A picture stands on a ground of its own, in the colours of the reader's system, so that it can be
read on any page: where both are light or both are dark, the ground is not seen. A picture in a line
of text has its axis, the height of a minus sign, in its middle: ``vertical-align: middle`` puts it
on the line. A negative length would, too, but some feed readers and validators refuse it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from blink.formulas.libraries import TexError, drawn_by_mathra, drawn_from_mathml
from blink.formulas.mathml import prepared, to_mathml
from blink.formulas.rewriting import with_their_tex

if TYPE_CHECKING:
    from blink.formulas.macro_set import MacroSet

_SVG = "http://www.w3.org/2000/svg"
_STYLE = (
    "svg{color:#1a1a1a}.g{fill:#fff}"
    "@media(prefers-color-scheme:dark){svg{color:#e6e6e6}.g{fill:#1e1e1e}}"
)
#: The ground beside, and above and below a formula, in thousandths of its em
_BESIDE, _ABOVE = 90, 60
#: The axis above the line, likewise: half the height of a small x in common fonts
_AXIS = 245


class FormulaPicture(NamedTuple):
    """A formula as SVG; its lengths are in em."""

    svg: str
    width: float
    height: float


def draw(tex: str, *, display: bool, macros: MacroSet | None = None) -> FormulaPicture:
    """Return the picture of the formula *tex*, or of MathML; *display* for one on lines of its own.

    :raises ValueError: if it cannot be drawn.
    """
    if tex.startswith("<math"):
        return _on_ground(drawn_from_mathml(tex, display=display), display=display)
    inner, known, links = prepared(tex, display=display, macros=macros)
    try:
        drawn = drawn_by_mathra(with_their_tex(inner, links), known, display=display)
    except TexError:
        math = to_mathml(tex, display=display, macros=macros)
        drawn = drawn_from_mathml(math, display=display)
    return _on_ground(drawn, display=display)


def _on_ground(drawn: str, *, display: bool) -> FormulaPicture:
    """Return what mathra drew, without what only pages need, on a ground."""
    root = etree.fromstring(drawn.encode())
    left, top, width, height = map(float, root.get("viewBox", "").split())
    left, width = left - _BESIDE, width + 2 * _BESIDE
    top, height = top - _ABOVE, height + 2 * _ABOVE
    reach = max(-_AXIS - top, top + height + _AXIS)
    start, size = (top, height) if display else (-_AXIS - reach, 2 * reach)
    svg = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})
    svg.set("viewBox", f"{left:g} {start:g} {width:g} {size:g}")
    svg.set("width", f"{width / 1000:.3g}em")
    svg.set("height", f"{size / 1000:.3g}em")
    etree.SubElement(svg, f"{{{_SVG}}}style").text = _STYLE
    ground = etree.SubElement(svg, f"{{{_SVG}}}rect")
    for name, value in {"x": left, "y": top, "width": width, "height": height, "rx": 120}.items():
        ground.set(name, f"{value:g}")
    ground.set("class", "g")
    kept = [child for child in root if etree.QName(child).localname in ("defs", "g")]
    svg.extend(kept)
    text = re.sub(r"mathra-[0-9a-f]+-", "", etree.tostring(svg, encoding="unicode"))
    text = text.replace(' xmlns:mathra="urn:mathra:1"', "")
    return FormulaPicture(text, width / 1000, size / 1000)
