"""A source file and what its header declares; which paths are those of posts."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from blink.settings.ablog_blogs import only_adds_blink
from blink.settings.patches import names_in_conf_py

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sphinx.config import Config

    from blink.problems import Problem
    from blink.source.front_matter.fields import Header

#: The sources that are posts where conf.py does not say which
POSTS = "posts/**"
_MARKS = re.compile(r"\*+|\[!?\]?[^\]]*\]|.", re.DOTALL)


def post_patterns(config: Config) -> list[str]:
    """Return the patterns of the sources that are posts because of their paths.

    In ABlog, there are none by default: pages without a date may be among the posts.
    """
    if config.blog_post_pattern:
        given = config.blog_post_pattern
        return [given] if isinstance(given, str) else list(given)
    named = "blog_post_pattern" in names_in_conf_py(config)
    return [] if named or only_adds_blink(config) else [POSTS]


def matches(name: str, pattern: str, folder: str = "") -> bool:
    """Return whether *name* matches *pattern* as in ABlog, by the rules of `glob.glob`.

    :param folder: the folder of the sources, below which an absolute pattern may be

    >>> matches("posts/a/b.md", "posts/**"), matches("posts/a/b.md", "./posts/**.md")
    (True, False)
    """
    if pattern.startswith("/"):
        pattern = posixpath.relpath(pattern, folder or "/")
    parts = posixpath.normpath(pattern).split("/")
    words = []
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            words.append(r"(?:[^/.][^/]*/)*" + r"[^/.][^/]*" * last)
        else:  # a mark does not stand for a dot at the start
            shown = "" if part.startswith(".") else r"(?!\.)"
            words.append(shown + _MARKS.sub(_mark, part) + "/" * (not last))
    return bool(re.fullmatch("".join(words), name))


def _mark(match: re.Match[str]) -> str:
    """Return the regular expression for a mark or a character of a pattern."""
    mark = match[0]
    if mark.startswith("*"):
        return "[^/]*"
    if mark == "?":
        return "[^/]"
    if len(mark) > 1:
        inner = re.escape(mark[1:-1]).replace(r"\-", "-")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(mark)


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
