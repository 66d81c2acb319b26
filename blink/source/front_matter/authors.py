"""Read the authors of a post: names from ``blog_authors``, or objects with a name of their own.

Notebooks (nbformat), MyST and Quarto write an author as an object, such as ``name: Ann Example``,
which needs no entry in conf.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.problems import Mistake
from blink.source.front_matter.fields import PAIRS, Items, Nested, Scalar
from blink.source.front_matter.values import Usable, read_known, term
from blink.text import one_line

if TYPE_CHECKING:
    from blink.source.front_matter.fields import Value
    from blink.source.front_matter.values import Rules

_read_names = read_known("author")


def read_authors(value: Value, rules: Rules) -> Usable:
    """Return the authors by their labels in ``blog_authors``, or else by their names."""
    items = value.items if isinstance(value, Items) else (value,)
    if not any(map(_is_object, items)):
        return _read_names(value, rules)
    authors: list[str] = []
    mistakes: list[Mistake] = []
    for item in items:
        try:
            if isinstance(item, Nested) and _is_object(item):
                authors.append(_author(item, rules))
                continue
            names = _read_names(Items((item,), item.line), rules)
            authors += names.words
            mistakes += names.mistakes
        except Mistake as mistake:
            mistakes.append(mistake)
    return Usable(tuple(dict.fromkeys(authors)), tuple(mistakes))


def _is_object(value: Value) -> bool:
    return isinstance(value, Nested) and value.what == PAIRS


def _author(item: Nested, rules: Rules) -> str:
    """Return the author that the object *item* names.

    :raises Mistake: if it has no name.
    """
    for key, value in item.pairs:
        if key.text == "name" and isinstance(value, Scalar) and value.text.strip():
            name = term(Scalar(one_line(value.text), value.line))
            return (rules.author_labels or {}).get(name, name)
    wanted = "write a name, or an object with one, such as `name: Ann Example`"
    raise Mistake("type", f"this author has no `name`; {wanted}", item.line)
