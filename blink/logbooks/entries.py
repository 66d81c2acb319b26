"""Make the fields of a logbook entry from the front matter and the text of its post.

Warnings: ``logged.metrics``, ``.place``, ``.runs``.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from blink.logbooks.keys import PLAIN_KEYS
from blink.logbooks.results import read_results
from blink.logbooks.run_files import run_mistakes, runs_of_entry
from blink.model import Amendment, EntryFields, Metric, ReportFields
from blink.posts import ablog as engine
from blink.posts.details.excerpt import visible_text
from blink.problems import Mistake, Problem, report
from blink.source.file_access.outside import refuse
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from blink.source.front_matter.fields import Header

_NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)*")


def text_digests(text: str) -> tuple[str, str]:
    """Return digests of the words in *text*, without markup and punctuation, and of its numbers.

    >>> text_digests("It *took* 12.5 ms") == text_digests("It took  12.5 ms.")
    True
    """
    plain = " ".join(re.findall(r"\d+(?:[.,]\d+)*|[^\W\d]+", text)).casefold()
    return _digest(plain), _digest(" ".join(_NUMBER.findall(text)))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# -- Sphinx ------------------------------------------------------------------


def _metrics_of_file(app: Sphinx, path: str, line: int) -> tuple[Metric, ...]:
    """Return the metrics in the file at *path*, relative to the document, and watch the file."""
    name, full = app.env.relfn2path(path)
    if refuse(app.env, (app.env.docname, line), f"metrics: {path}", full):
        return ()
    app.env.note_dependency(name)
    try:
        return read_results(Path(full))
    except Mistake as mistake:
        message = f"metrics: {path}: {mistake.message}"
    report(Problem(line, "metrics", message), app.env.docname, "logged")
    return ()


def entry_fields(
    app: Sphinx,
    section: nodes.Element,
    values: Mapping[str, Any],
    header: Header,
    updates: Sequence[datetime],
) -> EntryFields | None:
    """Return the fields of a post as a logbook entry; ``None`` if it is not one.

    *values* are those of its front matter, and *updates* the dates of the `update` directives in
    its *section*, in order.
    """
    if not values.get("logbook"):
        return None
    if section is not section.document:
        message = (
            "logbook: this file holds several posts, but a logbook entry must be the only post of"
            " its file; move each entry to a file of its own, or delete `logbook`"
        )
        problem = Problem(header.line_of("logbook"), "place", message)
        report(problem, app.env.docname, "logged")
        return None
    metrics = values.get("metrics", ())
    if isinstance(metrics, str):
        metrics = _metrics_of_file(app, metrics, header.line_of("metrics"))
    curves, params = values.get("curves", ()), values.get("params", ())
    runs = runs_of_entry(app, values, header)
    names = [metric.name for metric in metrics]
    for key, message in run_mistakes(runs, params, names, curves) if runs else ():
        report(Problem(header.line_of(key), "runs", message), app.env.docname, "logged")
    words_digest, numbers_digest = text_digests(visible_text(section))
    return EntryFields(
        logbook=values["logbook"][0],
        metrics=metrics,
        runs=runs,
        amendments=_amendments(section, updates),
        words=words_digest,
        numbers=numbers_digest,
        **{key: values[key] for key in PLAIN_KEYS if key in values},
    )


def _amendments(section: nodes.Element, updates: Sequence[datetime]) -> tuple[Amendment, ...]:
    """Return the amendments in *section*, which are of the dates *updates*."""
    return tuple(
        Amendment(f"{day:%Y-%m-%d}", one_line(" ".join(map(visible_text, node.children))))
        for node, day in zip(engine.update_nodes(section), updates, strict=True)
    )


def report_fields(
    section: nodes.Element, values: Mapping[str, Any], updates: Sequence[datetime]
) -> ReportFields | None:
    """Return what a post says as a report; ``None`` if it is not one.

    Its title and its amendments are not part of its text, and neither is what its directives and
    citations show: of these, only what they name is.
    """
    if not values.get("report"):
        return None
    left_out = [*section.findall(nodes.title)][:1] + engine.update_nodes(section)
    parts = (
        visible_text(node)
        for node in section.findall(nodes.Element)
        if isinstance(node, nodes.TextElement) and _is_of_text(node, left_out)
    )
    words_digest, numbers_digest = text_digests("\n".join(parts))
    return ReportFields(
        values.get("fix", ()), _amendments(section, updates), words_digest, numbers_digest
    )


def _is_of_text(node: nodes.Element, left_out: Sequence[nodes.Node]) -> bool:
    """Return whether *node* is a block of text by itself that is not below one of *left_out*."""
    parent: nodes.Node | None = node
    while parent is not None and parent not in left_out:
        parent = parent.parent
        if isinstance(parent, nodes.TextElement):
            return False
    return parent is None


def add_entry(
    app: Sphinx,
    section: nodes.Element,
    values: Mapping[str, Any],
    header: Header,
    updates: Sequence[datetime],
) -> dict[str, Any]:
    """Return the logbooks that a post belongs to, and its fields as an entry or a report."""
    fields = entry_fields(app, section, values, header, updates)
    return {
        "logbook": values["logbook"] if fields else values.get("report", ()),
        "entry_fields": fields,
        "report_fields": None if fields else report_fields(section, values, updates),
    }


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.posts.reader")
    app.setup_extension("blink.logbooks.run_files")
    app.connect("post-read", add_entry, priority=Stage.LOGBOOK_ENTRIES)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
