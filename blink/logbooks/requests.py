"""The citations and requests that documents make with roles and directives."""

from __future__ import annotations

from typing import NamedTuple


class Citation(NamedTuple):
    """A role that cites an entry, or a metric of it."""

    #: the label of the entry
    label: str
    #: the name of the metric; ``""`` for the title of the entry
    metric: str
    line: int


class Request(NamedTuple):
    """A directive that shows a part of logbooks, and its options."""

    #: a member of `blink.logbooks.display.directives.KINDS`
    kind: str
    line: int
    #: the name of the metric of a plot
    metric: str = ""
    #: labels of logbooks; if empty, those of the report that contains the directive
    logbooks: tuple[str, ...] = ()
    #: ``2026-01-31``, or ``""``
    since: str = ""
    until: str = ""
    since_last: bool = False
    status: str = ""
    tag: str = ""
    #: of a plot: ``entry``, the numbers of the entries, or ``time``
    axis: str = "entry"
