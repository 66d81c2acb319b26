"""Sphinx's search index, made in several processes and the same whatever was built before.

The one room that reaches into `sphinx.search.IndexBuilder`: it offers no way to add one index to
another, and keeps words that are no longer on any page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.search import IndexBuilder

if TYPE_CHECKING:
    from collections.abc import Sequence


class Index(IndexBuilder):
    """An index, of which each process makes a part."""

    _BY_DOCUMENT = ("_titles", "_filenames", "_all_titles", "_index_entries")

    def begin(self) -> None:
        """Forget all words: what is fed from now on is this process's part."""
        self._mapping, self._title_mapping = {}, {}

    def part(self, docnames: Sequence[str]) -> list[dict[str, Any]]:
        """Return what `begin` and feeding *docnames* left."""
        stores = [getattr(self, name) for name in self._BY_DOCUMENT]
        kept = [{name: store[name] for name in docnames if name in store} for store in stores]
        return [self._mapping, self._title_mapping, *kept]

    def add(self, part: list[dict[str, Any]]) -> None:
        """Add the `part` of another process."""
        for mine, theirs in zip((self._mapping, self._title_mapping), part[:2], strict=True):
            for word, docnames in theirs.items():
                mine.setdefault(word, set()).update(docnames)
        for name, theirs in zip(self._BY_DOCUMENT, part[2:], strict=True):
            getattr(self, name).update(theirs)

    def freeze(self) -> dict[str, Any]:
        """Return the index as data, without words that are on no page any more.

        The entries of ``index`` directives, of which it knows only those of the pages written
        in this build, are in none.
        """
        frozen = super().freeze()
        for words in ("terms", "titleterms"):
            frozen[words] = {word: on for word, on in frozen[words].items() if on != []}
        return {**frozen, "indexentries": {}}
