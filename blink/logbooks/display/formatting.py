"""Format entries and values as pages show them: links, numbers with units, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from blink.logbooks.analysis import LogEntry, Scale
    from blink.model import Metric

Data = dict[str, Any]

#: The relations of an entry to the entries that it names, and to those that name it, in words
FORWARD = {"follows": "Follows", "supersedes": "Supersedes", "replicates": "Replicates"}
BACK = {"follows": "Followed by", "supersedes": "Superseded by", "replicates": "Replicated by"}


def entry_link(entry: LogEntry) -> Data:
    """Return what templates need for a link to *entry*."""
    return {"title": entry.title, "docname": entry.docname, "day": entry.day}


def counted(count: int, word: str) -> str:
    """Return *count* and *word*, in the plural unless *count* is 1.

    >>> counted(1, "entry"), counted(2, "entry"), counted(2, "run")
    ('1 entry', '2 entries', '2 runs')
    """
    if count != 1:
        word = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{count} {word}"


def metric_heading(scale: Scale) -> str:
    """Return the name of a metric with its unit."""
    return f"{scale.name} ({scale.unit})" if scale.unit else scale.name


def format_number(text: str) -> str:
    """Return a number with a minus sign in place of the hyphen."""
    return text.replace("-", "−")


def format_value(metric: Metric, scale: Scale, *, unit: bool = True) -> str:
    """Return the value of *metric* as readers see it; *scale* has its unit if it has none.

    >>> from blink.logbooks.analysis import Scale; from blink.model import Metric
    >>> format_value(Metric("WER", "-1.5", "%", "0.2", 5), Scale("WER", "%", ""))
    '−1.5 ± 0.2 %'
    """
    spread = f" ± {metric.spread}" if metric.spread else ""
    symbol = metric.unit or scale.unit
    return format_number(metric.text) + spread + (f" {symbol}" if unit and symbol else "")


def entry_links(names: Iterable[str], all_entries: Mapping[str, LogEntry]) -> list[Data]:
    """Return links to those of *all_entries* that *names* refer to, each once."""
    labels = dict.fromkeys(name.partition("#")[0] for name in names)
    return [entry_link(all_entries[label]) for label in labels if label in all_entries]
