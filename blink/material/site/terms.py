"""Tags and categories of all posts → one spelling of each: that of most posts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from blink.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blink.material.myst.document import Entry


def unify(entries: Sequence[Entry]) -> None:
    """Spell each tag and category of *entries* as most of them do, and note what that changed."""
    for kind in ("tags", "category"):
        used = Counter(term for entry in entries for term in entry.fields.values.get(kind, ()))
        common: dict[str, str] = {}
        for term, _ in sorted(used.items(), key=lambda one: (-one[1], one[0])):
            common.setdefault(fold(term), term)
        for entry in entries:
            terms = entry.fields.values.get(kind, ())
            spelt = [common[fold(term)] for term in terms]
            if spelt == list(terms):
                continue
            entry.fields.values[kind] = list(dict.fromkeys(spelt))
            changed = dict.fromkeys(
                f"`{old}` is `{new}`" for old, new in zip(terms, spelt, strict=True) if old != new
            )
            said = f"{', '.join(changed)}, as most posts spell it"
            entry.fields.notes.append((1, said))
