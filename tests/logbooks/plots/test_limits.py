"""Limits of axes."""

from __future__ import annotations

import pytest

from blink.logbooks.plots.limits import padded, robust_limits


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ([97.4, 96.3, 9.8, 97.0], (96.3, 97.4)),
        ([97.4, 96.3, 9.8, 10.1, 97.0, 96.9, 97.1, 96.5], (96.3, 97.4)),
        ([-1000, 97.4, 96.3, 60, 97.0, 96.9, 97.1, 96.5], (96.3, 97.4)),
        ([0.1, 0.2, 1e9], (0.1, 0.2)),
        ([9.8, 97.4], (9.8, 97.4)),  # which of the two is the outlier?
        ([5, 5, 5, 8], (5, 8)),
        ([1, 2, 3, 4, 5, 6, 7, 8], (1, 8)),
        ([1, 10, 100, 1000], (1, 100)),
        ([9.8, 9.9, 97.4, 96.3], (9.8, 97.4)),  # half of the values are not a few
        ([5], (5, 5)),
        ([float("nan"), 2, float("inf"), 3], (2, 3)),
    ],
)
def test_a_few_values_far_from_the_others_are_outside(values, limits):
    assert robust_limits(values) == limits


def test_limits_are_never_equal():
    assert padded(0, 0) == (-0.08, 0.08)
    low, high = padded(97.3, 97.3)
    assert low < 97.3 < high
