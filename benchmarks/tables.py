"""Figures → Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NONE = "–"  #: not measured
BEGIN, END = "<!-- results: begin, written by bench.py -->", "<!-- results: end -->"


def number(value: float | None) -> str:
    """Return *value* to three digits or so, never in powers of ten."""
    if value is None:
        return NONE
    return f"{value:.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"


def ratio(other: float | None, ours: float | None) -> str:
    """Return how many times *ours* goes into *other*: above 1, Blink takes less."""
    if other is None or not ours:
        return NONE
    return f"{number(other / ours)}×"


def spread(values: Sequence[float]) -> str:
    """Return by how much the worst of *values* lies above the best, in per cent."""
    if len(values) < 2:
        return NONE
    return f"{max(values) / min(values) - 1:.0%}"


def table(columns: Sequence[str], rows: Sequence[Sequence[str | float | None]]) -> str:
    """Return a Markdown table; the first column is text, the others are set to the right."""
    cells = [[x if isinstance(x, str) else number(x) for x in row] for row in rows]
    lines = [columns, ["---", *["--:"] * (len(columns) - 1)], *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def put_between(text: str, new: str) -> str:
    """Return *text* with *new* in place of what stood between the two marks.

    :raises ValueError: if *text* has not exactly one of each, in this order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in after or END in before + after:
        raise ValueError(f"the text needs one line {BEGIN} and below it one line {END}")
    return f"{before}{begin}\n\n{new.strip()}\n\n{end}{after}"


def marginal(values: Mapping[int, float], a: int, b: int) -> float | None:
    """Return what one more post costs between *a* and *b*; *values* by number of posts."""
    if a not in values or b not in values:
        return None
    return (values[b] - values[a]) / (b - a)


def reckoned(values: Mapping[int, float], target: int) -> float | None:
    """Return what *target* posts would cost, if beyond the largest size a post costs what it did
    between the last two.
    """
    if len(values) < 2:
        return None
    a, b = sorted(values)[-2:]
    return values[b] + (values[b] - values[a]) / (b - a) * (target - b)
