"""Read a font file: what the stylesheet has to say of it.

This loads fontTools, which takes a while; what is known of the fonts of the theme is in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fontTools.ttLib import TTFont, TTLibError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: How often a letter is in English text, in percent (Norvig, English Letter Frequency Counts); a
#: space is in one of six places
_LETTERS = {
    "e": 12.5, "t": 9.3, "a": 8.0, "o": 7.6, "i": 7.6, "n": 7.2, "s": 6.5, "r": 6.3, "h": 5.1,
    "l": 4.1, "d": 3.8, "c": 3.3, "u": 2.7, "m": 2.5, "f": 2.4, "p": 2.1, "g": 1.9, "w": 1.7,
    "y": 1.7, "b": 1.5, "v": 1.1, "k": 0.5, " ": 20.0, ".": 1.2, ",": 1.2, "T": 0.4, "I": 0.5,
}  # fmt: skip


class FontFace(NamedTuple):
    """A font file, as a rule ``@font-face`` describes it."""

    #: the weight, or the least and the greatest of a variable font: ``400 700``
    weight: str
    #: ``normal`` or ``italic``
    style: str
    #: the characters that it has, as in ``U+20-7E, U+A0``
    characters: str
    #: the mean width of English text, and how far lines reach up and down, as parts of the size
    width: float
    ascent: float
    descent: float
    line_gap: float = 0


def read_face(path: Path) -> FontFace:
    """Return what the font in the file *path* is like.

    :raises ValueError: if it is not a font, with the reason.
    """
    try:
        with TTFont(path, lazy=True) as font:
            return _face(font)
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise ValueError(reason or str(error)) from error
    except (TTLibError, KeyError, AssertionError) as error:
        raise ValueError(str(error) or "it has no such table") from error


def _face(font: TTFont) -> FontFace:
    unit, lines, style = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    weight = str(style.usWeightClass)
    if "fvar" in font:
        axes = {axis.axisTag: axis for axis in font["fvar"].axes}
        if "wght" in axes:
            weight = f"{axes['wght'].minValue:g} {axes['wght'].maxValue:g}"
    up, down, gap = lines.ascent, -lines.descent, lines.lineGap
    if style.fsSelection & 1 << 7:  # USE_TYPO_METRICS
        up, down, gap = style.sTypoAscender, -style.sTypoDescender, style.sTypoLineGap
    characters = font.getBestCmap()
    return FontFace(
        weight,
        "italic" if style.fsSelection & 1 else "normal",
        ranges(characters),
        round(_mean_width(font, characters) / unit, 4),
        round(up / unit, 4),
        round(down / unit, 4),
        round(gap / unit, 4),
    )


def _mean_width(font: TTFont, characters: dict[int, str]) -> float:
    """Return the mean width of English text, or of all characters if it has no English letters."""
    widths = font["hmtx"]
    known = {letter: characters.get(ord(letter)) for letter in _LETTERS}
    if not all(known.values()):
        total = sum(width for width, _ in widths.metrics.values())
        return float(total / max(1, len(widths.metrics)))
    total = sum(share * widths[known[letter]][0] for letter, share in _LETTERS.items())
    return float(total / sum(_LETTERS.values()))


def ranges(characters: Iterable[int]) -> str:
    """Return *characters* as the value of ``unicode-range``.

    >>> ranges([0x41, 0x42, 0x43, 0x61])
    'U+41-43, U+61'
    """
    runs: list[list[int]] = []
    for character in sorted(characters):
        if runs and character == runs[-1][1] + 1:
            runs[-1][1] = character
        else:
            runs.append([character, character])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def spans_of(characters: str) -> list[tuple[int, int]]:
    """Return the first and last of each run in *characters*, a value of ``unicode-range``.

    >>> spans_of("U+41-43, U+61")
    [(65, 67), (97, 97)]
    """
    runs = (part.strip().removeprefix("U+").partition("-") for part in characters.split(","))
    return [(int(first, 16), int(last or first, 16)) for first, _, last in runs]
