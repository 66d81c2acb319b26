"""Check the entries and reports of logbooks against each other and against the ledger.

Errors: ``logbooks.report``, for a report that covers no entries; ``logbooks.scale``, for values
that do not fit the scale of a metric; ``logbooks.primary``, for runs without a primary metric.
Warnings: ``logbooks.report``, for a report on several logbooks of which one has no entries;
``logbooks.entry``, for the name of an entry that does not exist; ``logbooks.baseline``, for a
baseline that has none of the metrics of its entry; ``logbooks.circle``; ``ledger.rewritten``.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from blink.logbooks import history
from blink.logbooks.analysis import circles, superseded_labels
from blink.logbooks.fields import AN_ENTRY, lines_of
from blink.logbooks.ledger.changes import unexplained_changes
from blink.logbooks.ledger.reports import latest_text, unexplained_report_changes
from blink.logbooks.metrics.scale_conflicts import scale_conflicts
from blink.posts.store import blog_domain
from blink.problems import Problem, report
from blink.source.errors import fail_source
from blink.source.front_matter.fields import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.reports import Report
    from blink.logbooks.metrics.scales import Scale
    from blink.logbooks.registry import LogbookRegistry

#: The most names in a message
_MOST_NAMES = 10
#: The keys of an entry that name other entries
_ENTRY_KEYS = ("baseline", "follows", "supersedes", "replicates")


def name_problem(name: str, entry: LogEntry, known: Mapping[str, LogEntry]) -> str:
    """Return why *entry* cannot refer to one of the *known* entries by *name*, or ``""``."""
    label, _, number = name.partition("#")
    if label == entry.label:
        return f"`{name}` is this entry itself; name another entry, or delete the name"
    if label not in known:
        near = get_close_matches(label, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"write {AN_ENTRY}"
        return f"`{label}` is not a published logbook entry; {hint}"
    steps = known[label].fields.next
    if number and not steps:
        return f"`{label}` has no next steps; write its name without `#{number}`"
    if number and int(number) > len(steps):
        return f"`{label}` has no next step {number}; write a number from 1 to {len(steps)}"
    return ""


def name_problems(entry: LogEntry, known: Mapping[str, LogEntry]) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the name and a message for each name of another entry that is not valid."""
    for key in _ENTRY_KEYS:
        value = getattr(entry.fields, key)
        for name in filter(None, [value] if isinstance(value, str) else value):
            if message := name_problem(name, entry, known):
                yield key, name, f"{key}: {message}"


def baseline_problem(entry: LogEntry, known: Mapping[str, LogEntry]) -> str:
    """Return why the baseline of *entry*, one of the *known* entries, compares nothing, or ``""``.

    Metrics without a verdict count only if it has no others. A baseline that is planned or running
    may get values later.
    """
    baseline = known.get(entry.fields.baseline)
    judged = [name for name, measured in entry.measured.items() if measured.scale.has_verdict]
    names = judged or list(entry.measured)
    if not baseline or not names or baseline.fields.status in ("planned", "running"):
        return ""
    if any(baseline.metric(name) for name in names):
        return ""
    listed = ", ".join(f"`{name}`" for name in names[:5]) + (", …" if names[5:] else "")
    return (
        f"baseline: `{baseline.label}` has none of the metrics of this entry, {listed}, so nothing"
        " is compared; name an entry that has them, or delete `baseline`"
    )


def report_problems(
    report: Report, entries_by_logbook: Mapping[str, Sequence[LogEntry]]
) -> Iterator[tuple[str, str]]:
    """Yield the key and a message for each reason why *report* cannot cover entries."""
    for name in report.logbooks:
        if name not in entries_by_logbook:
            near = get_close_matches(name, entries_by_logbook, 1)
            hint = f"did you mean `{near[0]}`?" if near else "write the name of another logbook"
            yield "report", f"report: the logbook `{name}` has no published entries; {hint}"
    entries = [entry for name in report.logbooks for entry in entries_by_logbook.get(name, ())]
    if entries and not report.covered:
        day = min(entry.date for entry in entries)[:10]
        message = f"date: this report covers no entries, because the first entry is dated {day}"
        yield "date", f"{message}; date the report {day} or later"


# -- Sphinx ------------------------------------------------------------------


def check_logbooks(app: Sphinx, registry: LogbookRegistry) -> None:
    """Report what is not valid in entries and reports, and unexplained changes of entries."""
    superseded = superseded_labels(registry.entries.values())
    for entry in registry.entries.values():
        for key, name, message in name_problems(entry, registry.entries):
            _warn(app, entry, key, message, "logbooks", "entry", name)
        if message := baseline_problem(entry, registry.entries):
            _warn(app, entry, "baseline", message, "logbooks", "baseline")
        versions = registry.ledger.entries.get(entry.label)
        if versions:
            _check_changes(app, history.latest(versions, entry).entry, entry, superseded)
    for report_ in registry.reports:
        _check_report(app, report_, registry)
    for way in circles(registry.entries):
        entry = way[0]
        names = " → ".join(f"`{one.label}`" for one in (*way, entry))
        message = (
            f"follows: this entry follows itself: {names}; delete a name from `follows` in one of"
            " them"
        )
        _warn(app, entry, "follows", message, "logbooks", "circle")
    for entries in registry.entries_by_logbook.values():
        for conflict in scale_conflicts(entries):
            line = blog_domain(app.env).header(conflict.entry.docname).line_of(conflict.key)
            problem = Problem(line, "scale", conflict.message)
            fail_source(app, problem, conflict.entry.docname, "logbooks")
    for label, entries in registry.entries_by_logbook.items():
        _check_primary(app, entries, registry.declared.get(label, {}))


def _check_primary(app: Sphinx, entries: Iterable[LogEntry], declared: Mapping[str, Scale]) -> None:
    """Report each entry with runs that lacks a metric which its logbook declares as primary."""
    for entry in entries:
        good = [run for run in entry.fields.runs if not run.failed]
        for name, scale in declared.items():
            if good and scale.primary and name not in entry.measured:
                known = dict.fromkeys(key for run in good for key, _ in run.metrics)
                names = ", ".join(f"`{key}`" for key in list(known)[:_MOST_NAMES]) or "none"
                message = (
                    f"runs: no run has the primary metric `{name}`; the runs report {names}; name"
                    f" the right one as `from` of `{name}` in the header of the logbook"
                )
                line = blog_domain(app.env).header(entry.docname).line_of("runs")
                fail_source(app, Problem(line, "primary", message), entry.docname, "logbooks")


def _check_changes(app: Sphinx, old: LogEntry, new: LogEntry, superseded: frozenset[str]) -> None:
    changes = unexplained_changes(old, new, superseded)
    if changes:
        given = blog_domain(app.env).header(new.docname).fields.get("metrics")
        file = f" (the metrics are in `{given.text}`)" if isinstance(given, Scalar) else ""
        in_file = file if any(key == "metrics" for key, _ in changes) else ""
        message = (
            f"this entry was changed after `make record` recorded it:"
            f" {', '.join(change for _, change in changes)}{in_file}; explain why in an `update`"
            f" directive, or write a new entry with `supersedes: {new.label}`"
        )
        _warn(app, new, changes[0][0], message, "ledger", "rewritten")


def _check_report(app: Sphinx, report_: Report, registry: LogbookRegistry) -> None:
    header = blog_domain(app.env).header(report_.docname)
    for key, message in report_problems(report_, registry.entries_by_logbook):
        problem = Problem(header.line_of(key), "report", message)
        if report_.covered:
            report(problem, report_.docname, "logbooks")
        else:
            fail_source(app, problem, report_.docname, "logbooks")
    if versions := registry.ledger.texts.get(report_.label):
        text = registry.report_text(report_)
        changes = unexplained_report_changes(latest_text(versions, text), text)
        if changes:
            message = (
                f"this report was changed after it was frozen:"
                f" {', '.join(change for _, change in changes)}; explain why in an `update`"
                " directive, or write another report"
            )
            problem = Problem(header.line_of(changes[0][0]), "rewritten", message)
            report(problem, report_.docname, "ledger")


def _warn(
    app: Sphinx, entry: LogEntry, key: str, message: str, group: str, kind: str, word: str = ""
) -> None:
    """Log a warning at the line of *word* below *key* in the header of *entry*."""
    value = blog_domain(app.env).header(entry.docname).fields.get(key)
    line = lines_of(value, [word]).get(word, 1)
    report(Problem(line, kind, message), entry.docname, group)
