"""Remember what each file of the site links to, so that a build reads only files that changed.

From that, and from which files exist, `dead` finds the links that point to nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from blink.addresses.endings import PageEndings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from blink.checks.link_targets import LinkTarget

#: Name of the index, next to the doctrees
NOTES = "links.json"
#: Per file: its size and digest, its anchors, and its targets as indices
Facts = tuple[str, list[str], list[int]]


#: The endings of pages, if conf.py gives no others
HTML = PageEndings()

#: After reading more files than this in one build, it pays to drop unused targets
LARGE = 100


@dataclass
class LinkIndex:
    """The link targets and the anchors of every file of the site."""

    #: the URLs of the site by which links were resolved
    made_of: str
    targets: list[str] = field(default_factory=list)
    files: dict[str, Facts] = field(default_factory=dict)

    def store(self, files: Iterable[tuple[str, str, Sequence[str], Sequence[str]]]) -> None:
        """Store what was read from files: name, state, anchors, targets."""
        numbers = {target: number for number, target in enumerate(self.targets)}
        for name, state, ids, targets in files:
            for target in targets:
                if target not in numbers:
                    numbers[target] = len(self.targets)
                    self.targets.append(target)
            self.files[name] = (state, list(ids), [numbers[one] for one in targets])

    def forget_unused(self) -> None:
        """Drop the targets that no file links to any longer."""
        used = sorted({number for _, _, own in self.files.values() for number in own})
        place = {number: new for new, number in enumerate(used)}
        self.targets = [self.targets[one] for one in used]
        self.files = {
            name: (state, ids, [place[one] for one in own])
            for name, (state, ids, own) in self.files.items()
        }

    def dump(self) -> bytes:
        """Return the index as JSON."""
        return json.dumps([self.made_of, self.targets, self.files]).encode()


def load(path: Path, made_of: str) -> LinkIndex:
    """Return the index at *path*, or an empty one if it is damaged or of another site."""
    try:
        before, targets, files = json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError):
        return LinkIndex(made_of)
    return LinkIndex(made_of, targets, files) if before == made_of else LinkIndex(made_of)


def pack(target: LinkTarget) -> str:
    """Return *target* as one string."""
    return "\n".join(target)


def dead(
    known: LinkIndex, present: frozenset[str], endings: PageEndings = HTML
) -> dict[str, set[str]]:
    """Return file → its dead targets, packed: malformed ones, and those that do not exist.

    *present* are the site's files.
    """
    lost: set[int] = set()
    local: dict[int, str] = {}  # anchors of whichever page has the link
    anchors: dict[str, frozenset[str]] = {}
    for number, packed in enumerate(known.targets):
        path, fragment, said = packed.split("\n")
        file = endings.file_at(path, present) if path else ""
        if said or (path and not file):
            lost.add(number)
        elif _is_top(fragment):
            continue
        elif not path:
            local[number] = fragment
        elif endings.is_page(file) and file in known.files:
            if file not in anchors:
                anchors[file] = frozenset(known.files[file][1])
            if fragment not in anchors[file]:
                lost.add(number)
    files = {}
    for name, (_, ids, targets) in known.files.items():
        own = lost.intersection(targets)
        if here := local.keys() & targets:
            own |= {number for number in here if local[number] not in ids}
        if own:
            files[name] = {known.targets[number] for number in own}
    return files


def _is_top(fragment: str) -> bool:
    """Return whether any page has *fragment* (HTML, 7.4.6.4), or a browser looks for words."""
    return not fragment or fragment.lower() == "top" or fragment.startswith(":~:")
