"""A logbook and a title → the draft of an entry, or of a report, in ``posts/<year>/``.

Run in the folder of conf.py as ``python -m blink.commands.new_entry entry`` or ``… report``, with
the name of the logbook in ``BLINK_LOGBOOK`` and the title in ``BLINK_TITLE``.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from sphinx.errors import ConfigError

from blink.builder.crash import of_system
from blink.commands.new import complaint, today, write
from blink.logbooks.history import LEDGER
from blink.logbooks.history import read as read_ledger
from blink.logbooks.order import Dated, in_order
from blink.logbooks.results import read_results
from blink.problems import Mistake
from blink.settings import read as read_settings
from blink.settings import reason
from blink.source.front_matter import read_fields
from blink.source.header import decode, read_header
from blink.source.markdown import first_heading
from blink.source.values import Rules
from blink.text import fold, has_words, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from blink.model import Metric

ENTRY = """\
---
title: {title}
date: {date}
draft: true
tags: []
description:
logbook: {logbook}
status: planned
question: {question}
hypothesis:
method:
outcome:
baseline: {baseline}
follows: {follows}
metrics:  # or the file that the run writes, beside this one: `metrics: results.json`
{metrics}command: {command}
commit:
seed:
next: []
---

"""

REPORT = """\
---
title: {title}
date: {date}
draft: true
tags: []
description:
report: {logbook}
---

## What was asked

```{{logbook-summary}}
```

## What was done

```{{logbook-timeline}}
{since}```

## What came out

```{{logbook-table}}
```

{plots}```{{logbook-graph}}
```

## What did not work

## What is next

```{{logbook-next}}
```
"""


class Found(NamedTuple):
    """An entry or a report among the sources."""

    path: Path
    label: str
    #: the logbook, as it is spelt there
    logbook: str
    values: dict[str, Any]

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """What it measured, as far as that can be read."""
        found = self.values.get("metrics", ())
        if isinstance(found, str):
            with suppress(Mistake):
                return read_results(self.path.parent / found)
            return ()
        return tuple(found)


def sources(posts: Path, logbook: str, rules: Rules | None = None) -> list[Found]:
    """Return entries and reports of *logbook* below *posts*, the first one first."""
    found = []
    rules = rules or Rules(ZoneInfo("UTC"))
    for path in sorted(posts.rglob("*")):
        if path.suffix not in {".md", ".rst"} or not path.is_file():
            continue
        header = read_header(path.read_bytes(), markdown=path.suffix == ".md")
        values, _ = read_fields(header.fields, rules)
        label = path.parent.name if path.stem == "index" else path.stem
        found += [
            Found(path, label.lower(), name, values)
            for name in (*values.get("logbook", ()), *values.get("report", ()))
            if logbook in (name, slug(name)) or fold(logbook) == fold(name)
        ]
    ledger = posts / Path(LEDGER).name
    known, _ = read_ledger(ledger.read_text(encoding="utf-8") if ledger.is_file() else "")
    return [found[place] for place in in_order([_dated(one) for one in found], known.seen)]


def _dated(one: Found) -> Dated:
    date, title = one.values.get("date"), one.values.get("title", "")
    if not title and one.path.suffix == ".md":
        text = decode(one.path.read_bytes())
        body = text.split("\n")[read_header(text.encode(), markdown=True).length :]
        heading = first_heading("\n".join(body))
        title = heading.plain if heading else ""
    keys = ("follows", "supersedes", "replicates")
    names = tuple(name for key in keys for name in one.values.get(key, ()))
    return Dated(one.label, date.isoformat() if date else "", title, names)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if text else ""


def _metric(metric: Metric) -> str:
    said = ["value: "]
    said += [f"unit: {_quoted(metric.unit)}"] if metric.unit else []
    said += [f"better: {metric.better}"] if metric.better else []
    return f"  {_quoted(metric.name)}: {{{', '.join(said)}}}\n"


def entry(title: str, day: date, logbook: str, known: Sequence[Found]) -> str:
    """Return the source of an entry that goes on from the last of those *known*.

    That is the last one that was published and not given up.
    """
    entries = [one for one in known if "logbook" in one.values and not one.values.get("draft")]
    able = [one for one in entries if one.values.get("status") != "abandoned"]
    last = (able or entries)[-1] if entries else None
    scales: dict[str, Metric] = {}
    for one in entries:
        for metric in one.metrics:
            old = scales.get(metric.name, metric)
            better, unit = old.better or metric.better, old.unit or metric.unit
            scales[metric.name] = metric._replace(better=better, unit=unit)
    values = last.values if last else {}
    names = [metric.name for metric in last.metrics] if last else []
    text = ENTRY.format(
        title=_quoted(title),
        date=day,
        logbook=_quoted(known[-1].logbook if known else logbook),
        question=_quoted(values.get("question", "")),
        baseline=values.get("baseline", "") or (last.label if last else ""),
        follows=last.label if last else "",
        metrics="".join(_metric(scales[name]) for name in names),
        command=_quoted(values.get("command", "")),
    )
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def report(title: str, day: date, logbook: str, known: Sequence[Found]) -> str:
    """Return the source of a report of the entries *known*."""
    names = dict.fromkeys(metric.name for one in known for metric in one.metrics)
    before = any("report" in one.values and not one.values.get("draft") for one in known)
    return REPORT.format(
        title=_quoted(title),
        date=day,
        logbook=_quoted(known[-1].logbook if known else logbook),
        since=":since-last-report:\n" if before else "",
        plots="".join(f"```{{logbook-plot}} {name}\n```\n\n" for name in names),
    )


def wrong_logbook(name: str) -> str:
    """Return why *name* cannot be a logbook's, or ``""``."""
    if not has_words(name) or not slug(name):
        return f"LOGBOOK={name!r} is no name; write one with a letter or a digit in it"
    return complaint(name)


def _start(kind: str, logbook: str, title: str, posts: Path) -> Path:
    day, settings = today(Path()), read_settings(Path())
    zone = ZoneInfo(settings.get("blink_timezone", "UTC"))
    rules = Rules(zone, settings.get("post_date_format", "%Y-%m-%d"))
    known = sources(posts, logbook, rules)
    if kind == "entry":
        return write(title, day, posts, entry(title, day, logbook, known))
    name = known[-1].logbook if known else logbook
    title = title or f"{name}: report of {day}"
    return write(title, day, posts, report(title, day, logbook, known))


def main(args: Iterable[str] | None = None) -> int:
    (kind,) = sys.argv[1:] if args is None else args
    logbook = os.environ.get("BLINK_LOGBOOK", "").strip()
    title = os.environ.get("BLINK_TITLE", "").strip()
    problem = wrong_logbook(logbook)
    if not problem and (title or kind == "entry"):
        problem = complaint(title)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        path = _start(kind, logbook, title, Path("posts"))
    except ConfigError as error:
        print(f"conf.py: {reason(error)}", file=sys.stderr)
        return 1
    except OSError as error:
        print(of_system(error), file=sys.stderr)
        return 1
    print(f"{path.as_posix()} is there to be written; see it with: make preview")
    return 0


if __name__ == "__main__":
    sys.exit(main())
