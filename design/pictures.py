"""Draw the picture of a post that has none: one of four patterns, different for each name.

    .venv/bin/python design/pictures.py NAME …

An SVG has two paths, ``pic-a`` and ``pic-b``; the stylesheet fills or strokes them. The same name
always gives the same picture. The cards of ``home.html`` have such pictures.
"""

from __future__ import annotations

import math
import sys
from itertools import pairwise
from random import Random
from zlib import crc32

#: Paths of the two tones
Tones = tuple[list[str], list[str]]

WIDTH, HEIGHT = 320, 180


def tiles(random: Random) -> Tones:
    """Return quarters of circles in a grid of squares."""
    tones: Tones = ([], [])
    for x in range(0, WIDTH, 40):
        for y in range(-10, HEIGHT, 40):
            quarter = random.choice(
                [
                    f"M{x} {y}h40a40 40 0 0 1-40 40z",
                    f"M{x + 40} {y}v40a40 40 0 0 1-40-40z",
                    f"M{x + 40} {y + 40}h-40a40 40 0 0 1 40-40z",
                    f"M{x} {y + 40}v-40a40 40 0 0 1 40 40z",
                ]
            )
            if random.random() < 0.72:
                tones[random.random() < 0.4].append(quarter)
    return tones


def bars(random: Random) -> Tones:
    """Return bars that follow each other, like the steps of a build."""
    tones: Tones = ([], [])
    x = 12
    for y in range(18, 162, 16):
        first, second = random.randrange(24, 120), random.randrange(10, 60)
        tones[0].append(f"M{x} {y}h{first}v8h-{first}z")
        tones[1].append(f"M{x + first + 3} {y}h{second}v8h-{second}z")
        x = min(max(8, x + random.randrange(-10, 44)), 190)
    return tones


def waves(random: Random) -> Tones:
    """Return waves, one above the other; where two of a tone overlap, both are left out."""
    tones: Tones = ([], [])
    start, height = random.uniform(0, 6), random.uniform(14, 30)
    for number in range(6):
        ys = [
            40 + number * 24 + height * math.sin(start + turn + number * 0.55) * (1 - number / 9)
            for turn in (0, 1.57, 3.14, 4.71, 6.28)
        ]
        curve = f"M0 {ys[0]:.0f}"
        for x, (here, there) in zip(range(0, WIDTH, 80), pairwise(ys), strict=True):
            curve += f"C{x + 40} {here:.0f} {x + 40} {there:.0f} {x + 80} {there:.0f}"
        tones[number % 2 == 0].append(f"{curve}V{HEIGHT}H0z")
    return tones


def dots(random: Random) -> Tones:
    """Return dots that grow towards a point."""
    tones: Tones = ([], [])
    centre = random.randrange(60, 260), random.randrange(40, 140)
    for x in range(16, WIDTH, 32):
        for y in range(10, HEIGHT, 32):
            r = round(max(1.5, 14 - math.dist((x, y), centre) / 14), 1)
            dot = f"M{x} {y}m-{r:g} 0a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0-{2 * r:g} 0z"
            tones[r <= 4].append(dot)
    return tones


def picture(name: str) -> str:
    """Return the picture of the post *name*, as SVG to be put into the page."""
    seed = crc32(name.encode())
    first, second = (tiles, bars, waves, dots)[seed >> 2 & 3](Random(seed))
    return (
        f'<svg class="pic" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice"'
        ' aria-hidden="true" focusable="false">'
        f'<path class="pic-b" d="{"".join(second)}"/>'
        f'<path class="pic-a" d="{"".join(first)}"/></svg>'
    )


if __name__ == "__main__":
    for post in sys.argv[1:]:
        print(picture(post))
