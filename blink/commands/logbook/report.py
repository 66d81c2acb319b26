"""Start a report of a logbook: write a draft with a section for each part of its analysis.

Run in the folder of conf.py.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from blink.commands.logbook.drafts import (
    UnknownLogbookError,
    add_logbook_and_title,
    start_in_logbook,
)
from blink.commands.logbook.present import present_logbook
from blink.commands.new import quoted
from blink.logbooks.analysis import measured_entries, scales_of
from blink.logbooks.metrics.standing import ends, standing, starred_scales
from blink.settings.conf_py import read_valid

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from datetime import datetime

    from blink.commands.logbook.drafts import LogbookSource
    from blink.logbooks.analysis import LogEntry

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

{best}## What was done

```{{logbook-timeline}}
{since}```

## What came out

```{{logbook-table}}
:params: changed
{metrics}```

{plots}{curves}```{{logbook-graph}}
```

## What did not work

% Dead ends, failed runs, and hypotheses that were refuted.

{failed}## What is next

```{{logbook-next}}
```
"""


class ReportParts(NamedTuple):
    """What the draft of a report shows of its logbook."""

    #: names of metrics, and of curves
    metrics: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()
    #: lines on the best entries, and on those that failed
    best: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def report_parts(entries: Sequence[LogEntry]) -> ReportParts:
    """Return what the draft of a report on *entries*, which are measured, shows."""
    scales = scales_of(entries)
    starred, by_label = starred_scales(scales), {entry.label: entry for entry in entries}
    best = []
    for name, scale in starred.items():
        if label := standing(entries, scale).best:
            baseline = by_label.get(by_label[label].fields.baseline)
            line = f"- {{entry}}`{label}` is best by {name}: {{metric}}`{label}:{name}`"
            if baseline and baseline.metric(name):
                line += f", {{delta}}`{label}:{name}` from {{entry}}`{baseline.label}`"
            best.append(f"{line}.")
    failed = [f"- {{entry}}`{entry.label}`: {why}." for entry, why in ends(entries)]
    curves = dict.fromkeys(
        curve.name for entry in entries for run in entry.fields.runs for curve in run.curves
    )
    return ReportParts(tuple(starred or scales), tuple(curves), tuple(best), tuple(failed))


def report_source(
    title: str,
    time: datetime,
    logbook: str,
    known: Sequence[LogbookSource],
    parts: ReportParts | None = None,
) -> str:
    """Return the source of a report on *known*, the sources of *logbook*.

    Without *parts*, it shows the metrics that are typed in *known*.
    """
    typed = dict.fromkeys(metric.name for source in known for metric in source.metrics)
    parts = parts or ReportParts(tuple(typed))
    before = any("report" in source.values and not source.values.get("draft") for source in known)
    return TEMPLATE.format(
        title=quoted(title),
        date=f"{time:%Y-%m-%d}",
        logbook=quoted(logbook),
        since=":since-last-report:\n" if before else "",
        metrics=f":metrics: {', '.join(parts.metrics)}\n" if parts.metrics else "",
        plots="".join(f"```{{logbook-plot}} {name}\n```\n\n" for name in parts.metrics),
        curves="".join(f"```{{logbook-curves}} {name}\n```\n\n" for name in parts.curves),
        best="".join(f"{line}\n" for line in (*parts.best, *[""][: len(parts.best)])),
        failed="".join(f"{line}\n" for line in (*parts.failed, *[""][: len(parts.failed)])),
    )


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_logbook_and_title(parser)


def run(arguments: Namespace) -> int:
    def source(title: str, time: datetime, logbook: str, known: Sequence[LogbookSource]) -> str:
        parts = None
        with suppress(UnknownLogbookError):
            present = present_logbook(logbook, read_valid(Path()))
            published = [e for e in present.entries if e.label not in present.drafts]
            parts = report_parts(measured_entries(published, present.declared))
        return report_source(title, time, logbook, known, parts)

    return start_in_logbook(arguments, source, "{logbook}: report of {day}")
