"""Values as pages show them."""

from __future__ import annotations

from blink.logbooks.analysis import Scale
from blink.logbooks.display.formatting import format_value
from blink.model import Metric


def test_a_value_has_its_spread_and_the_unit_of_its_metric():
    scale = Scale("m", "ms", "")
    assert format_value(Metric("m", "-3"), scale) == "−3 ms"
    assert format_value(Metric("m", "3", "s", "0.1"), scale) == "3 ± 0.1 s"
    assert format_value(Metric("m", "3"), scale, unit=False) == "3"
