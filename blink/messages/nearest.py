"""Find the known name that an author may have meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], least: float = 0.65) -> str:
    """Return the name in *known* that is most like *name*, or ``""`` if none is.

    *least* is how alike they must be, up to 1. One that differs only in capitals comes first.
    The time grows with the number of names.

    >>> nearest("Lable", ["table", "label"]), nearest("P.PNG", ["p.png", "P.JPG"]), nearest("x", [])
    ('label', 'p.png', '')
    """
    names = sorted(set(known))
    folded = name.casefold()
    same = [each for each in names if each.casefold() == folded]
    by_key = {each.casefold(): each for each in reversed(names)}
    near = get_close_matches(folded, by_key, 1, least)
    return (same or [by_key[each] for each in near] or [""])[0]


def did_you_mean(name: str, known: Iterable[str], otherwise: str, form: str = "`{}`") -> str:
    """Return a question that names the nearest of *known* in a *form*, or *otherwise*."""
    near = nearest(name, known)
    return f"did you mean {form.format(near)}?" if near else otherwise
