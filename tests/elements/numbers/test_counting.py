"""Sections and figures are counted for each post, and as Sphinx does in toctrees."""

from __future__ import annotations

import pytest

from blink.elements.numbers.counting import (
    Counter,
    NumberedDocument,
    NumberedHeading,
    NumberedPart,
    count_sections,
)


def figure(name, *sections):
    return NumberedPart("figure", name, ("#title", *sections))


def toctree(name):
    return NumberedPart("", name, ("#title",))


@pytest.mark.parametrize(
    ("headings", "numbers"),
    [
        ([], {}),
        ([("", 1)], {"": ()}),
        (
            [("", 1), ("#a", 2), ("#b", 3), ("#c", 3), ("#d", 2), ("#e", 3)],
            {"": (), "#a": (1,), "#b": (1, 1), "#c": (1, 2), "#d": (2,), "#e": (2, 1)},
        ),
        ([("", 1), ("#b", 1)], {"": (1,), "#b": (2,)}),
    ],
)
def test_the_title_of_a_post_has_no_number(headings, numbers):
    assert count_sections(NumberedHeading(*each) for each in headings) == numbers


OUTLINES = {
    "index": NumberedDocument(
        parts=(figure("home"), toctree("one"), toctree("post"), toctree("two"))
    ),
    "one": NumberedDocument(parts=(figure("a", "#s"), NumberedPart("table", "t", ()))),
    "two": NumberedDocument(parts=(figure("b", "#s"), figure("c", "#s"))),
    "post": NumberedDocument(parts=(figure("d", "#s"), figure("e", "#s", "#u"), figure("f", "#r"))),
    "other": NumberedDocument(parts=(toctree("below"), figure("g"))),
    "below": NumberedDocument(parts=(figure("h"), toctree("other"))),
}


def test_posts_are_counted_for_themselves_and_trees_together():
    numbers = Counter(OUTLINES, {}, {"post"}, 1).count("index")
    assert numbers["index"] == {"figure": {"home": (1,)}}
    assert numbers["one"] == {"figure": {"a": (2,)}, "table": {"t": (1,)}}
    assert numbers["two"] == {"figure": {"b": (3,), "c": (4,)}}
    assert numbers["post"] == {"figure": {"d": (1,), "e": (2,), "f": (3,)}}
    assert numbers["below"] == {"figure": {"h": (1,)}}
    assert numbers["other"] == {"figure": {"g": (2,)}}


@pytest.mark.parametrize(
    ("depth", "of_post", "of_page"),
    [
        (0, [(1,), (2,), (3,)], [(2,)]),
        (1, [(1,), (2,), (3,)], [(3, 1)]),
        (2, [(1, 1), (1, 2), (2, 1)], [(3, 1, 1)]),
        (3, [(1, 1), (1, 2, 1), (2, 1)], [(3, 1, 1)]),
    ],
)
def test_the_depth_counts_from_the_title(depth, of_post, of_page):
    sections = {
        "post": {"": (), "#s": (1,), "#u": (1, 2), "#r": (2,)},
        "one": {"": (3,), "#s": (3, 1)},
    }
    numbers = Counter(OUTLINES, sections, {"post"}, depth).count("index")
    assert list(numbers["post"]["figure"].values()) == of_post
    assert list(numbers["one"]["figure"].values()) == of_page
