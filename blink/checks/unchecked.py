"""List the links and images whose addresses the build does not check.

An import marks those that led nowhere in the imported post, too, with the class `UNCHECKED`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from blink.addresses.faults import UNCHECKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: The class in Markdown, as in ``{.unchecked}`` and ``:class: unchecked``, and in HTML
_MARK = re.compile(
    rf"\{{[^{{}}\n]*\.{UNCHECKED}\b[^{{}}\n]*\}}|^\s*:class:.*\b{UNCHECKED}\b"
    rf"|class=\"[^\"\n]*\b{UNCHECKED}\b[^\"\n]*\"",
    re.MULTILINE,
)


def places(documents: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """Yield the file and the line of each link and image that is not checked."""
    for path in documents:
        text = path.read_text(encoding="utf-8", errors="replace")
        for mark in _MARK.finditer(text):
            yield path, text.count("\n", 0, mark.end()) + 1


def notes(source: Path, pages: Iterable[str]) -> tuple[str, ...]:
    """Return a line for each link and image of the *pages* that is not checked."""
    stems = [source / re.sub(r"\.\w+$", "", page) for page in pages]
    documents = (stem.with_name(stem.name + end) for stem in stems for end in (".md", ".rst"))
    return tuple(
        f"{path}:{line}: the build does not check this address, because of the class"
        f" `{UNCHECKED}`; correct the address, and delete the class"
        for path, line in places(filter(lambda path: path.is_file(), documents))
    )
