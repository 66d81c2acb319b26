"""A source file and what its header declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from blink.problems import Problem
    from blink.source.front_matter.fields import Header


@dataclass(frozen=True, slots=True)
class Source:
    """A source file as this build found it."""

    path: Path
    #: whether MyST reads it
    markdown: bool
    header: Header
    #: what its header declares, by key
    values: dict[str, Any] = field(default_factory=dict)
    #: whether its path or its header makes it a post
    post: bool = False
    #: ``published``, ``draft`` or ``scheduled``; pages that are not posts are published
    state: str = "published"
    #: the date on which a scheduled post is due
    due: datetime | None = None
    #: whether this build leaves it out
    hidden: bool = False
    #: the errors that make it unclear whether it is published; it is not shown
    errors: tuple[Problem, ...] = ()

    @property
    def is_unclear(self) -> bool:
        """Whether it may be meant for publication; it is read to report its errors, not shown."""
        return bool(self.errors) and not self.hidden

    @property
    def undated(self) -> bool:
        """Whether it is hidden only because it has no date."""
        draft = self.values.get("draft")
        is_post = self.post or self.header.directives
        return self.hidden and bool(is_post) and self.header.readable and not draft and not self.due
