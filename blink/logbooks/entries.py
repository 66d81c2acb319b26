"""Declared values and a document → what a post says as an entry of a logbook.

Warnings: ``logged.metrics``, ``.place``.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blink.logbooks.keys import PLAIN_KEYS
from blink.logbooks.results import read_results
from blink.model import Amendment, Logged, Metric
from blink.posts import ablog as engine
from blink.posts.excerpt import words
from blink.problems import Mistake, Problem, report
from blink.source.outside import refuse
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.fields import Header

_NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)*")


def substance(text: str) -> tuple[str, str]:
    """Return digests of the words in *text*, whatever marks them up, and of its numbers.

    >>> substance("It *took* 12.5 ms") == substance("It took  12.5 ms.")
    True
    """
    said = [" ".join(re.findall(r"\d+(?:[.,]\d+)*|[^\W\d]+", text)).casefold()]
    said.append(" ".join(_NUMBER.findall(text)))
    first, second = (sha256(one.encode("utf-8", "surrogatepass")).hexdigest()[:16] for one in said)
    return first, second


# -- Sphinx ------------------------------------------------------------------


def _metrics(app: Sphinx, path: str, line: int) -> tuple[Metric, ...]:
    """Return what the file at *path*, as seen from the document, holds; it is a dependency."""
    name, full = app.env.relfn2path(path)
    if refuse(app.env, (app.env.docname, line), f"metrics: {path}", full):
        return ()
    app.env.note_dependency(name)
    try:
        return read_results(Path(full))
    except Mistake as mistake:
        wrong = f"metrics: `{path}` {mistake.message}"
    report(Problem(line, "metrics", wrong), app.env.docname, "logged")
    return ()


def logged(
    app: Sphinx,
    section: nodes.Element,
    values: Mapping[str, Any],
    header: Header,
    updates: Sequence[datetime],
) -> Logged | None:
    """Return what a document whose header declares *values* says as an entry, if it is one.

    *updates* are the dates of the `update` directives in its *section*, in order.
    """
    if not values.get("logbook"):
        return None
    if section is not section.document:
        wrong = "logbook: several posts share this file, and an entry has one of its own"
        line = header.line_of("logbook")
        report(Problem(line, "place", f"{wrong}; give each its file"), app.env.docname, "logged")
        return None
    amendments = [
        Amendment(f"{day:%Y-%m-%d}", one_line(" ".join(map(words, node.children))))
        for node, day in zip(engine.update_nodes(section), updates, strict=True)
    ]
    metrics = values.get("metrics", ())
    if isinstance(metrics, str):
        metrics = _metrics(app, metrics, header.line_of("metrics"))
    said, numbers = substance(words(section))
    return Logged(
        logbook=values["logbook"][0],
        metrics=metrics,
        amendments=tuple(amendments),
        words=said,
        numbers=numbers,
        **{key: values[key] for key in PLAIN_KEYS if key in values},
    )


def add_entry(
    app: Sphinx,
    section: nodes.Element,
    values: Mapping[str, Any],
    header: Header,
    updates: Sequence[datetime],
) -> dict[str, Any]:
    """Return the logbooks that a post belongs to, and what it says as an entry of one."""
    entry = logged(app, section, values, header, updates)
    return {"logbook": values["logbook"] if entry else values.get("report", ()), "logged": entry}


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.reader")
    app.connect("post-read", add_entry, priority=Stage.LOGBOOK_ENTRIES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
