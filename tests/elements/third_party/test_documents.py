"""What a page loads from other sites needs `loads:`; text of scripts is neither link nor image."""

from __future__ import annotations

import json

import pytest

from blink.elements.third_party.addresses import loaded_addresses

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
PLOTLY = (
    '<div><script src="https://cdn.plot.ly/plotly-3.0.0.min.js"></script><div id="p"></div>'
    '<script>var d = "<img src=" + 1;Plotly.newPlot("p", []);</script></div>'
)
VEGA = (
    '<div id="v"></div><script>const paths = {"vega": "https://cdn.jsdelivr.net/npm/vega@5?x"};\n'
    "var s = document.createElement('script'); o.innerHTML = `<a href=\"${err}\"><img src=${y}>`;"
    "</script>"
)
MAP = (
    '<iframe srcdoc="&lt;script src=&quot;https://cdn.example/leaflet.js&quot;&gt;&lt;/script&gt;'
    "&lt;script&gt;L.tileLayer('https://{s}.tile.example/{z}/{x}/{y}.png')&lt;/script&gt;\"></iframe>"
)
FRAME = (
    "<div>\n<style scoped>\n    .dataframe th {\n        text-align: right;\n    }\n\n</style>\n"
    '<table class="dataframe">\n<tr>\n\n<td>a &lt; b</td></tr></table>\n</div>'
)
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
WIDGET = {VIEW: {"model_id": "m"}, "text/plain": "IntSlider(value=0)"}


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ('<img src="a&amp;b.png">', ["a&b.png"]),
        ("<IMG alt='a > b' SRC = 'x'>", ["x"]),
        ('<img src="s.png" srcset="a.png 1x, b.png 2x">', ["s.png", "a.png", "b.png"]),
        ('<script>var d = "<img src=" + 1</script><img src="b.png">', ["b.png"]),
        ("<style>/* <img src=x> */</style><!-- <img src=x> -->", []),
        ("<script src='//x.example/z.js'></script>", ["//x.example/z.js"]),
        ('<svg><image xlink:href="x.png"/></svg>', ["x.png"]),
        (MAP, ["https://cdn.example/leaflet.js", "https://a.tile.example/{z}/{x}/{y}.png"]),
        (VEGA, ["https://cdn.jsdelivr.net/npm/vega@5?x"]),
        ('<script>x = "https://x.example/a.js"</script>', []),
        ('</div> a < b <a href="x.html">', []),
        ("</div>", []),
        ("<textarea><img src=x></textarea>", []),
    ],
)
def test_what_a_browser_requests(text, addresses):
    assert list(loaded_addresses(text)) == addresses


def notebook(*outputs, loads="", **metadata):
    header = f"---\ndate: 2026-01-31\n{loads}---\n\n# N\n\nWords.\n"
    cells = [{"cell_type": "markdown", "id": "h", "metadata": {}, "source": header}]
    for number, data in enumerate(outputs):
        output = {"output_type": "display_data", "metadata": {}, "data": data}
        cell = {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": "show()"}
        cells.append({**cell, "execution_count": 1, "outputs": [output]})
    cells.append({"cell_type": "raw", "id": "r", "source": "<b>raw</b>",
                  "metadata": {"raw_mimetype": "text/html"}})  # fmt: skip
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    return json.dumps(whole)


@pytest.fixture(scope="module")
def built(shared_blog):
    blog = shared_blog()
    state = {"widgets": {STATE: {"state": {"m": {"model_name": "IntSliderModel"}}}}}
    plotly = {"application/vnd.plotly.v1+json": {"data": []}, "text/html": PLOTLY}
    vega = {"application/vnd.vegalite.v5+json": {}, "image/png": PNG, "text/plain": "<VegaLite>"}
    script = "var a = '<img src=x>'"
    bokeh = {"application/vnd.bokehjs_load.v0+json": "", "application/javascript": script}
    markdown = {"text/markdown": "$x$\n\n| a |\n|---|\n| 1 |\n", "text/plain": "<Markdown>"}
    only = {"application/vnd.plotly.v1+json": {}, "application/vnd.other+json": {}}
    pdf = {"application/pdf": "JVBERi0xLjQK", "text/plain": "A drawing"}
    for name, text in {
        "plotly": notebook(plotly, plotly),
        "allowed": notebook(plotly, loads="loads: cdn.plot.ly\n"),
        "vega": notebook({"text/html": VEGA}),
        "map": notebook({"text/html": MAP}),
        "fine": notebook(vega, bokeh, markdown, pdf, {"text/html": FRAME}, WIDGET),
        "only": notebook(only),
        "view": notebook({VIEW: {"model_id": "m"}}, {**WIDGET, "image/png": PNG}),
        "widget": notebook(WIDGET, WIDGET, **state),
        "shown": notebook(
            WIDGET, loads="loads: [cdnjs.cloudflare.com, cdn.jsdelivr.net]\n", **state
        ),
    }.items():
        blog.write(f"posts/{name}.ipynb", text)
    return blog.build()


def told(blog, name):
    return [line for line in blog.warnings if line.startswith(f"posts/{name}.ipynb:")]


def test_a_figure_names_the_site_that_it_loads_from(built):
    (line,) = told(built, "plotly")  # once, for two figures
    assert line.startswith("posts/plotly.ipynb:1: WARNING: in cell 2, line 1: https://cdn.plot.ly")
    assert "write `loads: cdn.plot.ly` in the front matter to allow it, or run `make add" in line
    assert "PACKAGE=plotly`" in line
    assert line.endswith("[origin.html]")
    for name, host in (("vega", "cdn.jsdelivr.net"), ("map", "[cdn.example, a.tile.example]")):
        (line,) = told(built, name)
        assert f"`loads: {host}`" in line


def test_a_figure_that_may_load_is_shown(built):
    assert told(built, "allowed") == []
    assert PLOTLY in built.page("posts/allowed.html")


def test_an_output_with_a_known_form_is_shown(built):
    assert told(built, "fine") == []
    page = built.page("posts/fine.html")
    assert 'alt="Drawn by the code above"' in page
    assert "var a = '<img src=x>'" in page
    assert "<mi>x</mi>" in page
    assert "A drawing" in page
    assert "a &lt; b</td>" in page
    assert "IntSlider(value=0)" in page
    assert "<b>raw</b>" in page
    assert "cdnjs" not in page


def test_an_output_that_only_jupyter_can_show_is_a_mistake(built):
    (line,) = told(built, "only")
    assert "in cell 2, line 1: the page does not show this output" in line
    assert "(application/vnd.plotly.v1+json, application/vnd.other+json)" in line
    assert line.endswith("[mystnb.unknown_mime_type]")


def test_a_widget_has_another_form_or_is_a_mistake(built):
    (line,) = told(built, "view")
    assert "in cell 2, line 1: the page does not show this output" in line
    page = built.page("posts/view.html")
    assert 'alt="Drawn by the code above"' in page, "the picture before the text"
    assert "IntSlider" not in page


def test_widgets_need_scripts_of_other_sites(built):
    (line,) = told(built, "widget")
    assert "`loads: [cdnjs.cloudflare.com, cdn.jsdelivr.net]`" in line
    assert line.endswith("[origin.widgets]")
    page = built.page("posts/widget.html")
    assert page.count("IntSlider(value=0)") == 2
    assert "https://cdn" not in page
    assert told(built, "shown") == []
    page = built.page("posts/shown.html")
    assert "https://cdnjs.cloudflare.com" in page
    assert f'<script type="{VIEW}">' in page
