"""Plots of curves, and of one metric over another."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from blink.logbooks.plots.curves import CurveLine, CurvesPlot, shown_limits
from blink.logbooks.plots.figure import draw
from blink.logbooks.plots.scatter import ScatterMark, ScatterPlot

STEPS = (1.0, 10.0, 100.0)
SLOW = CurveLine("slow", STEPS, (2.0, 1.0, 0.5), (1.8, 0.9, 0.4), (2.2, 1.1, 0.6))
FAST = CurveLine("fast & <b>", STEPS, (2.0, 0.1, 0.01))


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


def words(svg):
    return [*etree.fromstring(svg).itertext()]


def test_each_curve_has_a_name_and_a_band_if_it_has_runs(fonts):
    svg = draw(CurvesPlot("loss", "Step", (SLOW, FAST), "Loss over steps"), fonts)
    assert {"slow", "fast & <b>", "loss", "Step"} <= set(words(svg))
    assert svg.count('opacity="0.18"') == 1
    assert {"line-value", "line-top"} <= set(re.findall(r"line-[a-z]+", svg))
    alone = draw(CurvesPlot("loss", "Step", (SLOW,), "Loss over steps"), fonts)
    assert "slow" not in words(alone)


def test_logarithmic_axes_have_plain_numbers(fonts):
    zero = CurveLine("zero", (0.0, *STEPS), (0.0, 2.0, 0.1, 0.01))
    plot = CurvesPlot("loss", "Step", (SLOW, zero), "", log_x=True, log_y=True)
    texts = words(draw(plot, fonts))
    assert {"1", "10", "100", "0.01", "0.1"} <= set(texts)
    assert not any("$" in text for text in texts)


def test_a_curve_that_diverges_does_not_flatten_the_others():
    lines = [CurveLine(str(n), STEPS, (2.0, 1.0 + n / 10, 0.5)) for n in range(3)]
    lines.append(CurveLine("diverged", STEPS, (2.0, 5.0, 1e9)))
    low, high = shown_limits(lines)
    assert 0 < low < 0.5
    assert 2 < high < 5


def test_a_scatter_plot_has_a_line_through_its_front(fonts):
    marks = (
        ScatterMark("a", 100, 90, 0.5, front=True),
        ScatterMark("b", 200, 89),
        ScatterMark("c", 400, 95, front=True),
    )
    svg = draw(ScatterPlot("params", "acc", marks, "d", log_x=True), fonts)
    assert {"a", "b", "c", "100", "200", "params", "acc"} <= set(words(svg))
    assert "line-top" in svg
    assert "line-top" not in draw(ScatterPlot("params", "acc", marks[1:2], "d"), fonts)
    draw(ScatterPlot("x", "y", (ScatterMark("zero", 0, 1),), "d", log_x=True), fonts)


def test_any_numbers_can_be_drawn(fonts):
    values = (float("nan"), 1e308, -1e308, float("inf"), 0.0)
    line = CurveLine("odd", tuple(map(float, range(5))), values)
    for log in (False, True):
        for lines in ((), (CurveLine("empty", (), ()),), (line, SLOW), (line,)):
            plot = CurvesPlot("loss", "Step", lines, "", log_x=log, log_y=log)
            assert draw(plot, fonts).startswith("<svg")
        marks = tuple(ScatterMark(str(value), value, value, value) for value in values)
        assert draw(ScatterPlot("x", "y", marks, "", log_x=log), fonts).startswith("<svg")
