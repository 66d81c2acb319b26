"""Give each tag and category one spelling: the one that most posts use."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from blink.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blink.material.site.header import ConvertedFields


def unify(headers: Sequence[ConvertedFields]) -> None:
    """Spell each tag and category as most *headers* do, and note each change."""
    for kind in ("tags", "category"):
        used = Counter(term for fields in headers for term in fields.values.get(kind, ()))
        common: dict[str, str] = {}
        for term, _ in sorted(used.items(), key=lambda pair: (-pair[1], pair[0])):
            common.setdefault(fold(term), term)
        for fields in headers:
            terms = fields.values.get(kind, ())
            spelt = [common[fold(term)] for term in terms]
            if spelt == list(terms):
                continue
            fields.values[kind] = list(dict.fromkeys(spelt))
            changed = dict.fromkeys(
                f"`{old}` is now `{new}`"
                for old, new in zip(terms, spelt, strict=True)
                if old != new
            )
            fields.notes.append((1, f"{', '.join(changed)}, the spelling that most posts use"))
