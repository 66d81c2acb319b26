"""What the checks of a site are given, and what they return.

Read `blink.commands.check`, which has the checks, first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.addresses.endings import page_endings
from blink.checks.permalinks import STATE
from blink.elements.media.embedded_pages import FOLDER as EMBEDDED
from blink.posts.permalinks import published_ledger
from blink.settings.conf_lines import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from blink.addresses.endings import PageEndings
    from blink.posts.permalinks.published_ledger import PublishedPage


@dataclass(frozen=True)
class BuiltSite:
    """A site to be checked."""

    #: folder of conf.py
    source: Path
    #: the built site
    site: Path
    #: the warnings of the build, a line each
    warnings: Sequence[str] = ()
    #: the settings in conf.py, as `blink.settings.conf_py.read` returns them
    settings: Mapping[str, Any] = field(default_factory=dict)
    #: whether it is to be published, so that it must be finished
    publishing: bool = False
    #: whether it may have another URL, or name another publisher, than when it was last published
    moved: bool = False

    @property
    def endings(self) -> PageEndings:
        """How pages end, by conf.py."""
        get = self.settings.get
        return page_endings(get("html_file_suffix"), get("html_link_suffix"))

    @property
    def state(self) -> dict[str, Any]:
        """What the build wrote for `make publish`; nothing if it wrote no such file."""
        path = self.site.parent / "cache/html" / STATE
        state: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
        return state

    def published(self) -> dict[str, PublishedPage]:
        """Return what the ledger records, by address."""
        path = self.source / published_ledger.LEDGER
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return {name: page for name, (_, page) in published_ledger.read(text)[0].items()}

    def placed(self, messages: Iterable[str]) -> tuple[str, ...]:
        """Return *messages*, which begin with the name of a setting, after its line in conf.py."""
        conf = self.source / "conf.py"
        return tuple(f"{place_of(conf, text.partition(' ')[0])}: {text}" for text in messages)

    def pages(self) -> list[Path]:
        """Return the pages of the site."""
        return self.files(*{self.endings.file, ".html"})

    def place(self, file: str, line: int = 1) -> str:
        """Return the place to correct a *file* of the site: its source, if it has one."""
        for suffix in (".md", ".rst"):
            path = self.source / Path(file).with_suffix(suffix)
            if self.endings.is_page(file) and path.is_file():
                return f"{path}:1"
        return f"{self.site / file}:{line}"

    def source_of(self, file: str) -> Path:
        """Return the file of the author from which an extra *file* of the site is copied."""
        folders = self.settings.get("html_extra_path") or ()
        paths = [self.source / folder / file for folder in folders]
        return next((path for path in reversed(paths) if path.is_file()), self.site / file)

    def files(self, *suffixes: str) -> list[Path]:
        """Return the files of the site with one of *suffixes*, except those of the author."""
        paths = (path for path in self.site.rglob("*") if path.suffix in suffixes)
        own = {self.site / "_static", self.site / EMBEDDED}
        return sorted(path for path in paths if path.is_file() and not own & {*path.parents})


class CheckResult(NamedTuple):
    """The result of one check."""

    #: one line each, with file and line number
    errors: tuple[str, ...] = ()
    #: what was checked, in a few words
    summary: str = ""
    #: why nothing was checked, or ``""``
    skipped: str = ""
    #: what does not fail the check, one line each
    notes: tuple[str, ...] = ()


class SiteCheck(NamedTuple):
    """A check that a site must pass before it is published."""

    name: str
    run: Callable[[BuiltSite], CheckResult]


def table(results: Sequence[tuple[str, CheckResult]]) -> str:
    """Return a line for each check.

    >>> print(table([("a", CheckResult(summary="1 page")), ("bc", CheckResult(skipped="no java"))]))
    a   passed   1 page
    bc  skipped  no java
    """
    width = max(len(name) for name, _ in results)
    lines = []
    for name, result in results:
        verdict, words = "passed", result.summary
        if result.errors:
            verdict, words = "FAILED", count_of(len(result.errors), "error")
        elif result.skipped:
            verdict, words = "skipped", result.skipped
        lines.append(f"{name:{width}}  {verdict:7}  {words}".rstrip())
    return "\n".join(lines)


def count_of(number: int, noun: str) -> str:
    """Return *number* with a regular *noun*.

    >>> count_of(1, "feed"), count_of(0, "feed")
    ('1 feed', '0 feeds')
    """
    return f"{number} {noun}{'s' * (number != 1)}"
