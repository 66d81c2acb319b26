"""Remember what each file of the site links to, so that a build reads only files that changed.

From that, and from which files exist, `dead` finds the links that point to nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from blink.checks.link_targets import LinkTarget

#: What is kept of all, beside the doctrees
NOTES = "links.json"
#: What is kept of a file: its time and size, its anchors, and its targets as numbers
Facts = tuple[tuple[int, int], list[str], list[int]]


#: Files read in one build, after which it pays to forget what is no longer linked to
LARGE = 100


@dataclass
class LinkIndex:
    """What all files lead to."""

    #: what all was found by: another site, another meaning
    made_of: str
    targets: list[str] = field(default_factory=list)
    files: dict[str, Facts] = field(default_factory=dict)

    def store(
        self, found: Iterable[tuple[str, tuple[int, int], Sequence[str], Sequence[str]]]
    ) -> None:
        """Take in what was read of files: name, state, anchors, targets."""
        numbers = {target: number for number, target in enumerate(self.targets)}
        for name, state, ids, targets in found:
            for target in targets:
                if target not in numbers:
                    numbers[target] = len(self.targets)
                    self.targets.append(target)
            self.files[name] = (state, list(ids), [numbers[one] for one in targets])

    def forget_unused(self) -> None:
        """Forget the targets that nothing leads to any longer."""
        used = sorted({number for _, _, own in self.files.values() for number in own})
        place = {number: new for new, number in enumerate(used)}
        self.targets = [self.targets[one] for one in used]
        self.files = {
            name: (state, ids, [place[one] for one in own])
            for name, (state, ids, own) in self.files.items()
        }

    def dump(self) -> bytes:
        """Return all of it as a file."""
        return json.dumps([self.made_of, self.targets, self.files]).encode()


def load(path: Path, made_of: str) -> LinkIndex:
    """Return what an earlier build kept at *path*; nothing, if it is damaged or of another site."""
    try:
        before, targets, files = json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError):
        return LinkIndex(made_of)
    return LinkIndex(made_of, targets, files) if before == made_of else LinkIndex(made_of)


def pack(target: LinkTarget) -> str:
    """Return *target* as a text, one of each."""
    return "\n".join(target)


def dead(known: LinkIndex, present: frozenset[str]) -> dict[str, set[str]]:
    """Return file → those of its targets, packed, that are wrong or lead to nothing.

    *present* are the site's files.
    """
    lost: set[int] = set()
    local: dict[int, str] = {}  # anchors of whichever page has the link
    anchors: dict[str, frozenset[str]] = {}
    for number, packed in enumerate(known.targets):
        path, fragment, said = packed.split("\n")
        if said or (path and not _has(path, present)):
            lost.add(number)
        elif _is_top(fragment):
            continue
        elif not path:
            local[number] = fragment
        elif path.endswith(".html") and path in known.files:
            if path not in anchors:
                anchors[path] = frozenset(known.files[path][1])
            if fragment not in anchors[path]:
                lost.add(number)
    found = {}
    for name, (_, ids, targets) in known.files.items():
        own = lost.intersection(targets)
        if here := local.keys() & targets:
            own |= {number for number in here if local[number] not in ids}
        if own:
            found[name] = {known.targets[number] for number in own}
    return found


def _has(path: str, present: frozenset[str]) -> bool:
    return path in present or f"{path}/index.html" in present


def _is_top(fragment: str) -> bool:
    """Return whether any page has *fragment* (HTML, 7.4.6.4), or a browser looks for words."""
    return not fragment or fragment.lower() == "top" or fragment.startswith(":~:")
