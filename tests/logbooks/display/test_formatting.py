"""Values as pages show them."""

from __future__ import annotations

from logbooks.metrics.measuring import measured

from blink.logbooks.display.formatting import format_value
from blink.model import Metric


def value(metric, **options):
    return format_value(measured(metric), **options)


def test_a_value_has_its_spread_and_its_unit():
    assert value(Metric("m", "-3", "ms")) == "−3 ms"
    assert value(Metric("m", "3", "s", "0.1")) == "3 ± 0.1 s"
    assert value(Metric("m", "3", "s"), unit=False) == "3"
    assert value(Metric("m", "0.17442824944361893")) == "0.1744"
