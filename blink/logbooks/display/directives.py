"""The directives that show a part of logbooks in a document, such as ``logbook-table``.

Each shows a part of the logbooks that its option names, or of those of the report that contains it.

Warnings: ``rolls.logbook``, ``.metric``, ``.entry``, ``.option``, ``.matrix``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from blink import dates
from blink.dates import AMBIGUOUS
from blink.logbooks.display.parts.matrices import read_matrix
from blink.logbooks.display.parts.selection import is_pattern
from blink.logbooks.fields import STATUS
from blink.logbooks.plots.entries import ENTRY, TIME
from blink.logbooks.requests import Request, labels_of, parts_of
from blink.logbooks.store import logbooks_domain
from blink.posts.drafts import rules_of
from blink.problems import Mistake, Problem, report
from blink.source.file_access.outside import refuse
from blink.stages import Stage
from blink.text import one_line

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

_TEXT = directives.unchanged_required


class LogbookPart(nodes.General, nodes.Element):
    """A placeholder for a part of logbooks; ``index`` counts them in the document, from 0."""


class LogbookDirective(SphinxDirective):
    """Shows a part of logbooks in a document."""

    option_spec: ClassVar[OptionSpec] = {
        "logbook": _TEXT,
        "since": _TEXT,
        "until": _TEXT,
        "since-last-report": directives.flag,
        "status": _TEXT,
        "tag": _TEXT,
    }

    def run(self) -> list[nodes.Node]:
        try:
            request = self.request()
        except Mistake as mistake:
            message = f"{self.name}: {mistake.message}"
            report(Problem(self.lineno, mistake.kind, message), self.env.docname, "rolls")
            return []
        node = LogbookPart("", request=tuple(request))
        self.set_source_info(node)
        return [node]

    def request(self) -> Request:
        """Return what the directive requests.

        :raises Mistake: if an option or an argument is not valid.
        """
        return Request(
            self.name.removeprefix("logbook-"),
            self.lineno,
            logbooks=tuple(filter(None, self._list("logbook"))),
            since=self._day("since"),
            until=self._day("until"),
            since_last="since-last-report" in self.options,
            status=self._word("status", STATUS),
            tag=one_line(self.options.get("tag", "")),
            entries=labels_of(parts_of(self.options.get("entries", ""))),
        )

    def _list(self, option: str) -> tuple[str, ...]:
        """Return the parts of the value of *option* between commas."""
        return tuple(map(one_line, self.options.get(option, "").split(",")))

    def _names(self, option: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(parts_of(self.options.get(option, ""))))

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

    def _word(self, option: str, known: tuple[str, ...]) -> str:
        """Return the value of *option*, which must be one of the words in *known*."""
        word = one_line(self.options.get(option, "")).lower()
        if word and word not in known:
            rule = " or ".join(known) if len(known) == 2 else f"one of {', '.join(known)}"
            raise Mistake("option", f"{option}: must be {rule}, not `{word}`")
        return word

    def _axes(self) -> tuple[str, ...]:
        """Return the axes that the option ``log`` names."""
        axes = tuple(axis.lower() for axis in self._names("log"))
        if wrong := [axis for axis in axes if axis not in ("x", "y")]:
            raise Mistake("option", f"log: must be `x`, `y` or `x y`, not `{wrong[0]}`")
        return axes


class LogbookPlotDirective(LogbookDirective):
    """Shows the plot of the metric that its argument names."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        **LogbookDirective.option_spec,
        "axis": directives.unchanged_required,
    }

    def request(self) -> Request:
        return (
            super()
            .request()
            ._replace(
                metric=one_line(self.arguments[0]), axis=self._word("axis", (ENTRY, TIME)) or ENTRY
            )
        )


class LogbookTableDirective(LogbookDirective):
    """Shows a table of entries, and links to the same table for LaTeX."""

    option_spec: ClassVar[OptionSpec] = {
        **LogbookDirective.option_spec,
        "entries": _TEXT,
        "metrics": _TEXT,
        "params": _TEXT,
        "sort": _TEXT,
        "baseline": _TEXT,
    }

    def request(self) -> Request:
        return super().request()._replace(
            metrics=self._names("metrics"),
            params=self._names("params"),
            sort=one_line(self.options.get("sort", "")),
            baseline="".join(labels_of([one_line(self.options.get("baseline", ""))])),
        )  # fmt: skip


class LogbookCompareDirective(LogbookDirective):
    """Compares the two entries that its arguments name."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"metrics": _TEXT, "log": _TEXT}

    def request(self) -> Request:
        names = labels_of(parts_of(self.arguments[0]))
        if len(names) != 2 or any(map(is_pattern, names)):
            message = f"must have the names of two entries, not `{one_line(self.arguments[0])}`"
            raise Mistake("entry", f"{message}; write it like `small large`")
        return super().request()._replace(
            entries=names, metrics=self._names("metrics"), log=self._axes()
        )  # fmt: skip


class LogbookCurvesDirective(LogbookDirective):
    """Shows the curve that its argument names, of several entries."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        **LogbookDirective.option_spec,
        "entries": _TEXT,
        "log": _TEXT,
        "band": _TEXT,
    }

    def request(self) -> Request:
        return super().request()._replace(
            names=(one_line(self.arguments[0]),),
            log=self._axes(),
            band=self._word("band", ("sd", "range")) or "sd",
        )  # fmt: skip


class LogbookScatterDirective(LogbookDirective):
    """Shows a point for each entry, at the values of two metrics or parameters."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {
        **LogbookDirective.option_spec,
        "entries": _TEXT,
        "log": _TEXT,
        "pareto": directives.flag,
    }

    def request(self) -> Request:
        names = parts_of(self.arguments[0])
        if len(names) != 2:
            message = (
                "must have the names of two metrics or parameters, for the horizontal and the"
                f" vertical axis, not `{one_line(self.arguments[0])}`; write it like"
                " `params test_acc`, or with a comma if a name has spaces"
            )
            raise Mistake("metric", message)
        return super().request()._replace(
            names=names, log=self._axes(), pareto="pareto" in self.options
        )  # fmt: skip


class LogbookMatrixDirective(LogbookDirective):
    """Shows the matrix in a CSV file as a shaded table."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"normalise": _TEXT, "rows": _TEXT, "columns": _TEXT}

    def run(self) -> list[nodes.Node]:
        shown = one_line(self.arguments[0])
        full = self.env.relfn2path(shown)[1]
        is_refused = refuse(self.env, (self.env.docname, self.lineno), shown, full)
        return [] if is_refused else super().run()

    def request(self) -> Request:
        shown = one_line(self.arguments[0])
        name, full = self.env.relfn2path(shown)
        self.env.note_dependency(name)
        matrix = read_matrix(Path(full), shown)
        shares = bool(self._word("normalise", ("rows",)))
        if shares and any(number < 0 for row in matrix.rows for number in row):
            message = "normalise: the matrix must have no negative numbers; delete the option"
            raise Mistake("option", message)
        matrix = matrix._replace(
            row_title=one_line(self.options.get("rows", "")),
            column_title=one_line(self.options.get("columns", "")),
            shares=shares,
        )
        return super().request()._replace(matrix=matrix)


#: The directive for each part of a logbook
KINDS = {
    "summary": LogbookDirective,
    "table": LogbookTableDirective,
    "plot": LogbookPlotDirective,
    "timeline": LogbookDirective,
    "graph": LogbookDirective,
    "next": LogbookDirective,
    "compare": LogbookCompareDirective,
    "curves": LogbookCurvesDirective,
    "scatter": LogbookScatterDirective,
    "matrix": LogbookMatrixDirective,
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
    for kind, directive in KINDS.items():
        app.add_directive(f"logbook-{kind}", directive)
    app.connect("doctree-read", note_requests, priority=Stage.TARGETS)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
