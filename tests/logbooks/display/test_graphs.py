"""The diagram of related entries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from logbooks.test_analysis import make_entry

from blink.elements.diagrams.drawing import draw
from blink.logbooks.display.drawings import first_box, svg_size
from blink.logbooks.display.graphs import entry_graph


def test_a_graph_shows_only_related_entries():
    a, b, c = make_entry("a"), make_entry("b", follows=("a", "gone")), make_entry("c")
    source, count = entry_graph([a, b, c])
    assert count == 2
    assert "e1 --> e2" in source
    assert "e3" not in source
    assert entry_graph([a, c]) is None


@pytest.mark.parametrize(
    "title", ['"; end', "<b>x</b> & `y`", "[a](b) {c} | #35;", "A" * 99, "日本"]
)
def test_any_title_can_be_drawn_in_a_graph(title):
    a = replace(make_entry("a"), title=title)
    source, _ = entry_graph([a, make_entry("b", replicates=("a",))])
    assert draw(source).startswith("<svg")


def test_a_logbook_without_relations_has_no_graph():
    assert entry_graph([]) is None


def direction_of(entries):
    return entry_graph(entries)[0].split()[1]


def test_many_entries_beside_each_other_go_from_left_to_right():
    root = make_entry("root")
    chain = [
        root,
        *(make_entry(f"c{n}", follows=(f"c{n - 1}" if n else "root",)) for n in range(9)),
    ]
    fan = [root, *(make_entry(f"f{n}", follows=("root",)) for n in range(9))]
    assert direction_of(chain) == "TD"
    assert direction_of(fan) == "LR"
    assert direction_of(fan[:4]) == "TD"


def test_a_box_has_the_number_and_short_lines():
    a = replace(make_entry("a"), title="A narrow network of 16 hidden units is enough for all")
    source, _ = entry_graph([a, make_entry("b", follows=("a",))])
    assert '"1 A narrow network of<br/>16 hidden units is<br/>enough for all"' in source
    svg = draw(source)
    x, y = map(int, first_box(svg).split())
    width, height = svg_size(svg)
    assert 0 < x < width < 400
    assert 0 < y < height / 2
    assert first_box("<svg/>") == ""
