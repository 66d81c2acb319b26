"""What documents ask of logbooks, by roles and by directives."""

from __future__ import annotations

from typing import NamedTuple


class Citation(NamedTuple):
    """The entry, or the metric of it, that a role asks for."""

    #: of the entry
    label: str
    #: of the metric; ``""`` for the entry itself
    metric: str
    line: int


class Request(NamedTuple):
    """What a directive asks of logbooks."""

    kind: str
    line: int
    #: of a plot
    metric: str = ""
    #: logbooks by label; none: those of the report that it stands in
    logbooks: tuple[str, ...] = ()
    #: ``2026-01-31``, or ``""``
    since: str = ""
    until: str = ""
    since_last: bool = False
    status: str = ""
    tag: str = ""
