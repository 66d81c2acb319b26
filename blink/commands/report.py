"""Start a report of a logbook: write a draft with a section for each part of its analysis.

Run in the folder of conf.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blink.commands.logbook_drafts import (
    add_logbook_and_title,
    known_sources,
    quoted,
    wrong_logbook,
)
from blink.commands.new import complaint, start, today, write

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from datetime import date

    from blink.commands.logbook_drafts import LogbookSource

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


def report(title: str, day: date, logbook: str, known: Sequence[LogbookSource]) -> str:
    """Return the source of a report of the entries *known*."""
    names = dict.fromkeys(metric.name for source in known for metric in source.metrics)
    before = any("report" in source.values and not source.values.get("draft") for source in known)
    return REPORT.format(
        title=quoted(title),
        date=day,
        logbook=quoted(known[-1].logbook if known else logbook),
        since=":since-last-report:\n" if before else "",
        plots="".join(f"```{{logbook-plot}} {name}\n```\n\n" for name in names),
    )


def add_arguments(parser: ArgumentParser) -> None:
    add_logbook_and_title(parser)


def run(arguments: Namespace) -> int:
    logbook, title = arguments.logbook.strip(), arguments.title.strip()
    if problem := wrong_logbook(logbook) or (complaint(title) if title else ""):
        print(problem, file=sys.stderr)
        return 2

    def write_draft() -> Path:
        day, known = today(Path()), known_sources(logbook)
        name = known[-1].logbook if known else logbook
        heading = title or f"{name}: report of {day}"
        return write(heading, day, Path("posts"), report(heading, day, logbook, known))

    return start(write_draft)
