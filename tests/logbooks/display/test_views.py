"""What pages show of a logbook's entries, in words."""

from __future__ import annotations

import pytest
from logbooks.test_analysis import entry

from blink.elements.mermaid import draw
from blink.logbooks.analysis import Scale
from blink.logbooks.display.views import (
    card,
    ends,
    graph,
    places,
    plot,
    steps,
    summary,
    table,
    timeline,
    value,
)
from blink.model import Metric


def test_values():
    scale = Scale("m", "ms", "")
    assert value(Metric("m", "-3"), scale) == "−3 ms"
    assert value(Metric("m", "3", "s", "0.1"), scale) == "3 ± 0.1 s"
    assert value(Metric("m", "3"), scale, unit=False) == "3"


def test_a_card_tells_the_change_against_its_baseline():
    a = entry("a", "10", better="lower", unit="ms")
    b = entry("b", "8", baseline="a", follows=("a#1", "a"), supersedes=("gone",))
    found = card(b, {"a": a, "b": b}, {"m": Scale("m", "ms", "lower")})
    assert found["baseline"]["docname"] == "posts/a"
    (row,) = found["metrics"]
    assert (row["value"], row["base"], row["by"], row["word"]) == ("8 ms", "10 ms", "−2", "better")
    assert [[name, [one["title"] for one in some]] for name, some in found["relations"]] == [
        ["Follows", ["A"]], ["Supersedes", []],
    ]  # fmt: skip


def test_places():
    a, b, c = entry("a"), entry("b", follows=("a",)), entry("c", supersedes=("a",))
    found = places([a, b, c], {"a": a, "b": b, "c": c})
    assert (found["b"]["number"], found["b"]["total"]) == (2, 3)
    assert found["b"]["previous"]["title"], found["b"]["next"]["title"] == ("A", "C")
    assert found["a"]["previous"] is found["c"]["next"] is None
    assert [[name, [one["title"] for one in some]] for name, some in found["a"]["back"]] == [
        ["Followed by", ["B"]], ["Superseded by", ["C"]],
    ]  # fmt: skip


def test_a_table_has_a_cell_for_every_metric_and_entry():
    a = entry("a", "10", better="lower", unit="ms")
    b = entry("b")
    c = entry("c", "8", baseline="a", unit="s", status="abandoned")
    found = table([a, b, c], {"a": a, "b": b, "c": c})
    assert found["columns"] == [{"label": "m (ms)", "better": "lower"}]
    cells = [row["cells"][0] for row in found["rows"]]
    assert cells[1] is None
    assert (cells[0]["value"], cells[0]["best"]) == ("10", True)
    assert (cells[2]["value"], cells[2]["best"], cells[2]["change"]) == (
        "8 s", False, "−20.0 %, better",
    )  # fmt: skip


def test_a_plot_needs_two_values():
    records = [entry("a", "10", better="lower"), entry("b"), entry("c", "8", status="abandoned")]
    found = plot(records, "m", "Pruning")
    assert [(p.value, p.apart, p.top) for p in found.points] == [
        (10, False, True), (8, True, False),
    ]  # fmt: skip
    assert "The table has every value" in found.words
    assert plot(records[:2], "m") is plot(records, "other") is None


def test_a_graph_shows_what_is_linked():
    a, b, c = entry("a"), entry("b", follows=("a", "gone")), entry("c")
    source, count = graph([a, b, c])
    assert count == 2
    assert "e1 --> e2" in source
    assert "e3" not in source
    assert graph([a, c]) is None


@pytest.mark.parametrize(
    "title", ['"; end', "<b>x</b> & `y`", "[a](b) {c} | #35;", "A" * 99, "日本"]
)
def test_any_title_can_stand_in_a_graph(title):
    from dataclasses import replace

    a = replace(entry("a"), title=title)
    source, _ = graph([a, entry("b", replicates=("a",))])
    assert draw(source).startswith("<svg")


def test_nothing_of_nothing():
    assert summary([])["period"] == []
    assert table([], {})["rows"] == timeline([], {}) == ends([]) == steps([]) == []
    assert graph([]) is plot([], "m") is None


def test_a_summary():
    found = summary(
        [
            entry("a", "10", better="lower", question="Why?", status="done", outcome="refuted"),
            entry("b", "9", "2026-02-01", question="Why?"),
        ]
    )
    assert found["total"] == "2 entries"
    assert found["period"] == ["2026-01-01", "2026-02-01"]
    assert found["questions"] == ["Why?"]
    assert [(one["name"], one["value"], one["entry"]["title"]) for one in found["best"]] == [
        ("m", "9", "B"),
    ]  # fmt: skip
