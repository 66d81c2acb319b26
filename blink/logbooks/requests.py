"""The citations and requests that documents make with roles and directives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable


class Citation(NamedTuple):
    """A role that cites an entry, or a metric, a change or a parameter of it."""

    #: the label of the entry
    label: str
    #: the name of the metric or the parameter; ``""`` for the title of the entry
    metric: str
    line: int
    #: ``entry``, ``metric``, ``delta`` or ``param``
    kind: str = "metric"
    #: the label of the entry from which a change is counted; ``""`` for the baseline of the entry
    base: str = ""


class Matrix(NamedTuple):
    """A square table of numbers, which a directive has read from a file."""

    #: the path of the file, as the document names it
    path: str
    #: the names of the rows and columns
    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    #: what the rows and the columns are, as in ``actual`` and ``predicted``; or ``""``
    row_title: str = ""
    column_title: str = ""
    #: whether each cell is shown as its share of the row
    shares: bool = False


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
    #: the curve of curves, or the two axes of a scatter plot
    names: tuple[str, ...] = ()
    #: labels and patterns of entries, in the order of their rows; if empty, all entries. The two
    #: entries of a comparison
    entries: tuple[str, ...] = ()
    #: names of metrics; if empty, all metrics
    metrics: tuple[str, ...] = ()
    #: names of parameters, or ``changed`` or ``all``
    params: tuple[str, ...] = ()
    #: a metric, a parameter or ``date``, with ``-`` before it for the largest first
    sort: str = ""
    #: the label of the entry from which all changes are counted
    baseline: str = ""
    #: the axes that are logarithmic, ``x`` and ``y``
    log: tuple[str, ...] = ()
    #: ``sd`` or ``range``: what the band around a curve shows
    band: str = "sd"
    #: whether a line connects the points that no other point is better than
    pareto: bool = False
    matrix: Matrix | None = None


def labels_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the labels of the entries that *texts* name by label, file name or path, each once.

    >>> labels_of(["posts/2026/Base.md", "lr*"])
    ('base', 'lr*')
    """
    names = (re.sub(r"\.(?:md|rst)$", "", text).rpartition("/")[2].lower() for text in texts)
    return tuple(dict.fromkeys(filter(None, names)))


def parts_of(text: str) -> tuple[str, ...]:
    """Return the parts of *text* between commas, or between spaces if it has no comma.

    >>> parts_of("top 1, size"), parts_of("params test_acc")
    (('top 1', 'size'), ('params', 'test_acc'))
    """
    parts = text.split(",") if "," in text else text.split()
    return tuple(filter(None, map(one_line, parts)))
