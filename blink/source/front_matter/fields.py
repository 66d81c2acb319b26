"""Define the fields of a header, as they are written and with their lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blink.problems import Problem


#: Keys that decide whether a source is a post, and whether it is published
DECISIVE = ("blogpost", "draft", "date")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word, number, date or text, as it is written."""

    text: str
    line: int
    #: whether it is empty, ``~`` or ``null``
    null: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list; an item that is itself a list or a mapping is a `Nested`."""

    items: tuple[Scalar | Nested, ...]
    line: int


#: The kind of a mapping, in the words of a message
PAIRS = "`key: value` pairs"


@dataclass(frozen=True, slots=True)
class Nested:
    """A value with values inside: a mapping, a list in a list, or one with a tag of YAML."""

    #: the kind of value, for messages, such as `PAIRS`
    what: str
    line: int
    #: keys and values of a mapping, at most `MAPPING_LEVELS` levels deep
    pairs: tuple[tuple[Scalar, Value], ...] = ()


Value = Scalar | Items | Nested

#: Levels of nested mappings that are read, as in `metrics` and each metric in it
MAPPING_LEVELS = 2

#: Keys that Docutils accepts in any case, such as ``:Date:``
_ANY_CASE = frozenset({"author", "authors", "date"})


def known_key(key: str) -> str:
    """Return *key* in its usual spelling."""
    return key.lower() if key.lower() in _ANY_CASE else key


@dataclass(frozen=True, slots=True)
class Header:
    """The front matter above the text of a source."""

    fields: dict[str, Value] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    #: whether it can be read; if not, *fields* may be incomplete
    readable: bool = True
    #: number of lines from the top of the source to its end
    length: int = 0
    #: number of lines of comments above it
    start: int = 0
    #: arguments of the ``post`` directives in the text, each with its line
    directives: tuple[Scalar, ...] = ()
    #: whether it is clear for MyST and Docutils: at most a key that is not decisive is given twice
    usable: bool = True

    def line_of(self, *keys: str, default: int = 1) -> int:
        """Return the line of the first of *keys* that the header has."""
        return next((self.fields[key].line for key in keys if key in self.fields), default)


def with_lines(header: Header, numbers: Sequence[int]) -> Header:
    """Return *header* with another number for each of its lines: that of line 1 is the first."""

    def number(line: int) -> int:
        return numbers[min(max(line, 1), len(numbers)) - 1] if numbers else line

    def moved(value: Any) -> Any:
        if isinstance(value, Items):
            value = replace(value, items=tuple(map(moved, value.items)))
        elif isinstance(value, Nested):
            value = replace(value, pairs=tuple((moved(k), moved(v)) for k, v in value.pairs))
        return replace(value, line=number(value.line))

    return replace(
        header,
        fields={key: moved(value) for key, value in header.fields.items()},
        problems=tuple(p._replace(line=number(p.line)) for p in header.problems),
        directives=tuple(map(moved, header.directives)),
    )
