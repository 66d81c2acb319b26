"""Start a report of a logbook: write a draft with a section for each part of its analysis.

Run in the folder of conf.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blink.commands.logbook.drafts import add_logbook_and_title, start_in_logbook
from blink.commands.new import quoted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from datetime import datetime

    from blink.commands.logbook.drafts import LogbookSource

TEMPLATE = """\
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

## What we believe now, and how sure

% For each claim: the difference with its interval, the number of runs, whether it was replicated,
% and what would change your mind. Write values with the roles `metric` and `delta`, not by hand.

## What was done

```{{logbook-timeline}}
{since}```

## What came out

```{{logbook-table}}
```

{plots}```{{logbook-graph}}
```

## What did not work

% Dead ends, failed runs, and hypotheses that were refuted.

## What is next

```{{logbook-next}}
```
"""


def report_source(title: str, time: datetime, logbook: str, known: Sequence[LogbookSource]) -> str:
    """Return the source of a report on *known*, the sources of *logbook*."""
    names = dict.fromkeys(metric.name for source in known for metric in source.metrics)
    before = any("report" in source.values and not source.values.get("draft") for source in known)
    return TEMPLATE.format(
        title=quoted(title),
        date=f"{time:%Y-%m-%d}",
        logbook=quoted(logbook),
        since=":since-last-report:\n" if before else "",
        plots="".join(f"```{{logbook-plot}} {name}\n```\n\n" for name in names),
    )


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_logbook_and_title(parser)


def run(arguments: Namespace) -> int:
    return start_in_logbook(arguments, report_source, "{logbook}: report of {day}")
