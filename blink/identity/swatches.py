"""Draw a palette: a small page in its colours, light and dark, for the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blink.identity.palettes import Colours, Palette

_WIDTH, _HEIGHT = 160, 164


def swatch(palette: Palette) -> str:
    """Return a drawing of *palette* as SVG."""
    halves = _half(palette.light, 0), _half(palette.dark, _WIDTH)
    size = f"0 0 {2 * _WIDTH} {_HEIGHT + 8}"  # with a space below it
    label = f"A small page in the colours of the palette {palette.name}, light and dark"
    return f'<svg viewBox="{size}" role="img" aria-label="{label}">{"".join(halves)}</svg>'


def _half(colours: Colours, left: int) -> str:
    """Return a page in one scheme: menu, title, text with a link, code, buttons."""

    def box(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
        place = f'x="{left + x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        return f'<rect {place} fill="{fill}"{more}/>'

    line = f' stroke="{colours.border}"'
    code = (colours.accent, colours.text, colours.success, colours.warning, colours.danger)
    return "".join([
        box(0.5, 0.5, _WIDTH - 1, _HEIGHT - 1, colours.background, line),
        box(14, 12, 10, 10, colours.accent, ' rx="2"'),
        *(box(32 + 26 * place, 15, 18, 4, colours.muted) for place in range(3)),
        box(0, 30, _WIDTH, 1, colours.border),
        box(14, 44, 96, 9, colours.text),
        box(14, 64, 132, 3, colours.text), box(14, 73, 60, 3, colours.text),
        box(78, 73, 44, 3, colours.accent), box(14, 82, 84, 3, colours.text),
        box(14.5, 96.5, 131, 28, colours.surface, line),
        *(box(22 + 23 * place, 105, 17, 3, fill) for place, fill in enumerate(code)),
        box(22, 113, 40, 3, colours.muted),
        box(14, 136, 46, 16, colours.accent, ' rx="3"'),
        box(24, 143, 26, 2, colours.background),
        box(68, 136, 46, 16, colours.second, ' rx="3"'),
        box(78, 143, 26, 2, colours.background),
    ])  # fmt: skip
