"""Prepare the Mermaid diagram of related entries."""

from __future__ import annotations

from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING

from blink.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry

#: The most characters of a title and of one of its lines in a diagram
MAX_TITLE, _LINE = 54, 22
#: With more entries side by side, a diagram goes from left to right, so that it is not too wide
_SIDE_BY_SIDE = 3


def entry_graph(
    entries: Sequence[LogEntry], words: NullTranslations = ENGLISH
) -> tuple[str, int] | None:
    """Return a Mermaid diagram of related entries, and their number; ``None`` without relations.

    Its first box is that of the oldest entry. *words* are those at its arrows.
    """
    superseded, replicated = words.gettext("superseded by"), words.gettext("replicated by")
    numbers = {entry.label: number for number, entry in enumerate(entries, 1)}
    arrows: list[str] = []
    pairs: list[tuple[str, str]] = []
    for entry in entries:
        for kind, arrow in (
            ("follows", "-->"),
            ("supersedes", f"-->|{_plain(superseded)}|"),
            ("replicates", f"-.->|{_plain(replicated)}|"),
        ):
            for name in dict.fromkeys(n.partition("#")[0] for n in getattr(entry.fields, kind)):
                if name in numbers and name != entry.label:
                    arrows.append(f"  e{numbers[name]} {arrow} e{numbers[entry.label]}")
                    pairs.append((name, entry.label))
    if not arrows:
        return None
    related = {label for pair in pairs for label in pair}
    shown = [entry for entry in entries if entry.label in related]
    boxes = [f'  e{numbers[e.label]}["{_box(numbers[e.label], e.title)}"]' for e in shown]
    head = f"flowchart {_direction(numbers, pairs)}"
    return "\n".join([head, *boxes, *arrows]) + "\n", len(boxes)


def _direction(numbers: Mapping[str, int], pairs: Sequence[tuple[str, str]]) -> str:
    """Return the direction in which the diagram of *pairs* of entries is the less wide."""
    depths: dict[str, int] = {}
    for older, newer in sorted(pairs, key=lambda pair: numbers[pair[1]]):
        depth = depths.setdefault(older, 0) + 1
        depths[newer] = max(depths.get(newer, 0), depth)
    breadth = max(Counter(depths.values()).values())
    return "LR" if breadth > _SIDE_BY_SIDE and breadth > max(depths.values()) else "TD"


def _box(number: int, title: str) -> str:
    """Return the number and title of an entry for a box of a few short lines."""
    return "<br/>".join(wrap(f"{number} {_plain(title)}", _LINE))


def _plain(text: str) -> str:
    """Return *text* without characters that have a meaning in Mermaid, shortened."""
    kept = "".join(" " if char in '"<>`#;\\{}[]|&' else char for char in text)
    kept = " ".join(kept.split())
    return kept if len(kept) <= MAX_TITLE else f"{kept[: MAX_TITLE - 1].rsplit(' ', 1)[0]}…"
