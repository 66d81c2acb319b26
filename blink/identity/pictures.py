"""Draw the picture of a post that has none: a pattern, different for each post.

A drawing is two paths, which the stylesheet fills and strokes, so that it follows the palette and
the colour scheme. The same key always gives the same drawing.
"""

from __future__ import annotations

import math
from functools import cache
from hashlib import sha256
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Paths of the two tones: those in the accent colour, and those in the background
    Tones = tuple[list[str], list[str]]

#: The size of a drawing
WIDTH, HEIGHT = 320, 180


class Drawing(NamedTuple):
    """A generated picture: the data of its two paths."""

    front: str
    back: str
    #: whether it is in the second colour of the palette
    second: bool


class Chance(Random):
    """Random numbers that are the same in every version of Python.

    Python promises that for `random` only.
    """

    def whole(self, least: int, most: int) -> int:
        """Return a whole number from *least* to *most*."""
        return least + int(self.random() * (most - least + 1))

    def real(self, least: float, most: float) -> float:
        """Return a number between *least* and *most*."""
        return least + self.random() * (most - least)


def _circle(x: float, y: float, r: float) -> str:
    """Return a circle, as an arc whose ends nearly meet."""
    return f"M{x:g} {y - r:g}a{r:g} {r:g} 0 1 1-.1 0z"


def tiles(chance: Chance) -> Tones:
    """Return quarters of circles in a grid of squares."""
    tones: Tones = ([], [])
    for x in range(0, WIDTH, 40):
        for y in range(-10, HEIGHT, 40):
            quarters = (
                f"M{x} {y}h40a40 40 0 0 1-40 40z",
                f"M{x + 40} {y}v40a40 40 0 0 1-40-40z",
                f"M{x + 40} {y + 40}h-40a40 40 0 0 1 40-40z",
                f"M{x} {y + 40}v-40a40 40 0 0 1 40 40z",
            )
            quarter = quarters[chance.whole(0, 3)]
            if chance.random() < 0.72:
                tones[chance.random() < 0.4].append(quarter)
    return tones


def spans(chance: Chance) -> Tones:
    """Return bars that follow each other, like the steps of a build."""
    tones: Tones = ([], [])
    x = 24
    for y in range(22, 150, 17):
        first, second = chance.whole(24, 110), chance.whole(12, 60)
        tones[0].append(f"M{x} {y}h{first}v9h-{first}z")
        tones[1].append(f"M{x + first + 3} {y}h{second}v9h-{second}z")
        x = min(max(24, x + chance.whole(-12, 44)), 150)
    return tones


def waves(chance: Chance) -> Tones:
    """Return layers; the stylesheet fills every second of a tone."""
    tones: Tones = ([], [])
    start, height = chance.real(0, 6), chance.real(14, 30)
    for number in range(6):
        turns = (0, 1.57, 3.14, 4.71, 6.28)
        ys = [
            40 + number * 24 + height * math.sin(start + turn + number * 0.55) * (1 - number / 9)
            for turn in turns
        ]
        curve = f"M-2 {ys[0]:.0f}"
        for x, (here, there) in zip(range(-2, WIDTH, 81), pairwise(ys), strict=True):
            curve += f"C{x + 40} {here:.0f} {x + 40} {there:.0f} {x + 81} {there:.0f}"
        tones[number % 2 == 0].append(f"{curve}V{HEIGHT + 2}H-2z")
    return tones


def dots(chance: Chance) -> Tones:
    """Return dots that grow towards a point."""
    tones: Tones = ([], [])
    centre = chance.whole(60, 260), chance.whole(40, 140)
    for x in range(16, WIDTH, 32):
        for y in range(10, HEIGHT, 32):
            r = round(max(1.5, 14 - math.dist((x, y), centre) / 14))
            tones[r <= 4].append(_circle(x, y, r))
    return tones


def contours(chance: Chance) -> Tones:
    """Return lines of equal height around a summit; every second band is filled."""
    tones: Tones = ([], [])
    x, y = chance.whole(90, 230), chance.whole(60, 120)
    lean, turn = chance.real(1.2, 1.7), chance.whole(-40, 40)
    to_x, to_y = chance.real(-7, 7), chance.real(-4, 4)
    for number in range(11):
        r = 9 + 14 * number
        left, top = round(x + to_x * number), round(y + to_y * number - r)
        line = f"M{left} {top}a{r * lean:.0f} {r} {turn} 1 1-.1 0z"
        tones[number > 5].append(line)
    return tones


def nodes(chance: Chance) -> Tones:
    """Return nodes in columns, and curves from each column to the next."""
    tones: Tones = ([], [])
    columns = [
        [round(HEIGHT * (place + chance.real(0.35, 0.65)) / count) for place in range(count)]
        for count in (chance.whole(1, 2), *(chance.whole(2, 4) for _ in range(3)), 1)
    ]
    for number, column in enumerate(columns):
        x = 32 + 64 * number
        for y in column:
            tones[0].append(_circle(x, y, (5, 8, 11)[chance.whole(0, 2)]))
            for other in columns[number + 1] if number + 1 < len(columns) else ():
                if len(columns[number + 1]) == 1 or chance.random() < 0.7:
                    tones[1].append(f"M{x} {y}C{x + 32} {y} {x + 32} {other} {x + 64} {other}")
    return tones


def bins(chance: Chance) -> Tones:
    """Return a histogram, and the curve of its distribution."""
    tones: Tones = ([], [])
    middle, width = chance.real(110, 210), chance.real(38, 70)
    curve = []
    for x in range(24, 296, 16):
        height = 124 * math.exp(-(((x + 8 - middle) / width) ** 2) / 2)
        curve.append(f"{x + 8} {148 - height:.0f}")
        bar = round(max(2, height * chance.real(0.72, 1.12)))
        tones[0].append(f"M{x} 156v-{bar}h16v{bar}z")
    tones[1].append(f"M{'L'.join(curve)}")
    return tones


def signals(chance: Chance) -> Tones:
    """Return a clock and the values of buses, like a timing diagram."""
    tones: Tones = ([], [])
    tones[1].append("M16 32" + "v-12h12v12h12" * 12)
    for y in range(58, 170, 26):
        x = 16 + 12 * chance.whole(0, 3)
        tones[1].append(f"M16 {y}H{x}")
        while x < 280:
            width = min(12 * chance.whole(2, 8), 304 - x)
            half = width - 8
            tones[chance.random() < 0.35].append(
                f"M{x} {y}l4-8h{half}l4 8-4 8h-{half}z" if half > 0 else f"M{x} {y}h{width}"
            )
            x += width
    return tones


def areas(chance: Chance) -> Tones:
    """Return areas that divide a rectangle, like the parts of a file by their size."""
    tones: Tones = ([], [])
    open_areas = [(16, 14, 288, 152)]
    while open_areas:
        x, y, width, height = open_areas.pop()
        share = chance.real(0.3, 0.7)
        if width * height < 3200 or (width * height < 9000 and chance.random() < 0.3):
            tones[chance.random() < 0.5].append(f"M{x} {y}h{width - 5}v{height - 5}h-{width - 5}z")
        elif width > height:
            part = round(width * share)
            open_areas += [(x, y, part, height), (x + part, y, width - part, height)]
        else:
            part = round(height * share)
            open_areas += [(x, y, width, part), (x, y + part, width, height - part)]
    return tones


PATTERNS: tuple[Callable[[Chance], Tones], ...] = (
    tiles, spans, waves, dots, contours, nodes, bins, signals, areas,
)  # fmt: skip


@cache
def drawing(key: str) -> Drawing:
    """Return the drawing of the post *key*."""
    seed = int.from_bytes(sha256(key.encode()).digest()[6:12])
    front, back = PATTERNS[seed % len(PATTERNS)](Chance(seed))
    return Drawing("".join(front), "".join(back), second=bool(seed >> 40 & 1))
