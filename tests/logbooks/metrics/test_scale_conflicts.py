"""Values that do not fit the scale of their metric."""

from __future__ import annotations

from logbooks.metrics.measuring import ACCURACY, entry_of, runs

from blink.logbooks.analysis import measured_entries
from blink.logbooks.metrics.scale_conflicts import scale_conflicts
from blink.logbooks.metrics.scales import Scale
from blink.model import Metric


def conflicts(*entries, declared=()):
    measured = measured_entries(entries, {scale.name: scale for scale in declared})
    return [(c.entry.label, c.key, c.message) for c in scale_conflicts(measured)]


def typed(label, *metric, **keys):
    return entry_of(label, metrics=(Metric("test_acc", *metric, **keys),))


def test_another_unit_or_direction_is_a_conflict():
    first = typed("a", "1", "s", better="lower")
    assert conflicts(first, typed("b", "2")) == []
    found = conflicts(first, typed("c", "3", "ms", better="higher"))
    assert [(label, key) for label, key, _ in found] == [("c", "metrics")] * 2
    assert "`unit` of the metric `test_acc` is `ms` here, but `s` in the entry 'A'" in found[0][2]
    declared = Scale("test_acc", "min", "lower", declared=True)
    ((label, _, message),) = conflicts(first, declared=[declared])
    assert label == "a"
    assert "is `s` here, but `min` in the header of the logbook" in message


def test_a_fraction_beside_per_cent_is_a_conflict():
    percent = typed("a", "95.33", "%")
    ((label, key, message),) = conflicts(percent, typed("b", "0.9533"))
    assert (label, key) == ("b", "metrics")
    assert "is the fraction 0.9533 here" in message
    assert message.endswith("write `95.33 %`")
    ((label, key, message),) = conflicts(
        percent, entry_of("b", runs=runs([0.95, 0.96], "test_acc"))
    )
    assert (label, key) == ("b", "runs")
    assert "declare `times: 100` for `test_acc`" in message
    assert conflicts(percent, typed("b", "0.9", "%")) == []
    assert conflicts(percent, typed("b", "93.1")) == []
    assert conflicts(typed("a", "95.33"), typed("b", "0.9")) == []  # nobody says what they are


def test_per_cent_that_is_multiplied_again_is_a_conflict():
    good = entry_of("a", runs=runs([0.97, 0.96], "test_acc"))
    ((label, key, message),) = conflicts(
        good, entry_of("b", runs=runs([97.1, 96.2], "test_acc")), declared=[ACCURACY]
    )
    assert (label, key) == ("b", "runs")
    assert "96.65, which is per cent already" in message
    assert conflicts(good, declared=[ACCURACY]) == []


def test_a_unit_that_the_header_does_not_have_is_a_conflict():
    declared = Scale("test_acc", "", "lower", declared=True)
    ((_, _, message),) = conflicts(typed("a", "1", "s"), declared=[declared])
    assert "is `s` here, but the header of the logbook has none; write the same" in message
