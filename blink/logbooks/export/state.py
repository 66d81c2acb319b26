"""Tell the state of a logbook on one screen, for a person or a program.

It says which entries are best, what is open, what failed, and which parameters were tried. Drafts
count, because entries are drafts until they are published; they are marked.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from blink.logbooks.analysis import count_by, open_steps, scales_of, superseded_labels
from blink.logbooks.export.data import kept, scale_data
from blink.logbooks.metrics.measurements import counted_runs
from blink.logbooks.metrics.standing import (
    ends,
    not_replicated,
    replications,
    standing,
    starred_scales,
)
from blink.logbooks.order import natural_key
from blink.logbooks.runs.run import is_seed
from blink.logbooks.statistics.comparison import FEWEST
from blink.logbooks.statistics.rounding import fixed, measured, places_of
from blink.logbooks.statistics.student import t_quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.capture.notes import LogNote
    from blink.logbooks.metrics.scales import Scale
    from blink.logbooks.statistics.samples import Sample

Data = dict[str, Any]
#: The most lines of a kind in the text, and the most characters of a line
MOST_LINES, MOST_CHARACTERS = 5, 100
#: How many of the last notes the text has
MOST_NOTES = 3


class ReportState(NamedTuple):
    """A report on a logbook."""

    label: str
    title: str
    #: ``2026-01-31``, or ``""``
    day: str
    draft: bool
    #: whether the ledger has recorded it
    frozen: bool


def logbook_state(
    name: str,
    entries: Sequence[LogEntry],
    drafts: Set[str],
    reports: Iterable[ReportState],
    notes: Mapping[str, Sequence[LogNote]] | None = None,
) -> Data:
    """Return the state of the logbook *name* as JSON values.

    :param entries: all its entries, oldest first
    :param drafts: the labels of those that are drafts
    :param notes: by the label of their entry, oldest first
    """

    def about(entry: LogEntry, **more: Any) -> Data:
        draft = entry.label in drafts
        return {"entry": entry.label, "title": entry.title, **kept({"draft": draft, **more})}

    published = [entry for entry in entries if entry.label not in drafts]
    questions = dict.fromkeys(entry.fields.question for entry in entries)
    return {
        "logbook": name,
        "questions": [question for question in questions if question],
        "entries": {
            "total": len(entries),
            "drafts": len(drafts),
            **({"first": published[0].day, "last": published[-1].day} if published else {}),
            **dict(count_by(entries, "status")),
        },
        "metrics": [scale_data(scale) for scale in scales_of(entries).values()],
        "best": list(_best(entries)),
        "open": _open(entries, about),
        "failed": _failed(entries, about),
        "tried": tried(entries),
        "notes": [
            about(entry, date=note.time, text=note.text)
            for entry in entries
            for note in (notes or {}).get(entry.label, ())
        ],
        "reports": [kept(report._asdict()) for report in reports],
    }


def _open(entries: Sequence[LogEntry], about: Callable[..., Data]) -> Data:
    """Return the entries that are not finished, and the open next steps."""
    unfinished = {
        status: [
            about(entry, hypothesis=entry.fields.hypothesis)
            for entry in entries
            if entry.fields.status == status
        ]
        for status in ("running", "planned")
    }
    return {
        **unfinished,
        "next": [about(step.entry, step=step.text) for step in open_steps(entries)],
    }


def _failed(entries: Sequence[LogEntry], about: Callable[..., Data]) -> Data:
    """Return the failed runs, the dead ends, and the entries that were not replicated."""
    contradicted = not_replicated(entries)
    return {
        "runs": [
            about(entry, run=run.path, seed=run.seed, reason=run.failed)
            for entry in entries
            for run in counted_runs(entry.fields.runs)
            if run.failed
        ],
        "dead_ends": [
            about(entry, why=why, hypothesis=entry.fields.hypothesis)
            for entry, why in ends(entries)
        ],
        "not_replicated": [
            about(entry, by=[other.label for other in contradicted[entry.label]])
            for entry in entries
            if entry.label in contradicted
        ],
    }


def tried(entries: Iterable[LogEntry]) -> dict[str, list[str]]:
    """Return the values of each parameter that runs or entries have, in order."""
    values: dict[str, set[str]] = {}
    for entry in entries:
        pairs = [pair for run in counted_runs(entry.fields.runs) for pair in run.params]
        for name, text in (*pairs, *entry.fields.params):
            if not is_seed(name):
                values.setdefault(name, set()).add(text)
    return {name: sorted(texts, key=_value_key) for name, texts in sorted(values.items())}


def _value_key(text: str) -> tuple[object, ...]:
    try:
        return 0, float(text), ()
    except ValueError:
        return 1, 0.0, natural_key(text)


def _best(entries: Sequence[LogEntry]) -> Iterator[Data]:
    superseded = superseded_labels(entries)
    by_label = {entry.label: entry for entry in entries}
    for scale in starred_scales(scales_of(entries)).values():
        place = standing(entries, scale, superseded)
        if not place.best:
            continue
        copies = replications(entries).get(place.best, ())
        pooled = [entry.label for entry in copies if entry.metric(scale.name)]
        yield {
            "metric": scale.name,
            "better": scale.better,
            "entry": place.best,
            "title": by_label[place.best].title,
            **_value(place.samples[place.best], scale),
            **kept({"pooled_with": pooled, "tied": sorted(place.tied)}),
        }


def _value(sample: Sample, scale: Scale) -> Data:
    """Return the mean of *sample*, and its 95 % interval if it has enough runs."""
    interval: tuple[float, ...] = ()
    if sample.deviation is not None and sample.count >= FEWEST:
        half = t_quantile(0.975, sample.count - 1) * sample.deviation / sqrt(sample.count)
        interval = (sample.mean - half, sample.mean + half)
    text = measured(sample.mean, sample.deviation, scale.digits)
    return kept(
        {
            "text": f"{text} {scale.unit}".strip(),
            "value": sample.mean,
            "unit": scale.unit,
            "sd": sample.deviation,
            "n": sample.count or None,
            "interval": interval,
        }
    )


# -- As text -------------------------------------------------------------------


def state_text(state: Data) -> str:
    """Return *state* as lines of text for one screen."""
    counts = state["entries"]
    words = [f"{counts[w]} {w}" for w in ("done", "running", "planned", "abandoned") if w in counts]
    period = f"; {counts['first']} to {counts['last']}" if "first" in counts else ""
    noun = "entry" if counts["total"] == 1 else "entries"
    head = f"{state['logbook']}: {counts['total']} {noun}"
    number = counts["drafts"]
    drafts = ["1 is a draft" if number == 1 else f"{number} are drafts"] if number else []
    listed = "; ".join([", ".join(words)] * bool(words) + drafts)
    lines = [f"{head}{f' ({listed})' if listed else ''}{period}", *state["questions"][:2]]
    parts = (
        ("Best", [*_best_lines(state["best"])] or _no_best(state)),
        ("Open", _open_lines(state["open"])),
        ("Failed", _failed_lines(state["failed"])),
        ("Tried", _tried_lines(state["tried"])),
        ("Notes", [_note_line(note) for note in state["notes"][-MOST_NOTES:]]),
        ("Reports", _first([_report_line(report) for report in state["reports"][::-1]])),
    )
    for title, rows in parts:
        if rows:
            lines += ["", title, *(f"  {row}" for row in rows)]
    return "\n".join(map(_cut, lines))


def _first(rows: Sequence[str]) -> list[str]:
    if len(rows) <= MOST_LINES:
        return list(rows)
    return [*rows[: MOST_LINES - 1], f"… {len(rows) - MOST_LINES + 1} more; --json lists all"]


def _cut(line: str) -> str:
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def _named(item: Data) -> str:
    return f"{item['entry']}{' (draft)' if item.get('draft') else ''}"


def _no_best(state: Data) -> list[str]:
    """Return why no entry is best, if entries have metrics."""
    if not state["metrics"]:
        return []
    names = ", ".join(metric["name"] for metric in state["metrics"])
    return [
        f"of none of {names}, it is known whether lower or higher is better;",
        f'run `blink logbook declare "{state["logbook"]}"`',
    ]


def _best_lines(best: Iterable[Data]) -> list[str]:
    lines = []
    for item in best:
        runs = f", n = {item['n']}" if "n" in item else ""
        low, high = item.get("interval", (0.0, 0.0))
        places = places_of((high - low) / 2)
        ends = f"{fixed(low, places)} to {fixed(high, places)}" if high > low else ""
        interval = f", 95 % interval {ends}" if ends else ""
        pooled = f" with {', '.join(item['pooled_with'])}" if "pooled_with" in item else ""
        place = f"{item['metric']} ({item['better']} is better): {item['entry']}{pooled}"
        lines.append(f"{place}, {item['text']}{runs}{interval}")
        if "tied" in item:
            lines.append(f"  cannot be told apart: {', '.join(item['tied'])}")
    return lines


def _open_lines(parts: Data) -> list[str]:
    lines = []
    for status in ("running", "planned"):
        lines += _first([f"{status}  {_named(item)}{_hypothesis(item)}" for item in parts[status]])
    return lines + _first([f"next  {item['step']} ({_named(item)})" for item in parts["next"]])


def _hypothesis(item: Data) -> str:
    return f": {item['hypothesis']}" if "hypothesis" in item else ""


def _failed_lines(parts: Data) -> list[str]:
    return [
        *_first([f"run  {i['run']} of {_named(i)}: {i['reason']}" for i in parts["runs"]]),
        *_first([
            f"dead end  {_named(item)}, {item['why']}{_hypothesis(item)}"
            for item in parts["dead_ends"]
                if item["why"] != "not replicated"  # named below
        ]),
        *_first([
            f"not replicated  {_named(item)}, by {', '.join(item['by'])}"
            for item in parts["not_replicated"]
        ]),
    ]  # fmt: skip


def _tried_lines(values: dict[str, list[str]]) -> list[str]:
    lines = [f"{name}: {', '.join(texts)}" for name, texts in values.items() if texts[1:]]
    fixed = [name for name, texts in values.items() if not texts[1:]]
    return _first(lines) + ([f"always the same: {', '.join(fixed)}"] if fixed else [])


def _note_line(note: Data) -> str:
    return f"{note['date'][:10]}  {note['text']} ({_named(note)})"


def _report_line(report: Data) -> str:
    state = "draft" if "draft" in report else "frozen" if "frozen" in report else "not frozen"
    return f"{report.get('day', 'no date')}  {state}  {report['label']}: {report['title']}"
