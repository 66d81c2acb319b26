"""The data of charts are read from JSON, and from the HTML of their libraries."""

from __future__ import annotations

import json

import pytest

from blink.elements.media.chart_data import (
    chart_kind,
    dumped,
    height_of,
    html_chart,
    parts_of,
    read_json,
    remote_addresses,
)

VEGA = {"$schema": "https://vega.github.io/schema/vega-lite/v6.4.1.json", "mark": "line"}
BOKEH = {"target_id": "x", "root_id": "p1", "doc": {"roots": [{"id": "p1", "name": "Figure"}]}}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"data": [], "layout": {}}, "plotly"),
        ({"data": [{"type": "bar"}]}, "plotly"),
        (VEGA, "vega"),
        ({"$schema": "https://vega.github.io/schema/vega/v5.json", "data": []}, "vega"),
        (BOKEH, "bokeh"),
        ({"$schema": "https://example.org/other/v1.json"}, ""),
        ({"data": {}}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_the_library_is_known_from_the_data(data, kind):
    assert chart_kind(data) == kind


def test_charts_are_found_in_the_html_of_their_libraries():
    figure = '[{"y":[1,2]}], {"title":{"text":"a \\u003cb\\u003e ); }"}}, {"responsive": true}'
    plotly = f'<script>if (x) {{ Plotly.newPlot( "id-1", {figure} ) }};</script>'
    assert html_chart(plotly) == (
        "plotly",
        {"data": [{"y": [1, 2]}], "layout": {"title": {"text": "a <b> ); }"}},
         "config": {"responsive": True}},
    )  # fmt: skip
    vega = f"<script>(function(e){{\n var spec = {json.dumps(VEGA)};\n}})(vegaEmbed)</script>"
    assert html_chart(vega) == ("vega", VEGA)
    script = json.dumps({"d1": BOKEH["doc"]})
    bokeh = (
        f'<script type="application/json" id="e">\n {script}\n</script><script>Bokeh.x()</script>'
    )
    assert html_chart(bokeh) == ("bokeh", {**BOKEH, "target_id": None})
    for other in ("", "<p>Plotly.newPlot(</p>", "var spec = {}", "Plotly.newPlot(a, b)"):
        assert html_chart(other) == ("", None)


def test_numbers_that_json_lacks_are_null():
    assert read_json('{"a": [NaN, Infinity, 1]}') == {"a": [None, None, 1]}
    assert dumped({"a": [float("nan"), -float("inf")], "b": "NaN é"}) == (
        '{"a":[null,null],"b":"NaN é"}'
    )


def test_the_height_of_a_chart():
    assert height_of("plotly", {"data": [], "layout": {"height": 300.4}}) == 300
    assert height_of("plotly", {"data": [], "layout": None}) == 450
    assert height_of("vega", {**VEGA, "height": 200}) == 260
    assert height_of("vega", {**VEGA, "height": "container"}) == 360
    plot = {"attributes": {"height": 250}}
    assert height_of("bokeh", {"doc": {"roots": [plot]}}) == 250
    for name, height in (("Row", 250), ("Column", 500)):
        layout = {"name": name, "attributes": {"children": [plot, plot]}}
        assert height_of("bokeh", {"doc": {"roots": [layout]}}) == height
    assert height_of("bokeh", {"doc": {"roots": []}}) == 600


def test_parts_of_bokeh_that_a_chart_needs():
    assert parts_of("bokeh", {}, '{"name":"Figure"}') == ()
    assert parts_of("bokeh", {}, '{"name":"DataTable"}') == ("tables", "widgets")
    assert parts_of("bokeh", {}, '"output_backend":"webgl"') == ("gl",)
    assert parts_of("bokeh", {}, '{"name":"CustomJS"},{"name":"Slider"}') == ("code", "widgets")


def test_charts_that_make_code():
    template = {"data": {"scattergl": [{"type": "scattergl"}]}}
    figure = {"data": [{"type": "scatter"}], "layout": {"template": template}}
    assert parts_of("plotly", figure, dumped(figure)) == ()
    assert parts_of("plotly", {"data": [{"type": "scattergl"}]}, "") == ("code",)


def test_what_a_chart_loads_from_other_sites():
    images = [{"source": "https://a.example/x.png"}, {"source": "data:,"}]
    maps = {"data": [{"type": "scattergeo"}, {"type": "bar"}], "layout": {"images": images}}
    assert list(remote_addresses("plotly", maps)) == [
        "https://cdn.plot.ly/", "https://a.example/x.png",
    ]  # fmt: skip
    spec = {**VEGA, "data": {"url": "https://b.example/cars.json"}, "x": {"href": "https://c/"}}
    assert list(remote_addresses("vega", spec)) == ["https://b.example/cars.json"]
    assert list(remote_addresses("vega", VEGA)) == []
