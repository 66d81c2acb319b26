"""Format entries and values as pages show them: links, numbers with units."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from blink.logbooks.metrics.changes import change_from
from blink.words import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.changes import Change
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
    spread = f" ± {metric.spread}" if metric.bar else ""
    return metric.text + spread + (f" {metric.unit}" if unit and metric.unit else "")


def change_data(new: Measurement, old: Measurement | None) -> Data:
    """Return what templates need to show how *new* differs from *old*; empty texts without it."""
    if not old:
        return dict.fromkeys(("change", "unit", "interval", "percent", "verdict", "pairs"), "")
    change = change_from(new, old, new.scale)
    low, high = change.difference.interval or (0, 0)
    return {
        "change": change.text,
        "unit": change.unit,
        "interval": change.interval if low != high else "",
        "percent": change.percent,
        "verdict": change.verdict,
        "pairs": some_pairs(change, new, old),
    }


def some_pairs(change: Change, new: Measurement, old: Measurement) -> int:
    """Return of how many pairs of runs the interval of *change* is; 0 if it is of all runs."""
    low, high = change.difference.interval or (0, 0)
    is_of_some = change.difference.pairs < max(new.sample.count, old.sample.count)
    return change.difference.pairs if is_of_some and low != high else 0


def numbers_of(entries: Iterable[LogEntry]) -> dict[str, int]:
    """Return the number of each entry by its label, from 1."""
    return {entry.label: number for number, entry in enumerate(entries, 1)}


def entry_links(names: Iterable[str], all_entries: Mapping[str, LogEntry]) -> list[Data]:
    """Return links to those of *all_entries* that *names* refer to, each once."""
    labels = dict.fromkeys(name.partition("#")[0] for name in names)
    return [entry_link(all_entries[label]) for label in labels if label in all_entries]


def joined(sentences: Iterable[str], words: NullTranslations) -> str:
    """Return *sentences* one after the other, with what stands between sentences in a language."""
    # Translators: two sentences; Chinese and Japanese have no space between them.
    pair = words.gettext("%(first)s %(second)s")
    return reduce(lambda first, second: pair % {"first": first, "second": second}, sentences)
