"""Make the table of a directive: chosen entries, metrics and parameters, on a page and in LaTeX."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from blink.logbooks.analysis import scales_of
from blink.logbooks.display import views
from blink.logbooks.display.formatting import entry_link, joined
from blink.logbooks.display.parts.latex import TexCell, TexColumn, latex_table
from blink.logbooks.display.parts.selection import number_of, shown_parameters, sorted_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from gettext import NullTranslations

    from blink.logbooks.analysis import LogEntry
    from blink.logbooks.display.formatting import Data
    from blink.logbooks.requests import Request


def with_baseline(entries: Sequence[LogEntry], baseline: str) -> list[LogEntry]:
    """Return *entries* with another baseline, except the baseline itself, which has none."""
    return [
        replace(
            entry,
            fields=replace(entry.fields, baseline="" if entry.label == baseline else baseline),
        )
        for entry in entries
    ]


def chosen_table(
    request: Request,
    entries: Sequence[LogEntry],
    visible: Sequence[LogEntry],
    all_entries: Mapping[str, LogEntry],
    superseded: frozenset[str],
) -> Data:
    """Return the table that *request* describes, as `views.table`, and what its options add.

    *visible* are the entries of the logbook, which number the *entries* in the table.
    """
    rows = list(sorted_by(entries, request.sort))
    if request.baseline:
        rows = with_baseline(rows, request.baseline)
    data = views.table(rows, all_entries, superseded, visible)
    if request.metrics:
        names = list(scales_of(rows))
        kept = [names.index(name) for name in request.metrics if name in names]
        data["columns"] = [data["columns"][index] for index in kept]
        for row in data["rows"]:
            row["cells"] = [row["cells"][index] for index in kept]
    params = shown_parameters(rows, request.params)
    data["params"] = params
    for entry, row in zip(rows, data["rows"], strict=True):
        row["params"] = [_param(entry.params.get(name, "")) for name in params]
    if request.baseline:
        data["baseline"], data["baselines"] = entry_link(all_entries[request.baseline]), False
    return data


def _param(text: str) -> Data:
    return {"text": text, "sort": text if number_of(text) is not None else ""}


def table_in_latex(data: Data, name: str, label: str, words: NullTranslations) -> str:
    """Return the table *data*, which `chosen_table` returned, for LaTeX.

    :param name: the name of the logbook
    :param label: the name by which a paper refers to the table
    """
    rows = data["rows"]
    columns = [TexColumn(words.gettext("Entry"), [row["title"] for row in rows])]
    columns += [
        TexColumn(param, [row["params"][index]["text"] for row in rows])
        for index, param in enumerate(data["params"])
    ]
    for index, column in enumerate(data["columns"]):
        cells = [row["cells"][index] for row in rows]
        columns.append(TexColumn(column["label"], [_tex_cell(cell) for cell in cells]))
        if any(cell and cell["change"] for cell in cells):
            changes = [cell_change(cell, words) if cell else "" for cell in cells]
            columns.append(TexColumn(words.gettext("Change"), changes))
    if data["baselines"]:
        bases = [row["baseline"]["title"] if row["baseline"] else "" for row in rows]
        columns.append(TexColumn(words.gettext("Baseline"), bases))
    return latex_table(columns, _tex_caption(data, name, words), label)


def _tex_cell(cell: Data | None) -> TexCell | str:
    """Return a cell of a metric; one with another unit than its column is a text."""
    if not cell:
        return TexCell()
    text = str(cell["value"])
    value, _, spread = text.partition(" ± ")
    if number_of(value.replace("−", "-")) is None or (spread and number_of(spread) is None):
        return text
    return TexCell(value, spread, cell["best"], cell["tied"])


def cell_change(cell: Data, words: NullTranslations) -> str:
    """Return the change in a cell of a table, with its interval and its verdict."""
    number, unit, verdict = cell["change"], cell["unit"], cell["verdict"]
    unit = words.gettext(unit) if unit and "%" not in number else ""
    pairs = cell["pairs"]
    seeds = words.gettext("by the %(count)s seeds that both have") % {"count": pairs}
    change = " ".join(filter(None, [number, unit, cell["interval"], seeds if pairs else ""]))
    verdict = words.gettext(verdict) if verdict else ""
    return words.pgettext("between two items of a list", ", ").join(filter(None, [change, verdict]))


def _tex_caption(data: Data, name: str, words: NullTranslations) -> str:
    cells = [cell for row in data["rows"] for cell in row["cells"] if cell]
    caption = words.gettext("Entries of %(name)s and what they measured") % {"name": name}
    sentences = [f"{caption}."]
    counts = {cell["n"] for cell in cells}
    if len(counts) == 1 and max(counts) > 1:
        sentences.append(f"n = {max(counts)}.")
    if any(cell["best"] for cell in cells):
        sentences.append(words.gettext("Bold: the best value."))
    if any(cell["tied"] for cell in cells):
        sentences.append(words.gettext("An asterisk: cannot be told apart from the best value."))
    if any(cell["pooled"] for cell in cells):
        sentences.append(words.gettext("An entry and its replications are judged together."))
    if base := data.get("baseline"):
        text = words.gettext("Changes are counted from %(entry)s.")
        sentences.append(text % {"entry": base["title"]})
    return joined(sentences, words)
