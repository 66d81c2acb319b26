"""Find the text of a citation: a title, a value, a change or a parameter of an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.logbooks.display.formatting import format_value
from blink.logbooks.fields import AN_ENTRY
from blink.logbooks.metrics.changes import change_from
from blink.messages.nearest import did_you_mean
from blink.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.metrics.changes import Change
    from blink.logbooks.requests import Citation

    Find = Callable[[str], LogEntry | None]


def change_text(change: Change, words: NullTranslations, *, verdict: bool = True) -> str:
    """Return a change with its interval and its verdict: ``+1.04 points [+0.48, +1.59], better``.

    *words* are those of the site.
    """
    unit = words.gettext(change.unit) if change.unit else ""
    is_same = change.difference.interval == (0, 0)  # of what is always the same
    interval = "" if is_same else change.interval
    text = " ".join(filter(None, (change.text, unit, interval)))
    if not verdict or not change.verdict:
        return text
    between = words.pgettext("between two items of a list", ", ")
    return f"{text}{between}{words.gettext(change.verdict)}"


def citation_text(
    citation: Citation, find: Find, contradicted: Container[str], words: NullTranslations
) -> str:
    """Return the text of *citation*; the name that it has if there is no such value.

    *find* returns the entry of a label, as the document shows it, and *contradicted* has the labels
    of the entries that a replication contradicts.
    """
    entry, name = find(citation.label), citation.metric
    if not entry:
        return f"{citation.label}:{name}" if name else citation.label
    if citation.kind == "param":
        return entry.params.get(name, name)
    text = _result(citation, entry, find, words) if name else entry.title
    if entry.label in contradicted:
        return f"{text} ({words.gettext('not replicated')})"
    return text


def _result(citation: Citation, entry: LogEntry, find: Find, words: NullTranslations) -> str:
    name = citation.metric
    metric = entry.metric(name)
    if not metric:
        return name
    if citation.kind == "metric":
        return format_value(metric)
    base = find(citation.base or entry.fields.baseline)
    old = base.metric(name) if base else None
    return change_text(change_from(metric, old, metric.scale), words) if old else name


def citation_problem(citation: Citation, find: Find, published: Iterable[str]) -> Problem | None:
    """Return a problem if an entry or a value of *citation* does not exist.

    *published* are the labels of all entries.
    """
    labels = [citation.label, *filter(None, [citation.base])]
    for label in labels:
        if not find(label):
            hint = did_you_mean(label, published, f"write {AN_ENTRY}")
            message = f"`{label}` is not a published logbook entry; {hint}"
            return Problem(citation.line, "entry", message)
    entry = find(citation.label)
    assert entry
    if citation.kind == "param":
        message = _missing("parameter", citation.metric, entry.label, entry.params)
    elif citation.kind == "delta":
        message = _delta_problem(citation, entry, find)
    else:
        name = citation.metric
        message = _missing("metric", name, entry.label, entry.measured) if name else ""
    return Problem(citation.line, "metric", message) if message else None


def _delta_problem(citation: Citation, entry: LogEntry, find: Find) -> str:
    label = citation.base or entry.fields.baseline
    base = find(label)
    if not base:
        rule = f"`{entry.label}` has no `baseline` from which its change can be counted"
        return f"{rule}; write the other entry, as in `{entry.label} - other:{citation.metric}`"
    if message := _missing("metric", citation.metric, entry.label, entry.measured):
        return message
    return _missing("metric", citation.metric, base.label, base.measured)


def _missing(kind: str, name: str, label: str, known: Iterable[str]) -> str:
    """Return that the entry *label* has nothing of a *kind* with a *name*, or ``""``."""
    names = list(known)
    if name in names:
        return ""
    listed = f"its {kind}s are {', '.join(names)}" if names else f"it has no {kind}s"
    if not name:
        return f"write a {kind} of `{label}` after its name and a colon; {listed}"
    return f"`{label}` has no {kind} `{name}`; {did_you_mean(name, names, listed)}"
