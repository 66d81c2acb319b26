"""Format entries and values as pages show them: links, numbers with units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.measurements import Measurement
    from blink.logbooks.metrics.scales import Scale

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


def format_value(metric: Measurement, *, unit: bool = True) -> str:
    """Return what was measured as readers see it, such as ``97.44 ± 0.46 %``."""
    spread = f" ± {metric.spread}" if metric.spread else ""
    return metric.text + spread + (f" {metric.unit}" if unit and metric.unit else "")


def entry_links(names: Iterable[str], all_entries: Mapping[str, LogEntry]) -> list[Data]:
    """Return links to those of *all_entries* that *names* refer to, each once."""
    labels = dict.fromkeys(name.partition("#")[0] for name in names)
    return [entry_link(all_entries[label]) for label in labels if label in all_entries]
