"""Find the changes of published entries and reports that need a reason and have none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from blink.logbooks.order import has_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from blink.logbooks.analysis import LogEntry
    from blink.model import EntryFields, EntryRun, Metric, ReportFields

#: Fields that must stay as they were published; artifacts may move, and next steps may be added
PERMANENT = (
    "logbook", "question", "hypothesis", "method", "outcome", "metrics", "baseline", "follows",
    "supersedes", "replicates", "commit", "command", "seed", "data", "hardware", "params",
    "spread_is",
)  # fmt: skip
#: Of these, a field that may be added, since it only says what another one means
MAY_BE_ADDED = ("spread_is",)
#: Of all, the fields in which `fix:` allows other words
PROSE = ("question", "hypothesis", "method")

#: The most runs that a message names
MOST_RUNS_NAMED = 5


def unexplained_changes(
    old: LogEntry, new: LogEntry, superseded: frozenset[str]
) -> list[tuple[str, str]]:
    """Return the changes from *old* to *new* that need a reason and have none.

    Each is a front-matter key, or ``""`` for the text, and a message. A new amendment explains any
    change, and so does an entry that supersedes it, whose label is in *superseded*. A new ``fix:``
    explains other words with the same numbers. While an entry is planned or running, its text and
    its empty fields may be written, and runs may be added.
    """
    was, now = old.fields, new.fields
    if len(now.amendments) > len(was.amendments) or new.label in superseded:
        return []
    fixed = bool(set(now.fix) - set(was.fix))
    unfinished = was.status in ("planned", "running")
    changes = []
    for key in PERMANENT:
        before, after = getattr(was, key), getattr(now, key)
        if before == after or (fixed and key in PROSE and _numbers(before) == _numbers(after)):
            continue
        if key == "metrics":
            messages = _metric_changes(before, after, unfinished=unfinished)
            changes += [(key, message) for message in messages]
        elif before or not (unfinished or key in MAY_BE_ADDED):
            changes.append((key, f"`{key}` {change_of(before, after)}"))
    messages = list(_run_changes(was.runs, now.runs, unfinished=unfinished))
    more = f"{len(messages) - MOST_RUNS_NAMED} other runs were changed, added or removed"
    shown = messages if len(messages) <= MOST_RUNS_NAMED + 1 else messages[:MOST_RUNS_NAMED]
    changes += [("runs", message) for message in shown]
    changes += [("runs", more)] if len(shown) < len(messages) else []
    if message := date_change(old.date, new.date):
        changes.append(("date", message))
    if was.status != now.status and not unfinished and was.status:
        changes.append(("status", f"`status` {change_of(was.status, now.status)}"))
    if not unfinished:
        changes += text_changes(was, now, fixed=fixed)
    return changes


def text_changes(
    was: EntryFields | ReportFields, now: EntryFields | ReportFields, *, fixed: bool
) -> Iterator[tuple[str, str]]:
    """Yield what changed in the text of an entry or a report, and in its amendments.

    *fixed* allows other words.
    """
    if was.numbers != now.numbers:
        yield "", "numbers in the text were changed"
    elif was.words != now.words and not fixed:
        yield "", "words in the text were changed"
    kept = {(item.day, _substance(item.text, fixed=fixed)) for item in now.amendments}
    for item in was.amendments:
        if (item.day, _substance(item.text, fixed=fixed)) not in kept:
            yield "", f"the amendment of {item.day} was changed or removed"


def _substance(text: str, *, fixed: bool) -> str:
    """Return the words and numbers of *text*, or its numbers only if *fixed*."""
    return _numbers(text) if fixed else " ".join(re.findall(r"\w+", text)).casefold()


def date_change(old: str, new: str) -> str:
    """Return how a date in ISO 8601 was changed, or ``""``.

    A date without a time may get one. The offset is that of the time zone of the site.
    """
    length = len("2026-01-31T12:00:00" if has_time(old) else "2026-01-31")
    was, now = old[:length], new[:length]
    if was == now:
        return ""
    length = length if was[:10] == now[:10] else len("2026-01-31")
    was, now = (date[:length].replace("T", " ") for date in (was, now))
    return f"`date` was {was} and is now {now}"


def _numbers(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def change_of(before: Any, after: Any) -> str:
    """Return how a value was and is now, as the end of a sentence."""
    texts = [", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
             for value in (before, after)]  # fmt: skip
    old, new = (text if len(text) <= 60 else f"{text[:59]}…" for text in texts)
    if not old:
        return f"was added: {new!r}"
    return f"was {old!r} and is now {new!r}" if new else f"was removed: {old!r}"


def _metric_changes(
    before: Sequence[Metric], after: Sequence[Metric], *, unfinished: bool
) -> Iterable[str]:
    metrics = {metric.name: metric for metric in after}
    for old in before:
        new = metrics.pop(old.name, None)
        if new is None:
            yield f"the metric `{old.name}` was removed: {old.text}"
        elif (new.text, new.spread, new.n) != (old.text, old.spread, old.n) or (
            old.unit and old.unit != new.unit
        ):
            texts = [f"{m.text}{f' ± {m.spread}' if m.spread else ''} {m.unit}".strip()
                     for m in (old, new)]  # fmt: skip
            yield f"the metric `{old.name}` was {texts[0]} and is now {texts[1]}"
    if not unfinished:
        yield from (f"the metric `{name}` was added: {new.text}" for name, new in metrics.items())


def _run_changes(
    before: Sequence[EntryRun], after: Sequence[EntryRun], *, unfinished: bool
) -> Iterator[str]:
    """Yield a message for each run that was changed or removed, or added to a finished entry."""
    olds, news = _by_place(before), _by_place(after)
    for place, old in olds.items():
        if place not in news:
            yield f"{_run_name(old)} was removed"
        elif old.digest != news[place].digest:
            yield _run_change(old, news[place])
    if not unfinished:
        yield from (f"{_run_name(news[place])} was added" for place in news if place not in olds)


def _by_place(runs: Iterable[EntryRun]) -> dict[tuple[str, str, int], EntryRun]:
    """Return *runs* by their files and seeds; those of the same seed are counted."""
    found: dict[tuple[str, str, int], EntryRun] = {}
    for run in runs:
        number = 0
        while (run.path, run.seed, number) in found:
            number += 1
        found[run.path, run.seed, number] = run
    return found


def _run_name(run: EntryRun) -> str:
    return f"the run `{run.path}`{f' of the seed {run.seed}' if run.seed else ''}"


#: A change of what the ledger has no words for
OTHER_FACTS = "has other curves, or other facts: command, code, packages, machine, inputs or time"


def _run_change(old: EntryRun, new: EntryRun) -> str:
    """Return how the files of a run differ from those that were recorded."""
    was: dict[str, Any] = {**dict(old.params), **dict(old.metrics)}
    now: dict[str, Any] = {**dict(new.params), **dict(new.metrics)}
    parts = [
        f"had {name} {was[name]} and has {now[name]}" if name in now else f"has no {name} any more"
        for name in was
        if was[name] != now.get(name)
    ]
    parts += [f"has {name} {now[name]}, which is new" for name in now if name not in was]
    if old.failed != new.failed:
        parts.append("had failed and has not now" if old.failed else "has failed now")
    shown = ", ".join(parts[:3]) or OTHER_FACTS
    return f"{_run_name(old)} {shown}"
