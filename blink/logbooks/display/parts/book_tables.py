"""Show the tables of logbooks as nodes, which every builder can write, in place of HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from blink.logbooks.display.parts.figures import figure_nodes
from blink.logbooks.display.parts.tables import cell_change

if TYPE_CHECKING:
    from collections.abc import Sequence
    from gettext import NullTranslations

    from sphinx.environment import BuildEnvironment

    from blink.logbooks.display.formatting import Data


def table_nodes(
    head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = ""
) -> list[nodes.Node]:
    """Return a table of texts, below its *caption*; a title would give it a number."""
    group = nodes.tgroup(cols=len(head), colwidths="given")
    for column in zip(head, *rows, strict=True):
        group += nodes.colspec(colwidth=max(4, min(30, max(map(len, column)))))
    group += [nodes.thead("", _row(head)), nodes.tbody("", *map(_row, rows))]
    above = [nodes.paragraph("", caption)] if caption else []
    return [*above, nodes.table("", group)]


def _row(texts: Sequence[str]) -> nodes.row:
    row = nodes.row()
    for text in texts:
        row += nodes.entry("", nodes.paragraph("", text)) if text else nodes.entry()
    return row


def book_nodes(
    env: BuildEnvironment, parts: Sequence[Data], words: NullTranslations
) -> list[nodes.Node]:
    """Return the *parts* of a directive as tables; empty if one of them is not a table."""
    makers = {"table": _entries, "compare": _comparison, "matrix": _matrix}
    if not parts or any(part["kind"] not in makers or not part["data"] for part in parts):
        return []
    shown: list[nodes.Node] = []
    for part in parts:
        shown += makers[part["kind"]](part, words)
        if part["kind"] == "compare":
            shown += figure_nodes(env, part["data"])
    return shown


def _entries(part: Data, words: NullTranslations) -> list[nodes.Node]:
    data = part["data"]
    head = [words.gettext("Entry"), *data["params"]]
    head += [column["label"] for column in data["columns"]]
    rows = []
    for row in data["rows"]:
        params = [param["text"] for param in row["params"]]
        cells = [_cell_text(cell, words) if cell else "" for cell in row["cells"]]
        rows.append([row["title"], *params, *cells])
    return table_nodes(head, rows, part["name"])


def _cell_text(cell: Data, words: NullTranslations) -> str:
    star = "★ " if cell["best"] else "☆ " if cell["tied"] else ""
    notes = [cell_change(cell, words)]
    if pooled := cell["pooled"]:
        text = words.gettext("with its replications %(value)s, n = %(count)s")
        notes.append(text % {"value": pooled["value"], "count": pooled["n"]})
    return f"{star}{cell['value']}" + "".join(f" ({note})" for note in notes if note)


def _comparison(part: Data, words: NullTranslations) -> list[nodes.Node]:
    data = part["data"]
    titles = [entry["title"] for entry in data["entries"]]
    shown: list[nodes.Node] = []
    if data["params"]:
        rows = [[one["name"], *one["values"]] for one in data["params"]]
        head = [words.gettext("Parameter"), *titles]
        shown += table_nodes(head, rows, words.gettext("Parameters that differ"))
    if data["metrics"]:
        rows = []
        for one in data["metrics"]:
            verdict = one["verdict"]
            verdict = words.gettext(verdict) if verdict else ""
            between = words.pgettext("between two items of a list", ", ")
            change = between.join(filter(None, [one["change"], verdict]))
            rows.append([one["name"], *one["values"], change])
        head = [words.gettext("Metric"), *titles, words.gettext("Change")]
        shown += table_nodes(head, rows)
    return shown


def _matrix(part: Data, words: NullTranslations) -> list[nodes.Node]:
    data = part["data"]
    titles = " \\ ".join(filter(None, [data["row_title"], data["column_title"]]))
    rows = [[row["name"], *(cell["text"] for cell in row["cells"])] for row in data["rows"]]
    return table_nodes([titles, *data["names"]], rows, data["path"])
