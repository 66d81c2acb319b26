"""Plots are SVG for pages: the same bytes every time, in the colours of the page."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from lxml import etree

from blink.logbooks.plots.entries import TIME, Plot, Point, has_outliers, shown_range
from blink.logbooks.plots.figure import PREFIX, draw

PLOT = Plot(
    "WER (%)",
    'WER & "more"',
    (
        Point("2026-01-01T00:00:00+00:00", 12.3, 0.4, best=True),
        Point("2026-02-01T00:00:00+00:00", 10.0, excluded=True),
        Point("2026-03-01T00:00:00+00:00", 11.5, 0.2, best=True),
    ),
)


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="module")
def svg(fonts):
    return draw(PLOT, fonts)


def test_a_plot_is_one_element_with_a_text_alternative(svg):
    root = etree.fromstring(svg)
    assert (root.tag, root.get("role"), root.get("aria-label")) == ("svg", "img", PLOT.description)
    assert "WER (%)" in "".join(root.itertext())
    assert not re.search(r"style=|<style|<metadata|xlink|matplotlib|clip-path", svg)


def test_colours_are_classes_and_attributes(svg):
    inks = set(re.findall(r'class="([^"]+)"', svg))
    assert {"line-top", "line-value", "area-ink"} <= {one for some in inks for one in some.split()}
    assert "#010101" not in svg
    assert 'fill="currentColor"' in svg


def test_excluded_values_look_different(svg, fonts):
    assert "line-apart" in svg
    assert "line-apart" not in draw(Plot("m", "m", PLOT.points[::2]), fonts)


def test_only_a_plot_with_best_values_has_a_line(svg, fonts):
    assert "line-top" in svg
    assert "line-top" not in draw(Plot("m", "m", (PLOT.points[1],)), fonts)
    assert "line-top" not in draw(Plot("m", "m", PLOT.points[1:]), fonts)  # it has no length


def test_ids_are_few_and_numbered(svg):
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert len(set(ids)) == len(ids)
    assert all(name.startswith(PREFIX) for name in ids)
    assert set(re.findall(r'href="#([^"]+)"', svg)) == set(ids)


def test_the_same_points_give_the_same_bytes_in_another_process(svg, fonts):
    code = "import sys, pathlib; from blink.logbooks.plots.figure import *; "
    code += "from blink.logbooks.plots.entries import *; "
    code += f"print(draw({PLOT!r}, pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, fonts]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip("\n") == svg


def test_matplotlib_is_imported_only_to_draw():
    package = "blink.logbooks"
    code = f"import sys, {package}.plots.entries, {package}.display.drawings; "
    code += "print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_extreme_values_can_be_drawn(fonts):
    points = (
        Point("2026-01-01", 0.0, best=True),
        Point("2026-01-01", 1e12),
        Point("2026-01-01", -1e-9),
    )
    assert draw(Plot("$x_1$ & <b>", "", points), fonts).startswith("<svg")
    huge = (Point("", 1e308, 1e308, number=1), Point("", -1e308, number=2, runs=(1e308, -1e308)))
    assert draw(Plot("m", "", huge), fonts).startswith("<svg")


def test_words_of_any_script_can_be_drawn(fonts):
    plot = Plot("精度", "", PLOT.points, x_label="条目 🙂")
    assert {"精度", "条目 🙂"} <= set(texts(draw(plot, fonts)))


def test_the_axis_of_one_day_shows_days(fonts):
    points = tuple(Point(f"2026-11-25T{hour}:00:00+00:00", 1.0) for hour in ("00", "09"))
    words = "".join(etree.fromstring(draw(Plot("m", "m", points, axis=TIME), fonts)).itertext())
    assert "25" in words
    assert not {"2025", "2027", "2028"} & {*re.findall(r"\d{4}", words)}


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (("2024-01-01", "2026-11-02"), ["2024", "2025", "2026"]),
        (("2026-01-01", "2026-03-01"), ["2026-01", "2026-02", "2026-03"]),
        (("2026-01-01", "2026-01-03"), ["01-01", "01-02", "01-03", "2026"]),
        (
            ("2026-01-05T01:00:00+00:00", "2026-01-06T02:00:00+00:00"),
            ["01-05", "12:00", "01-06", "2026-01-06"],
        ),
    ],
)
def test_dates_at_the_axis_are_the_same_in_every_language(days, labels, fonts):
    points = tuple(Point(day, 0.5) for day in days)
    words = [*etree.fromstring(draw(Plot("m", "m", points, axis=TIME), fonts)).itertext()]
    assert words[: len(labels)] == labels
    assert not any(re.search("[A-Z]", word) for word in words)


def texts(svg):
    return [*etree.fromstring(svg).itertext()]


def test_the_axis_has_the_numbers_of_the_entries(fonts):
    points = tuple(Point("2026-01-01", 1.0 + n, number=n) for n in (3, 4, 5))
    words = texts(draw(Plot("m", "m", points, x_label="Entry"), fonts))
    assert words[:4] == ["3", "4", "5", "Entry"]


def test_a_failed_run_does_not_flatten_the_others(fonts):
    values = (97.4, 96.3, 9.81, 97.0)
    points = tuple(Point("", v, number=n, text=f"{v} %") for n, v in enumerate(values, 1))
    assert shown_range(points) == (96.3, 97.4)
    assert has_outliers(points)
    assert not has_outliers(points[:2])
    words = texts(draw(Plot("m", "m", points), fonts))
    assert "9.81 %" in words
    assert "97.4 %" not in words


def test_one_wide_error_bar_or_failed_seed_does_not_flatten_the_others(fonts):
    points = [Point("", 97 + n / 10, 0.3, number=n, runs=(97.1, 96.9 + n / 10)) for n in range(9)]
    points.append(Point("", 97.2, 40.0, number=9, runs=(9.8, 97.5)))
    low, high = shown_range(points)
    assert 96 < low < high < 99
    assert "9.8" in texts(draw(Plot("m", "m", tuple(points)), fonts))


def test_the_runs_are_dots_unless_there_are_hundreds(fonts):
    few = tuple(Point("", float(n), 0.2, number=n, runs=(n - 0.1, n + 0.1)) for n in range(3))
    assert draw(Plot("m", "m", few), fonts).count('opacity="0.7"') == 6
    many = tuple(Point("", 1.0, number=n, runs=(0.9, 1.1)) for n in range(151))
    assert 'opacity="0.7"' not in draw(Plot("m", "m", many), fonts)


def test_a_shape_that_is_used_has_no_colour_of_its_own(svg):
    shapes = etree.fromstring(svg).findall(".//defs/path")
    assert shapes
    assert not any(shape.get("class") or shape.get("stroke") for shape in shapes)
