"""The directives ``logbook-summary``, ``-table``, ``-plot``, ``-timeline``, ``-graph``, ``-next``.

Each shows a part of the logbooks that its option names, or of those of the report that contains it.

Warnings: ``rolls.logbook``, ``.metric``, ``.entry``, ``.option``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from blink import dates
from blink.dates import AMBIGUOUS
from blink.logbooks.fields import STATUS
from blink.logbooks.plots.entries import ENTRY, TIME
from blink.logbooks.requests import Request
from blink.logbooks.store import logbooks_domain
from blink.posts.drafts import rules_of
from blink.problems import Mistake, Problem, report
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

#: The parts of a logbook that a directive can show
KINDS = ("summary", "table", "plot", "timeline", "graph", "next")


class LogbookPart(nodes.General, nodes.Element):
    """A placeholder for a part of logbooks; ``index`` counts them in the document, from 0."""


class LogbookDirective(SphinxDirective):
    """Shows a part of logbooks in a document."""

    option_spec: ClassVar[OptionSpec] = {
        "logbook": directives.unchanged_required,
        "since": directives.unchanged_required,
        "until": directives.unchanged_required,
        "since-last-report": directives.flag,
        "status": directives.unchanged_required,
        "tag": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        kind = self.name.removeprefix("logbook-")
        metric = one_line(self.arguments[0]) if self.arguments else ""
        try:
            request = Request(
                kind,
                self.lineno,
                metric,
                tuple(filter(None, map(one_line, self.options.get("logbook", "").split(",")))),
                self._day("since"),
                self._day("until"),
                "since-last-report" in self.options,
                self._status(),
                one_line(self.options.get("tag", "")),
                self._axis(),
            )
        except Mistake as mistake:
            message = f"{self.name}: {mistake.message}"
            report(Problem(self.lineno, "option", message), self.env.docname, "rolls")
            return []
        node = LogbookPart("", request=tuple(request))
        self.set_source_info(node)
        return [node]

    def _day(self, option: str) -> str:
        if option not in self.options:
            return ""
        rules = rules_of(self.config)
        try:
            date = dates.read(self.options[option], rules.timezone, rules.date_format)
        except Mistake as mistake:
            raise Mistake("option", f"{option}: {mistake.message}") from mistake
        if date.doubt:
            message = f"{self.name}: {option}: {date.doubt}"
            report(Problem(self.lineno, AMBIGUOUS, message), self.env.docname, "frontmatter")
        return f"{date.date:%Y-%m-%d}"

    def _status(self) -> str:
        word = one_line(self.options.get("status", "")).lower()
        if word and word not in STATUS:
            rule = f"must be one of {', '.join(STATUS)}"
            raise Mistake("option", f"status: {rule}, not `{word}`")
        return word

    def _axis(self) -> str:
        word = one_line(self.options.get("axis", ENTRY)).lower()
        if word not in (ENTRY, TIME):
            raise Mistake("option", f"axis: must be {ENTRY} or {TIME}, not `{word}`")
        return word


class LogbookPlotDirective(LogbookDirective):
    """Shows the plot of the metric that its argument names."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        **LogbookDirective.option_spec,
        "axis": directives.unchanged_required,
    }


# -- Sphinx ------------------------------------------------------------------


def note_requests(app: Sphinx, doctree: nodes.document) -> None:
    """Store the requests of a document, and number their placeholders."""
    parts = list(doctree.findall(LogbookPart))
    for index, node in enumerate(parts):
        node["index"] = index
    if parts:
        requests = tuple(Request(*node["request"]) for node in parts)
        logbooks_domain(app.env).directive_requests[app.env.docname] = requests


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    for kind in KINDS:
        directive = LogbookPlotDirective if kind == "plot" else LogbookDirective
        app.add_directive(f"logbook-{kind}", directive)
    app.connect("doctree-read", note_requests, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
