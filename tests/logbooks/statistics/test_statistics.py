"""Intervals and verdicts are those of SciPy, and of a study whose values are known."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from blink.logbooks.statistics import rounding
from blink.logbooks.statistics.bootstrap import bootstrap_interval
from blink.logbooks.statistics.comparison import (
    BETTER,
    SAME,
    TOO_FEW,
    UNKNOWN,
    WORSE,
    MeanDifference,
    difference,
    holm,
    verdict,
)
from blink.logbooks.statistics.samples import Sample, pooled, sample_of, typed_sample
from blink.logbooks.statistics.student import t_cdf, t_quantile

RAW = Path(__file__).parents[1] / "raw"


def study(name, first=0):
    """Return the test accuracies in per cent of a run of the study, by seed."""
    seeds = json.loads((RAW / f"{name}.json").read_text(encoding="utf-8"))["seeds"]
    return {str(seed): 100 * one["test_acc"] for seed, one in enumerate(seeds, first)}


@given(st.floats(0.5, 500), st.floats(-50, 50))
def test_students_t_is_that_of_scipy(freedom, t):
    assert t_cdf(t, freedom) == pytest.approx(scipy.stats.t.cdf(t, freedom), rel=1e-9, abs=1e-12)


@given(st.floats(0.5, 500), st.floats(0.001, 0.999))
def test_quantiles_are_those_of_scipy(freedom, share):
    expected = scipy.stats.t.ppf(share, freedom)
    assert t_quantile(share, freedom) == pytest.approx(expected, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(
    ("new", "old", "value", "low", "high", "p", "word"),
    [
        ("lr03", "base", 1.07, 0.48, 1.67, 0.007, BETTER),
        ("lr10", "lr03", 1.04, 0.48, 1.59, 0.007, BETTER),
        ("p80", "lr03", -0.67, -1.17, -0.16, 0.021, WORSE),
        ("w16", "lr03", -2.00, -4.04, 0.04, 0.053, UNKNOWN),
        ("p90", "lr03", -3.44, -5.06, -1.83, 0.004, WORSE),
    ],
)
def test_runs_with_the_same_seeds_are_paired(new, old, value, low, high, p, word):
    one, other = sample_of(study(new)), sample_of(study(old))
    found = difference(one, other)
    assert (found.method, found.pairs) == ("paired", 5)
    assert [round(number, 2) for number in (found.value, *found.interval)] == [value, low, high]
    assert round(found.p, 3) == p
    assert verdict(found, "higher", 0.5) == word
    exact = scipy.stats.ttest_rel(list(one.values.values()), list(other.values.values()))
    assert found.p == pytest.approx(exact.pvalue)
    assert found.interval == pytest.approx(exact.confidence_interval(0.95))


def test_runs_with_other_seeds_are_compared_by_welch():
    ours, theirs = study("lr10b", 5), study("lr10")
    found = difference(sample_of(ours), sample_of(theirs))
    assert found.method == "welch"
    assert [round(n, 2) for n in (found.value, *found.interval)] == [-1.22, -3.65, 1.21]
    assert verdict(found, "higher", 0.5) == UNKNOWN
    exact = scipy.stats.ttest_ind(list(ours.values()), list(theirs.values()), equal_var=False)
    assert found.interval == pytest.approx(exact.confidence_interval(0.95))
    together = pooled([sample_of(theirs), sample_of(ours)])
    assert (together.count, round(together.mean, 2), round(together.deviation, 2)) == (
        10,
        96.83,
        1.5,
    )


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=8, unique=True),
    st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=8, unique=True),
)
def test_what_is_typed_gives_the_interval_of_the_values(one, other):
    samples = [sample_of({str(i): n for i, n in enumerate(numbers)}) for numbers in (one, other)]
    typed = [Sample(sample.mean, sample.deviation, sample.count) for sample in samples]
    exact = scipy.stats.ttest_ind(one, other, equal_var=False)
    found = difference(*typed)
    assert found.interval == pytest.approx(exact.confidence_interval(0.95), rel=1e-6, abs=1e-6)
    both = pooled(typed)
    assert both.mean == pytest.approx(sum(one + other) / len(one + other), abs=1e-9)
    assert both.deviation == pytest.approx(scipy.stats.tstd(one + other), rel=1e-9)


def test_what_a_typed_spread_is_decides():
    assert typed_sample(1, 0.5, 4, "sd").deviation == 0.5
    assert typed_sample(1, 0.5, 4, "sem").deviation == 1
    width = scipy.stats.t.ppf(0.975, 3) * 0.5 / 2
    assert typed_sample(1, width, 4, "ci95").deviation == pytest.approx(0.5)
    for spread, count, kind in ((0.5, 4, "range"), (0.5, 4, ""), (None, 4, "sd"), (0.5, 0, "sd")):
        assert typed_sample(1, spread, count, kind).deviation is None


def test_seeds_pair_only_if_one_side_has_all_of_the_others():
    values = {"0": 1.0, "1": 2.0, "2": 4.0}
    more = {**values, "3": 9.0}
    assert difference(sample_of(values), sample_of(more)).method == "paired"
    other = {"0": 1.0, "1": 2.5, "7": 4.0, "8": 3.0}
    assert difference(sample_of(other), sample_of(more)).method == "welch"


def test_too_few_runs_and_no_spread_have_no_interval():
    two, three = sample_of({"0": 1.0, "1": 2.0}), sample_of({"5": 1.0, "6": 2.0, "7": 3.0})
    few = difference(two, three)
    assert (few.interval, verdict(few, "higher")) == (None, TOO_FEW)
    bare = difference(Sample(1, None, 5), Sample(2, None, 5))
    assert (bare.value, bare.interval, verdict(bare, "higher")) == (-1, None, "")


@pytest.mark.parametrize(
    ("low", "high", "better", "margin", "word"),
    [
        (0.1, 0.4, "higher", 0, BETTER), (0.1, 0.4, "lower", 0, WORSE),
        (0.1, 0.4, "higher", 0.5, SAME), (0.1, 0.6, "higher", 0.5, BETTER),
        (-0.4, 0.4, "higher", 0.5, SAME), (-0.6, 0.4, "higher", 0.5, UNKNOWN),
        (-0.6, -0.1, "lower", 0.5, BETTER), (0.1, 0.4, "", 0, ""), (-0.1, 0.4, "", 0, UNKNOWN),
    ],
)  # fmt: skip
def test_words_are_those_of_the_interval_and_the_margin(low, high, better, margin, word):
    assert verdict(MeanDifference(0, (low, high), 0.1, "paired"), better, margin) == word


def test_runs_that_are_all_the_same():
    same = sample_of({"0": 2.0, "1": 2.0, "2": 2.0})
    assert difference(same, same) == MeanDifference(0, (0, 0), 1, "paired", 3)
    above = sample_of({"0": 3.0, "1": 3.0, "2": 3.0})
    assert verdict(difference(above, same), "higher") == BETTER


def test_a_rounding_error_is_no_spread():
    assert sample_of({"0": 0.1, "1": 0.1, "2": 0.1}).deviation == 0
    old, same = ({str(n): x for n in range(3)} for x in (0.3, 0.1 + 0.2))
    assert difference(sample_of(same), sample_of(old)).value == 0
    new, old = ({str(n): x for n, x in enumerate(part)} for part in ((0.3, 0.4), (0.1, 0.2)))
    found = difference(sample_of(new | {"2": 0.5}), sample_of(old | {"2": 0.3}))
    assert (found.p, found.interval[0]) == (0, found.interval[1])


@pytest.mark.parametrize("size", [1e-120, 1e-90, 1e80, 1e149])
def test_the_size_of_values_does_not_matter(size):
    one, other = [1.0, 2.0, 3.0], [2.0, 2.5, 4.0, 7.0]
    first = difference(*map(sample_of, ({f"a{x}": x for x in one}, {f"b{x}": x for x in other})))
    scaled = ({f"a{x}": x * size for x in one}, {f"b{x}": x * size for x in other})
    found = difference(*map(sample_of, scaled))
    assert found.p == pytest.approx(first.p)
    assert found.interval == pytest.approx([end * size for end in first.interval], rel=1e-9, abs=0)


def test_a_false_alarm_is_as_rare_as_the_interval_says():
    generator = random.Random(1)
    for count in (3, 5, 20):
        alarms = 0
        for _ in range(400):
            one, other = (
                sample_of({f"{name}{i}": generator.gauss(0, 1) for i in range(count)})
                for name in "ab"
            )
            alarms += verdict(difference(one, other), "higher") in (BETTER, WORSE)
        assert alarms / 400 < (0.09 if count < 20 else 0.12)


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_that_of_scipys_adjusted_values(probabilities):
    order = sorted(probabilities)
    worst = 0.0
    adjusted = {}
    for place, p in enumerate(order):
        worst = max(worst, p * (len(order) - place))
        adjusted.setdefault(p, worst)
    remaining = holm(probabilities)
    for p, remains in zip(probabilities, remaining, strict=True):
        if probabilities.count(p) == 1 and not math.isclose(adjusted[p], 0.05):
            assert remains == (adjusted[p] <= 0.05)


def test_the_bootstrap_is_that_of_scipy():
    generator = random.Random(3)
    one = [generator.gauss(1, 1) ** 2 for _ in range(40)]
    other = [generator.gauss(0.5, 1) ** 2 for _ in range(40)]

    def exact(*data, **options):
        found = scipy.stats.bootstrap(
            data, lambda *parts, axis: parts[0].mean(axis=axis)
            - (parts[1].mean(axis=axis) if len(parts) > 1 else 0),
            n_resamples=10_000, method="BCa", rng=1, vectorized=True, **options,
        )  # fmt: skip
        return tuple(found.confidence_interval)

    import numpy as np

    assert bootstrap_interval(one, other, paired=False) == pytest.approx(
        exact(np.array(one), np.array(other)), abs=0.06
    )
    assert bootstrap_interval(one, other, paired=True) == pytest.approx(
        exact(np.array(one) - np.array(other)), abs=0.06
    )
    assert bootstrap_interval([1.0] * 20, [1.0] * 20, paired=True) == (0, 0)
    again = bootstrap_interval(one, other, paired=False)
    assert bootstrap_interval(one, other, paired=False) == again


@pytest.mark.parametrize(
    ("mean", "spread", "digits", "text"),
    [
        (97.30, 0.4113, None, "97.30 ± 0.41"), (96.222, 1.98, None, "96.2 ± 2.0"),
        (0.17442824944361893, None, None, "0.1744"), (4810.0, None, None, "4810"),
        (97.3, None, 2, "97.30"), (1234.4, 123.0, None, "1230 ± 120"),
        (-0.67, 0.0996, None, "−0.67 ± 0.10"), (1.0, 0.0, 2, "1.00 ± 0.00"),
        (3e20, 1e18, None, "3.00e+20 ± 1.00e+18"), (1e30, None, None, "1.00e+30"),
        (1e30, 2e29, 2, "1.00e+30 ± 2.00e+29"), (1e16, None, 12, "1.00e+16"),
    ],
)  # fmt: skip
def test_values_are_rounded_by_their_spread(mean, spread, digits, text):
    assert rounding.measured(mean, spread, digits) == text


@given(st.floats(1e-6, 1e6), st.floats(-1e6, 1e6))
def test_a_spread_has_two_digits_and_the_value_its_places(spread, mean):
    value, shown = rounding.measured(mean, spread).split(" ± ")
    assert abs(float(shown) - spread) <= 0.051 * spread
    assert len(shown.replace(".", "").strip("0")) <= 2
    assert len(value.partition(".")[2]) == len(shown.partition(".")[2])


def test_a_difference_has_its_sign():
    assert [rounding.with_sign(n, 2) for n in (1.036, -0.666, 0.001)] == ["+1.04", "−0.67", "±0.00"]
