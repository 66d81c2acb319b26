"""The directives ``logbook-summary``, ``-table``, ``-plot``, ``-timeline``, ``-graph``, ``-next``.

Each is for the logbooks of a report, or those that it names, and for all entries or some.

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
from blink.logbooks.requests import Request
from blink.logbooks.store import logbooks_domain
from blink.posts.drafts import rules_of
from blink.problems import Mistake, Problem, report
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

#: What there is to be shown
KINDS = ("summary", "table", "plot", "timeline", "graph", "next")


class Roll(nodes.General, nodes.Element):
    """Where the answer to a request stands; ``place`` is its number in the document."""


class RollDirective(SphinxDirective):
    """What a logbook adds up to, in the middle of a post."""

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
            )
        except Mistake as mistake:
            said = f"{self.name}: {mistake.message}"
            report(Problem(self.lineno, "option", said), self.env.docname, "rolls")
            return []
        node = Roll("", asked=tuple(request))
        self.set_source_info(node)
        return [node]

    def _day(self, option: str) -> str:
        if option not in self.options:
            return ""
        rules = rules_of(self.config)
        try:
            found = dates.read(self.options[option], rules.timezone, rules.date_format)
        except Mistake as mistake:
            raise Mistake("option", f"{option}: {mistake.message}") from mistake
        if found.doubt:
            said = f"{self.name}: {option}: {found.doubt}"
            report(Problem(self.lineno, AMBIGUOUS, said), self.env.docname, "frontmatter")
        return f"{found.date:%Y-%m-%d}"

    def _status(self) -> str:
        word = one_line(self.options.get("status", "")).lower()
        if word and word not in STATUS:
            raise Mistake("option", f"status: is `{word}`; write one of {', '.join(STATUS)}")
        return word


class PlotDirective(RollDirective):
    """The same with the name of a metric."""

    required_arguments = 1
    final_argument_whitespace = True


# -- Sphinx ------------------------------------------------------------------


def note_rolls(app: Sphinx, doctree: nodes.document) -> None:
    """Note what a document asks for."""
    found = list(doctree.findall(Roll))
    for place, node in enumerate(found):
        node["place"] = place
    if found:
        requests = tuple(Request(*node["asked"]) for node in found)
        logbooks_domain(app.env).directive_requests[app.env.docname] = requests


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("blink.logbooks.store")
    for kind in KINDS:
        directive = PlotDirective if kind == "plot" else RollDirective
        app.add_directive(f"logbook-{kind}", directive)
    app.connect("doctree-read", note_rolls, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
