"""Find the strings in a setting of conf.py, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def strings(value: object) -> Iterator[str]:
    """Yield the strings in *value*, a setting of conf.py, at any depth.

    >>> list(strings({"a": ["b", ("c", None)]}))
    ['a', 'b', 'c']
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in strings(part))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for part in value for text in strings(part))
