"""Start an entry of a logbook: write a draft that continues the last entry.

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
    from blink.model import Metric

TEMPLATE = """\
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
{data}next: []
---

"""
#: What is typed if no runs are kept
_TYPED = """\
metrics:  # or delete these lines: `make run` and `make attach` write `runs` instead of them
{metrics}command: {command}
commit:
seed:
"""


def _metric(metric: Metric) -> str:
    parts = ["value: "]
    parts += [f"unit: {quoted(metric.unit)}"] if metric.unit else []
    parts += [f"better: {metric.better}"] if metric.better else []
    return f"  {quoted(metric.name)}: {{{', '.join(parts)}}}\n"


def _is_published_entry(source: LogbookSource) -> bool:
    return "logbook" in source.values and not source.values.get("draft")


def entry_source(title: str, time: datetime, logbook: str, known: Sequence[LogbookSource]) -> str:
    """Return the source of an entry that continues the last of *known*, the sources of *logbook*.

    The last is the latest published entry that was not abandoned, or if all were, the latest.
    """
    entries = [source for source in known if _is_published_entry(source)]
    continued = [source for source in entries if source.values.get("status") != "abandoned"]
    last = (continued or entries)[-1] if entries else None
    scales: dict[str, Metric] = {}
    for source in entries:
        for metric in source.metrics:
            old = scales.get(metric.name, metric)
            better, unit = old.better or metric.better, old.unit or metric.unit
            scales[metric.name] = metric._replace(better=better, unit=unit)
    values = last.values if last else {}
    names = [metric.name for metric in last.metrics] if last else []
    if any(source.values.get("runs") for source in known):
        data = ""  # the runs of this entry will say it
    else:
        metrics = "".join(_metric(scales[name]) for name in names)
        data = _TYPED.format(metrics=metrics, command=quoted(values.get("command", "")))
    text = TEMPLATE.format(
        title=quoted(title),
        date=f"{time:%Y-%m-%d %H:%M}",
        logbook=quoted(logbook),
        question=quoted(values.get("question", "")),
        baseline=values.get("baseline", "") or (last.label if last else ""),
        follows=last.label if last else "",
        data=data,
    )
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


# -- The command ---------------------------------------------------------------


def add_arguments(parser: ArgumentParser) -> None:
    add_logbook_and_title(parser)


def run(arguments: Namespace) -> int:
    return start_in_logbook(arguments, entry_source)
