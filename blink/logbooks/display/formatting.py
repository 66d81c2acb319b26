"""Format entries and values as pages show them: links, numbers with units."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from blink.logbooks.numbers import rounded
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blink.logbooks.analysis import LogEntry, Scale
    from blink.model import Metric

Data = dict[str, Any]

#: The relations of an entry to the entries that it names, with the label of each
RELATIONS = {
    "follows": gettext_noop("Follows"),
    "supersedes": gettext_noop("Supersedes"),
    "replicates": gettext_noop("Replicates"),
}


def entry_link(entry: LogEntry) -> Data:
    """Return what templates need for a link to *entry*."""
    return {"title": entry.title, "docname": entry.docname, "day": entry.day}


def metric_heading(scale: Scale) -> str:
    """Return the name of a metric with its unit."""
    return f"{scale.name} ({scale.unit})" if scale.unit else scale.name


def format_number(text: str) -> str:
    """Return a number with a minus sign in place of the hyphen, and rounded if it is long.

    >>> format_number("-97.30"), format_number("0.17442824944361893"), format_number("4810")
    ('−97.30', '0.1744', '4810')
    """
    return str(rounded(Decimal(text))).replace("-", "−")


def format_value(metric: Metric, scale: Scale, *, unit: bool = True) -> str:
    """Return the value of *metric* as readers see it; *scale* has its unit if it has none.

    >>> from blink.logbooks.analysis import Scale; from blink.model import Metric
    >>> format_value(Metric("WER", "-1.5", "%", "0.2", 5), Scale("WER", "%", ""))
    '−1.5 ± 0.2 %'
    """
    spread = f" ± {format_number(metric.spread)}" if metric.spread else ""
    symbol = metric.unit or scale.unit
    return format_number(metric.text) + spread + (f" {symbol}" if unit and symbol else "")


def entry_links(names: Iterable[str], all_entries: Mapping[str, LogEntry]) -> list[Data]:
    """Return links to those of *all_entries* that *names* refer to, each once."""
    labels = dict.fromkeys(name.partition("#")[0] for name in names)
    return [entry_link(all_entries[label]) for label in labels if label in all_entries]
