"""Values as pages show them."""

from __future__ import annotations

from logbooks.metrics.measuring import entry_of, measured, runs

from blink.logbooks.analysis import measured_entries
from blink.logbooks.display.formatting import change_data, format_value
from blink.model import Metric


def value(metric, **options):
    return format_value(measured(metric), **options)


def test_a_value_has_its_spread_and_its_unit():
    assert value(Metric("m", "-3", "ms")) == "−3 ms"
    assert value(Metric("m", "3", "s", "0.1")) == "3 ± 0.1 s"
    assert value(Metric("m", "3", "s"), unit=False) == "3"
    assert value(Metric("m", "0.17442824944361893")) == "0.1744"


def test_a_difference_of_some_pairs_says_so():
    values = [3.0, 3.1, 2.9, 3.2, 3.05, 2.0, 2.1, 2.2]
    many, few, other, same = (
        entry.metric("m")
        for entry in measured_entries(
            [
                entry_of("a", runs=runs(values)),
                entry_of("b", runs=runs([2.5, 2.7, 2.6, 2.8, 2.55])),
                entry_of("c", runs=runs(values, first=20)),
                entry_of("d", runs=runs(values[::-1])),
            ],
            {},
        )
    )
    assert change_data(many, few)["pairs"] == change_data(few, many)["pairs"] == 5
    assert change_data(many, same)["pairs"] == change_data(many, other)["pairs"] == 0
    assert change_data(many, same)["interval"]
    assert change_data(many, None)["pairs"] == ""
