"""A page says whether the hypothesis was recorded before the first run."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from blink.logbooks.capture.hypotheses import HypothesisNote, hypothesis_digest, hypothesis_times

ZONE = ZoneInfo("Europe/Berlin")
TEXT = "It is above 0.9."
OWN, OTHER = hypothesis_digest(TEXT), hypothesis_digest("It is above 0.8.")
RUN = "2026-11-27T20:28:03Z"


@pytest.mark.parametrize(
    ("notes", "recorded", "expected"),
    [
        ([("2026-11-27T20:25:00Z", OWN)], [], ("before", "21:25", "21:28")),
        (
            [("2026-11-26T20:25:00Z", OWN)],
            [],
            ("before", "2026-11-26 21:25", "2026-11-27 21:28"),
        ),
        ([("2026-11-27T20:29:00Z", OWN)], [], ("after", "21:29", "21:28")),
        ([], [], ("after", "", "2026-11-27 21:28")),
        ([("2026-11-27T20:25:00Z", OTHER)], [], ("changed", "", "2026-11-27 21:28")),
        (
            [("2026-11-27T20:25:00Z", OTHER), ("2026-11-27T20:40:00Z", OWN)],
            [],
            ("changed", "21:40", "21:28"),
        ),
        ([], [("2026-11-26", TEXT)], ("before", "2026-11-26", "2026-11-27 21:28")),
        ([], [("2026-11-27", TEXT)], ("same day", "2026-11-27", "2026-11-27 21:28")),
        ([], [("2026-11-28", TEXT)], ("after", "2026-11-28", "2026-11-27 21:28")),
        ([], [("2026-11-26", "Else.")], ("after", "", "2026-11-27 21:28")),
    ],
)
def test_when_it_was_recorded(notes, recorded, expected):
    starts = ["2026-11-27T21:00:00Z", "", RUN]
    notes = [HypothesisNote(*note) for note in notes]
    assert hypothesis_times(TEXT, notes, recorded, starts, ZONE) == expected


def test_without_a_hypothesis_or_a_run_nothing_is_said():
    assert hypothesis_times("", [], [], [RUN], ZONE) is None
    assert hypothesis_times(TEXT, [], [], ["", "never"], ZONE) is None


def test_punctuation_and_markup_do_not_change_a_hypothesis():
    assert hypothesis_digest("**It** is above 0.9") == OWN
    assert OWN != OTHER
    assert hypothesis_digest("lr > 1") != hypothesis_digest("lr < 1")
