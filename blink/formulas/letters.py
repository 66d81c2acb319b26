"""Write letters and digits in the styles of mathematics, as Unicode has them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Style → the names of its characters in Unicode
_STYLES = {
    "bold": ("MATHEMATICAL BOLD",), "bold-italic": ("MATHEMATICAL BOLD ITALIC",),
    "italic": ("MATHEMATICAL ITALIC",), "sans-serif": ("MATHEMATICAL SANS-SERIF",),
    "bold-sans-serif": ("MATHEMATICAL SANS-SERIF BOLD",),
    "monospace": ("MATHEMATICAL MONOSPACE",),
    "calligraphic": ("MATHEMATICAL SCRIPT", "SCRIPT"), "script": ("MATHEMATICAL SCRIPT", "SCRIPT"),
    "bold-calligraphic": ("MATHEMATICAL BOLD SCRIPT",),
    "bold-script": ("MATHEMATICAL BOLD SCRIPT",),
    "fraktur": ("MATHEMATICAL FRAKTUR", "BLACK-LETTER"),
    "bold-fraktur": ("MATHEMATICAL BOLD FRAKTUR",),
    "double-struck": ("MATHEMATICAL DOUBLE-STRUCK", "DOUBLE-STRUCK"),
}  # fmt: skip


def styled(text: str, variant: str) -> str:
    """Return *text* in the characters of a *variant*, where Unicode has them.

    >>> styled("R1", "double-struck"), styled("L", "calligraphic")
    ('ℝ𝟙', 'ℒ')
    """
    return "".join(_styled(char, _STYLES.get(variant, ())) for char in text)


def _styled(char: str, styles: Sequence[str]) -> str:
    name = unicodedata.name(char, "").replace("LATIN ", "").replace("GREEK ", "")
    for style in styles:
        try:
            return unicodedata.lookup(f"{style} {name.replace('LETTER ', '')}")
        except KeyError:
            continue
    return char
