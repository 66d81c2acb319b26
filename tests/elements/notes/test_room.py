"""Which footnotes have room beside a text."""

from __future__ import annotations

from blink.elements.notes.room import FARTHEST, LONGEST, NoteMark, WideBlock, placed


def names(*marks, blocks=()):
    return placed(marks, blocks)[0]


def test_notes_stand_beside_the_text_in_their_order():
    assert names(NoteMark("a", 2, 60), NoteMark("b", 3, 60), NoteMark("c", 90, 60)) == [
        "a",
        "b",
        "c",
    ]


def test_a_long_note_stays_at_the_end():
    assert names(NoteMark("a", 2, LONGEST + 1), NoteMark("b", 3, 60)) == ["b"]


def test_a_note_whose_mark_comes_before_that_of_an_earlier_one_stays_at_the_end():
    assert names(NoteMark("a", 50, 60), NoteMark("b", 3, 60), NoteMark("c", 60, 60)) == ["a", "c"]


def test_a_note_that_would_be_far_below_its_mark_stays_at_the_end():
    many = [NoteMark(str(number), 2, 60) for number in range(5)]
    shown = names(*many)
    assert 1 < len(shown) < 5
    assert names(*many, NoteMark("b", 2 + 3 * FARTHEST, 60)) == [*shown, "b"]


def test_blocks_near_a_note_are_named_so_that_they_leave_it_room():
    assert placed(
        [NoteMark("a", 40, 60)], [WideBlock(4, 9), WideBlock(41, 45), WideBlock(80, 90)]
    ) == (["a"], {1})


def test_a_note_leaves_room_for_what_its_author_wants_wide():
    assert placed([NoteMark("a", 40, 60)], [WideBlock(41, 45, forced=True)]) == ([], set())
