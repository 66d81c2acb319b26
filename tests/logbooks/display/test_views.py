"""The parts of a logbook as templates get them."""

from __future__ import annotations

from docutils import nodes
from logbooks.metrics.measuring import of_study
from logbooks.test_analysis import make_entry

from blink.logbooks.analysis import measured_entries
from blink.logbooks.display.parts.book_tables import book_nodes
from blink.logbooks.display.parts.tables import table_in_latex
from blink.logbooks.display.views import (
    dead_end_list,
    open_step_list,
    summary,
    table,
    timeline,
)
from blink.words import ENGLISH


def test_a_table_has_a_cell_for_every_metric_and_entry():
    a = make_entry("a", "10", better="lower", unit="ms")
    b = make_entry("b")
    c = make_entry("c", "8", baseline="a", unit="s", status="abandoned")
    a, b, c = measured_entries([a, b, c], {})
    data = table([a, b, c], {"a": a, "b": b, "c": c})
    assert data["columns"] == [{"label": "m (ms)", "better": "lower", "primary": True}]
    cells = [row["cells"][0] for row in data["rows"]]
    assert cells[1] is None
    assert (cells[0]["value"], cells[0]["best"]) == ("10", True)
    assert (cells[2]["value"], cells[2]["best"]) == ("8 s", False)
    assert (cells[2]["change"], cells[2]["verdict"]) == ("−2", "")


def test_a_logbook_without_entries_has_empty_parts():
    assert summary([])["period"] == []
    assert (
        table([], {})["rows"] == timeline([], {}) == dead_end_list([]) == open_step_list([]) == []
    )


def test_a_summary_has_counts_questions_and_best_values():
    first = make_entry("a", "10", better="lower", question="Why?", status="done", outcome="refuted")
    second = make_entry("b", "9", "2026-02-01", question="Why?")
    data = summary(measured_entries([first, second], {}))
    assert data["total"] == 2
    assert data["period"] == ["2026-01-01", "2026-02-01"]
    assert data["questions"] == ["Why?"]
    assert [(best["name"], best["value"], best["entry"]["title"]) for best in data["best"]] == [
        ("m", "9", "B"),
    ]  # fmt: skip


def test_a_cell_has_what_all_runs_of_an_entry_and_its_replications_gave():
    labels = ("base", "lr10", "lr10b", "p90")
    entries = of_study(*labels, lr10b={"replicates": ("lr10",)})
    data = table(entries, {entry.label: entry for entry in entries})
    pooled = [row["cells"][0]["pooled"] for row in data["rows"]]
    assert pooled == [None, {"value": "96.83 ± 1.50", "n": 10}, None, None]
    data["params"] = []
    for row in data["rows"]:
        row["params"] = []
    (shown,) = summary(entries)["best"]
    assert shown["pooled"] == {"value": "96.83 ± 1.50 %", "n": 10}
    latex = table_in_latex(data, "P", "p", ENGLISH)
    assert "An entry and its replications are judged together." in latex
    part = {"kind": "table", "name": "P", "data": data}
    (text,) = [n.astext() for n in book_nodes(None, [part], ENGLISH) if isinstance(n, nodes.table)]
    assert "★ 97.44 ± 0.46 (with its replications 96.83 ± 1.50, n = 10)" in text


def test_a_table_has_stars_numbers_and_what_holm_leaves():
    labels = ("lr03", "lr10", "p80", "w16", "p90")
    entries = of_study(*labels, **{label: {"baseline": "lr03"} for label in labels[1:]})
    data = table(entries, {entry.label: entry for entry in entries})
    (column,) = data["columns"]
    assert (column["label"], column["primary"]) == ("test_acc (%)", True)
    cells = [row["cells"][0] for row in data["rows"]]
    assert [cell["best"] for cell in cells] == [False, True, False, False, False]
    assert [(cell["change"], cell["interval"], cell["verdict"]) for cell in cells[1:]] == [
        ("+1.04", "[+0.48, +1.59]", "better"),
        ("−0.67", "[−1.17, −0.16]", "worse"),
        ("−2.00", "[−4.04, +0.04]", "cannot be told apart"),
        ("−3.44", "[−5.06, −1.83]", "worse"),
    ]
    assert (data["stars"], data["day"]) == (True, "2026-01-01")
    (count,) = data["comparisons"]
    assert (count["baseline"]["title"], count["total"], count["remaining"]) == ("LR03", 4, 3)
    selected = table(entries[3:], {entry.label: entry for entry in entries}, among=entries)
    assert [row["number"] for row in selected["rows"]] == [4, 5]
