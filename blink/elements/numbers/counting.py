"""Count the sections, figures, tables, blocks of code and equations of all documents.

Sphinx counts what the toctrees of the home page lead to. Here a post is counted for itself, from 1,
and so is each tree of other documents that the home page does not lead to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Set

#: The number of a section, as in (2, 1) for 2.1; empty if it has none
Number = tuple[int, ...]
#: Anchor of a section with ``#``, or ``""`` for the title of the document → its number
SectionNumbers = dict[str, Number]
#: Kind of what is numbered, such as ``figure`` → anchor → its number
FigureNumbers = dict[str, dict[str, Number]]


class NumberedHeading(NamedTuple):
    """A section of a document."""

    #: with ``#``; ``""`` for the first, which has the title of the document
    anchor: str
    #: 1 for a section that is in no other
    level: int


class NumberedPart(NamedTuple):
    """What has a number in a document, or the place of a toctree."""

    #: such as ``figure``; ``""`` for a toctree
    kind: str
    #: the anchor, or the document that a toctree names
    name: str
    #: the anchors of the sections around it, from the outermost
    sections: tuple[str, ...]


class NumberedDocument(NamedTuple):
    """What may be numbered in a document, in order."""

    headings: tuple[NumberedHeading, ...] = ()
    parts: tuple[NumberedPart, ...] = ()


def count_sections(headings: Iterable[NumberedHeading]) -> SectionNumbers:
    """Return the numbers of *headings*: 1, 1.1, 2; the title of a document has none."""
    headings = list(headings)
    has_title = sum(heading.level == 1 for heading in headings) == 1
    numbers: SectionNumbers = {}
    counts: list[int] = []
    for anchor, level in headings:
        depth = level - has_title
        counts = [*counts, *[0] * depth][:depth]
        if counts:
            counts[-1] += 1
        numbers[anchor] = tuple(counts)
    return numbers


class Counter:
    """Counts figures and the like as Sphinx does, with sections that are already numbered.

    :param apart: documents that are counted for themselves
    :param depth: how many levels of the number of a section come before that of a figure
    """

    def __init__(
        self,
        outlines: Mapping[str, NumberedDocument],
        sections: Mapping[str, SectionNumbers],
        apart: Set[str],
        depth: int,
    ) -> None:
        self._outlines, self._sections, self._apart = outlines, sections, apart
        self._depth = depth
        self._counts: dict[tuple[str, Number], int] = {}
        self._visited: set[str] = set()
        self.numbers: dict[str, FigureNumbers] = {}

    def count(self, root: str) -> dict[str, FigureNumbers]:
        """Return the numbers by document; *root* and its toctrees are counted first."""
        included = {part.name for each in self._outlines.values() for part in each.parts}
        tops = sorted(self._outlines.keys() - included)
        for docname in [root, *sorted(self._apart), *tops, *sorted(self._outlines)]:
            if docname in self._outlines and docname not in self._visited:
                self._counts = {}
                self._visit(docname, ())
        return self.numbers

    def _visit(self, docname: str, inherited: Number) -> None:
        self._visited.add(docname)
        # The title of a post has no number, so its sections are one level deeper than chapters.
        depth = max(0, self._depth - (docname in self._apart))
        for kind, name, sections in self._outlines[docname].parts:
            number = self._section_number(docname, sections) or inherited
            if kind:
                key = (kind, number[:depth])
                self._counts[key] = self._counts.get(key, 0) + 1
                anchors = self.numbers.setdefault(docname, {}).setdefault(kind, {})
                anchors[name] = (*number[:depth], self._counts[key])
            elif name in self._outlines and name not in self._visited | self._apart:
                self._visit(name, number)

    def _section_number(self, docname: str, sections: tuple[str, ...]) -> Number:
        """Return the number of the innermost of *sections* that has one."""
        known = self._sections.get(docname, {})
        found = (known.get(anchor, known.get("", ())) for anchor in reversed(sections))
        return next(filter(None, found), ())
