"""The settings of interactive figures are checked."""

from __future__ import annotations

import pytest

from blink.settings.charts import libraries


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({}, []),
        ({"plotly": "_static/plotly.js", "vega": ["a.js", "b.js"]}, []),
        ({"d3": "_static/d3.js"}, ["x: 'd3' is not one of 'plotly', 'vega', 'bokeh'"]),
        ({"bokeh": 5}, ["x: 'bokeh' must have the path of a file, or several in a list"]),
        (
            {"bokeh": ["a.js", ""]},
            ["x: 'bokeh' must have the path of a file, or several in a list"],
        ),
    ],
)
def test_libraries_have_files(value, told):
    assert list(libraries("x", value, {})) == told


def test_mistakes_of_these_settings_are_reported(blog):
    wrong = {"blink_chart_load": "hover", "blink_chart_libraries": {"d3": "a.js"}}
    with pytest.raises(Exception, match="blink_chart_load must be") as error:
        blog(**wrong).build()
    assert "'d3' is not one of 'plotly', 'vega', 'bokeh'" in str(error.value)
